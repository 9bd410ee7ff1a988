"""Where an officer is."""

from kiosk.moments import Help
from screens.base import Screen, app, load_kv


class HelpScreen(Screen):
    moment_type = Help

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if self.kiosk.settings.hall.inspection_key:
            self.action, self.action_icon = app().t("help.report"), "shield"

    def act(self) -> None:
        self.kiosk.feedback.report()

    def officer(self) -> str:
        return app().t("help.where", place=self.words(self.kiosk.settings.ward.helper))

    def phone(self) -> str:
        number = self.kiosk.settings.ward.phone
        return app().t("help.phone", number=number) if number else ""


load_kv(__file__)
