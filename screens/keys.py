"""What comes from a keyboard: a hand scanner's burst goes to the reader, a person's typing to the screen that takes letters."""

import time

from kivy.clock import Clock

from kiosk.rules.bursts import Bursts

NAMED = {8: "\b", 9: "\t", 13: "\r", 127: "\x7f", 271: "\r"}
LOOK = 0.03  # s
LONGEST = 0.02  # s: a frame that takes longer counts as this much; a scanner does not become a person because the screen was busy


class Keys:
    """`typed(letter)` gets what a person typed ("\\b": backspace), `burst(bytearray)` what a scanner did. No field needs the focus.

    Without a `burst` there is no such scanner: every key is a person's.
    """

    def __init__(self, burst, typed) -> None:
        self._burst, self._typed = burst, typed
        self._bursts = Bursts()
        self._at, self._real, self._frames = 0.0, time.monotonic(), Clock.frames
        self._look_soon = Clock.create_trigger(self._look, LOOK)

    def pressed(self, key: int, modifiers) -> None:
        """A key without a letter of its own: Enter, Backspace ... As part of a command (Ctrl, Alt) it is nothing."""
        if key in NAMED and not set(modifiers) & {"ctrl", "alt", "meta"}:
            self.text(NAMED[key])

    def text(self, text: str) -> None:
        """What a key made: with Shift, an input method and the keyboard's own layout."""
        if self._burst is None:
            self._hand_on(list(text))
            return
        self._hand_on(self._bursts.key(text, self._time()))
        self._look_soon()

    def _look(self, dt: float) -> None:
        """A moment later: was it the end of a burst, or a single letter?"""
        self._hand_on(self._bursts.due(self._time()))
        if self._bursts.waits():
            self._look_soon()

    def _time(self) -> float:
        """Seconds as the keys saw them: all keys of a frame come at once, however long it took."""
        real, frames = time.monotonic(), Clock.frames
        self._at += min(real - self._real, (frames - self._frames) * LONGEST)
        self._real, self._frames = real, frames
        return self._at

    def _hand_on(self, letters: list[str]) -> None:
        for letter in letters:
            self._typed(letter)
        while (burst := self._bursts.take()) is not None:
            self._burst(burst)
