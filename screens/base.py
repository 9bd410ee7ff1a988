"""What every screen is built from: loading its .kv once, the moment it draws, and how a touch becomes one verb."""

import math
import time
from pathlib import Path
from typing import ClassVar

from kivy.app import App
from kivy.lang import Builder, builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.moments import Moment

SETTLE = 0.35  # s: after a new screen was drawn a finger still on its way hits nothing
LOST = 10.0  # s: a finger that is down for so long was never seen to lift (the panel left the bus): it blocks nobody any more


def _set(args, *_) -> None:
    """Kivy's own also writes out every value for a trace that nobody reads: a twentieth of building a screen, and a citizen's words."""
    element, key, code, _, names = args
    setattr(element, key, eval(code, names))


builder.call_fn = _set
builder.copy = dict.copy  # each of a rule's values copies the names it may use; copy.copy takes three times as long to find this out


def load_kv(file: str) -> None:
    """Load the .kv beside a .py, once: twice would double every child."""
    kv = str(Path(file).with_suffix(".kv"))
    if kv not in Builder.files:
        known = len(Builder.rules)
        Builder.load_file(kv, encoding="utf-8")
        for _, rule in Builder.rules[known:]:
            _unwatch_app(rule)


def _unwatch_app(rule) -> None:
    """Words and theme never change under a widget, all is built anew when they do: to watch them costs a tenth of a new screen."""
    for value in rule.properties.values():
        value.watched_keys = [names for names in value.watched_keys or () if names[0] != "app"]
    for part in (*rule.children, rule.canvas_before, rule.canvas_root, rule.canvas_after):
        if part is not None:
            _unwatch_app(part)


def strike(parent) -> None:
    """Take everything off and undo its rules: Kivy keeps one that looks into `ids` for ever, with its widget and all that it shows."""
    gone = [widget for child in parent.children for widget in child.walk(restrict=True)]
    parent.clear_widgets()
    for widget in gone:
        Builder.unbind_widget(widget.uid)


class Screen(BoxLayout):
    """Draws one moment. Built anew for each moment and dropped after it, unless it can `follow` to the next of its kind.

    `action` is the one strong thing to do, at the bottom right; without it the screen has none.
    """

    moment_type: ClassVar[type[Moment]]
    types: ClassVar[dict[type[Moment], type["Screen"]]] = {}
    kiosk = ObjectProperty(rebind=False)
    moment = ObjectProperty(rebind=True)  # a screen that follows draws what its .kv says of the new moment
    action = StringProperty("")
    action_icon = StringProperty("")
    back_text = StringProperty("")
    again = BooleanProperty(True)
    full = False  # True: without header, way back and choices

    def __init_subclass__(cls, **kwargs) -> None:
        super().__init_subclass__(**kwargs)
        if "moment_type" in cls.__dict__:
            Screen.types[cls.moment_type] = cls

    def follow(self, moment: Moment) -> bool:
        """Show another moment of the same kind without being built anew; False where that is not possible."""
        return False

    def act(self) -> None:
        """The strong action."""

    def back(self) -> None:
        self.kiosk.back()

    @property
    def words(self):
        return self.kiosk.text.words


class Touch:
    """Whether a finger may act now: one finger at a time, and none while a new screen settles."""

    def __init__(self) -> None:
        self.since = 0.0
        self.finger = None
        self._down = 0.0
        self._last, self._lifted = "", 0.0

    def settle(self) -> None:
        """Something new comes: nobody can have meant it before it is drawn."""
        self.since = math.inf

    def drawn(self) -> None:
        """A frame is on the window."""
        if self.since == math.inf:
            self.since = time.monotonic()

    def refuse(self) -> None:
        """Somebody taps on while it settles: not before there is a pause."""
        if self.since != math.inf:
            self.since = time.monotonic()

    def settled(self) -> bool:
        return time.monotonic() - self.since >= SETTLE

    def take(self, touch) -> bool:
        """True for the one finger (or left button) that counts."""
        if touch.button not in (None, "left"):
            return False
        now = time.monotonic()
        if self.finger is not None and now - self._down < LOST:
            return False
        self.let_go()
        self.finger, self._down = touch, now
        return True

    def drop(self, touch) -> bool:
        if touch is not self.finger:
            return False
        self.finger = None
        return True

    def let_go(self) -> None:
        """What the finger holds is no longer on the stage: lifting it does nothing there."""
        if self.finger is not None:
            self.finger.grab_list.clear()

    def lifted(self, key: str) -> None:
        self._last, self._lifted = key, time.monotonic()

    def again(self, key: str, seconds: float) -> bool:
        """The same thing so soon after it was touched: one touch, even where its screen was drawn anew in between."""
        return bool(key) and key == self._last and time.monotonic() - self._lifted < seconds


def app():
    return App.get_running_app()
