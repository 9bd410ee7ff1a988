"""The form came out on paper, or did not; a number is next."""

from kiosk.moments_form import FormPaper
from screens.base import Screen, app, load_kv


class FormPaperScreen(Screen):
    moment_type = FormPaper

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("gone.number"), "ticket"

    def act(self) -> None:
        self.kiosk.send.number()

    def state(self) -> tuple[str, str, str, str]:
        """kind, icon, title and text."""
        t, m = app().t, self.moment
        if m.fault:
            return "late", "printer-alert", t(m.fault), t(f"form_paper.failed.{m.what}")
        return "ok", "print", t(f"form_paper.{m.what}"), t(f"form_paper.{m.what}.do")

    def other(self) -> str:
        """The receipt printer, where the A4 printer failed."""
        return app().t("form_paper.other") if self.moment.fault and self.moment.what == "form" else ""


load_kv(__file__)
