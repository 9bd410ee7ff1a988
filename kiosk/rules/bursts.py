"""Hand scanners that type: their bursts told from a person's typing, without a field that has the focus.

A scanner types six characters and more with less than 35 ms between two of them; nobody's hand does. So letters wait for a moment: what
was fast enough is a burst, what was not is handed back as typed, in order, none lost. Once it is a burst, pauses up to 250 ms belong to
it (a busy screen hears keys late), and an input method's backspaces and marked letters are taken as they come.

Enter and Tab end a burst, and do nothing else: they are never handed back, since on a public screen Enter must press nothing.
What a burst holds lives in one buffer that is zeroed as soon as it was taken; no text object is made of it here.
"""

FAST = 0.035  # seconds between two keys of a scanner
HICCUP = 0.25  # seconds a burst may pause
FEWEST = 6  # characters
MOST = 512  # characters
MOST_WAITING = 4  # bursts that nobody has taken yet
ENDS = ("\r", "\n", "\t")
BACKSPACE = "\b"


class Bursts:
    """Fed with every key in the order it comes; seconds count up, on any clock that does not jump.

    After each `key` and now and then (`due`, once a frame will do) ask `take` for a burst.
    """

    def __init__(self) -> None:
        self._held = bytearray(4 * MOST)
        self._lengths: list[int] = []  # bytes of each character held
        self._last = float("-inf")
        self._too_long = False
        self._whole: list[bytearray] = []

    def key(self, text: str, at: float) -> list[str]:
        """One key: the character it made (several, from an input method), "\\b", or "\\r". Returns letters now known to be typed."""
        typed = self.due(at)
        if not text:  # Shift and the like
            return typed
        self._last = at
        if text in ENDS:
            return typed + self._end()
        if text == BACKSPACE and (not self._lengths or not self._is_burst()):
            return [*typed, *self._end(), BACKSPACE]
        for character in text:
            self._hold(character)
        return typed

    def due(self, at: float) -> list[str]:
        """What the silence until now has decided: the letters that were typed, or none because a burst is whole."""
        if not self._lengths or at - self._last < (HICCUP if self._is_burst() else FAST):
            return []
        return self._end()

    def waits(self) -> bool:
        """Whether something is held that `due` has still to decide about."""
        return bool(self._lengths)

    def take(self) -> bytearray | None:
        """The oldest burst that is whole (UTF-8), None when there is none. Whoever takes it zeroes it.

        An empty one stands for more than 512 characters, which is nothing of ours.
        """
        return self._whole.pop(0) if self._whole else None

    def _is_burst(self) -> bool:
        return len(self._lengths) >= FEWEST

    def _hold(self, character: str) -> None:
        if character == BACKSPACE:
            self._drop_last()
            return
        raw = character.encode("utf-8", "replace")
        if len(self._lengths) >= MOST:
            self._too_long = True
            return
        start = sum(self._lengths)
        self._held[start : start + len(raw)] = raw
        self._lengths.append(len(raw))

    def _drop_last(self) -> None:
        if not self._lengths:
            return
        length = self._lengths.pop()
        end = sum(self._lengths)
        self._held[end : end + length] = bytes(length)

    def _end(self) -> list[str]:
        """Decide about what is held, and hold nothing any more."""
        letters = [] if self._is_burst() else self._letters()
        if self._is_burst():
            if len(self._whole) >= MOST_WAITING:
                zero(self._whole.pop(0))
            with memoryview(self._held) as held:
                self._whole.append(bytearray() if self._too_long else bytearray(held[: sum(self._lengths)]))
        zero(self._held)
        self._lengths.clear()
        self._too_long = False
        return letters

    def _letters(self) -> list[str]:
        letters, start = [], 0
        for length in self._lengths:
            letters.append(self._held[start : start + length].decode("utf-8"))
            start += length
        return letters


def zero(buffer: bytearray) -> None:
    """Overwrite in place: nothing of it is left in memory."""
    buffer[:] = bytes(len(buffer))
