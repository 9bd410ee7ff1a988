"""Something failed: what happened, what the citizen can do now, where an officer is."""

from kiosk.moments import Sorry
from screens.base import Screen, app, load_kv


class SorryScreen(Screen):
    moment_type = Sorry

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("nav.again"), "home"
        self.again = False

    def act(self) -> None:
        self.kiosk.start_over()

    def officer(self) -> str:
        return app().t("help.where", place=self.words(self.kiosk.settings.ward.helper))


load_kv(__file__)
