"""JSON as RFC 8259 has it, and no more than a kiosk can need: what is odd is refused, never repaired.

Python's own reader takes NaN, Infinity, 1e999, the last of two equal keys, whole numbers of any length and halves of surrogate
pairs; the last ones end every label that shows them.
"""

import json
import math
import re
from typing import Any, NoReturn

from kiosk.errors import PortalError

LARGEST = 1_000_000  # bytes
DEEPEST = 40
BRACKETS = 20_000
PARTS = 50_000  # commas: keeps the memory of a million bytes within bounds
DIGITS = 20
FLOAT = 40
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\Z)|[\[\]{},]', re.DOTALL)


def read(body: bytes) -> Any:
    """The value of a JSON text in UTF-8. Raises PortalError."""
    if len(body) > LARGEST:
        raise _odd("too large")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if not text:
        raise _odd("not UTF-8")
    _measure(text)
    try:
        value = json.loads(text, object_pairs_hook=_table, parse_int=_whole, parse_float=_float, parse_constant=_constant)
    except (ValueError, RecursionError):
        value = _odd("not JSON")
    if isinstance(value, PortalError):
        raise value
    _whole_letters(value)
    return value


def _odd(what: str) -> PortalError:
    return PortalError(f"the portal's answer is {what}")


def _measure(text: str) -> None:
    """Depth and number of parts, before anything is built of them."""
    deep = brackets = parts = 0
    for token in _TOKEN.finditer(text):
        sign = text[token.start()]
        if sign in "[{":
            deep, brackets = deep + 1, brackets + 1
        elif sign in "]}":
            deep -= 1
        elif sign == ",":
            parts += 1
        if deep > DEEPEST or brackets > BRACKETS or parts > PARTS:
            raise _odd("nested too deeply or too often")


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) < len(pairs):
        raise ValueError("a key stands twice")
    return table


def _whole(digits: str) -> int:
    if len(digits) > DIGITS:
        raise ValueError("a number is too long")
    return int(digits)


def _float(digits: str) -> float:
    number = float(digits) if len(digits) <= FLOAT else math.inf
    if not math.isfinite(number):
        raise ValueError("a number is too large")
    return number


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _whole_letters(value: Any) -> None:
    """No half of a surrogate pair anywhere: it is legal in JSON and cannot be drawn, printed or written."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if not part.isascii() and any("\ud800" <= letter <= "\udfff" for letter in part):
                raise _odd("no proper text")
        elif isinstance(part, dict):
            waiting += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            waiting += part
