"""One plain question: does somebody have to go first?"""

from kiosk.moments import Priority
from kiosk.rules.queue import DISABLED, ELDERLY, MERIT, PRIORITIES, WITH_CHILD
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow

ICONS = {ELDERLY: "elder", DISABLED: "wheelchair", WITH_CHILD: "pregnant", MERIT: "medal"}


class PriorityScreen(Screen):
    moment_type = Priority

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("priority.none"), "ticket"

    def act(self) -> None:
        self.kiosk.ticket.priority("")

    def count(self) -> int:
        return len(PRIORITIES)

    def row(self, index: int) -> ListRow:
        kind, t = PRIORITIES[index], app().t
        row = ListRow(key=f"priority.{kind}", icon=ICONS[kind], title=t(f"priority.{kind}"), note=t(f"priority.{kind}.note"))
        row.bind(on_release=lambda *args: self.kiosk.ticket.priority(kind))
        return row


load_kv(__file__)
