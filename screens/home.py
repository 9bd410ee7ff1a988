"""The first question: what do you need to do? Large tiles, in the order of the settings."""

from kivy.properties import StringProperty

from kiosk.moments import Home
from screens.base import Screen, app, load_kv
from screens.tiles import Tile

ICONS = {"ticket": "ticket", "status": "file", "forms": "pen", "search": "search", "events": "family", "fields": "list"}
ROWS = {1: (1,), 2: (2,), 3: (1, 2), 4: (2, 2), 5: (1, 2, 2), 6: (2, 2, 2)}  # the first tile is the widest
WIDE_ROWS = {1: (1,), 2: (2,), 3: (3,), 4: (2, 2), 5: (2, 3), 6: (3, 3)}


class HomeScreen(Screen):
    moment_type = Home
    hint = StringProperty("")  # what to hold where

    def __init__(self, **kwargs) -> None:
        super().__init__(**kwargs)
        if self.kiosk.settings.camera.device and not self.moment.faults:  # what does not work comes first
            self.hint = app().t("home.scan.note")

    def rows(self) -> tuple[int, ...]:
        return (WIDE_ROWS if app().theme.wide else ROWS)[len(self.kiosk.settings.home.tiles)]

    def tile(self, index: int) -> Tile:
        name = self.kiosk.settings.home.tiles[index]
        t, off = app().t, self._off(name)
        note = t("home.off") if off else t(f"home.{name}.note")  # said, not only shown by its colour
        tile = Tile(key=f"home.{name}", icon=ICONS[name], title=t(f"home.{name}"), note=note, strong=index == 0, off=off)
        tile.bind(on_release=lambda *args: self.go(name))
        return tile

    def _off(self, name: str) -> bool:
        needs = {"ticket": "error.store", "status": ""}.get(name, "error.catalogue")
        return needs in self.moment.faults

    def go(self, name: str) -> None:
        {
            "ticket": self.kiosk.ticket.start,
            "status": self.kiosk.status.start,
            "forms": self.kiosk.submit.start,
            "search": self.kiosk.browse.search,
            "events": self.kiosk.browse.events,
            "fields": self.kiosk.browse.fields,
        }[name]()

    def fault(self) -> str:
        """What does not work today, and what still does."""
        return " ".join(app().t(f"{key}.do") for key in self.moment.faults)


load_kv(__file__)
