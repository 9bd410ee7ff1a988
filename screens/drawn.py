"""A sheet, a photograph or a code that the visit's process draws: pixels as large as fits, gone with the screen."""

from kivy.clock import Clock
from kivy.graphics.texture import Texture
from kivy.properties import ListProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.reader.desk_messages import Draw
from screens.base import load_kv

ENOUGH = 0.03  # a picture is stretched by so much rather than drawn once more


class DrawnPicture(Widget):
    """`what` is to be drawn (kiosk.reader.desk_messages.Draw); `ratio`: height over width, as long as only that is known."""

    what = StringProperty("")
    kiosk = ObjectProperty(rebind=False)
    ratio = NumericProperty(1.0)
    texture = ObjectProperty(None, allownone=True)
    box = ListProperty([0, 0, 1, 1])  # x, y, width, height of the picture in its widget

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._asked = ("", 0)
        self._seen = False
        self._ask_soon = Clock.create_trigger(self._ask, -1)
        for name in ("pos", "size", "what", "ratio"):
            self.fbind(name, self._place)
        self._gone = Clock.schedule_interval(self._look, 0.25)

    def _place(self, *args) -> None:
        width = max(1.0, min(self.width, self.height / self.ratio))
        height = width * self.ratio
        self.box = [self.center_x - width / 2, self.top - height, width, height]
        self._ask_soon()

    def _ask(self, dt) -> None:
        wanted = self.what, int(self.box[2])
        same = self._asked[0] == self.what and abs(wanted[1] - self._asked[1]) < ENOUGH * wanted[1]
        if not self.what or same or self.box[2] < 8:
            return
        self._asked = wanted
        self.kiosk.submit.draw(Draw(self.what, wanted[1]), lambda drawn, pixels: self._draw(wanted, drawn, pixels))

    def _draw(self, wanted, drawn, pixels) -> None:
        if wanted != self._asked or (self._seen and self.get_root_window() is None):
            return
        colour = "rgb" if drawn.depth == 3 else "luminance"
        texture = Texture.create(size=(drawn.width, drawn.height), colorfmt=colour)
        texture.flip_vertical()
        texture.blit_buffer(pixels if drawn.depth == 3 else _on_paper(pixels), colorfmt=colour, bufferfmt="ubyte")
        self.texture = texture
        if abs(self.ratio - drawn.height / drawn.width) > ENOUGH:
            self.ratio = drawn.height / drawn.width

    def _look(self, dt):
        """Off the stage: nobody may look at the last citizen's sheet."""
        shown = self.get_root_window() is not None
        self._seen = self._seen or shown
        if self._seen and not shown:
            self.texture = None
            return False
        return True


def _on_paper(ink) -> bytes:
    """Ink (0 none, 255 full) as black on white."""
    return bytes(ink).translate(bytes(range(255, -1, -1)))


load_kv(__file__)
