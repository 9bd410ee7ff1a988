"""Our keyboard with digits and signs, for whatever is written and not searched."""

from kivy.properties import BooleanProperty

from screens.base import app
from screens.keyboard import Keyboard

SIGNS = (tuple("1234567890"), ("/", "-", ",", ".", "(", ")", "@", "_", "+", "’"))


class SignKeyboard(Keyboard):
    """Digits have a row of their own where there is room, else they stand behind the key "123"."""

    digits = BooleanProperty(True)
    signs = BooleanProperty(False)

    def layout(self, wide: bool) -> tuple:
        if self.signs:
            return (*SIGNS, ("backspace",))
        row = () if wide or app().theme.low or not self.digits else (tuple("1234567890"),)
        return (*row, *super().layout(wide))

    def _last(self) -> list:
        mode, _, space, done = super()._last()
        signs = [self._key("signs", text="ABC" if self.signs else "123", size_hint_x=0.42)] if self.digits else []
        return [*signs, mode, space, done]
