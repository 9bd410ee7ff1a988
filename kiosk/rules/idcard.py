"""The QR code of the ID card: CCCD with chip (from 2021) and Căn cước (from 1/7/2024).

One line, fields between "|": number, old number, name, birth, sex, address, day of issue; the card of 2024 adds more, whose order no
published text confirms: they are kept as they are. The code is neither signed nor secret: it fills forms, it proves nobody's identity.
Sources: TT 59/2021/TT-BCA, TT 16/2024/TT-BCA Đ.6; the number: NĐ 137/2015/NĐ-CP Đ.13, TT 59/2021 Đ.4.

Refused (NotACard): what cannot stand on any card (31/02, eleven digits, no sex). Warned of (Card.warnings): what can, but seldom does:
a number that contradicts sex or birth (the State corrects both, domain practice is not to turn such people away), an unknown province.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from datetime import date

from kiosk.rules.plain import MARKUP, Unfit, bare, one_line, spaced

MALE, FEMALE = "Nam", "Nữ"
FEWEST, MOST = 5, 24  # fields; without address and day of issue some writers leave the "|" away as well
CHANGE_AGES = (14, 25, 40, 60)
_FEMALE_TYPED = ("nu", "n?", "nux", "nuwx", "nu7", "nu74")  # what a hand scanner makes of "Nữ": accents lost, or typed as Telex or VNI
_NAME_SIGNS = frozenset(" '’‘-.,?")


class NotACard(ValueError):
    """`why` is a code ("card.birth"); the text itself is never quoted."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Card:
    """`sex` is "Nam" or "Nữ"; `extras`: the fields after the seventh; `warnings`: keys of sentences ("card.warning.province").

    `expires` is known from a machine-readable zone only. Nothing of it is shown by repr(): a card must not slip into a log.
    """

    number: str = field(repr=False)
    old_number: str = field(repr=False)
    name: str = field(repr=False)
    birth: date = field(repr=False)
    sex: str = field(repr=False)
    address: str = field(repr=False)
    issued: date | None = field(repr=False)
    extras: tuple[str, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()
    expires: date | None = field(default=None, repr=False)


def parse(text: str, provinces: Collection[str] = (), today: date | None = None) -> Card:
    """The card in a code's text (at most 512 bytes of UTF-8). Raises NotACard.

    `provinces`: the known first three digits (config/provinces.toml), none: not checked; `today`: then nobody is born or got a card later.
    """
    try:
        fields = [spaced(part) for part in one_line(text).split("|")]
    except Unfit as unfit:
        raise NotACard(f"card.{unfit.why}") from None
    if not FEWEST <= len(fields) <= MOST:
        raise NotACard("card.fields")
    number, old, name, birth, sex, address, issued, *extras = fields + [""] * (7 - len(fields))
    if not re.fullmatch("[0-9]{12}", number):
        raise NotACard("card.number")
    born, issue_day = _day(birth, "card.birth"), _day(issued, "card.issued") if issued else None
    if born.year < 1900 or (today and born > today):
        raise NotACard("card.birth")
    card = Card(number, _old(old), _name(name), born, _sex(sex), _shown(address), issue_day, tuple(map(_shown, extras)))
    found = _doubts(card, old, address, extras, provinces, today)
    return replace(card, warnings=tuple(found))


def meant(text: str) -> bool:
    """Whether this was meant to be an ID card's code, right or not: "|" between a number and a day."""
    fields = [part.strip(" \ufeff\r\n") for part in text[:512].split("|")]
    if len(fields) < FEWEST - 1:
        return False
    first = unicodedata.normalize("NFKC", fields[0])
    numbered, dated = re.fullmatch("[0-9OoIl]{8,14}", first), re.fullmatch("[0-9]{6,8}", fields[3])
    return bool(numbered or (dated and re.search("[0-9]{6}", first)))


def contradictions(number: str, birth: date, sex: str) -> list[str]:
    """Where the 12 digits say another sex or year of birth: digit 4 is the century's pair (0 male, 1 female of 1900-1999), 5-6 the year."""
    century, odd = divmod(int(number[3]), 2)
    found = ["card.warning.sex"] if odd != (sex == FEMALE) else []
    return found + (["card.warning.birth"] if 1900 + 100 * century + int(number[4:6]) != birth.year else [])


def expires(birth: date, issued: date) -> date | None:
    """The birthday until which a card issued on that day is valid; None: for good (after 60).

    A card is changed at 14, 25, 40 and 60; one issued within two years before such a birthday is valid until the one after it.
    Luật Căn cước 26/2023/QH15 Đ.21 (before: Luật Căn cước công dân 59/2014/QH13 Đ.21, without the 14).
    """
    for age in CHANGE_AGES:
        if issued < _birthday(birth, age - 2):
            return _birthday(birth, age)
    return None


def name_key(name: str) -> str:
    """A name for comparing only: no accents, no signs, no case ("H’Ñuên" = "h nuen")."""
    return spaced("".join(c if c.isalnum() else " " for c in bare(name)))


def _birthday(birth: date, age: int) -> date:
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:  # 29/2
        return date(birth.year + age, 3, 1)


def _day(text: str, why: str) -> date:
    found = re.fullmatch("([0-9]{2})/?([0-9]{2})/?([0-9]{4})", text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else date(0, 1, 1)
    except ValueError:
        raise NotACard(why) from None


def _name(text: str) -> str:
    if not any(c.isalpha() for c in text) or not all(c in _NAME_SIGNS or _latin(c) for c in text):
        raise NotACard("card.name")
    return text


def _latin(letter: str) -> bool:
    return unicodedata.combining(letter) > 0 or (letter.isalpha() and unicodedata.name(letter, "").startswith("LATIN "))


def _sex(text: str) -> str:
    plain = bare(text)
    if plain not in ("nam", *_FEMALE_TYPED):
        raise NotACard("card.sex")
    return MALE if plain == "nam" else FEMALE


def _old(text: str) -> str:
    return text if re.fullmatch("[0-9]{9}|[0-9]{12}", text) else ""


def _shown(text: str) -> str:
    """An address as it may be shown: signs of markup and doubled commas go."""
    text = "".join(" " if c in MARKUP else c for c in text)
    parts = [spaced(part).strip(" -") for part in text.split(",")]
    return ", ".join(part for part in parts if part)


def _doubts(card: Card, old: str, address: str, extras: list[str], provinces: Collection[str], today: date | None) -> list[str]:
    found = contradictions(card.number, card.birth, card.sex)
    if provinces and card.number[:3] not in provinces:
        found.append("card.warning.province")
    if old and not card.old_number:
        found.append("card.warning.old_number")
    if "?" in card.name or (address and (card.name + address).isascii()):
        found.append("card.warning.accents")
    if any(c in MARKUP for text in (address, *extras) for c in text):
        found.append("card.warning.address")
    if card.issued and (card.issued < card.birth or (today and card.issued > today)):
        found.append("card.warning.issued")
    return found
