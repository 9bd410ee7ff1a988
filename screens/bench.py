"""Tells `kiosk bench` what only the kiosk's own process knows: when a frame was flipped after a finger was lifted."""

import json
import random
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.graphics.opengl import glFinish
from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider

from kiosk import moments as m
from kiosk.moments_form import Consent

HELD = 0.06  # s: a finger stays on the glass; a little longer at random, so that it is lifted anywhere within a frame
PAUSE = 0.45  # s between two touches: the same place touched sooner counts as one touch
PATIENCE = 20.0  # s for one step
LOOK = 0.02  # s


class Finger(MotionEvent):
    def depack(self, args) -> None:
        self.is_touch = True
        self.sx, self.sy = args
        self.profile = ["pos"]
        super().depack(args)


class Hand(MotionEventProvider):
    """A panel with one finger on it: what happens waits, as a panel's reports do, until Kivy reads its input."""

    def __init__(self) -> None:
        super().__init__("bench", "")
        self.reports: deque = deque()
        self.lifted = self.read = 0.0

    def touch(self, x: float, y: float) -> None:
        finger = Finger("bench", 1, (x / Window.width, y / Window.height))
        self.reports.append(("begin", finger))
        threading.Timer(HELD + random.random() / 20, self._lift, [finger]).start()

    def _lift(self, finger: Finger) -> None:
        self.lifted = time.monotonic()
        self.reports.append(("end", finger))

    def update(self, dispatch_fn) -> None:
        while self.reports:
            what, finger = self.reports.popleft()
            if what == "end":
                self.read = time.monotonic()
            dispatch_fn(what, finger)


@dataclass
class Step:
    """Touch `key`; the visit goes on when `there` says so. `name` of what is drawn first: the moment's, unless given."""

    key: str
    there: Callable[[], bool]
    name: str = ""


