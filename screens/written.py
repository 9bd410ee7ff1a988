"""A citizen's words: drawn by the visit's process, shown here as a picture. This process never has them as text."""

from kivy.clock import Clock
from kivy.graphics.texture import Texture
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.reader.desk_messages import Draw
from screens.base import load_kv


class Written(Widget):
    """`what` (kiosk.reader.desk_messages.Draw) in letters of `size` pixels, wrapped to the widget's width, as high as it is.

    `stamp`: when it changes the same thing says something else, and is asked for again.
    """

    kiosk = ObjectProperty(rebind=False)
    what = StringProperty("")
    letters = NumericProperty(32)
    bold = BooleanProperty(False)
    lines = NumericProperty(1)
    color = ColorProperty((0, 0, 0, 1))
    stamp = ObjectProperty(None, allownone=True)
    texture = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self._asked: tuple = ()
        self._seen = False
        self._ask_soon = Clock.create_trigger(self._ask, -1)
        for name in ("width", "what", "letters", "bold", "lines", "stamp"):
            self.fbind(name, self._ask_soon)
        self._ask_soon()
        Clock.schedule_interval(self._look, 0.25)

    def _ask(self, *args) -> None:
        wanted = Draw(self.what, int(self.width), int(self.letters), self.bold, int(self.lines))
        if not self.what:
            self.texture, self._asked = None, ()
        elif self.width >= 8 and (wanted, self.stamp) != self._asked:
            self._asked = (wanted, self.stamp)
            asked = self._asked
            self.kiosk.submit.draw(wanted, lambda drawn, pixels: self._draw(asked, drawn, pixels))

    def _draw(self, asked: tuple, drawn, pixels) -> None:
        if asked != self._asked or (self._seen and self.get_root_window() is None):
            return
        inked = bytearray(b"\xff" * (2 * len(pixels)))
        inked[1::2] = pixels
        texture = Texture.create(size=(drawn.width, drawn.height), colorfmt="luminance_alpha")
        texture.flip_vertical()
        texture.blit_buffer(bytes(inked), colorfmt="luminance_alpha", bufferfmt="ubyte")
        self.texture = texture

    def _look(self, dt):
        """Off the stage: what was written goes."""
        shown = self.get_root_window() is not None
        self._seen = self._seen or shown
        if self._seen and not shown:
            self.texture = None
            return False
        return True


load_kv(__file__)
