"""The form as it will be printed. A line that is touched is changed."""

import math

from kivy.properties import NumericProperty, ObjectProperty

from kiosk.moments_form import ReviewForm
from screens.base import Screen, app, load_kv
from screens.drawn import DrawnPicture

NEAR = 30  # thousandths of the sheet: a finger hits a line that is not farther away


class SheetPicture(DrawnPicture):
    """A sheet whose lines can be touched; in low mode it is only looked at, its upper lines are out of reach.

    On a lying panel it is as wide as its place, and shown in `parts`, one at a time: nobody could read it otherwise.
    """

    sheet = ObjectProperty(None)
    part = NumericProperty(0)
    parts = NumericProperty(1)
    whole = NumericProperty(1)  # pixels: the whole sheet's height
    view = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        for name in ("part", "texture"):
            self.fbind(name, self._place)

    def _place(self, *args) -> None:
        if not app().theme.wide:
            super()._place()
            self.view, self.whole = self.texture, self.box[3]
            return
        self.whole = self.width * self.ratio
        self.parts = max(1, math.ceil(self.whole / max(1.0, self.height)))
        self.box = [self.x, self.top - min(self.height, self.whole), self.width, min(self.height, self.whole)]
        self.view = self._cut()
        self._ask_soon()

    def _above(self) -> float:
        """Pixels of the sheet above what is shown."""
        return min(self.part, self.parts - 1) * (self.whole - self.box[3]) / max(1, self.parts - 1)

    def _cut(self):
        if self.texture is None or self.whole < 1:
            return None
        scale = self.texture.height / self.whole
        low = self.texture.height - (self._above() + self.box[3]) * scale
        return self.texture.get_region(0, max(0, low), self.texture.width, self.box[3] * scale)

    def on_touch_up(self, touch):
        if touch.grab_current is not None or app().theme.low or not self.collide_point(*touch.pos) or touch.button not in (None, "left"):
            return super().on_touch_up(touch)
        if (spot := self._spot(touch)) is not None:
            self.kiosk.submit.change(spot.page)
        return True

    def _spot(self, touch):
        x, y, width, height = self.box
        across, down = (touch.x - x) / width * 1000, (self._above() + y + height - touch.y) / self.whole * 1000
        spots = [spot for spot in self.sheet.spots if spot.left - NEAR <= across <= spot.right + NEAR]
        near = min(spots, key=lambda spot: max(spot.top - down, down - spot.bottom, 0), default=None)
        return near if near and max(near.top - down, down - near.bottom, 0) <= NEAR else None


class ReviewFormScreen(Screen):
    moment_type = ReviewForm

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        self.action, self.action_icon = app().t("review.right"), "check"
        self.back_text = app().t("form.previous")

    def act(self) -> None:
        self.kiosk.send.confirm()

    def back(self) -> None:
        self.kiosk.submit.change(max(0, len(self.moment.sheets.groups) - 1))

    def pages(self, parts: float) -> int:
        return len(self.moment.sheets.sheets) * int(parts)

    def page(self, parts: float) -> int:
        return min(self.moment.first, self.pages(parts) - 1)

    def sheet(self, parts: float):
        return self.moment.sheets.sheets[self.page(parts) // int(parts)]


load_kv(__file__)
