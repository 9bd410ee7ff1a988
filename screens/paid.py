"""The end of a payment."""

from kiosk.moments_form import Paid
from screens.base import Screen, app, load_kv


class PaidScreen(Screen):
    moment_type = Paid

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        number = self.moment.gone.originals or self.moment.how != "paid"
        self.action = app().t("gone.number" if number else "gone.home")
        self.action_icon = "ticket" if number else "home"

    def act(self) -> None:
        if self.action_icon == "ticket":
            self.kiosk.send.number()
        else:
            self.kiosk.home()

    def paper(self) -> tuple[str, str, str]:
        """kind, icon and title: whether the receipt came out."""
        t, m = app().t, self.moment
        if m.how != "paid" or not (m.printed or m.fault):
            return "ok", "", ""
        return ("ok", "print", t("paid.take")) if m.printed else ("late", "printer-alert", t("paid.no_paper"))


load_kv(__file__)
