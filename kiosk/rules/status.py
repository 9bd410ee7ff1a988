"""What a dossier's status means for its owner: one sentence, what comes next, what to do, and how late the ward is.

The hard cases, and how they are decided:
- Late with a letter: the new date counts and is shown, the first one is kept beside it (NĐ 61/2018/NĐ-CP Đ.19).
- A date may be moved once. Beyond the new date the dossier is late for good ("late-again"). Of several new dates the first one counts for
  lateness, the last one is shown, because that is what the citizen was told; staff see the fault ("second-extension").
- Late without a letter, or a new date in the system without one: the letter is owed (`owes_letter`), and the citizen is told so.
- Waiting for papers, for money or for somebody else stops the clock; whoever was late before that stays late (seen from the request's day,
  or from the beginning of the step at work; where neither is known nobody is called late).
- A result that is ready is measured at the day it was ready. When nobody wrote before that, the letter is still owed.
- Refused, withdrawn, ended and handed over: nothing is owed any more, and no days are counted.
- A status that nobody has explained is said in the system's own words, without a guess about days.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time

from kiosk.rules.calendar import Calendar, Late
from kiosk.rules.dossier import Dossier
from kiosk.rules.procedures import Words
from kiosk.rules.status_words import CaseWords, Mood, Statuses, StatusWords

Fact = str | int | datetime

@dataclass(frozen=True)
class Meaning:
    """What the citizen reads. Sentences hold `{named}` fields; `facts` has their values, to be said in the language (kiosk.statuses.say).

    `code`: national, 1-10, or 0. `due`: the date that is shown; `old_due`: the one before, to be shown struck, None where it never moved.
    `stopped`: no days are counted now. `faults`: for staff only, out of "second-extension", "late-again", "no-letter", "no-reason",
    "unknown-status". `sure`: False when a year's holidays are not settled, so that days are an estimate.
    """

    code: int
    mood: Mood
    title: Words
    next: Words
    task: Words
    note: Words = Words()
    late: Late = Late()
    due: datetime | None = None
    old_due: datetime | None = None
    stopped: bool = False
    owes_letter: bool = False
    sure: bool = True
    faults: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True)
class _Promise:
    """`first`: what the receipt said; `counts`: the first new date, `shown`: the last one told; both equal `first` when it never moved."""

    first: datetime | None
    counts: datetime | None
    shown: datetime | None
    moved: int = 0  # how often


def meaning(dossier: Dossier, now: datetime, calendar: Calendar, statuses: Statuses) -> Meaning:
    """What this dossier's status means at this moment. `now` in the hall's time, like the dossier's. Raises nothing."""
    status = statuses.of(dossier.status)
    promise = _promised(dossier)
    if status is None:
        return _unexplained(dossier, promise, statuses)
    late = _late(dossier, status, promise, now, calendar)
    owes = _owes_letter(dossier, status, promise, late)
    name = _case(dossier, status, promise, late, now, calendar)
    case = statuses.cases[name] if name else CaseWords()
    return Meaning(
        code=status.national,
        mood=case.mood or status.mood,
        title=case.title or status.title,
        next=case.next or status.next,
        task=case.task or status.task,
        note=_note(status, promise, late, statuses),
        late=late,
        due=promise.shown,
        old_due=promise.first if promise.moved else None,
        stopped=status.clock == "stopped",
        owes_letter=owes,
        sure=calendar.sure(*sorted((now.date(), (promise.first or now).date()))),
        faults=_faults(dossier, promise, owes, name),
        facts=_facts(dossier, promise, late),
    )


def _promised(dossier: Dossier) -> _Promise:
    """New dates are those later than the first one. A letter that speaks of a later "old" date tells of a move before it."""
    apology = dossier.apology
    old = [when for when in (dossier.due, apology.old_due if apology else None) if when]
    new = [when for when in (dossier.new_due, apology.new_due if apology else None) if when]
    if not old:
        return _Promise(None, min(new, default=None), max(new, default=None))
    first = min(old)
    moved = [when for when in (*new, *old) if when.date() > first.date()]
    if not moved:
        return _Promise(first, first, first)
    return _Promise(first, min(moved), max(moved), len({when.date() for when in moved}))


