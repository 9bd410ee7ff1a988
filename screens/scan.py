"""Hold it before the camera: what to hold where, the camera's picture, and typing for whoever cannot."""

from kiosk.moments_dossier import Scan
from screens import camera_picture  # noqa: F401  the .kv names CameraPicture
from screens.base import Screen, app, load_kv


class ScanScreen(Screen):
    moment_type = Scan

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("scan.type"), "keyboard"

    def act(self) -> None:
        self.kiosk.status.type("code")

    def title(self) -> str:
        return app().t("scan.title.receipt" if self.moment.wants == "receipt" else "scan.title")

    def fault(self) -> tuple[str, str]:
        """What is wrong with the camera, and what to do instead."""
        t = app().t
        if not self.kiosk.settings.camera.device:
            return t("scan.no_camera"), t("scan.no_camera.do")
        return (t(self.moment.fault), t(f"{self.moment.fault}.do")) if self.moment.fault else ("", "")


load_kv(__file__)
