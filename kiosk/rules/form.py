"""A form ("tờ khai") as data: what is asked, on which pages, under which rules, how it is printed, where it goes.

The facts come from `config/forms/*.toml` (kiosk/forms.py reads them, config/forms/README.md says how one is written). Nothing here knows
a particular form, and nothing here holds a citizen's data: that is `kiosk.rules.filling`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from kiosk.rules.procedures import Words

Kind = Literal["name", "text", "id-number", "date", "time", "choice", "place", "phone", "email", "amount", "count"]
CardPart = Literal["name", "number", "old_number", "birth", "sex", "address", "issued", "issuer", "paper", "nationality"]
DayRule = Literal["not-future", "not-past", "not-before", "not-after", "age-at-least", "age-at-most", "within-days"]
RuleKind = DayRule | Literal["differs", "same", "at-least", "at-most"]


@dataclass(frozen=True)
class When:
    """Holds when the field has one of these values (`is_one`), or none of them. A field that is not asked has the value ""."""

    field: str
    values: tuple[str, ...]
    is_one: bool = True


@dataclass(frozen=True)
class Choice:
    """`code` is kept and sent, `label` is said; `printed` is what stands on the paper ("" is the Vietnamese label)."""

    code: str
    label: Words
    printed: str = ""
    note: Words = Words()


@dataclass(frozen=True)
class FormField:
    """One answer. All `when` must hold, else it is neither asked nor printed.

    `role` and `card`: whose card knows it, and which part. `suggest`: a list of config/forms/lists.toml, or "places". `same_as`: earlier
    answers offered as choices. `default`: "today", "ward" (the ward's name), or a value. `alone`: the only thing a page should ask, as
    large choices. `unsure`: what about this field nobody confirmed (shown by `kiosk forms check --unsure`, never to a citizen).
    """

    key: str
    kind: Kind
    label: Words
    printed: str
    help: Words = Words()
    example: str = ""
    required: bool = True
    role: str = ""
    card: CardPart | Literal[""] = ""
    choices: tuple[Choice, ...] = ()
    suggest: str = ""
    same_as: tuple[str, ...] = ()
    default: str = ""
    partial: bool = False  # a date of which only the year (or year and month) may be known
    longest: int = 120  # characters
    least: int = 0  # of a count or an amount
    most: int = 0  # of a count or an amount; 0: no limit
    when: tuple[When, ...] = ()
    unsure: str = ""


@dataclass(frozen=True)
class FormPage:
    """One group of questions. `role`: whose card may be scanned here. `why`: why it is asked."""

    key: str
    title: Words
    fields: tuple[str, ...]
    role: str = ""
    why: Words = Words()
    when: tuple[When, ...] = ()


@dataclass(frozen=True)
class FormRule:
    """What must hold between answers. `other`: another field, or "" for today. `value`: years, days or an amount.

    `says` is the sentence at `field`. `advice`: it is said, but the citizen may go on.
    """

    kind: RuleKind
    field: str
    says: Words
    other: str = ""
    value: int = 0
    advice: bool = False
    when: tuple[When, ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody the form speaks of. `label`: "người đi khai", "the person who declares"."""

    role: str
    label: Words


LineKind = Literal["title", "under-title", "to", "part", "line", "pair", "table", "box", "sign", "note", "gap"]


@dataclass(frozen=True)
class Line:
    """A line of the printed form. `texts` hold {field} places; an empty place is printed as dots to write on.

    title, under-title: centred. to: "Kính gửi: {office}". part: a bold heading. line: one text, over several rows if it must. pair: two
    or three texts side by side. table: `texts` are the head, `rows` the rows; a row all of whose fields are empty is printed empty
    (`blank_rows`: further empty ones). box: choices of `field` as boxes, the chosen one crossed. sign: one signature per text
    ("Người yêu cầu|(Ký, ghi rõ họ tên)"), side by side. note: small print. Beside the form's own fields there are {office}, {ward},
    {province}, {today}, {day}, {month}, {year}.
    """

    kind: LineKind
    texts: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    field: str = ""
    blank_rows: int = 0
    when: tuple[When, ...] = ()


@dataclass(frozen=True)
class Destination:
    """Where it may go. `online`: the portal takes it, as e-form `template` (fileTemplateNo) and part `part` of `dossier_template`.

    `login`: "vneid" where the portal wants the citizen's own log-in: the phone takes over. `originals`: they must be shown at a counter.
    """

    online: bool
    template: str = ""
    dossier_template: str = ""
    part: str = ""
    login: Literal["", "vneid"] = ""
    originals: bool = False
    verified: bool = False


@dataclass(frozen=True)
class Exemption:
    """Who need not pay; asked before the fee, the note is shown as it stands in the law."""

    code: str
    label: Words
    note: Words = Words()


@dataclass(frozen=True)
class Sample:
    """A filled form of an invented person: field -> value as it is kept."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Form:
    """`source`: the official form's name and decree. `owner`: the role whose name and number the dossier bears.

    `fields` in order of asking. `papers`: names of the catalogue's papers that can be photographed and sent along (those of its
    procedures, when empty).
    """

    code: str
    version: int
    official: str
    plain: Words
    source: str
    procedures: tuple[str, ...]
    people: tuple[Person, ...]
    owner: str
    fields: tuple[FormField, ...]
    pages: tuple[FormPage, ...]
    rules: tuple[FormRule, ...]
    layout: tuple[Line, ...]
    to: Destination
    sample: Sample
    exemptions: tuple[Exemption, ...] = ()
    starts: date | None = None
    ends: date | None = None
    verified: bool = False

    def offered(self, today: date) -> bool:
        """Between its dates, both included."""
        return (self.starts is None or self.starts <= today) and (self.ends is None or today <= self.ends)

    def field(self, key: str) -> FormField:
        """Raises KeyError."""
        for field in self.fields:
            if field.key == key:
                return field
        raise KeyError(key)
