"""The owner's ID number, typed. Only how many digits there are stands on the screen."""

from kiosk.moments_dossier import NumberPad
from screens import keyboard  # noqa: F401  the .kv names DigitPad
from screens.base import Screen, app, load_kv

DIGITS = 12


class NumberPadScreen(Screen):
    moment_type = NumberPad

    def follow(self, moment: NumberPad) -> bool:
        self.moment = moment
        return True

    def dots(self, moment: NumberPad) -> str:
        """"•••• •••• ––––": typed and still to come."""
        signs = "•" * moment.typed + "–" * (DIGITS - moment.typed)
        return " ".join(signs[at : at + 4] for at in range(0, DIGITS, 4))

    def note(self, moment: NumberPad) -> str:
        return app().t("number.wrong" if moment.wrong else "number.how")

    def typed(self, letter: str) -> None:
        """A real keyboard's digits."""
        if letter == "\b":
            self.kiosk.status.digit("clear")
        elif letter.isascii() and letter.isdigit():
            self.kiosk.status.digit(letter)


load_kv(__file__)
