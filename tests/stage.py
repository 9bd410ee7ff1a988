"""A kiosk with a simulated world and no window: what a citizen touches is a call, what the citizen sees is a list of moments.

The store is a real SQLite file; the printer is the simulated one; time passes only when told to. Answers of the lanes wait in
`posts` until `settle()` brings them, as Kivy's Clock would.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from threading import Event
from typing import Any

from portal_by_hand import PortalByHand

from kiosk import catalogue, searching, settings
from kiosk.build import desk_setup
from kiosk.clock import HandClock
from kiosk.devices.a4 import SimulatedA4
from kiosk.devices.simulated import SimulatedPrinter
from kiosk.errors import StoreError
from kiosk.kiosk import Kiosk
from kiosk.moments import Moment, Waiting
from kiosk.reader.desk_send import SendDesk
from kiosk.reader.simulated import SimulatedReader
from kiosk.rules.procedures import Catalogue, Procedure
from kiosk.rules.queue import Ticket
from kiosk.rules.search import Index
from kiosk.settings import PortalSettings, Queue, Settings
from kiosk.store import Tickets, open_tickets
from kiosk.world import World

MORNING = datetime(2026, 11, 24, 8, 42)  # a Tuesday
SECONDS = 20.0  # a lane that is silent for longer hangs


@cache
def posted() -> Catalogue:
    """The shipped catalogue, read once."""
    return catalogue.load()


@cache
def sample() -> Settings:
    return settings.load()


@cache
def index() -> Index:
    """What the search knows of the shipped catalogue, built once."""
    return searching.build(searching.posted(posted(), MORNING.date()))


def procedure(code: str) -> Procedure:
    """One of the shipped ones."""
    return posted().on(MORNING.date())[code]


def with_queue(code: str, here: Settings | None = None, **changes: Any) -> Settings:
    """The settings with one queue changed."""
    here = here or sample()
    return replace(here, queues=tuple(replace(q, **changes) if q.code == code else q for q in here.queues))


class Stage:
    """One kiosk from switching on to `close`. `seen`: every moment shown, in order. `url`: a portal that takes dossiers."""

    def __init__(
        self, folder: Path, here: Settings | None = None, now: datetime = MORNING, known: Catalogue | None = None, url: str = ""
    ) -> None:
        self.folder = folder
        self.clock = HandClock(now)
        self.printer = SimulatedPrinter()
        self.store_works = True
        self.portal = PortalByHand()
        desk = replace(desk_setup(here or sample()), outbox=str(folder / "outbox.db"))
        asked = PortalSettings(url, "", "", (here or sample()).portal.eform)
        self.reader = SimulatedReader(self.portal, None, desk, lambda know: SendDesk(desk, asked, "", self.clock, know))
        self.reader.clock = self.clock
        self.a4 = SimulatedA4()
        machines = (lambda: self.printer, self._open_tickets, lambda: self.reader, lambda: self.a4)
        self.world = World(here or sample(), self.clock, known or posted(), (), *machines)
        if known is None:
            self.world._index = MORNING.date(), index()
        self.posts: deque[Callable[[], None]] = deque()
        self.kiosk = Kiosk(self.world, self.posts.append, self.clock.monotonic)
        self.seen: list[Moment] = []
        self.kiosk.shown = self.seen.append
        self.kiosk.look_out()

    def _open_tickets(self) -> Tickets:
        if not self.store_works:
            raise StoreError("the disk is dead")
        return open_tickets(f"sqlite:///{self.folder / 'kiosk.db'}", self.world.settings.ward.hall, self.clock, "K1")

    # -- what the citizen sees

    @property
    def moment(self) -> Moment:
        return self.kiosk.session.moment

    def names(self) -> list[str]:
        """The moments shown since the last time, as their names; a waiting says for what."""
        names = [f"Waiting {m.key}" if isinstance(m, Waiting) else type(m).__name__ for m in self.seen]
        self.seen.clear()
        return names

    # -- time and lanes

    def start(self) -> "Stage":
        """Switched on, woken by a first touch."""
        self.kiosk.open()
        self.settle()
        self.kiosk.wake()
        self.seen.clear()
        return self

    def settle(self) -> None:
        """Until no lane works and no answer waits."""
        while self._drain() | self.finish_jobs():
            pass

    def finish_jobs(self) -> bool:
        """Wait for the lanes and leave their answers where they are; whether there are any."""
        for lane in list(self.kiosk.work._lanes):
            self.kiosk.work.call(lane, lambda: None, SECONDS)
        return bool(self.posts)

    def _drain(self) -> bool:
        some = bool(self.posts)
        while self.posts:
            self.posts.popleft()()
        return some

    @contextmanager
    def held(self, lane: str) -> Iterator[None]:
        """That lane is busy with something else meanwhile."""
        go = Event()

        def busy() -> None:
            go.wait(SECONDS)

        self.kiosk.work.lane(lane).add(busy)
        try:
            yield
        finally:
            go.set()

    def do(self, verb: Callable[..., Any], *args: Any) -> Moment:
        """One touch, and all that follows from it."""
        verb(*args)
        self.settle()
        return self.moment

    def scan(self, text: str) -> Moment:
        """Hold it before the camera."""
        return self.do(self.reader.show, text)

    def type(self, text: str) -> None:
        for letter in text:
            self.kiosk.browse.key("space" if letter == " " else letter)

    # -- what stands in the store

    def queue(self, code: str = "B") -> Queue:
        return self.world.settings.queue(code)

    def tickets(self, queue: str = "B") -> list[Ticket]:
        """The valid numbers of the day, read on the store's lane."""
        store = self.world.tickets
        assert store is not None
        return self.kiosk.work.call("store", lambda: store.of_day(queue), SECONDS)

    def close(self) -> None:
        self.finish_jobs()
        self.kiosk.work.call("store", self.world.close, SECONDS)
