"""The printer cannot print now: said before a number is taken, with the number on the screen as the way on."""

from kiosk.moments import NoPaper
from screens.base import Screen, app, load_kv


class NoPaperScreen(Screen):
    moment_type = NoPaper

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("no_paper.go"), "ticket"

    def act(self) -> None:
        self.kiosk.ticket.without_paper()


load_kv(__file__)
