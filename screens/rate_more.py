"""What was good, or bad: as many as one likes, or none."""

from dataclasses import replace

from kiosk.moments_feedback import RateMore
from screens.base import Screen, app, load_kv
from screens.tell_rows import tell_row
from screens.widgets import TickRow


class RateMoreScreen(Screen):
    moment_type = RateMore

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("rate.send"), "check"

    def act(self) -> None:
        self.kiosk.feedback.send()

    def follow(self, moment: RateMore) -> bool:
        """A tick changes a row and nothing else."""
        if replace(moment, ticked=self.moment.ticked) != self.moment:
            return False
        self.moment = moment
        for row in self.ids.pages.blocks:
            if isinstance(row, TickRow):
                row.ticked = row.code in moment.ticked
        return True

    def blocks(self) -> list:
        parts = ("words", "contact") if self.moment.answers else ("words",)
        high = app().theme.row
        return [*map(self._row, self.moment.questions.criteria), *(tell_row(self.kiosk, self.moment, part, high) for part in parts)]

    def _row(self, one) -> TickRow:
        words = one.good if self.moment.praise else one.bad
        row = TickRow(key=f"criterion.{one.code}", title=app().t.words(words), ticked=one.code in self.moment.ticked)
        row.code = one.code
        row.bind(on_release=lambda row: self.kiosk.feedback.tick(row.code))
        return row


load_kv(__file__)
