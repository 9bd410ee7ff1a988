"""The window: one moment on the stage, the header above, the way back and the choices below."""

import ctypes
import gc
import importlib
import sys
import time

from kivy.app import App
from kivy.base import EventLoop, ExceptionHandler, ExceptionManager
from kivy.clock import Clock
from kivy.config import Config
from kivy.core.text import LabelBase
from kivy.core.window import Window
from kivy.properties import ObjectProperty

from kiosk import log, paths
from kiosk.moments import Attract, Moment
from kiosk.text import Text
from screens import letters, pages  # noqa: F401  every .kv names what stands on pages
from screens.base import Screen
from screens.hall import Hall
from screens.keys import Keys
from screens.theme import Theme

SCREENS = (
    "attract", "home", "waiting", "sorry", "help", "lists", "searching", "procedure", "details", "take_along",
    "queues", "ready", "priority", "no_paper", "ticket_given", "slip_given", "unprinted", "pin_pad", "staff_desk",
    "scan", "typing", "second", "number_pad", "card_read", "status_page", "letter_page", "supplement_page", "paper_given",
    "queue_place", "not_for_us", "rate", "rate_more", "rated", "report_what", "report_more", "telling", "staff_lists", "staff_scan",
    "forms", "consent", "show_card", "form_page", "picking", "wheels", "digits", "writing", "review_form", "change_what", "where_to",
    "papers_to_send", "photograph", "photographed", "exempt", "return_how", "gone", "paying", "paid", "form_paper",
)  # fmt: skip
APOLOGY = 4  # s
SWEEPS = (1.0, 4.0)  # s after the visit: what still held it when it ended has let go; on a busy machine not before the second time
TIDY = 0.1  # s after a new screen: it is drawn, and no finger acts yet
FPS_AWAKE = 120  # nothing is drawn that does not change, but while somebody is there a touch waits less for its frame
RARELY = 200_000  # objects: between two screens garbage is not looked for, a frame would wait for it
TICK = 0.5  # s
WARM_UP = 0.3  # s after the first frame


