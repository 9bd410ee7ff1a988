"""Names every fault of a catalogue that reads well but would mislead a citizen; each one plain sentence with file and code."""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

from kiosk import paths
from kiosk.rules.procedures import CHANNELS, Catalogue, Fee, Field, LifeEvent, Paper, Procedure, TimeLimit, Words
from kiosk.settings import Queue

TITLE_ROOM = 60  # letters of a tile's title: two lines of the large text


@cache
def shipped_icons() -> frozenset[str]:
    """The names of the icons that have a character in the bundled icon font."""
    return frozenset(tomllib.loads((paths.ASSETS / "icons" / "icons.toml").read_text("utf-8")))


def faults(catalogue: Catalogue, queues: Sequence[Queue], today: date) -> list[str]:
    """Every fault, in the order of the catalogue; an empty list is a catalogue to go live with."""
    offered = frozenset(catalogue.on(today))
    found = [fault for field in catalogue.fields for fault in _field(field)]
    found += [fault for procedure in catalogue.procedures for fault in _procedure(procedure, catalogue, queues, today, offered)]
    found += list(_versions(catalogue.procedures))
    found += [fault for event in catalogue.events for fault in _event(event, catalogue, offered)]
    found += list(_twice("field", [field.code for field in catalogue.fields]))
    found += list(_twice("life event", [event.code for event in catalogue.events]))
    return found + [fault for queue in queues for fault in _queue(queue, catalogue)]


def _procedure(p: Procedure, catalogue: Catalogue, queues: Sequence[Queue], today: date, offered: frozenset[str]) -> Iterator[str]:
    where = f"{p.field}.toml, {p.code}"
    checks = (_names(p, catalogue), _dates(p), _time(p.time), _fees(p.fees), _links(p, catalogue, offered), _complete(p))
    for check in checks:
        yield from (f"{where}: {fault}." for fault in check)
    for number, paper in enumerate(p.papers, 1):
        yield from (f"{where}, papers {number}: {fault}." for fault in _paper(paper))
    if p.offered(today) and ("counter" in p.channels or not p.channels) and not _served(p, queues):
        yield f"{where}: is offered at the counter but no queue serves it."


def _names(p: Procedure, catalogue: Catalogue) -> Iterator[str]:
    if p.field not in {field.code for field in catalogue.fields}:
        yield f"the field {p.field} is unknown"
    yield from (f"the channel {name} is unknown" for name in p.channels if name not in CHANNELS)
    known = {event.code for event in catalogue.events}
    yield from (f"the life event {name} is unknown" for name in p.events if name not in known)
    for language, title in (("Vietnamese", p.plain.vi), ("English", p.plain.en)):
        if len(title) > TITLE_ROOM:
            yield f"the {language} title has {len(title)} letters, {TITLE_ROOM} fit"
    yield from (f"the alias {alias!r} stands twice" for alias, times in Counter(map(str.lower, p.aliases)).items() if times > 1)
    if without := [key for key, words in _texts(p) if not words.en]:
        yield f"no English for {', '.join(without)}"


def _texts(p: Procedure) -> Iterator[tuple[str, Words]]:
    """Every text a citizen reads, by the name of its key; the absent ones are left out."""
    single = {"plain": p.plain, "when": p.when, "result": p.result, "done_by": p.done_by}
    texts: list[tuple[str, Words]] = list(single.items())
    texts += [("time", p.time.text)] if p.time else []
    for key, items in (("steps", p.steps), ("forms", p.forms)):
        texts += [(f"{key} {number}", words) for number, words in enumerate(items, 1)]
    for number, fee in enumerate(p.fees, 1):
        texts += [(f"fees {number} unit", fee.unit), (f"fees {number} note", fee.note)]
    for number, paper in enumerate(p.papers, 1):
        texts += [(f"papers {number} {key}", words) for key, words in (("name", paper.name), ("case", paper.case), ("note", paper.note))]
    return ((key, words) for key, words in texts if words)


def _dates(p: Procedure) -> Iterator[str]:
    if p.starts and p.ends and p.starts > p.ends:
        yield f"starts on {p.starts} after it ends on {p.ends}"
    if p.change and p.change.kind == "abolished" and (p.ends is None or p.ends > p.change.on):
        yield f"is abolished on {p.change.on} but offered {f'until {p.ends}' if p.ends else 'without an end'}"
    if p.change and p.change.kind != "abolished" and p.ends and p.change.on > p.ends:
        yield f"is {p.change.kind} on {p.change.on}, after its end"


def _time(time: TimeLimit | None) -> Iterator[str]:
    if time and (time.days is None) == bool(time.unit):
        yield "the time limit needs both days and unit, or neither"
    if time and time.same_day and time.days:
        yield "the time limit cannot be the same day and some days"


