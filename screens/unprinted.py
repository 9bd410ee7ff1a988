"""After a power cut: numbers that were promised while the power went."""

from kiosk.moments import Unprinted
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


class UnprintedScreen(Screen):
    moment_type = Unprinted

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("unprinted.done"), "home"

    def act(self) -> None:
        self.kiosk.home()

    def count(self) -> int:
        return len(self.moment.tickets)

    def note(self) -> str:
        return app().t(self.moment.note) if self.moment.note else ""

    def row(self, index: int) -> ListRow:
        ticket = self.moment.tickets[index]
        row = ListRow(key=f"unprinted.{index}", icon="print", title=ticket.label, note=app().t("unprinted.print"))
        row.bind(on_release=lambda *args: self.kiosk.ticket.reprint_left_over(ticket))
        return row


load_kv(__file__)
