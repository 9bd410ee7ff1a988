"""What every paper has: who gives it, the sizes of its letters, the mark at its end."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from kiosk.papers.layout import Sheet
from kiosk.rules.procedures import Words


class Say(Protocol):
    """The sentences of one language (`kiosk.text.Text`)."""

    @property
    def language(self) -> str: ...
    def __call__(self, key: str, **values: object) -> str: ...
    def words(self, words: Words) -> str: ...
    def date(self, day: date) -> str: ...
    def time(self, moment: datetime) -> str: ...
    def money(self, amount: int) -> str: ...


@dataclass(frozen=True)
class Sizes:
    """Dots per em; 8 dots are a millimetre. The least is 22 (small print at the counter), the list is read without glasses."""

    small: int
    body: int
    strong: int
    title: int


def sizes(dots: int) -> Sizes:
    return Sizes(24, 28, 32, 44) if dots >= 576 else Sizes(22, 26, 28, 34)


def head(sheet: Sheet, authority: Words, office: Words, at: datetime, say: Say) -> None:
    """Ward, office, and the day and time as people say them."""
    size = sizes(sheet.dots)
    sheet.gap(4)
    sheet.text(say.words(authority), size.strong, bold=True, align="centre")
    sheet.text(say.words(office), size.small, align="centre")
    sheet.text(f"{say.date(at.date())}, {say.time(at)}", size.small, align="centre")
    sheet.gap(8)
    sheet.rule()


def end(sheet: Sheet, say: Say) -> None:
    """The mark by which everybody sees that the paper is whole."""
    size = sizes(sheet.dots)
    sheet.gap(14)
    sheet.rule()
    sheet.text(f"●  {say('paper.end')}  ●", size.small, bold=True, align="centre")
    sheet.gap(4)


def beneath(sheet: Sheet, words: Words, say: Say, size: int, align: str = "left") -> None:
    """The Vietnamese name, small, under an English one: the officer reads it."""
    if say.words(words) != words.vi:
        sheet.text(words.vi, size, align=align)
