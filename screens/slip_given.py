"""The checklist slip came out, or did not."""

from kiosk.moments import SlipGiven
from screens.base import Screen, app, load_kv


class SlipGivenScreen(Screen):
    moment_type = SlipGiven

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if self.moment.fault:
            self.action, self.action_icon = app().t("procedure.take"), "qr"

    def act(self) -> None:
        self.kiosk.browse.take_along(self.moment.procedure)


load_kv(__file__)
