"""What is owed, and the code to pay it with; the screen notices when it is paid."""

import time
from dataclasses import replace

from kivy.properties import NumericProperty

from kiosk.moments_form import Paying
from screens import drawn  # noqa: F401  the .kv names DrawnPicture
from screens.base import Screen, app, load_kv


class PayingScreen(Screen):
    moment_type = Paying
    left = NumericProperty(0)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("paying.counter"), "ticket"
        self.left = self.moment.seconds
        self._ticked = time.monotonic()

    def act(self) -> None:
        self.kiosk.send.pay_at_counter()

    def tick(self) -> None:
        """The hall's clock ticks faster than this one."""
        if time.monotonic() - self._ticked >= 1:
            self._ticked = time.monotonic()
            self.kiosk.send.tick()

    def follow(self, moment: Paying) -> bool:
        """Only the clock goes on."""
        if replace(moment, seconds=self.moment.seconds) != self.moment:
            return False
        self.moment, self.left = moment, moment.seconds
        return True

    def amount(self) -> str:
        return app().t("paying.amount", amount=f"{self.moment.payment.amount:,}".replace(",", "."))

    def post(self) -> str:
        p = self.moment.payment
        return app().t("paying.post", amount=f"{p.post:,}".replace(",", ".")) if p.post else ""

    def time(self, left: float) -> str:
        minutes, seconds = divmod(int(left), 60)
        return app().t("paying.left", time=f"{minutes}:{seconds:02d}")


load_kv(__file__)
