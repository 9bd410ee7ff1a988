"""The frame around every screen: header, stage, way back and strong action, the four choices, the question "still there?"."""

import time

from kivy.core.window import Window
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.label import Label

from kiosk.moments import Attract, Home
from screens.base import Touch, app, load_kv, strike
from screens.widgets import Tap

GESTURE = 5  # taps on the clock
GESTURE_SECONDS = 4


class Header(BoxLayout):
    clock = StringProperty("")
    day = StringProperty("")


class ClockCorner(Tap):
    twice = 0.0


class Bottom(BoxLayout):
    screen = ObjectProperty(None, allownone=True, rebind=True)
    can_back = BooleanProperty(False)


class StillThere(FloatLayout):
    """20 s and one huge button."""

    left = NumericProperty(0)
    of = NumericProperty(20)

    def on_touch_down(self, touch):
        super().on_touch_down(touch)
        return True


class Frame(BoxLayout):
    """The stage, between header and bottom, in one style; made anew when a choice changes. A full screen has the stage alone."""

    def __init__(self, **kwargs) -> None:
        super().__init__(orientation="vertical", **kwargs)
        self.stage = BoxLayout()
        self.add_widget(self.stage)
        self.header = self.bottom = None

    def make_bars(self) -> None:
        """Before somebody waits for them, where there is time; they stand nowhere yet."""
        if self.header is None:
            self.header, self.bottom = Header(), Bottom()

    def surround(self, full: bool) -> None:
        """Header and bottom around the stage, or nothing where the screen is full."""
        if full == (len(self.children) == 1):
            return
        self.clear_widgets()
        self.make_bars()
        for part in [self.stage] if full else [self.header, self.stage, self.bottom]:
            self.add_widget(part)


class Hall(FloatLayout):
    def __init__(self, kiosk, **kwargs) -> None:
        super().__init__(**kwargs)
        self.kiosk = kiosk
        self.screen = None
        self.frame = None
        self.question = None
        self.touch = Touch()
        self._tap = None
        self._taps: list[float] = []
        self.dress()

    def dress(self) -> None:
        """Draw the frame in the present theme and language."""
        self.touch.let_go()
        strike(self)
        self.question = None
        self.frame = Frame()
        self.add_widget(self.frame)
        self.screen = None
        self.tick()

    def put(self, screen) -> None:
        """A new screen on the stage; the old one is dropped."""
        if screen is self.screen:
            self.ask(None)
            return
        if self.frame is None:
            self.dress()
        stage = self.frame.stage
        same = self.screen is not None and type(self.screen) is type(screen)
        strike(stage)
        stage.add_widget(screen)
        self.screen = screen
        self.frame.surround(screen.full)
        if not screen.full:
            self.frame.bottom.screen = screen
            self.frame.bottom.can_back = screen.moment.back
            self._show_time()
        if not same:
            self.touch.let_go()
            self.settle()
        self.ask(None)

    def make_bars(self) -> None:
        """While nobody waits: header and bottom, for the screen after a full one."""
        if self.frame is not None and self.frame.header is None:
            self.frame.make_bars()
            self._show_time()

    def apologise(self) -> None:
        """A screen that needs no .kv, for when a .kv is what is broken."""
        strike(self)
        self.add_widget(
            Label(
                text=app().t("error.unknown") + "\n\n" + app().t("error.unknown.do"),
                font_name="Sans",
                font_size=app().theme.heading,
                color=app().theme.ink,
                halign="center",
                valign="middle",
                text_size=(Window.width * 0.8, None),
            )
        )
        self.frame = self.screen = self.question = None

    def tick(self) -> None:
        self._show_time()
        if self.screen is not None and hasattr(self.screen, "tick"):
            self.screen.tick()

    def _show_time(self) -> None:
        now = self.kiosk.world.clock.now()
        if self.frame is not None and self.frame.header is not None:
            header = self.frame.header
            header.clock, header.day = f"{now:%H:%M}", app().t.date(now.date())

    def ask(self, left: float | None) -> None:
        """Show, update or take away the question "are you still there?"."""
        if left is None or left == 0:
            if self.question is not None:
                self.remove_widget(self.question)
                self.question = None
            return
        if self.question is None:
            self.question = StillThere(of=self.kiosk.settings.idle.answer)
            self.add_widget(self.question)
            self.settle()
        self.question.left = left

    def still_here(self) -> None:
        self.kiosk.idle.begin()
        self.ask(None)
        self.settle()

    def settle(self) -> None:
        self.touch.settle()
        self.canvas.ask_update()

    def clock_tapped(self) -> None:
        """The hidden gesture: five taps on the clock within four seconds open the PIN pad, and nothing else."""
        now = time.monotonic()
        self._taps = [t for t in self._taps if now - t < GESTURE_SECONDS] + [now]
        if len(self._taps) >= GESTURE and isinstance(self.kiosk.session.moment, Home):
            self._taps.clear()
            self.kiosk.staff.gesture()

    # -- one finger at a time

    def on_touch_down(self, touch):
        if not self.touch.take(touch):
            return True
        self.kiosk.idle.begin() if self.question is None else None
        if isinstance(self.kiosk.session.moment, Attract):
            return True
        if not self.touch.settled():
            self.touch.refuse()
            return True
        super().on_touch_down(touch)
        self._hold(touch)
        return True

    def _hold(self, touch) -> None:
        """What the finger is on; nothing when the same thing was touched a moment ago."""
        self._tap = next((held() for held in touch.grab_list if isinstance(held(), Tap)), None)
        if self._tap is not None and self.touch.again(self._tap.key, self._tap.twice):
            self._tap.held = False
            touch.grab_list.clear()

    def on_touch_move(self, touch):
        return super().on_touch_move(touch) if touch is self.touch.finger else True

    def on_touch_up(self, touch):
        if not self.touch.drop(touch):
            return True
        if self._tap is not None:
            self.touch.lifted(self._tap.key)
            self._tap = None
        if isinstance(self.kiosk.session.moment, Attract):
            self.kiosk.wake()
            return True
        return super().on_touch_up(touch)


load_kv(__file__)
