"""A field is written on our keyboard. The words stand here as a picture: this process does not know them."""

from kivy.properties import NumericProperty, ObjectProperty, StringProperty

from kiosk.moments_form import Writing
from kiosk.rules.typing import next_mode
from screens import searching, written  # noqa: F401  the .kv names SearchField and Written
from screens.base import Screen, app, load_kv, strike
from screens.keyboard import REAL_KEYS
from screens.sign_keyboard import SignKeyboard
from screens.widgets import Tap

PLAIN = ("name",)  # kinds without digits


class SuggestedWords(Tap):
    """A suggestion above the keys: drawn, it begins with what the citizen wrote."""

    kiosk = ObjectProperty(rebind=False)
    index = NumericProperty(0)
    stamp = ObjectProperty(None, allownone=True)
    what = StringProperty("")


class WritingScreen(Screen):
    moment_type = Writing

    def on_kv_post(self, base) -> None:
        self._keys(signs=False)
        self.suggest()

    def follow(self, moment: Writing) -> bool:
        """One more letter: the keys stay."""
        if moment.editing.field.key != self.moment.editing.field.key:
            return False
        self.moment = moment
        self.suggest()
        return True

    def _keys(self, signs: bool) -> None:
        strike(self.ids.keyboard)
        find = app().t("writing.done")
        m = self.moment
        digits = m.editing.field.kind not in PLAIN
        self.board = SignKeyboard(digits=digits, signs=signs, find=find, press=self.press, shift=m.shift, mode=m.mode)
        self.ids.keyboard.add_widget(self.board)

    def press(self, name: str) -> None:
        submit, mode = self.kiosk.submit, self.moment.mode
        if name == "signs":
            self._keys(signs=not self.board.signs)
        elif name == "find":
            submit.leave()
        elif name == "shift":
            submit.shift()
        elif name == "mode":
            submit.mode(next_mode(mode))
        else:
            submit.key(name)

    def on_moment(self, *args) -> None:
        if hasattr(self, "board"):
            self.board.shift, self.board.mode = self.moment.shift, self.moment.mode

    def suggest(self) -> None:
        strip, count = self.ids.strip, self.moment.editing.suggestions if not app().theme.compact else 0
        strike(strip)
        for index in range(min(2 if not app().theme.wide else 3, count)):
            what, stamp = f"suggestion:{index}", self.moment.editing
            row = SuggestedWords(key=f"suggestion.{index}", kiosk=self.kiosk, index=index, what=what, stamp=stamp)
            row.bind(on_release=lambda row: self.kiosk.submit.take(row.index))
            strip.add_widget(row)

    def note(self, moment: Writing) -> str:
        t, field = app().t, moment.editing.field
        if field.problem:
            return t.words(field.problem)
        example = t("writing.example", example=field.example) if field.example else ""
        return "" if app().theme.compact else t.words(field.help) or example

    def typed(self, letter: str) -> None:
        """A real keyboard, where a technician plugged one in."""
        if letter in REAL_KEYS or letter.isprintable():
            self.kiosk.submit.key(REAL_KEYS.get(letter, letter))


load_kv(__file__)
