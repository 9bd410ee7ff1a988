"""Sentences of `config/` with their `{named}` fields filled in, in both languages at once."""

from collections.abc import Mapping
from datetime import datetime

from kiosk.config_file import FIELD
from kiosk.rules.procedures import Words
from kiosk.text import LANGUAGES, Text

Value = str | Words


def filled(words: Words, values: Mapping[str, Value]) -> Words:
    """The sentence, or nothing where one of its fields has no value. Values go in as they are: brackets in them mean nothing."""
    if any(not values.get(name) for name in FIELD.findall(words.vi)):
        return Words()
    return Words(*(_in(language, words, values) for language in LANGUAGES))


def moment(when: datetime | None, hour: bool = True) -> Words:
    """"17 giờ, Thứ Ba, 24/11/2026"; without the hour where a system knew none (midnight). Nothing for None."""
    if when is None:
        return Words()
    timed = hour and bool(when.hour or when.minute)
    return Words(*((f"{text.time(when)}, " if timed else "") + text.date(when) for text in map(Text, LANGUAGES)))


def money(amount: int) -> Words:
    return Words(*(Text(language).money(amount) for language in LANGUAGES))


def _in(language: str, words: Words, values: Mapping[str, Value]) -> str:
    def value(name: str) -> str:
        found = values[name]
        return found.say(language) if isinstance(found, Words) else found

    return FIELD.sub(lambda match: value(match[1]), words.vi if language == "vi" else words.en)