class KioskApp(App):
    """Holds what every .kv may name: `app.t` (words), `app.theme` (sizes, colours), `app.kiosk`."""

    t = ObjectProperty(rebind=False)
    theme = ObjectProperty(rebind=False)
    kiosk = ObjectProperty(rebind=False)
    hall = ObjectProperty(None, allownone=True, rebind=False)

    def __init__(self, kiosk, **kwargs) -> None:
        super().__init__(**kwargs)
        self.kiosk = kiosk
        self.frames = 0
        self.last_frame = time.monotonic()
        self.told = lambda screen: None  # called with the name of each screen on the stage, for the technician
        self.strict = False  # True at the desk: a screen that cannot be built stops the run
        self.keys = Keys(kiosk.burst if kiosk.settings.scanner.keyboard else None, self._typed)
        self._unswept = False
        self._not_yet = list(SCREENS)
        kiosk.shown = self.draw
        kiosk.restyled = self.restyle
        kiosk.closing = self.leave
        kiosk.tidy = lambda: None  # `draw` does it
        for name, file in (("Sans", "fonts/NotoSans-Regular.ttf"), ("SansBold", "fonts/NotoSans-Bold.ttf"), ("Icons", "icons/icons.ttf")):
            LabelBase.register(name, str(paths.ASSETS / file))

    # -- the window

    def build(self):
        self.dress()
        Window.bind(on_request_close=self._swallow, on_keyboard=self._swallow, on_key_down=self._pressed, on_textinput=self._text)
        Window.bind(on_flip=self._flipped, on_minimize=lambda *args: Window.restore())
        Window.clearcolor = self.theme.sand
        self.hall = Hall(self.kiosk)
        return self.hall

    def on_start(self) -> None:
        self.draw(self.kiosk.session.moment)
        Clock.schedule_once(self._tick, TICK)

    def open_settings(self, *args) -> bool:
        """Kivy's own settings panel (F1) stays shut."""
        return False

    def _swallow(self, window, *args, **kwargs) -> bool:
        """No key and no window manager leaves the kiosk or opens anything."""
        return True

    def _pressed(self, window, key, scancode=None, codepoint=None, modifiers=(), *args) -> bool:
        self.keys.pressed(key, modifiers)
        return True

    def _text(self, window, text) -> bool:
        if not {"ctrl", "alt", "meta"} & set(window.modifiers):  # a command is no letter
            self.keys.text(text)
        return True

    def _typed(self, letter: str) -> None:
        """A person typed it: only for a screen that takes letters; elsewhere a stuck key would keep a visit open for ever."""
        if hasattr(self.hall.screen, "typed") and self.hall.question is None:
            self.kiosk.idle.begin()
            self.hall.screen.typed(letter)

    def leave(self) -> None:
        """End after this frame: in the middle of one, half of it would run without an app."""
        EventLoop.quit = True

    # -- drawing

    def dress(self) -> None:
        self.theme = Theme(self.kiosk.settings.panel, self.kiosk.choices)
        self.t = Text(self.kiosk.choices.language)

    def restyle(self) -> None:
        """One of the four choices changed."""
        self.dress()
        Window.clearcolor = self.theme.sand
        if self.hall is not None:
            self.hall.dress()

    def draw(self, moment: Moment) -> None:
        """Put the moment's screen on the stage. A screen that cannot be built is a bug: apologise, wipe, go home."""
        if self.hall is None:
            return
        try:
            screen = self._screen(moment)
        except Exception:
            if self.strict:
                raise
            log.bug(f"screen of {type(moment).__name__}")
            self.hall.apologise()
            self.told("Apology")
            if not isinstance(moment, Attract):
                Clock.schedule_once(self._after_apology, APOLOGY)
            return
        if isinstance(moment, Attract):
            letters.forget()
            if self.frames:  # before the first frame there is nothing to sweep
                self._unswept = True
                for seconds in SWEEPS:
                    Clock.schedule_once(self._sweep, seconds)
        if screen is not self.hall.screen and not self._not_yet:
            Clock.schedule_once(self._tidy, TIDY)
        self.hall.put(screen)
        idle_fps = Config.getint("graphics", "maxfps")
        Clock._max_fps = idle_fps if isinstance(moment, Attract) else FPS_AWAKE  # Kivy reads its setting only once
        self.told(type(moment).__name__)

    def _tidy(self, dt) -> None:
        """Collect what the last screen left."""
        self.hall.make_bars()
        gc.collect()

    def _sweep(self, dt) -> None:
        """Collect all that is left of the visit; the system gets its memory back. Not while the next citizen waits for a frame."""
        if isinstance(self.kiosk.session.moment, Attract):
            self._tidy(dt)
            ctypes.CDLL(None).malloc_trim(0)
            self._unswept = False

    def _screen(self, moment: Moment) -> Screen:
        """The one that stands there already, where it can follow; else a new one."""
        here = self.hall.screen
        if here is not None and type(moment) is here.moment_type and here.follow(moment):
            return here
        self._load(type(moment))
        return Screen.types[type(moment)](kiosk=self.kiosk, moment=moment)

    def _after_apology(self, dt) -> None:
        if self.hall.screen is None:
            self.kiosk.home()

    def _load(self, kind: type[Moment]) -> None:
        while kind not in Screen.types and self._not_yet:
            self._import(self._not_yet.pop(0))

    def _import(self, name: str) -> None:
        """A screen with a broken file is none at all, and takes no other away."""
        try:
            importlib.import_module(f"screens.{name}")
        except Exception:
            if self.strict:
                raise
            log.bug(f"loading screens.{name}")
            for kind in [k for k, screen in Screen.types.items() if screen.__module__ not in sys.modules]:
                del Screen.types[kind]  # its class is there, its .kv is not; so too of one that it wanted

    def _warm_up(self, dt) -> None:
        """Load the other screens while nobody waits, one at a time."""
        self.hall.make_bars()
        if self._not_yet:
            self._import(self._not_yet.pop(0))
            Clock.schedule_once(self._warm_up, 0.05)
        elif self._unswept or not isinstance(self.kiosk.session.moment, Attract):  # nothing of a visit may be frozen in
            Clock.schedule_once(self._warm_up, TICK)
        else:
            gc.enable()
            gc.collect()
            gc.freeze()  # what is here now stays; only what a visit leaves is looked through from now on
            gc.set_threshold(RARELY)

    # -- time

    def _flipped(self, *args) -> None:
        self.frames += 1
        self.last_frame = time.monotonic()
        if self.frames == 1:  # not sooner: Kivy counts from the last tick, which lies before the window was opened
            Clock.schedule_once(self._warm_up, WARM_UP)
        self.hall.touch.drawn()

    def _tick(self, dt) -> None:
        Clock.schedule_once(self._tick, TICK)  # first of all: Kivy forgets an interval that raised once, and no visit would end any more
        self.hall.tick()
        if isinstance(self.kiosk.session.moment, Attract):
            return
        left = self.kiosk.idle.left()
        if left == 0:
            self.kiosk.home()
        self.hall.ask(left)


class Wipe(ExceptionHandler):
    """An exception nobody caught: log it without its message, forget the citizen, go home."""

    def __init__(self, app) -> None:
        self.app = app
        self.last: list[float] = []

    def handle_exception(self, exception):
        if isinstance(exception, KeyboardInterrupt):
            return ExceptionManager.RAISE
        log.bug("the screen's thread")
        now = time.monotonic()
        self.last = [t for t in self.last if now - t < 10] + [now]
        if len(self.last) > 5:  # it does not stop: end, the service starts a new one
            return ExceptionManager.RAISE
        try:
            self.app.kiosk.home()
        except Exception:  # whatever stood on the stage must go, and the visit with it
            log.bug("going home")
            self.app.hall.apologise()
        return ExceptionManager.PASS
