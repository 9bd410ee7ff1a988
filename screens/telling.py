"""Own words, or how to reach the citizen, written on our keyboard."""

from kiosk.moments_feedback import RateMore, Telling
from screens.base import Screen, app, load_kv, strike
from screens.keyboard import REAL_KEYS, TypedBox  # noqa: F401  the .kv names TypedBox
from screens.letters import LEADING, lines_of
from screens.sign_keyboard import SignKeyboard


class TellingScreen(Screen):
    moment_type = Telling

    def on_kv_post(self, base) -> None:
        self._keys(signs=self.moment.part == "contact")

    def follow(self, moment: Telling) -> bool:
        """One more letter: the keys stay."""
        if (moment.of, moment.part) != (self.moment.of, self.moment.part):
            return False
        self.moment = moment
        self.board.shift, self.board.mode = moment.shift, moment.mode
        return True

    def title(self) -> str:
        about = "rate" if isinstance(self.moment.of, RateMore) else "harm"
        return app().t(f"{about}.{self.moment.part}")

    def back(self) -> None:
        self.kiosk.feedback.told()

    def fitting(self, moment: Telling, wide: float, high: float) -> str:
        """The text with its cursor; where it gets too long for the box its beginning gives way, word by word."""
        size = int(app().theme.body)
        lines = max(1, int(high // (size * LEADING)))
        text = moment.text[: moment.cursor] + "|" + moment.text[moment.cursor :]
        shown = text
        while len(shown) > 1 and _lines(shown, size, wide) > lines:
            shown = shown.partition(" ")[2] or shown[len(shown) // 2 :]
        return shown if shown == text else "…" + shown

    def _keys(self, signs: bool) -> None:
        strike(self.ids.keyboard)
        m = self.moment
        self.board = SignKeyboard(signs=signs, find=app().t("writing.done"), press=self.press, shift=m.shift, mode=m.mode)
        self.ids.keyboard.add_widget(self.board)

    def press(self, name: str) -> None:
        if name == "signs":
            self._keys(signs=not self.board.signs)
        elif name == "find":
            self.kiosk.feedback.told()
        else:
            self.kiosk.feedback.key(name)

    def typed(self, letter: str) -> None:
        """A real keyboard, where a technician plugged one in."""
        if letter in REAL_KEYS or letter.isprintable():
            self.kiosk.feedback.key(REAL_KEYS.get(letter, letter))


def _lines(text: str, size: int, wide: float) -> int:
    return lines_of(text + "…", "Sans", size, wide)


load_kv(__file__)