class Visit:
    """Touches every main screen. `told`: one line per touch, in ms from the lift and from when Kivy read it to the end of the flip."""

    def __init__(self, app, done: Callable[[], None]) -> None:
        self.app, self.done = app, done
        self.told: list[dict] = []
        self.failed = ""
        self.hand = Hand()
        self._step: Step | None = None
        self._before: tuple = ()
        self._begun = self._drawn = 0.0
        self._script = self._visit()

    def begin(self) -> None:
        EventLoop.add_input_provider(self.hand)
        Window.bind(on_flip=self._flipped)
        Clock.schedule_interval(self._look, LOOK)

    @property
    def _moment(self) -> m.Moment:
        return self.app.kiosk.session.moment

    def _state(self) -> tuple:
        return self._moment, self.app.kiosk.choices

    def _look(self, dt) -> bool:
        """On with the visit: the next step once this one is done, its touch once it is possible."""
        now = time.monotonic()
        if self._step is None or (self._drawn and now - self._drawn > PAUSE and self._step.there()):
            self._step, self._begun, self._drawn, self._before = next(self._script, None), now, 0.0, ()
            if self._step is None:
                return self._end("")
        if not self._before and (place := self._place(self._step.key)):
            self._before, self.hand.read = self._state(), 0.0
            self.hand.touch(*place)
        if now - self._begun > PATIENCE:
            return self._end(f"{self._step.key} led nowhere, still at {type(self._moment).__name__}")
        return True

    def _place(self, key: str):
        if not self.app.hall.touch.settled():
            return None
        found = next((w for w in self.app.hall.walk(loopback=False) if getattr(w, "key", "") == key and not w.disabled), None)
        return found and found.to_window(*found.center)

    def _flipped(self, *args) -> None:
        """The first frame that shows something else than before the touch."""
        if self._before and not self._drawn and self.hand.read and self._state() != self._before:
            glFinish()  # with a software GL the flip may return before its threads have painted
            self._drawn, step = time.monotonic(), self._step
            ms, read_ms = ((self._drawn - since) * 1000 for since in (self.hand.lifted, self.hand.read))
            self.told.append({"touch": step.key, "drawn": step.name or type(self._moment).__name__, "ms": ms, "read_ms": read_ms})

    def _end(self, why: str) -> bool:
        self.failed = why
        Window.unbind(on_flip=self._flipped)
        EventLoop.remove_input_provider(self.hand)
        self.done()
        return False

    # -- the visit

    def _go(self, key: str, kind: type[m.Moment]) -> Step:
        return Step(key, lambda: isinstance(self._moment, kind))

    def _visit(self) -> Iterator[Step]:
        yield self._go("attract.wake", m.Home)
        yield from self._browse()
        yield from self._search()
        yield from self._number()
        yield self._go("attract.wake", m.Home)
        yield from self._choices()
        yield self._go("home.ticket", m.Queues)
        yield self._go("queue.B", m.Priority)
        yield self._go("nav.action", m.TicketGiven)
        yield self._go("nav.action", m.Attract)

    def _browse(self) -> Iterator[Step]:
        yield self._go("home.fields", m.Fields)
        yield self._go("field.ho-tich", m.Listing)
        yield Step("pager.later", lambda: self._moment.first > 0, "Listing, page 2")
        yield self._go("nav.back", m.Fields)
        yield self._go("nav.back", m.Home)
        yield self._go("home.events", m.Events)
        yield self._go("event.nguoi-than-mat", m.Listing)
        yield self._go("nav.again", m.Home)
        yield self._go("choice.help", m.Help)
        yield self._go("nav.back", m.Home)

    def _search(self) -> Iterator[Step]:
        yield self._go("home.search", m.Searching)
        for letter in "ong noi moi mat":
            yield Step("key.space" if letter == " " else f"key.{letter}", lambda: self._moment.done, "Searching, one more letter")
        yield Step("key.shift", lambda: self._moment.shift, "Searching, shift")
        yield Step("key.mode", lambda: self._moment.mode != "direct", "Searching, Telex")
        yield self._go("key.find", m.Found)
        yield self._go("nav.back", m.Searching)
        yield self._go("result.0", m.ProcedurePage)

    def _number(self) -> Iterator[Step]:
        for key, kind in (("steps", m.Details), ("forms", Consent), ("take", m.TakeAlong), ("print", m.SlipGiven)):
            yield self._go(f"procedure.{key}", kind)
            yield self._go("nav.back", m.ProcedurePage)
        yield Step("paper.0", lambda: 0 in self._moment.ticked, "ProcedurePage, a tick")
        yield self._go("nav.action", m.Ready)
        yield self._go("nav.action", m.Priority)
        yield self._go("nav.action", m.TicketGiven)
        yield self._go("nav.action", m.Attract)

    def _choices(self) -> Iterator[Step]:
        for choice in ("language", "size", "size", "contrast", "low"):
            yield Step(f"choice.{choice}", lambda: True, f"Home, another {choice}")


class Told:
    """Answers the bench, in JSON lines: the first frame by itself, a visit for each line "visit" that comes in."""

    def __init__(self, app) -> None:
        self.app = app

    def begin(self) -> None:
        Window.bind(on_flip=self._first)
        threading.Thread(target=self._listen, daemon=True).start()

    def _first(self, *args) -> None:
        if self.app.hall is not None and self.app.hall.screen is not None:
            Window.unbind(on_flip=self._first)
            say(first_frame=time.monotonic())

    def _listen(self) -> None:
        for _ in sys.stdin:
            Clock.schedule_once(self._play, 0)

    def _play(self, dt) -> None:
        self.visit = Visit(self.app, self._played)  # held here: Kivy's Clock holds methods weakly
        self.visit.begin()

    def _played(self) -> None:
        say(failed=self.visit.failed) if self.visit.failed else say(visit=self.visit.told)


def say(**what) -> None:
    print(json.dumps(what), flush=True)
