"""A ticket was scanned: how many come before it now."""

from kiosk.moments_dossier import QueuePlace
from screens.base import Screen, app, load_kv

HERE = {"place.called": "people", "place.serving": "people", "place.served": "check-circle", "place.absent": "info"}  # still of today


class QueuePlaceScreen(Screen):
    moment_type = QueuePlace

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if self.moment.why and self.moment.why not in HERE:
            self.action, self.action_icon = app().t("place.ticket"), "ticket"

    def act(self) -> None:
        self.kiosk.ticket.start()

    def counter(self) -> str:
        t, queue = app().t, self.moment.queue
        return t("ticket.place", counter=", ".join(queue.counters), queue=t.words(queue.name)) if queue else ""

    def state(self) -> tuple[str, str, str, str]:
        """kind, icon, title and text of the banner."""
        t, wait, why = app().t, self.moment.wait, self.moment.why
        if why in HERE:
            return "ok" if why == "place.served" else "sea", HERE[why], t(why), t(f"{why}.do")
        if why or wait is None:
            return "late", "info", t(why or "place.unknown"), t("place.again")
        if not wait.today:
            return "late", "clock", t("place.ahead", n=wait.ahead), t("paper.not_today")
        ahead = t("place.ahead", n=wait.ahead) if wait.ahead else t("place.nobody")
        soon = wait.low == 0 and wait.ahead <= 1
        return "sea", "people", ahead, t("place.soon") if soon else t("place.wait", low=wait.low, high=wait.high)


load_kv(__file__)
