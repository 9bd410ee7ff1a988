"""From a dossier and the filled form of a letter to what the papers draw, in one language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk import letters
from kiosk.letters import Filled
from kiosk.papers.a4_letter import A4Letter
from kiosk.papers.letter import LetterPaper
from kiosk.papers.status_slip import StatusPaper
from kiosk.papers.supplement import SupplementPaper
from kiosk.rules.dossier import Dossier
from kiosk.rules.procedures import Words
from kiosk.settings import Ward
from kiosk.text import LANGUAGES, Text

if TYPE_CHECKING:
    from kiosk.rules.status import Meaning
    from kiosk.statuses import Said


def status_paper(dossier: Dossier, meaning: Meaning, said: Said, ward: Ward, at: datetime) -> StatusPaper:
    """The status slip. Where to collect and what to bring stand on it while the result is still to be collected in the hall."""
    collect = dossier.finished is None and not dossier.by_post and meaning.due is not None
    return StatusPaper(
        ward.authority,
        ward.office,
        dossier,
        said.title,
        at,
        next=said.next,
        task=said.task,
        note=_note(meaning, said),
        due=meaning.due,
        old_due=meaning.old_due,
        where=(Words(dossier.place) if dossier.place else ward.office) if collect else Words(),
        bring=(_both("paper.status.receipt"), _both("paper.status.card")) if collect else (),
    )


def _note(meaning: Meaning, said: Said) -> Words:
    """How long is left or how late, called an estimate where a year's holidays are not settled, as on the screen."""
    if meaning.sure or not (meaning.late.days or meaning.late.left):
        return said.note
    estimate = _both("status.estimate")
    return Words(f"{said.note.vi} ({estimate.vi})", f"{said.note.en} ({estimate.en})")


def letter_paper(dossier: Dossier, letter: Filled, ward: Ward, at: datetime, language: str) -> LetterPaper:
    """The apology for the receipt printer. Raises ValueError for a dossier without one."""
    if dossier.apology is None:
        raise ValueError("this dossier has no letter of apology")
    return LetterPaper(
        ward.authority,
        ward.office,
        letter.title.say(language),
        letter.greeting.say(language),
        dossier.code,
        dossier.apology,
        at,
        under_title=_under_title(dossier, letter, language),
        opening=_said(letter.opening, language),
        closing=_said((*letter.sorry, *letter.contact, *letter.close), language),
        signature=_said(letter.signature, language),
    )


def supplement_paper(dossier: Dossier, letter: Filled, ward: Ward, at: datetime, language: str) -> SupplementPaper:
    """The list of what to complete for the receipt printer. Raises ValueError for a dossier that is not asked for anything."""
    if dossier.supplement is None:
        raise ValueError("this dossier has no request to complete it")
    return SupplementPaper(
        ward.authority,
        ward.office,
        letter.title.say(language),
        letter.greeting.say(language),
        dossier.code,
        dossier.supplement.items,
        at,
        under_title=_under_title(dossier, letter, language),
        opening=_said(letter.opening, language),
        closing=_said((*letter.after, *letter.close), language),
        signature=_said(letter.signature, language),
    )


def a4_letter(dossier: Dossier, letter: Filled, ward: Ward, at: datetime, language: str) -> A4Letter:
    """Either letter for A4; of a request to complete, with its list. The code and the new date are bold."""
    asked = letter.kind == "supplement" and dossier.supplement
    number = _number(dossier, letter)
    new_due = letters.values(dossier, ward, at.date(), letter.kind)["new_due"]
    return A4Letter(
        left=tuple(line for line in _said(letter.left, language) if not (number and number in line)),
        right=_said(letter.right, language),
        title=letter.title.say(language),
        greeting=letter.greeting.say(language),
        code=dossier.code,
        body=_said(letter.paragraphs, language),
        at=at,
        number=_line_with(number, letter, language),
        items=asked.items if asked else (),
        closing=_said((*letter.after, *letter.close), language),
        strong=(dossier.code, new_due.say(language) if isinstance(new_due, Words) else new_due),
        copies=letter.copies.say(language),
        signature=_said(letter.signature, language),
    )


def _said(words: Iterable[Words], language: str) -> tuple[str, ...]:
    return tuple(one.say(language) for one in words)


def _number(dossier: Dossier, letter: Filled) -> str:
    """The letter's number, as `letters.values` has it."""
    of = dossier.apology if letter.kind == "apology" else dossier.supplement
    return of.number if of else ""


def _line_with(number: str, letter: Filled, language: str) -> str:
    """The line of the form's left column that holds the letter's number."""
    return next((line for line in _said(letter.left, language) if number and number in line), "")


def _under_title(dossier: Dossier, letter: Filled, language: str) -> tuple[str, ...]:
    """The letter's number, then place and day."""
    return tuple(filter(None, (_line_with(_number(dossier, letter), letter, language), *_said(letter.right[2:], language))))


def _both(key: str) -> Words:
    return Words(*(Text(language)(key) for language in LANGUAGES))
