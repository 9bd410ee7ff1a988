"""The PIN pad of the staff. It says nothing about how close a try was."""

from kiosk.moments import PinPad
from screens import keyboard  # noqa: F401  the .kv names DigitPad
from screens.base import Screen, app, load_kv


class PinPadScreen(Screen):
    moment_type = PinPad

    def press(self, name: str) -> None:
        staff = self.kiosk.staff
        {"clear": staff.erase, "enter": staff.enter}.get(name, lambda: staff.digit(name))()

    def back(self) -> None:
        self.kiosk.home()

    def note(self) -> str:
        t, m = app().t, self.moment
        if m.locked:
            return t("pin.locked", minutes=-(-m.locked // 60))
        return t("pin.wrong") if m.wrong else t("pin.how")


load_kv(__file__)
