"""The page as it will be sent, or why it cannot be used."""

from kiosk.moments_form import Photographed
from screens import drawn  # noqa: F401  the .kv names DrawnPicture
from screens.base import Screen, app, load_kv


class PhotographedScreen(Screen):
    moment_type = Photographed

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        good = not self.moment.shot.why
        self.action = app().t("photographed.keep" if good else "photographed.again")
        self.action_icon = "check" if good else "refresh"

    def act(self) -> None:
        self.kiosk.send.keep_shot(not self.moment.shot.why)

    def again(self, *args) -> None:
        self.kiosk.send.keep_shot(False)

    def back(self) -> None:
        """The page is not kept."""
        self.kiosk.send.keep_shot(False)

    def why(self) -> tuple[str, str]:
        t, why = app().t, self.moment.shot.why
        return (t(why), t(f"{why}.do")) if why else ("", "")


load_kv(__file__)
