"""What an answer must be: by its kind, and between answers. Pure; the sentences are data (config/forms/says.toml)."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from kiosk.rules.form import FormField, FormRule
from kiosk.rules.plain import shown, spaced
from kiosk.rules.procedures import Words

DATE = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}")
PHONE = re.compile(r"0[0-9]{9,10}")
MOST_YEARS = 125  # nobody was born before
Days = tuple[date, date]


def normal(field: FormField, text: str) -> str:
    """An answer as it is kept: one line, NFC, nothing unseen, bounded; "" for a date, a time or a choice that is none."""
    whole = shown(text[: 4 * field.longest])
    value = whole[: field.longest].strip()
    match field.kind:
        case "name":
            return _name(value)
        case "id-number":
            return re.sub(r"[^0-9]", "", whole)[: field.longest]
        case "amount" | "count":
            digits = re.sub(r"[^0-9]", "", value)[:12]
            return str(int(digits)) if digits else ""
        case "phone":
            digits = re.sub(r"[^0-9+]", "", whole)
            return re.sub(r"[^0-9]", "", re.sub(r"^(\+|00)?84(?=[0-9]{9})", "0", digits))[: field.longest]
        case "date":
            return value if days(value) is not None else ""
        case "time":
            return value if TIME.fullmatch(value) else ""
        case "choice":
            return value if any(value == choice.code for choice in field.choices) else ""
    return value


def _name(text: str) -> str:
    """Names begin with capitals; who types no capital at all gets them."""
    return " ".join(word[:1].upper() + word[1:] for word in text.split()) if text == text.lower() else spaced(text)


def days(value: str) -> Days | None:
    """The first and the last day that "1950-03-12", "1950-03" or "1950" may mean; None for what is no date."""
    if not DATE.fullmatch(value):
        return None
    year, month, day = ([int(part) for part in value.split("-")] + [0, 0])[:3]
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return first, first
    after = date(year + 1, 1, 1) if not month else date(year + month // 12, month % 12 + 1, 1)
    return first, after - timedelta(days=1)


def kind_problem(field: FormField, value: str, today: date, says: Mapping[str, Words]) -> Words:
    """What is wrong with a value of its kind, said to the citizen; empty when it is right."""
    good = True
    match field.kind:
        case "id-number":
            good = len(value) in (9, 12)
        case "phone":
            good = PHONE.fullmatch(value) is not None
        case "email":
            good = EMAIL.fullmatch(value) is not None
        case "name":
            good = len(value) >= 2 and not any(letter.isdigit() for letter in value)
        case "date":
            found = days(value)
            whole = field.partial or len(value) == len("1950-03-12")
            good = found is not None and whole and found[0].year >= today.year - MOST_YEARS
        case "count" | "amount":
            number = int(value) if value.isdecimal() else -1
            good = number >= field.least and (not field.most or number <= field.most)
    return Words() if good else says.get(field.kind, says.get("wrong", Words()))


def broken(rule: FormRule, value: str, other: str, today: date) -> bool:
    """Whether the rule does not hold. A rule about something nobody has answered holds."""
    if not value or (rule.other and not other):
        return False
    if rule.kind in ("differs", "same"):
        return (value.casefold() == other.casefold()) == (rule.kind == "differs")
    if rule.kind in ("at-least", "at-most"):
        limit = int(other) if other.isdecimal() else rule.value
        return value.isdecimal() and (int(value) < limit if rule.kind == "at-least" else int(value) > limit)
    mine, theirs = days(value), days(other) if other else (today, today)
    return mine is not None and theirs is not None and _broken_days(rule, mine, theirs, today)


def _broken_days(rule: FormRule, mine: Days, theirs: Days, today: date) -> bool:
    """A day of which only the year is known breaks a rule only when it cannot hold on any day of that year."""
    match rule.kind:
        case "not-future":
            return mine[0] > today
        case "not-past":
            return mine[1] < today
        case "not-before":
            return mine[1] < theirs[0]
        case "not-after":
            return mine[0] > theirs[1]
        case "age-at-least":
            return _years(mine[0], theirs[1]) < rule.value
        case "age-at-most":
            return _years(mine[1], theirs[0]) > rule.value
        case "within-days":
            return (theirs[0] - mine[1]).days > rule.value
    return False


def _years(born: date, day: date) -> int:
    """Whole years of age on that day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
