"""Something else was scanned: it is named, politely, and what would work is said."""

from kiosk.moments_dossier import NotForUs
from screens.base import Screen, app, load_kv


class NotForUsScreen(Screen):
    moment_type = NotForUs

    def what(self) -> str:
        return app().t(f"other.{self.moment.kind}")


load_kv(__file__)
