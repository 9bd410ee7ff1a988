"""Thanks, or why it was not taken."""

from kiosk.moments_feedback import Rated
from screens.base import Screen, app, load_kv


class RatedScreen(Screen):
    moment_type = Rated

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("rated.done"), "home"

    def act(self) -> None:
        self.kiosk.home()

    def state(self) -> tuple[str, str, str, str]:
        """kind, icon, title and text."""
        t, m = app().t, self.moment
        if m.why:
            return "late", "info", t(m.why), t(f"{m.why}.do")
        if m.report:
            return "ok", "shield", t("reported.title"), t("harm.sent")
        return "ok", "check-circle", t("rated.title"), t("rated.thanks")


load_kv(__file__)
