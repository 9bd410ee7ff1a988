"""A number is typed: an ID number, a telephone."""

from kiosk.moments_form import Digits
from screens import keyboard, written  # noqa: F401  the .kv names DigitPad and Written
from screens.base import Screen, app, load_kv


class DigitsScreen(Screen):
    moment_type = Digits

    def follow(self, moment: Digits) -> bool:
        self.moment = moment
        return True

    def note(self, moment: Digits) -> str:
        t = app().t
        return t.words(moment.problem) or t.words(moment.field.help)

    def typed(self, letter: str) -> None:
        """A real keyboard's digits."""
        if letter == "\b":
            self.kiosk.submit.digit("clear")
        elif letter.isascii() and letter.isdigit():
            self.kiosk.submit.digit(letter)


load_kv(__file__)
