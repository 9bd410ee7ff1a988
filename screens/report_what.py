"""What was done to the citizen: one touch, read by the inspection team only; more can be written on a phone."""

from kiosk.moments_feedback import ReportWhat
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


class ReportWhatScreen(Screen):
    moment_type = ReportWhat

    def count(self) -> int:
        return len(self.moment.questions.reports)

    def row(self, index: int) -> ListRow:
        one = self.moment.questions.reports[index]
        row = ListRow(key=f"report.{one.code}", icon="shield", title=app().t.words(one.words))
        row.bind(on_release=lambda *args: self.kiosk.feedback.choose(one.code))
        return row


load_kv(__file__)
