"""The machine-readable zone on the back of the ID card (ICAO 9303 part 5, TD1: three lines of thirty), typed by hand.

    IDVNM + last nine digits of the number + check + all twelve + << + check of the twelve
    birth YYMMDD + check, M or F, expiry YYMMDD + check, VNM, filler, check over all
    SURNAME<<OTHER<NAMES, without accents
The layout was confirmed on one published sample; what stands as expiry of a card that is valid for good is not verified.
"""

import re
from collections.abc import Sequence
from datetime import date

from kiosk.rules.idcard import FEMALE, MALE, Card, NotACard, contradictions
from kiosk.rules.plain import spaced

_LOOKS_LIKE = str.maketrans("OQDILZSB", "00011258")  # letters for digits, where only digits can stand
_REAL = str.maketrans("015", "OIS")  # and digits for letters, in a name


def parse(lines: Sequence[str]) -> Card:
    """The card of three typed lines (or one of ninety characters); no accents, no address, no day of issue, but the expiry.

    Letters that look like digits are read as digits where the zone is numeric. Raises NotACard: "mrz.lines", "mrz.country", "mrz.check",
    "mrz.number", "mrz.birth", "mrz.sex", "mrz.name".
    """
    first, second, third = _three(lines)
    if not re.fullmatch("[I1][D0O]VNM", first[:5]) or second[15:18] != "VNM":
        raise NotACard("mrz.country")
    nine, cd_nine, number, cd_number = (_digits(first[a:b]) for a, b in ((5, 14), (14, 15), (15, 27), (29, 30)))
    birth, cd_birth, expiry, cd_expiry = (_digits(second[a:b]) for a, b in ((0, 6), (6, 7), (8, 14), (14, 15)))
    whole = nine + cd_nine + number + first[27:29] + cd_number + birth + cd_birth + expiry + cd_expiry + second[18:29]
    checks = ((nine, cd_nine), (number, cd_number), (birth, cd_birth), (expiry, cd_expiry), (whole, _digits(second[29])))
    if any(check_digit(data) != digit for data, digit in checks):
        raise NotACard("mrz.check")
    if not re.fullmatch("[0-9]{12}", number) or number[3:] != nine:
        raise NotACard("mrz.number")
    sex = {"M": MALE, "F": FEMALE}.get(second[7])
    if sex is None:
        raise NotACard("mrz.sex")
    born = _day(birth, 1900 + 100 * (int(number[3]) // 2))
    warnings = (*contradictions(number, born, sex), "card.warning.accents")
    return Card(number, "", _name(third), born, sex, "", None, (), warnings, _expiry(expiry))


def check_digit(data: str) -> str:
    """ICAO 9303 part 3: values (0-9, A = 10 ... Z = 35, filler 0) weighted 7, 3, 1, modulo ten."""
    values = (0 if c == "<" else int(c, 36) for c in data)
    return str(sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10)


def _three(lines: Sequence[str]) -> list[str]:
    """Three lines of thirty capitals, digits and fillers. A missing tail of fillers of the name line may be left out by who types."""
    rows = [re.sub(r"\s", "", line[:200]).upper() for line in lines[:6]]
    rows = [row for row in rows if row]
    if len(rows) == 1:
        rows = [rows[0][at : at + 30] for at in (0, 30, 60)] if len(rows[0]) <= 90 else []
    if len(rows) != 3 or [len(row) for row in rows[:2]] != [30, 30] or not 3 <= len(rows[2]) <= 30:
        raise NotACard("mrz.lines")
    if not all(re.fullmatch("[A-Z0-9<]+", row) for row in rows):
        raise NotACard("mrz.lines")
    return rows


def _digits(text: str) -> str:
    return text.translate(_LOOKS_LIKE)


def _day(yymmdd: str, century: int) -> date:
    try:
        return date(century + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        raise NotACard("mrz.birth") from None


def _expiry(yymmdd: str) -> date | None:
    """None where no day stands: a card that is valid for good."""
    try:
        return _day(yymmdd, 2000)
    except NotACard:
        return None


def _name(line: str) -> str:
    name = spaced(line.translate(_REAL).replace("<", " "))
    if not re.fullmatch("[A-Z]+(?: [A-Z]+)*", name):
        raise NotACard("mrz.name")
    return name
