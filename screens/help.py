"""Where an officer is."""

from kiosk.moments import Help
from screens.base import Screen, app, load_kv


class HelpScreen(Screen):
    moment_type = Help

    def officer(self) -> str:
        return app().t("help.where", place=self.words(self.kiosk.settings.ward.helper))

    def phone(self) -> str:
        number = self.kiosk.settings.ward.phone
        return app().t("help.phone", number=number) if number else ""


load_kv(__file__)
