"""Where does the form go? Online, on paper, or to the counter."""

from kiosk.moments_form import WhereTo
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


class WhereToScreen(Screen):
    moment_type = WhereTo

    def ways(self) -> list[tuple[str, str]]:
        """Those that are there, with their icons."""
        return [("online", "globe")] * self.moment.online + [("counter", "ticket"), ("paper", "print")]

    def count(self) -> int:
        return len(self.ways())

    def row(self, index: int) -> ListRow:
        way, icon = self.ways()[index]
        t = app().t
        m = self.moment
        short = {"online": bool(m.login), "paper": not m.a4, "counter": not m.code}[way]  # then there is something else to say of it
        row = ListRow(key=f"where.{way}", icon=icon, title=t(f"where.{way}"), note=t(f"where.{way}.{'short' if short else 'note'}"))
        row.bind(on_release=lambda *args: getattr(self.kiosk.send, way)())
        return row


load_kv(__file__)
