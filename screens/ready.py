"""Have you brought all the papers? Before a number is taken, not after an hour of waiting."""

from kiosk.moments import Ready
from screens.base import app, load_kv
from screens.papers import PapersScreen, ticks


class ReadyScreen(PapersScreen):
    moment_type = Ready

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("ready.go"), "ticket"

    def blocks(self) -> list:
        return ticks(self.kiosk, self.moment)

    def act(self) -> None:
        self.kiosk.ticket.ready()


load_kv(__file__)
