"""The letters that the ward owes: apology with a new date (Mẫu 04) and request to complete the dossier (Mẫu 02), as forms to fill in.

The wording stands in `config/letters/*.toml`, one version per circular; papers and screens take it from `Filled`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Literal

from kiosk import config_file, paths
from kiosk.errors import SettingsError
from kiosk.rules.dossier import Dossier
from kiosk.rules.procedures import Words
from kiosk.said import Value, filled, moment
from kiosk.settings import Ward
from kiosk.toml_table import Table

LetterKind = Literal["apology", "supplement"]
LONGEST, MOST = 600, 20
FIELDS = (
    *("agency", "office", "place", "number", "signed", "owner", "service", "code", "received"),
    *("due", "new_due", "reason", "signer", "contact", "helper", "phone"),
)


@dataclass(frozen=True)
class _Letter:
    """What form and letter share, from top to bottom."""

    kind: LetterKind
    name: Words
    title: Words
    left: tuple[Words, ...]
    right: tuple[Words, ...]
    greeting: Words
    opening: tuple[Words, ...]
    due: Words
    reason: Words
    sorry: tuple[Words, ...]
    new_date: Words
    contact: tuple[Words, ...]
    close: tuple[Words, ...]
    copies: Words
    signature: tuple[Words, ...]
    official: bool


@dataclass(frozen=True)
class Filled(_Letter):
    """A letter as it is shown and printed. Sentences that had nothing to say are left out (Words() where there is one only).

    `official`: the wording is the form's own; False: the parts follow the form, the sentences are ours. `missing`: fields the form needs
    and nobody gave, for the staff to see.
    """

    missing: tuple[str, ...] = ()

    @property
    def paragraphs(self) -> tuple[Words, ...]:
        """The body in order; of a request to supplement, what stands before the list of missing papers."""
        if self.kind == "supplement":
            return self.opening
        body = (*self.opening, self.due, self.reason, *self.sorry, self.new_date, *self.contact)
        return tuple(words for words in body if words)

    @property
    def after(self) -> tuple[Words, ...]:
        """What stands below the list of missing papers."""
        return tuple(words for words in (self.reason, *self.contact) if words) if self.kind == "supplement" else ()


@dataclass(frozen=True)
class LetterForm(_Letter):
    """One version of a form, used from `starts` to `ends` (both included; None: open), with `{named}` fields in its sentences."""

    needed: tuple[str, ...]
    verified: bool
    starts: date | None = None
    ends: date | None = None

    def fill(self, values: Mapping[str, Value]) -> Filled:
        """The letter. A sentence with a field that has no value is left out. Fields: FIELDS; raises KeyError for none of them."""
        if unknown := set(values) - set(FIELDS):
            raise KeyError(min(unknown))
        letter = {field.name: getattr(self, field.name) for field in fields(_Letter)}
        for name, part in letter.items():
            if isinstance(part, Words):
                letter[name] = filled(part, values)
            elif isinstance(part, tuple):
                letter[name] = tuple(line for line in (filled(words, values) for words in part) if line)
        return Filled(**letter, missing=tuple(name for name in self.needed if not values.get(name)))


def load(kind: LetterKind, day: date, folder: Path | None = None) -> LetterForm:
    """The version of the form that is used on that day. Raises SettingsError naming file and key, or that there is none."""
    forms = versions(kind, folder)
    for form in forms:
        if (form.starts is None or form.starts <= day) and (form.ends is None or day <= form.ends):
            return form
    raise SettingsError(f"{kind}.toml: no form for {day}.")


def versions(kind: LetterKind, folder: Path | None = None) -> tuple[LetterForm, ...]:
    """All versions of a form. Raises SettingsError."""
    path = (folder or paths.CONFIG / "letters") / f"{kind}.toml"
    return config_file.read(path, lambda top: top.each("form", MOST, lambda raw, where: _form(raw, where, kind)))


def values(dossier: Dossier, ward: Ward, today: date, kind: LetterKind = "apology") -> dict[str, Value]:
    """What of a dossier and this ward goes into that letter; days and hours in words of each language."""
    apology, supplement = (dossier.apology, None) if kind == "apology" else (None, dossier.supplement)
    signed = (apology.signed if apology else supplement.asked if supplement else None) or today
    due, new_due = (apology.old_due, apology.new_due) if apology else (dossier.due, dossier.new_due)
    return {
        "agency": ward.authority,
        "office": ward.office,
        "place": ward.name,
        "number": apology.number if apology else supplement.number if supplement else "",
        "signed": _written_day(signed),
        "owner": dossier.owner,
        "service": dossier.service,
        "code": dossier.code,
        "received": moment(dossier.received, hour=False),
        "due": moment(due),
        "new_due": moment(new_due),
        "reason": apology.reason if apology else supplement.reason if supplement else "",
        "signer": apology.signer if apology else "",
        "contact": supplement.contact if supplement else "",
        "helper": ward.helper,
        "phone": ward.phone,
    }


def _written_day(day: date) -> Words:
    """As an office dates its letters (NĐ 30/2020/NĐ-CP, phụ lục I: two digits for days under 10 and months under 3)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return Words(f"ngày {day.day:02d} tháng {month} năm {day.year}", f"{day.day}/{day.month}/{day.year}")


def _form(raw: object, where: str, kind: LetterKind) -> LetterForm:
    table = Table(raw, where)

    def line(key: str, needed: bool = False) -> Words:
        return config_file.sentence(table, key, FIELDS, LONGEST, needed)

    def lines(key: str) -> tuple[Words, ...]:
        return table.each(key, MOST, lambda item, place: config_file.filled_sentence(item, place, FIELDS, LONGEST))

    form = LetterForm(
        kind=kind,
        name=table.words("name", LONGEST, needed=True),
        title=line("title", needed=True),
        left=lines("left"),
        right=lines("right"),
        greeting=line("greeting", needed=True),
        opening=lines("opening"),
        due=line("due"),
        reason=line("reason"),
        sorry=lines("sorry"),
        new_date=line("new_date"),
        contact=lines("contact"),
        close=lines("close"),
        copies=line("copies"),
        signature=lines("signature"),
        official=table.flag("official"),
        needed=table.texts("needed", LONGEST, MOST),
        verified=table.flag("verified"),
        starts=table.day("starts"),
        ends=table.day("ends"),
    )
    table.done()
    if unknown := set(form.needed) - set(FIELDS):
        raise table.wrong(f"needed: {min(unknown)} is no field here")
    return form
