"""All sizes and colours, from the measured panel and the citizen's choices. The tokens are those of the look: 1080 wide = 268 mm."""

from kiosk.session import Choices
from kiosk.settings import KEY_MM, Panel

DESIGN_PX_PER_MM = 1080 / 268
TEXT = {  # ordinary, large, largest: capitals of the smallest text are 5.0, 6.2 and 7.4 mm high; what is large already grows less
    "small": (28, 35, 42),
    "body": (32, 38, 44),
    "strong": (36, 42, 47),
    "heading": (42, 47, 52),
    "title": (58, 60, 64),
}
SPACE = {"xs": 12, "s": 18, "m": 28, "l": 36, "xl": 48}

ORDINARY = {
    "sand": "F6F2E9", "card": "FFFFFF", "line": "D9D3C4", "ink": "13262B", "soft": "51656A", "sea": "0B5A63", "on_sea": "FFFFFF",
    "sea_2": "E3F0F0", "on_sea_2": "0B5A63", "sun": "F2B705", "sun_2": "FFF4D6", "on_sun_2": "5F4700", "late": "A63A12", "late_2": "FBE9E0",
    "ok": "1E6B3A", "ok_2": "E4F2E8", "off": "EDE8DC", "header": "0B5A63", "on_header": "FFFFFF", "on_header_tint": "2F727A",
}  # fmt: skip
CONTRAST = {
    "sand": "000000", "card": "000000", "line": "FFFFFF", "ink": "FFFFFF", "soft": "FFFFFF", "sea": "FFD600", "on_sea": "000000",
    "sea_2": "000000", "on_sea_2": "FFD600", "sun": "FFD600", "sun_2": "000000", "on_sun_2": "FFD600", "late": "FFB38A", "late_2": "000000",
    "ok": "7CFFA0", "ok_2": "000000", "off": "000000", "header": "000000", "on_header": "FFFFFF", "on_header_tint": "000000",
}  # fmt: skip


def rgba(colour: str) -> tuple[float, float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue, 1.0


class Theme:
    """Built anew when a choice changes; screens read it when they are built. Lengths are pixels of the panel."""

    def __init__(self, panel: Panel, choices: Choices) -> None:
        self.width, self.height = panel.width, panel.height
        self.per_mm = min(panel.width / panel.width_mm, panel.height / panel.height_mm)
        self.unit = self.per_mm / DESIGN_PX_PER_MM
        self.step = choices.size
        self.low = choices.low
        self.contrast = choices.contrast
        self.wide = panel.width > panel.height
        for name, value in (CONTRAST if choices.contrast else ORDINARY).items():
            setattr(self, name, rgba(value))
        for name, pixels in TEXT.items():
            setattr(self, name, self.px(pixels[choices.size]))
        for name, pixels in SPACE.items():
            setattr(self, f"gap_{name}", self.px(pixels * (0.6 if self.wide and self.height < 950 * self.unit else 1)))
        self.border = self.px(3 if choices.contrast else 2)
        self.radius = self.px(28)
        self.small_radius = self.px(18)
        self.key = -int(-KEY_MM * self.per_mm // 1)  # rounded up: never less than 20 mm
        self.mm = self.per_mm
        self._heights()

    def px(self, design: float) -> int:
        return max(1, round(design * self.unit))

    def _heights(self) -> None:
        short = self.wide and self.height < 950 * self.unit
        self.short = short
        self.gap_edge = self.px(8)  # between a button and the edge of the bar it stands in
        self.icon_box = round(self.title * (1.8 if self.wide or self.low else 2))
        self.header_height = self.px(150 if not self.wide else 78 if short else 100)
        self.tight = short and self.low  # below the middle there is room for the keys and one line of a bar
        self.double = self.wide and self.step > 0 and not self.tight  # the bar's words stand on two lines
        self.choice_letters = round(self.key / 2.74) if self.tight and self.step == 2 else self.small
        self.choice_lines = 2 if self.double or self.step == 2 else 1
        self.button = max(self.key, self.two_lines if self.step == 2 and not self.tight else 0)
        self.bar = max(self.key, self.px(142))
        self.nav = max(self.key, self.px(104), self.button)
        if self.wide:
            self.nav = self.key if self.tight else max(self.button, self.two_lines if self.double else self.key)
            self.bar = self.nav if self.tight else self.nav + 2 * self.gap_edge
        self.bottom = self.bar if self.wide else self.bar + self.nav + 2 * self.gap_s
        self.lower_half = self.height // 2 - self.bottom  # what low mode leaves for things to touch
        self.columns = 1 if not self.wide or (self.width - 2 * self.gap_xl) / 2 < 14 * self.small else 2
        self.row = max(self.key, round((self.strong * 2 + self.small) * 1.37) + self.gap_xs)
        if self.wide:
            self.row = max(self.key, round(self.strong * 2.75) + self.gap_xs)
        self.side = self.wide and not self.low  # what is read stands beside what is touched
        self.office = not self.wide and self.step == 0  # the header has a second line
        self.compact = self.wide and (self.low or short)
        self.crowded = self.compact and self.step == 2
        self.touch_room = self.lower_half - self.gap_xs - self.gap_s
        self.tile = self.px(460)  # never higher
        self.row_compact = max(self.key, round(self.strong * 2.75) + self.gap_xs)
        upper = self.height // 2 - self.header_height
        self.number = self.px(300) if not self.wide else round(upper * 0.28) if self.low else self.px(200 if not short else 150)

    @property
    def two_lines(self) -> int:
        """Height of a button with two lines of its letters."""
        return round(self.strong * 2 * 1.37) + 2

    def tint(self, kind: str) -> tuple[float, float, float, float]:
        """The ground of a banner of that kind: ok, late, sun or sea."""
        return getattr(self, f"{kind}_2")

    def ink_of(self, kind: str) -> tuple[float, float, float, float]:
        return self.on_sun_2 if kind == "sun" else getattr(self, kind)
