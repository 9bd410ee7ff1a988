"""A QR code for a phone."""

import segno
from kivy.clock import Clock
from kivy.graphics import Color, Rectangle
from kivy.graphics.texture import Texture
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

QUIET = 4  # dots of white around it


class QrCode(Widget):
    """Black on white in every theme, with its quiet zone; one texture with a pixel per dot."""

    payload = StringProperty("")

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._dots: Texture | None = None
        self._draw_soon = Clock.create_trigger(self._draw, -1)
        for name in ("pos", "size"):
            self.fbind(name, self._draw_soon)

    def on_payload(self, *args) -> None:
        if self.payload:
            code = segno.make(self.payload, error="m", micro=False)
            rows = [bytes(0 if dark else 255 for dark in row) for row in code.matrix_iter(border=QUIET)]
            self._dots = Texture.create(size=(len(rows), len(rows)), colorfmt="luminance")
            self._dots.mag_filter = "nearest"
            self._dots.blit_buffer(b"".join(reversed(rows)), colorfmt="luminance", bufferfmt="ubyte")
            self._draw_soon()

    def _draw(self, *args) -> None:
        self.canvas.clear()
        if self._dots is not None:
            side = self._dots.width * max(1, int(min(self.size) // self._dots.width))
            with self.canvas:
                Color(1, 1, 1, 1)
                Rectangle(texture=self._dots, pos=(int(self.center_x - side / 2), int(self.center_y - side / 2)), size=(side, side))
