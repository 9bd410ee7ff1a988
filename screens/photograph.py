"""Lay the paper under the camera and touch the button: nothing is photographed before."""

from kiosk.moments_form import Photograph
from screens import camera_picture  # noqa: F401  the .kv names CameraPicture
from screens.base import Screen, app, load_kv


class PhotographScreen(Screen):
    moment_type = Photograph

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if not self.moment.fault:
            self.action, self.action_icon = app().t("photograph.shoot"), "scan"

    def act(self) -> None:
        self.kiosk.send.shoot()

    def title(self) -> str:
        t, m = app().t, self.moment
        return t.words(m.name) if m.page < 2 else t("photograph.page", name=t.words(m.name), n=m.page)

    def fault(self) -> tuple[str, str]:
        t, fault = app().t, self.moment.fault
        return (t(fault), t(f"{fault}.do")) if fault else ("", "")


load_kv(__file__)
