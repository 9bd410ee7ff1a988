"""What will be reported, once more, and who will read it; nothing has been sent yet."""

from kiosk.moments_feedback import ReportMore
from screens.base import Screen, app, load_kv
from screens.tell_rows import tell_row
from screens.widgets import ListRow

PARTS = ("words", "contact")


class ReportMoreScreen(Screen):
    moment_type = ReportMore

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("report_more.send"), "shield"

    def act(self) -> None:
        self.kiosk.feedback.send_report()

    def row(self, index: int) -> ListRow:
        return tell_row(self.kiosk, self.moment, PARTS[index])


load_kv(__file__)
