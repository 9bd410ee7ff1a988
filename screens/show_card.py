"""Hold this person's card before the camera."""

from kiosk.moments_form import ShowCard
from screens import camera_picture, scan  # noqa: F401  the .kv names CameraPicture and Sign
from screens.base import Screen, app, load_kv


class ShowCardScreen(Screen):
    moment_type = ShowCard

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("show_card.skip"), "edit"

    def act(self) -> None:
        self.kiosk.submit.skip_card()

    def title(self) -> str:
        return app().t("show_card.title", who=app().t.words(self.moment.label))

    def fault(self) -> tuple[str, str]:
        """What is wrong with the camera, and what to do instead."""
        t = app().t
        if not self.kiosk.settings.camera.device:
            return t("scan.no_camera"), t("show_card.no_camera.do")
        return (t(self.moment.fault), t("show_card.no_camera.do")) if self.moment.fault else ("", "")


load_kv(__file__)
