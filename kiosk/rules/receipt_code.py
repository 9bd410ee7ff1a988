"""The code of a dossier: its shapes, what people type for it, and what comes next while it is typed.

TT 01/2018/TT-VPCP Đ.19: `000.00.06.H56-231027-0361` (unit, day of reception, serial of the day); OpenCPS writes dots throughout; newer
systems write the year in four digits and a serial of seven. Both orders of the day's parts are taken.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from kiosk.rules.plain import shown

CODE = re.compile(r"[A-Z0-9]{1,5}(?:\.[A-Z0-9]{1,5}){0,9}[-.]([0-9]{8}|[0-9]{6})[-.][0-9]{3,7}")
LONGEST = 80  # the longest code there can be has 75 characters
LONGEST_TYPED = 200
_SEPARATORS = re.compile(r"[\s._,;/\-\u2010-\u2015\u2212\uff0d]+")
_LOOKS_LIKE = str.maketrans("OIL|", "0111")
_UNIT = r"[A-Z0-9]{1,5}(?:\.[A-Z0-9]{1,5}){0,9}"
_UNFINISHED = re.compile(rf"(?P<unit>{_UNIT})\.?|(?P<head>{_UNIT})(?P<sign>[-.])(?P<day>[0-9]{{0,8}})(?P<tail>[-.][0-9]{{0,7}})?")
_WHOLE_UNIT = re.compile(r"(?:[0-9]{2,3}\.){0,9}[A-Z][0-9]{2}(?:\.[A-Z0-9]{2,5}){0,5}")  # with the province's or ministry's letter


@dataclass(frozen=True)
class Shape:
    """How far a typed code is. `part`: what the next character belongs to; "whole": it may be looked up (and a serial may go on);

    "wrong": no code begins like this. `digits`: only digits can come next, so a keyboard may show nothing else.
    """

    part: Literal["unit", "day", "serial", "whole", "wrong"]
    digits: bool = False


def typed(text: str) -> str:
    """A code as people type it, in the form receipts print: " 000 00 06 h56 231o27 0361" -> "000.00.06.H56-231027-0361". Never raises.

    What cannot become a code comes back in capitals, at most 80 characters, without anything unseen or markup.
    """
    text = shown(text[:LONGEST_TYPED]).upper()
    parts = [part for part in _SEPARATORS.split(text) if part]
    if len(parts) < 3:
        return shown(text)[:LONGEST]
    *unit, day, serial = parts
    sign = "." if text[: text.rfind(serial)].rstrip().endswith(".") and "-" not in text else "-"
    code = ".".join(map(_unit, unit)) + sign + _digits(day) + sign + _digits(serial)
    return code if CODE.fullmatch(code) else shown(text)[:LONGEST]


def looks_like(text: str) -> bool:
    """Whether the text, typed or scanned bare, is a whole dossier code with a day that exists."""
    return len(text) <= LONGEST_TYPED and day_of(typed(text)) is not None


def day_of(code: str) -> date | None:
    """The day of reception in a code, read as year, month, day where that is one; None when it is no code, or there is no such day."""
    found = CODE.fullmatch(code)
    if found is None:
        return None
    digits = found[1] if len(found[1]) == 8 else f"20{found[1]}"
    return _date(digits[:4], digits[4:6], digits[6:]) or _turned(found[1])


def shape(text: str) -> Shape:
    """How far the code typed so far is; small letters and spaces around do not matter."""
    text = text.strip().upper()
    if looks_like(text) and CODE.fullmatch(text):
        return Shape("whole", digits=True)
    found = _UNFINISHED.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return Shape("wrong" if text else "unit")
    if found["unit"]:
        return Shape("unit")
    day = found["day"]
    if found["tail"] is None:
        return Shape("day", digits=len(day) not in (6, 8))
    return Shape("serial", digits=True) if day_of(f"{found['head']}-{day}-000") else Shape("wrong")


def suggest(text: str, agency: str, today: date) -> tuple[str, ...]:
    """How the whole text may go on, the likeliest first: the ward's own unit, the day as codes write it, the sign between. Raises nothing.

    `agency`: the ward's unit code from the settings, "" when unknown.
    """
    text = text.strip().upper()
    if agency and agency.startswith(text) and text != agency:
        return (f"{agency}-",)
    found = _UNFINISHED.fullmatch(text) if len(text) <= LONGEST else None
    if found is None or found["tail"] is not None:
        return ()
    if found["unit"]:
        return (f"{text}-",) if text == agency or _WHOLE_UNIT.fullmatch(text) else ()
    return tuple(found["head"] + found["sign"] + day for day in _days(found["day"], found["sign"], today))


def _days(day: str, sign: str, today: date) -> tuple[str, ...]:
    """Year, then month, then the sign: receipts are days or weeks old, so this year and month come first, then the one before."""
    last = today.replace(day=1) - timedelta(days=1)
    if not day:
        return f"{today:%y}", f"{today.year - 1}"[2:]
    months = [f"{d:%y%m}" for d in (today, last)]
    if len(day) < 4:
        return tuple(month for month in months if month.startswith(day))
    return (day + sign,) if len(day) in (6, 8) and day_of(f"A-{day}-000") else ()


def _date(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None


def _turned(digits: str) -> date | None:
    """Day, month, year, as some offices write it."""
    return _date(digits[4:] if len(digits) == 8 else f"20{digits[4:]}", digits[2:4], digits[:2])


def _digits(text: str) -> str:
    return text.translate(_LOOKS_LIKE)


def _unit(group: str) -> str:
    """O typed for 0: in a group of digits ("OO6"), and after the letter of a province or ministry ("HO6")."""
    if re.fullmatch("[0-9O]+", group):
        return _digits(group)
    return group[0] + _digits(group[1:]) if re.fullmatch("[A-Z](?=.*[0-9])[0-9O]{2}", group) else group
