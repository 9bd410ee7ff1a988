"""Texts on the screen: they wrap, or shrink, and are never cut."""

import tomllib
from functools import lru_cache

from kivy.clock import Clock
from kivy.core.text import Label as CoreLabel
from kivy.properties import NumericProperty, StringProperty
from kivy.uix.label import Label

from kiosk import paths
from screens.base import load_kv

ICONS = tomllib.loads((paths.ASSETS / "icons" / "icons.toml").read_text("utf-8"))
LEADING = 1.37  # line height of Noto Sans, in its size


_sizes: dict[tuple, tuple[int, int]] = {}


def _remembering(measure):
    """Kivy, wrapping a text, asks SDL for the size of each word four times: half of what a page of text costs."""

    def get_extents(self, text: str) -> tuple[int, int]:
        o = self.options
        key = text, o["font_size"], o["font_name_r"], o["bold"], o["italic"]
        if key not in _sizes:
            _sizes[key] = measure(self, text)
        return _sizes[key]

    return get_extents


CoreLabel.get_extents = _remembering(CoreLabel.get_extents)


def forget() -> None:
    """The words measured during a visit: they may be a citizen's."""
    _sizes.clear()
    width_of.cache_clear()


@lru_cache(maxsize=4096)
def width_of(font: str, size: int, text: str) -> int:
    """Pixels of a text on one line."""
    return CoreLabel(font_name=font, font_size=size).get_extents(text)[0]


def halved(font: str, size: int, text: str) -> int:
    """Pixels of a text on two lines, parted where both are most alike; of its one word when there is no more."""
    words = text.split()
    halves = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(1, len(words))] or [(text, "")]
    return min(max(width_of(font, size, first), width_of(font, size, second)) for first, second in halves)


def lines_of(text: str, font: str, size: int, room: float) -> int:
    """How many lines a text takes in `room` pixels, wrapped at words; 99 when a word is wider than the room."""
    count, used, blank = 1, 0.0, width_of(font, size, " ")
    for word in text.split():
        width = width_of(font, size, word)
        if width > room:
            return 99
        if used and used + blank + width > room:
            count, used = count + 1, width
        else:
            used += width + (blank if used else 0)
    return count


def shrinks(font: str, size: int, text: str, wide: float, high: float) -> float:
    """1.0 where a text fits on one or two lines; else by how much its letters must get smaller."""
    one = min(1.0, wide / (width_of(font, size, text) + 2))
    return max(one, min(1.0, wide / (halved(font, size, text) + 2), high / (2 * LEADING * size)))


class Words(Label):
    """A text that wraps in its width and is as high as it needs. Never markup."""

    LONGEST = 1_500

    def on_text(self, *args) -> None:
        if len(self.text) > self.LONGEST:
            self.text = self.text[: self.LONGEST] + "…"


class Heading(Words):
    """Over a part of a screen."""


class Note(Words):
    """A sentence under what it belongs to."""


class OneLine(Label):
    """A text that stays in the box it is given, in the middle of its height."""


class BoxLine(Label):
    """A text in a box of given size: its letters get smaller rather than being cut."""

    letters = NumericProperty(30)  # wanted size

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._fit_soon = Clock.create_trigger(self._fit, -1)
        for name in ("text", "size", "letters", "font_name"):
            self.fbind(name, self._fit_soon)
        self._fit_soon()

    def _fit(self, *args) -> None:
        if self.width < 20 or self.height < 10:
            return
        for shrunk in (1.0, 0.92, 0.85, 0.78, 0.7, 0.62, 0.55):
            size = max(8, int(self.letters * shrunk))
            if lines_of(self.text, self.font_name, size, self.width - 2) * size * LEADING <= self.height + 2:
                break
        self.font_size = size
        self.text_size = self.size


class FitLine(Label):
    """A short text on at most `lines` lines of `most` pixels; where it does not fit its letters get smaller, they are never cut."""

    most = NumericProperty(100)
    high = NumericProperty(10_000)  # pixels there are for the lines
    letters = NumericProperty(30)  # wanted size
    lines = NumericProperty(2)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._fit_soon = Clock.create_trigger(self._fit, -1)
        for name in ("text", "most", "high", "letters", "lines", "font_name", "height"):
            self.fbind(name, self._fit_soon)
        self._fit_soon()

    def _fit(self, *args) -> None:
        if self.most <= 1 or not self.text:
            return
        font, letters = self.font_name, max(1, int(self.letters))
        one = min(1.0, self.most / (width_of(font, letters, self.text) + 2))
        two = min(1.0, self.most / (halved(font, letters, self.text) + 2), self.high / (2 * LEADING * letters)) if self.lines > 1 else 0.0
        wraps = two > one
        size = max(1, int(letters * max(one, two)))
        wide = min(self.most, (halved if wraps else width_of)(font, size, self.text) + 2)
        self.font_size = size
        if self.size_hint_x is None or self.halign == "center":
            self.text_size = (wide, None) if wraps else (None, None)
        else:  # fills its box, from the left
            self.text_size = self.most, self.height
        if self.size_hint_x is None:
            self.width = wide


class Icon(Label):
    name = StringProperty("")

    def on_name(self, *args) -> None:
        self.text = ICONS.get(self.name, "")


load_kv(__file__)
