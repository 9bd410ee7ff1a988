"""The camera's picture, live: one texture, filled anew as long as the picture stands on the window."""

from kivy.clock import Clock
from kivy.graphics.texture import Texture
from kivy.properties import ListProperty, ObjectProperty
from kivy.uix.widget import Widget

from screens.base import load_kv

FPS = 30


class CameraPicture(Widget):
    """`kiosk.preview()` is asked 30 times a second; without a picture yet only the frame stands there."""

    kiosk = ObjectProperty(rebind=False)
    texture = ObjectProperty(None, allownone=True)
    box = ListProperty([0, 0, 100, 100])  # x, y, width, height of the picture in its widget
    corners = ListProperty([])  # four bent lines

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._ratio = 9 / 16  # height over width, until the camera shows its own
        self.bind(pos=self._place, size=self._place)
        self._place()
        self._number = -1
        self._seen = False
        Clock.schedule_interval(self._look, 1 / FPS)

    def _place(self, *args) -> None:
        """The picture as large as fits, in the middle; the corners say where to hold the card."""
        width = min(self.width, self.height / self._ratio)
        height = width * self._ratio
        x, y = self.center_x - width / 2, self.center_y - height / 2
        self.box = [x, y, width, height]
        inset, arm = height * 0.12, height * 0.16
        left, right, low, top = x + inset, x + width - inset, y + inset, y + height - inset
        self.corners = [
            [left, v, left, v + (arm if v == low else -arm), left, v, left + arm, v] for v in (low, top)
        ] + [[right, v, right, v + (arm if v == low else -arm), right, v, right - arm, v] for v in (low, top)]

    def _look(self, dt: float):
        shown = self.get_root_window() is not None
        self._seen = self._seen or shown
        if self._seen and not shown:  # off the stage: nobody may look at the last citizen's card
            self.texture = None
            return False
        picture = self.kiosk.preview() if shown else None
        if picture is not None and picture.number != self._number:
            self._number = picture.number
            self._blit(picture)
        return True

    def _blit(self, picture) -> None:
        size = (picture.width, picture.height)
        if self.texture is None or self.texture.size != size:
            texture = Texture.create(size=size, colorfmt="rgba")
            texture.flip_vertical()
            self.texture, self._ratio = texture, picture.height / picture.width
            self._place()
        self.texture.blit_buffer(picture.pixels, colorfmt="rgba", bufferfmt="ubyte")
        self.canvas.ask_update()


load_kv(__file__)
