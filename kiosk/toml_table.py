"""One table of a TOML file, hostile until parsed: every value is asked for by name, kind and longest length."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, TypeVar

from kiosk.errors import CatalogueError
from kiosk.rules.procedures import Words

T = TypeVar("T")

# Kivy markup and KV (`[b]`, `&bl;`, `{...}`), HTML, control and invisible characters, private use, half surrogates.
FORBIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\xa0\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ud800-\uf8ff"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U0010ffff<>\[\]{}]|&#?\w+;"
)


def unfit(text: str, longest: int) -> str:
    """Why this text may not be shown: "" when it may. One line of plain NFC text, at most `longest` characters."""
    if len(text) > longest:
        return f"is longer than {longest} characters"
    if FORBIDDEN.search(text):
        return "has markup or control characters"
    return "" if unicodedata.is_normalized("NFC", text) else "is not in Unicode NFC"


class Table:
    """Hands out the values of a table and, at `done`, names the keys nobody asked for."""

    def __init__(self, raw: object, where: str) -> None:
        self.where = where
        if not isinstance(raw, dict):
            raise self.wrong("must be a table")
        self._left: dict[str, Any] = dict(raw)

    def wrong(self, what: str) -> CatalogueError:
        return CatalogueError(f"{self.where}: {what}.")

    def take(self, key: str, kind: type[T]) -> T | None:
        """The value of `key`, None when absent; another kind is an error (true is no number, a time is no day)."""
        value = self._left.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool) or isinstance(value, datetime):
            raise self.wrong(f"{key} must be {_KINDS[kind]}")
        return value

    def text(self, key: str, longest: int, needed: bool = False) -> str:
        value = self.take(key, str)
        if needed and not (value and value.strip()):
            raise self.wrong(f"{key} is missing")
        return self.fit(key, value or "", longest)

    def fit(self, key: str, text: str, longest: int) -> str:
        if why := unfit(text, longest):
            raise self.wrong(f"{key} {why}")
        return text

    def one_of(self, key: str, allowed: tuple[str, ...]) -> str:
        value = self.take(key, str) or ""
        if value and value not in allowed:
            raise self.wrong(f"{key} must be one of {', '.join(allowed)}")
        return value

    def words(self, key: str, longest: int, needed: bool = False) -> Words:
        if key not in self._left:
            if needed:
                raise self.wrong(f"{key} is missing")
            return Words()
        return read_words(self._left.pop(key), f"{self.where}, {key}", longest)

    def flag(self, key: str, absent: bool = False) -> bool:
        value = self.take(key, bool)
        return absent if value is None else value

    def whole(self, key: str, most: int, absent: int | None = None) -> int | None:
        value = self.take(key, int)
        if value is not None and not 0 <= value <= most:
            raise self.wrong(f"{key} must be between 0 and {most}")
        return absent if value is None else value

    def day(self, key: str) -> date | None:
        return self.take(key, date)

    def texts(self, key: str, longest: int, most: int) -> tuple[str, ...]:
        return self.each(key, most, lambda raw, where: read_text(raw, where, longest))

    def sentences(self, key: str, longest: int, most: int) -> tuple[Words, ...]:
        return self.each(key, most, lambda raw, where: read_words(raw, where, longest))

    def each(self, key: str, most: int, read: Callable[[Any, str], T]) -> tuple[T, ...]:
        """`read(item, where)` over a list of at most `most` items."""
        items = self.take(key, list) or []
        if len(items) > most:
            raise self.wrong(f"{key} has more than {most} entries")
        return tuple(read(item, f"{self.where}, {key} {number}") for number, item in enumerate(items, 1))

    def names(self) -> list[str]:
        """Those nobody has asked for yet."""
        return list(self._left)

    def done(self) -> None:
        if self._left:
            raise self.wrong(f"{next(iter(self._left))!r:.60} is not a key this kiosk knows")


_KINDS: dict[type, str] = {str: "a text", bool: "true or false", int: "a whole number", date: "a day", list: "a list", dict: "a table"}


def read_text(raw: object, where: str, longest: int) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise CatalogueError(f"{where}: must be a text.")
    if why := unfit(raw, longest):
        raise CatalogueError(f"{where}: {why}.")
    return raw


def read_words(raw: object, where: str, longest: int) -> Words:
    """`{ vi = "...", en = "..." }`; the Vietnamese one is needed."""
    table = Table(raw, where)
    words = Words(table.text("vi", longest, needed=True), table.text("en", longest))
    table.done()
    return words