def _late(dossier: Dossier, status: StatusWords, promise: _Promise, now: datetime, calendar: Calendar) -> Late:
    """Days late against the first promise, days left until the one that counts."""
    seen = _seen_from(dossier, status, now)
    if promise.first is None or promise.counts is None or seen is None:
        return calendar.lateness(promise.counts, now) if promise.counts and status.clock == "runs" else Late()
    first, counts = calendar.lateness(promise.first, seen), calendar.lateness(promise.counts, seen)
    return Late(first.days, counts.left if status.clock in ("runs", "stopped") else 0, counts.today and status.clock == "runs")


def _seen_from(dossier: Dossier, status: StatusWords, now: datetime) -> datetime | None:
    """The moment at which the clock stood still, or now; None where it is unknown or no longer matters."""
    if status.clock == "runs":
        return now
    if status.clock == "ready" or status.national == 10:
        return dossier.released or dossier.finished
    if status.clock == "over":
        return None
    if status.national == 5 and dossier.supplement and dossier.supplement.asked:
        return min(now, datetime.combine(dossier.supplement.asked, time(), now.tzinfo))
    begun = [step.since for step in dossier.steps if step.since and step.until is None]
    return min(now, max(begun)) if begun else None


def _owes_letter(dossier: Dossier, status: StatusWords, promise: _Promise, late: Late) -> bool:
    """A letter with a new date is owed once a date was missed or moved; not any more when the dossier is over."""
    if status.clock == "over":
        return False
    written = dossier.apology is not None and promise.moved > 0
    return not written and (late.days > 0 or promise.moved > 0)


def _case(dossier: Dossier, status: StatusWords, promise: _Promise, late: Late, now: datetime, calendar: Calendar) -> str:
    """The name of what changes the status's own sentences; "" for nothing."""
    if status.clock == "runs":
        return _case_of_days(dossier, promise, late, now, calendar)
    post = "" if not dossier.by_post else "-post-tracked" if dossier.tracking else "-post"
    if status.clock == "ready":
        return f"ready{post}" if post or dossier.place else ""
    if status.national == 10:
        return f"done{post}" if post else ""
    if status.national == 5:
        return "supplement" if dossier.supplement and dossier.supplement.items else ""
    if status.national == 6:
        return "paying" if dossier.fee else ""
    return "denied-why" if status.national in (3, 8) and dossier.note else ""


def _case_of_days(dossier: Dossier, promise: _Promise, late: Late, now: datetime, calendar: Calendar) -> str:
    if promise.moved and promise.counts:
        if calendar.lateness(promise.counts, now).days:
            return "late-again"
        if dossier.apology is None:
            return "new-date-no-letter"
        return "new-date-today" if late.today else "new-date" if late.days else "new-date-ahead"
    return "late" if late.days else "due-today" if late.today else ""


def _note(status: StatusWords, promise: _Promise, late: Late, statuses: Statuses) -> Words:
    if status.clock == "over":
        return Words()
    if status.clock == "ready":
        return statuses.notes["ready_late" if late.days else "ready"]
    if promise.shown is None:
        return statuses.notes["none"]
    if status.clock == "stopped":
        return statuses.notes["late" if late.days else "stopped"]
    return statuses.notes["today" if late.today else "left" if late.left else "late"]


def _faults(dossier: Dossier, promise: _Promise, owes: bool, case: str) -> tuple[str, ...]:
    found = {
        "second-extension": promise.moved > 1,
        "late-again": case == "late-again",
        "no-letter": owes,
        "no-reason": dossier.apology is not None and not dossier.apology.reason,
    }
    return tuple(fault for fault, there in found.items() if there)


def _facts(dossier: Dossier, promise: _Promise, late: Late) -> dict[str, Fact]:
    facts: dict[str, Fact | None] = {
        "due": promise.shown,
        "old_due": promise.first if promise.moved else None,
        "days": late.days,
        "left": late.left,
        "place": dossier.place,
        "tracking": dossier.tracking,
        "fee": dossier.fee,
        "note": dossier.note,
        "text": dossier.status_text,
    }
    return {name: fact for name, fact in facts.items() if fact}


def _unexplained(dossier: Dossier, promise: _Promise, statuses: Statuses) -> Meaning:
    case = statuses.cases["unknown-said" if dossier.status_text else "unknown"]
    return Meaning(
        code=0,
        mood=case.mood or "sea",
        title=case.title,
        next=case.next,
        task=case.task,
        due=promise.shown,
        old_due=promise.first if promise.moved else None,
        faults=("unknown-status",),
        facts=_facts(dossier, promise, Late()),
    )
