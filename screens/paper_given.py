"""A paper about the dossier came out, or did not."""

from kiosk.moments_dossier import PaperGiven
from screens.base import Screen, app, load_kv


class PaperGivenScreen(Screen):
    moment_type = PaperGiven

    def title(self) -> str:
        return app().t("printed.failed" if self.moment.fault else f"printed.{self.moment.what}")

    def state(self) -> tuple[str, str, str, str]:
        """kind, icon, title and text of the banner."""
        t, m = app().t, self.moment
        if m.fault:
            return "late", "printer-alert", t(m.fault), t("printed.failed.do")
        return "ok", "print", t("printed.take.a4" if m.what == "a4" else "printed.take"), ""


load_kv(__file__)
