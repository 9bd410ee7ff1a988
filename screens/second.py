"""The code is known; the portal wants one thing more before it tells anybody where the dossier stands."""

from kiosk.moments_dossier import Second
from screens import camera_picture  # noqa: F401  the .kv names CameraPicture
from screens.base import Screen, app, load_kv
from screens.widgets import ListRow

WAYS = (("secret", "key"), ("number", "id-card"))


class SecondScreen(Screen):
    moment_type = Second

    def way(self, index: int) -> ListRow:
        name, icon = WAYS[index]
        row = ListRow(key=f"second.{name}", icon=icon, title=app().t(f"second.{name}"), note=app().t(f"second.{name}.note"))
        row.bind(on_release=lambda *args: self.go(name))
        return row

    def go(self, name: str) -> None:
        if name == "number":
            self.kiosk.status.type_number()
        else:
            self.kiosk.status.type(name)

    def sees(self) -> bool:
        """Whether a card can be held before the camera now."""
        return bool(self.kiosk.settings.camera.device) and not self.moment.fault


load_kv(__file__)
