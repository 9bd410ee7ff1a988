"""What became of the form: the portal has it, the kiosk keeps it, the phone goes on, or an officer must see it."""

from kiosk.moments_form import Gone
from screens import drawn, written  # noqa: F401  the .kv names DrawnPicture and Written
from screens.base import Screen, app, load_kv

ICONS = {"sent": "check-circle", "kept": "wait", "handover": "qr", "refused": "warning", "nothing": "wifi-off", "unknown": "search"}


class GoneScreen(Screen):
    moment_type = Gone

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        t = app().t
        self.action, self.action_icon = {
            "pay": (t("gone.pay"), "money"),
            "number": (t("gone.number"), "ticket"),
            "status": (t("gone.status"), "file"),
            "home": (t("gone.home"), "home"),
        }[self.best()]

    def best(self) -> str:
        """What comes next for the citizen."""
        m = self.moment
        if m.outcome.state == "sent" and m.payment is not None and m.payment.state == "due":
            return "pay"
        if m.procedure is None:
            return "status" if m.outcome.state == "sent" else "home"
        return "number" if m.originals or m.outcome.state in ("refused", "nothing") else "home"

    def act(self) -> None:
        send = self.kiosk.send
        {"pay": send.pay, "number": send.number, "status": send.status, "home": self.kiosk.home}[self.best()]()

    def kind(self) -> str:
        return {"sent": "ok", "kept": "sun", "handover": "sea"}.get(self.moment.outcome.state, "late")

    def icon(self) -> str:
        return ICONS[self.moment.outcome.state]

    def title(self) -> str:
        return app().t(f"gone.{self.moment.outcome.state}")

    def what(self) -> str:
        return app().t(f"gone.{self.moment.outcome.state}.do")

    def code(self) -> str:
        return self.moment.outcome.code if self.moment.outcome.state in ("sent", "kept") else ""

    def code_label(self) -> str:
        return app().t("gone.code" if self.moment.outcome.state == "sent" else "gone.kept_code") if self.code() else ""

    def picture(self) -> str:
        """The code of the dossier or of the slip, or what the phone goes on with."""
        return f"qr:{self.moment.outcome.state}" if self.moment.outcome.state in ("sent", "kept", "handover") else ""

    def paper(self) -> tuple[str, str, str]:
        """kind, icon and title: whether the slip came out."""
        t, m = app().t, self.moment
        if m.outcome.state not in ("sent", "kept") or not (m.printed or m.fault):
            return "ok", "", ""
        return ("ok", "print", t("gone.take")) if m.printed else ("late", "printer-alert", t("gone.no_paper"))


load_kv(__file__)
