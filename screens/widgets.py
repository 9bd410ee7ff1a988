"""The pieces of every screen: things to touch, cards, banners."""

import time

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.stacklayout import StackLayout

from screens import stack  # noqa: F401  the .kv name Stack and Message
from screens.base import app, load_kv
from screens.letters import LEADING, Icon, halved, lines_of, shrinks, width_of

TWICE = 0.4  # s: the same thing touched again so soon is one touch


class Tap(ButtonBehavior, BoxLayout):
    """Anything to touch. Acts on release, once."""

    key = StringProperty("")  # a name for the tour and the tests
    held = BooleanProperty(False)
    off = BooleanProperty(False)
    fill = ColorProperty((1, 1, 1, 1))
    edge = ColorProperty((1, 1, 1, 1))
    ink = ColorProperty((0, 0, 0, 1))
    twice = TWICE
    _last = 0.0

    def on_touch_down(self, touch):
        if self.off and self.collide_point(*touch.pos):
            return True
        return super().on_touch_down(touch)

    def on_press(self, *args) -> None:
        self.held = True

    def on_touch_up(self, touch):
        self.held = False
        return super().on_touch_up(touch)

    def dispatch(self, event, *args):
        if event == "on_release":
            now = time.monotonic()
            if now - self._last < self.twice:
                return True
            self._last = now
        return super().dispatch(event, *args)


class Face(BoxLayout):
    """An icon and a text, together in the middle of a button. The icon gives way before the letters get smaller."""

    text = StringProperty("")
    icon = StringProperty("")
    ink = ColorProperty((0, 0, 0, 1))
    letters = NumericProperty(0)  # wanted size; 0: that of every button
    icon_room = NumericProperty(0)  # pixels; 0: no icon
    ROUNDING = 0.98

    def on_kv_post(self, base) -> None:
        self._room_soon = Clock.create_trigger(self._room, -1)
        for name in ("size", "text", "icon"):
            self.fbind(name, self._room_soon)
        self._room_soon()

    def _room(self, *args) -> None:
        theme = app().theme
        icon, wide = max(theme.heading, self.letters) * 1.25, self.width - 3 * self.spacing
        beside, alone = (shrinks("SansBold", int(self.letters or theme.strong), self.text, w, self.height) for w in (wide - icon, wide))
        self.icon_room = icon if self.icon and beside >= alone * self.ROUNDING else 0


class IconBox(AnchorLayout):
    """An icon on a tinted square, or on a disc."""

    name = StringProperty("")
    radius = NumericProperty(0)  # pixels; 0: that of everything small
    letters = NumericProperty(0)  # size of the icon; 0: as the square wants it
    fill = ColorProperty((1, 1, 1, 1))
    ink = ColorProperty((0, 0, 0, 1))


class Worded(Tap):
    """A few words, and an icon where there is room for one."""

    text = StringProperty("")
    icon = StringProperty("")
    letters = NumericProperty(0)  # wanted size; 0: that of every button
    need = NumericProperty(0)  # pixels it wants to be wide

    def on_kv_post(self, base) -> None:
        for name in ("text", "icon"):
            self.fbind(name, self._measure)
        self._measure()

    def _measure(self, *args) -> None:
        theme = app().theme
        words = (halved if theme.double else width_of)("SansBold", int(theme.strong), self.text)
        icon = theme.heading * 1.25 if self.icon and not theme.double else 0
        self.need = max(theme.key * 1.2, words + icon + 2 * theme.gap_xs + theme.gap_s + 4)


class Action(Worded):
    """The one strong action of a screen: filled."""


class Plain(Worded):
    """An ordinary action: outlined."""


class RowIcon(Icon):
    """What a choice of a list is about, at its left."""


class ListRow(Tap):
    """One choice of a list."""

    title = StringProperty("")
    note = StringProperty("")
    icon = StringProperty("")
    chip = StringProperty("")
    struck = BooleanProperty(False)
    leads = BooleanProperty(True)  # False: it tells, a touch does nothing
    note_shown = BooleanProperty(True)
    title_room = NumericProperty(0)  # pixels

    def on_kv_post(self, base) -> None:
        """An icon and a chip only where there is one: a list has up to nine rows, and every widget costs."""
        if self.icon:
            self.add_widget(RowIcon(name=self.icon, pos_hint={"center_y": 0.5}), index=len(self.children))
        if self.chip:
            self.add_widget(Chip(text=self.chip, pos_hint={"center_y": 0.5}), index=1)
        self._room_soon = Clock.create_trigger(self._room, -1)
        for name in ("size", "title", "note", "chip"):
            self.fbind(name, self._room_soon)
        self.ids.texts.fbind("width", self._room_soon)
        self._room_soon()

    def _room(self, *args) -> None:
        """The note gives way where the title needs the room."""
        theme, width = app().theme, self.ids.texts.width - 2
        room = self.height - theme.gap_xs
        title = lines_of(self.title, "SansBold", theme.strong, width) * theme.strong * LEADING
        note = lines_of(self.note, "Sans", theme.small, width) * theme.small * LEADING
        self.note_shown = bool(self.note) and title + note <= room + 2
        self.title_room = min(title, room)


class TickRow(Tap):
    """A paper with its box."""

    title = StringProperty("")
    note = StringProperty("")
    ticked = BooleanProperty(False)


class Suggestion(Tap):
    """A word offered above the keys."""

    text = StringProperty("")


class FactCard(BoxLayout):
    """Time, fee or place: the icon, a small word, the answer and its note."""

    icon = StringProperty("")
    label = StringProperty("")
    value = StringProperty("")
    note = StringProperty("")


class Choice(Tap):
    """One of the choices at the bottom of every screen."""

    text = StringProperty("")
    icon = StringProperty("")
    on = BooleanProperty(False)
    need = NumericProperty(0)  # pixels it wants to be wide

    def on_text(self, *args) -> None:
        theme = app().theme
        words = (halved if theme.choice_lines == 2 else width_of)("Sans", int(theme.choice_letters), self.text)
        self.need = max(theme.key, words + theme.gap_s)


class Chip(BoxLayout):
    text = StringProperty("")
    icon = StringProperty("")
    fill = ColorProperty((1, 1, 1, 1))
    ink = ColorProperty((1, 1, 1, 1))


class Card(BoxLayout):
    fill = ColorProperty((1, 1, 1, 1))
    edge = ColorProperty((1, 1, 1, 1))


class Numbered(BoxLayout):
    """One step: its number (or an icon) and the sentence."""

    number = StringProperty("")
    icon = StringProperty("")
    text = StringProperty("")


class Chips(StackLayout):
    """Chips one after the other, on a second line when they do not fit."""


class Banner(BoxLayout):
    """What happened, said with a colour, an icon and words. kind: "ok", "late", "sun" or "sea"."""

    kind = StringProperty("sea")
    icon = StringProperty("")
    title = StringProperty("")
    text = StringProperty("")


load_kv(__file__)
