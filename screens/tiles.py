"""Large choices, all at once: the tiles of the first screen and the faces of a rating."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.base import app, load_kv
from screens.letters import LEADING, lines_of
from screens.widgets import Tap

ALONE = 0.6  # height of a tile with a row to itself, beside the others


class Tile(Tap):
    """One of the large choices of the first screen."""

    title = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    strong = BooleanProperty(False)
    tall = BooleanProperty(False)  # the icon above the words; else beside them
    icon_shown = BooleanProperty(True)
    note_shown = BooleanProperty(True)

    def on_kv_post(self, base) -> None:
        self._room_soon = Clock.create_trigger(self._room, -1)
        for name in ("size", "title", "note", "tall", "icon_shown"):
            self.fbind(name, self._room_soon)
        self._room_soon()

    def fits_icon(self) -> bool:
        """Whether the icon can stand beside the title."""
        theme = app().theme
        return self._lines(self._room_wide() - theme.icon_box - theme.gap_m)[0] <= self._room_high()

    def fits_tall(self) -> bool:
        """Whether the icon can stand above all the words."""
        theme = app().theme
        if self.width > 1.8 * self.height:
            return False
        return self._room_high() >= theme.icon_box + theme.gap_xs + sum(self._lines(self._room_wide()))

    def _room(self, *args) -> None:
        """Where there is little room the note gives way."""
        theme = app().theme
        taken = theme.icon_box + theme.gap_m if self.icon_shown and not self.tall else 0
        self.note_shown = sum(self._lines(self._room_wide() - taken)) <= self._room_high() - (theme.icon_box if self.tall else 0)

    def _room_wide(self) -> float:
        return self.width - 2 * app().theme.gap_m - 2

    def _room_high(self) -> float:
        return self.height - 2 * app().theme.gap_s

    def _lines(self, width: float) -> tuple[float, float]:
        """Height of the title and of the note, in pixels."""
        theme = app().theme
        title, note = lines_of(self.title, "SansBold", theme.heading, width), lines_of(self.note, "Sans", theme.small, width)
        return title * theme.heading * LEADING, note * theme.small * LEADING


class Tiles(BoxLayout):
    """All tiles at once, never on a second page: they get lower, not fewer."""

    make = ObjectProperty(None)  # index -> Tile
    rows = ListProperty([])  # tiles in each

    def on_kv_post(self, base) -> None:
        self._faces_soon = Clock.create_trigger(self._faces, -1)
        index = 0
        for count in self.rows:
            line = BoxLayout(spacing=self.spacing, size_hint_y=1 if count > 1 else ALONE)
            for _ in range(count):
                line.add_widget(self.make(index))
                line.children[0].fbind("size", self._faces_soon)
                index += 1
            self.add_widget(line)

    def _faces(self, *args) -> None:
        """All tiles that share a row look alike; one that has it for itself is read from left to right."""
        shared = [tile for line in self.children if len(line.children) > 1 for tile in line.children]
        tall = all(tile.fits_tall() for tile in shared)
        icons = tall or all(tile.fits_icon() for tile in shared)
        for tile in shared:
            tile.tall, tile.icon_shown = tall, icons


load_kv(__file__)
