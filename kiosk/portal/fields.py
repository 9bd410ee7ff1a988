"""Single values out of the portal's JSON: what is missing is empty, what is of the wrong kind is a PortalError."""

import html
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from kiosk.clock import HALL_TIME
from kiosk.errors import PortalError
from kiosk.rules.dossier import masked_name, masked_number
from kiosk.toml_table import FORBIDDEN

MARKS = 3  # accents on one letter; Vietnamese needs two
EARLIEST, LATEST = 1990, 2100
_BRACKETS = str.maketrans("[]{}", "()()")
_NUMBER = re.compile(r"(?<![0-9A-Za-z])[0-9]{9,12}(?![0-9A-Za-z])")
_SHAPES = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y")


def wrong(key: str) -> PortalError:
    return PortalError(f"the portal's {key} cannot be understood")


def table(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise wrong(key)
    return value


def rows(value: Any, key: str, most: int) -> list[dict[str, Any]]:
    """The `data` of a list, at most `most` of them; a list without data is empty."""
    data = table(value, key).get("data")
    if data is None:
        return []
    if not isinstance(data, list):
        raise wrong(key)
    return [table(row, key) for row in data[:most]]


def line(raw: dict[str, Any], key: str, longest: int = 200) -> str:
    """One plain line of NFC text, bounded. Raises PortalError when it is no text."""
    value = raw.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise wrong(key)
    return plain(value, longest)


def plain(text: str, longest: int) -> str:
    """Without control and invisible characters, markup and towers of accents; cut with an ellipsis at `longest` characters."""
    text = unicodedata.normalize("NFC", html.unescape(text[: longest * 4])).translate(_BRACKETS)
    text = FORBIDDEN.sub(" ", text)
    text = " ".join("".join(_few_marks(text)).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _few_marks(text: str) -> Iterable[str]:
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MARKS:
            yield letter


def discreet(text: str, name: str) -> str:
    """Free text of an officer, with the owner's name and long numbers masked as everywhere else."""
    if name:
        text = text.replace(name, masked_name(name))
    return _NUMBER.sub(lambda found: masked_number(found[0]), text)


def word(raw: dict[str, Any], key: str) -> str:
    """A word of the protocol ("processing"), lower case; "" when absent."""
    value = line(raw, key, 40).lower()
    if value and not re.fullmatch(r"[a-z0-9_.\-]+", value):
        raise wrong(key)
    return value


def code(raw: dict[str, Any], key: str) -> str:
    """A dossier's or a procedure's code; "" when absent."""
    value = line(raw, key, 60)
    if value and not re.fullmatch(r"[0-9A-Za-zĐđ./_\-]+", value):
        raise wrong(key)
    return value


def whole(raw: dict[str, Any], key: str) -> int | None:
    """A whole number, also one written as text; None when absent."""
    value = raw.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,18}", value):
        return int(value)
    if type(value) is not int or value < 0:
        raise wrong(key)
    return value


def flag(raw: dict[str, Any], key: str) -> bool:
    """OpenCPS writes true, "true" and 1."""
    value = raw.get(key)
    if value is not None and not isinstance(value, bool | str | int):
        raise wrong(key)
    return str(value).lower() in ("true", "1", "2")


def money(raw: dict[str, Any], key: str) -> int | None:
    """đồng: "8000", "8.000", "8.000 đ"; None for words."""
    value = raw.get(key)
    if isinstance(value, str):
        found = re.fullmatch(r"\s*([0-9]{1,3}(?:[.,][0-9]{3})+|[0-9]{1,12})\s*(?:đ|đồng|VNĐ|VND)?\s*", unicodedata.normalize("NFC", value))
        return int(re.sub("[.,]", "", found[1])) if found else None
    return whole(raw, key)


def moment(raw: dict[str, Any], key: str) -> datetime | None:
    """The hall's time, out of "dd/MM/yyyy HH:mm:ss", ISO 8601 (no zone: the hall's) or milliseconds since 1970; None when absent or 0."""
    value = raw.get(key)
    if value in (None, "", 0, "0") or value is False:
        return None
    if isinstance(value, str) and re.fullmatch(r"[0-9]{11,14}", value):
        value = int(value)
    try:
        found = _epoch(value) if type(value) is int else _written(value)
    except (ValueError, OverflowError, TypeError, OSError):
        found = None
    if found is None or not EARLIEST <= found.year <= LATEST:
        raise wrong(key)
    return found


def _epoch(milliseconds: int) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)).astimezone(HALL_TIME)


def _written(text: Any) -> datetime | None:
    if not isinstance(text, str) or len(text) > 40:
        return None
    for shape in _SHAPES:
        try:
            return datetime.strptime(text.strip(), shape).replace(tzinfo=HALL_TIME)
        except ValueError:
            continue
    found = datetime.fromisoformat(text.strip())
    return found.astimezone(HALL_TIME) if found.tzinfo else found.replace(tzinfo=HALL_TIME)
