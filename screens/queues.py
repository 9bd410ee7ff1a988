"""Which queue? With what it serves, where, and how long it may take."""

from kiosk.moments import Queues
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow


def wait_text(t, wait) -> str:
    """How long, as an estimate; that the turn may not come today is said instead of a range."""
    if not wait.today:
        return t("queue.late")
    return t("queue.wait", low=wait.low, high=wait.high) if wait.low else t("queue.soon", high=wait.high)


class QueuesScreen(Screen):
    moment_type = Queues

    def row(self, index: int) -> ListRow:
        t, row = app().t, self.moment.rows[index]
        note = self.words(row.queue.about)
        wait = wait_text(t, row.wait)
        item = ListRow(
            key=f"queue.{row.queue.code}",
            title=self.words(row.queue.name),
            note=t(row.why) if not row.open else wait if app().theme.compact else note,
            chip=t("queue.closed") if not row.open else "" if app().theme.compact else wait,
            off=not row.open,
        )
        item.bind(on_release=lambda *args: self.kiosk.ticket.choose(row.queue))
        return item


load_kv(__file__)
