"""The kiosk's words: a flat key -> the sentence in the citizen's language."""

import tomllib
from datetime import date, datetime
from functools import cache

from kiosk import paths
from kiosk.rules.procedures import Words

LANGUAGES = ("vi", "en")
_WEEKDAYS = {
    "vi": ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}


@cache
def strings(language: str) -> dict[str, str]:
    """All sentences of a language, from assets/strings/<language>.toml."""
    return tomllib.loads((paths.ASSETS / "strings" / f"{language}.toml").read_text("utf-8"))


class Text:
    """Says things in one language: `text("home.ticket")`, `text("ticket.people", n=3)`."""

    def __init__(self, language: str = "vi") -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        sentence = strings(self.language)[key]
        return sentence.format(**values) if values else sentence

    def words(self, words: Words) -> str:
        """A sentence that comes from data."""
        return words.say(self.language)

    def date(self, day: date) -> str:
        """As people say it: "Thứ Ba, 11/4/2023"."""
        return f"{_WEEKDAYS[self.language][day.weekday()]}, {day.day}/{day.month}/{day.year}"

    def time(self, moment: datetime) -> str:
        """"8 giờ 42" / "8:42"."""
        if self.language == "en":
            return f"{moment.hour}:{moment.minute:02d}"
        return f"{moment.hour} giờ" + (f" {moment.minute:02d}" if moment.minute else "")

    def money(self, amount: int) -> str:
        """"8.000 đ" / "8,000 VND"."""
        return f"{amount:,} VND" if self.language == "en" else f"{amount:,}".replace(",", ".") + " đ"