def _fees(fees: tuple[Fee, ...]) -> Iterator[str]:
    for number, fee in enumerate(fees, 1):
        if fee.amount is None and not fee.note:
            yield f"fees {number} has neither amount nor note"
        if fee.amount and not fee.unit:
            yield f"fees {number} has no unit"
        if "trang" in fee.unit.vi.lower() and not fee.note:
            yield f"fees {number} is per page and needs a note (from the third page on it is another amount)"
    if len(fees) > 1 and (unclear := [str(number) for number, fee in enumerate(fees, 1) if not fee.note]):
        yield f"fees {', '.join(unclear)}: there are several fees, each needs a note that tells them apart"


def _links(p: Procedure, catalogue: Catalogue, offered: frozenset[str]) -> Iterator[str]:
    known = {other.code for other in catalogue.procedures}
    for code in p.see_also:
        if code == p.code:
            yield "links to itself in see_also"
        elif code not in known:
            yield f"links to {code} in see_also, which is not in the catalogue"
        elif code not in offered:
            yield f"links to {code} in see_also, which is not offered (abolished, ended or not begun)"


def _complete(p: Procedure) -> Iterator[str]:
    if not p.complete:
        return
    needed = {"papers": p.papers, "steps": p.steps, "result": p.result, "done_by": p.done_by, "when": p.when}
    if missing := [key for key, value in needed.items() if not value]:
        yield f"is marked complete but has no {', '.join(missing)}"
    if not p.verified:
        yield "is marked complete but not verified"


def _paper(paper: Paper) -> Iterator[str]:
    if paper.verified and not (paper.original or paper.copy or paper.present):
        yield f"{paper.name.vi!r} is neither handed in (original, copy) nor shown (present)"


def _versions(procedures: Iterable[Procedure]) -> Iterator[str]:
    """Duplicate codes, and versions of one code that are offered on the same day."""
    by_code: dict[str, list[Procedure]] = {}
    for procedure in procedures:
        by_code.setdefault(procedure.code, []).append(procedure)
    for code, versions in by_code.items():
        versions.sort(key=lambda p: (p.version, p.starts or date.min))
        for old, new in zip(versions, versions[1:], strict=False):
            where = f"{new.field}.toml, {code}"
            if old.version == new.version:
                yield f"{where}: version {new.version} stands twice (also in {old.field}.toml)."
            elif new.starts is None or (old.ends or date.max) >= new.starts:
                yield f"{where}: versions {old.version} and {new.version} overlap; the older must end before the newer starts."


def _event(event: LifeEvent, catalogue: Catalogue, offered: frozenset[str]) -> Iterator[str]:
    where = f"events.toml, {event.code}"
    yield from _shown(where, event.name, event.plain, event.icon)
    if not event.procedures:
        yield f"{where}: has no procedures."
    known = {procedure.code for procedure in catalogue.procedures}
    for code, times in Counter(event.procedures).items():
        if times > 1:
            yield f"{where}: names {code} twice."
        if code not in known:
            yield f"{where}: names {code}, which is not in the catalogue."
        elif code not in offered:
            yield f"{where}: names {code}, which is not offered (abolished, ended or not begun)."


def _field(field: Field) -> Iterator[str]:
    return _shown(f"{field.code}.toml, [field]", field.name, field.plain, field.icon)


def _shown(where: str, name: Words, plain: Words, icon: str) -> Iterator[str]:
    if icon not in shipped_icons():
        yield f"{where}: the icon {icon or '(none)'} is unknown."
    if without := [key for key, words in (("name", name), ("plain", plain)) if not words.en]:
        yield f"{where}: no English for {', '.join(without)}."
    if len(name.vi) > TITLE_ROOM or len(name.en) > TITLE_ROOM:
        yield f"{where}: the name is longer than the {TITLE_ROOM} letters that fit."


def _served(p: Procedure, queues: Sequence[Queue]) -> bool:
    return any(p.code in queue.procedures or p.field in queue.fields for queue in queues)


def _queue(queue: Queue, catalogue: Catalogue) -> Iterator[str]:
    fields, codes = {field.code for field in catalogue.fields}, {procedure.code for procedure in catalogue.procedures}
    yield from (f"queue {queue.code}: serves the field {code}, which is unknown." for code in queue.fields if code not in fields)
    yield from (f"queue {queue.code}: serves {code}, which is not in the catalogue." for code in queue.procedures if code not in codes)


def _twice(what: str, codes: list[str]) -> Iterator[str]:
    return (f"the {what} {code} stands twice." for code, times in Counter(codes).items() if times > 1)
