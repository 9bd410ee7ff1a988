"""A reader without a camera and without a process: ships with the kiosk, for the desk and the tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk import scan_words
from kiosk.clock import Clock, SystemClock
from kiosk.devices.camera import Pixels
from kiosk.errors import FormError, ReaderError
from kiosk.reader import ASK_SECONDS, Preview, Rate
from kiosk.reader.desk import Desk, Eye
from kiosk.reader.desk_messages import Answer, Request
from kiosk.reader.messages import DeskSetup
from kiosk.reader.visit import Asked, Visit
from kiosk.rules.dossier import Dossier
from kiosk.rules.seen import Seen

if TYPE_CHECKING:
    from kiosk.reader.desk_send import SendDesk


class SimulatedReader:
    """Driven: `show`, `scan`, `fails`, `picture`, `frames`, `works`. Asked: `rate`, `visits`, `aimed`. Real meaning, a real desk, and the
    portal it is given. `send` makes what speaks to the portal and the outbox; without `desk` there are no forms.
    """

    def __init__(
        self,
        portal: Asked,
        clock: Clock | None = None,
        desk: DeskSetup | None = None,
        send: Callable[[Callable[[str, str], None]], SendDesk] | None = None,
    ) -> None:
        self.rate: Rate = "off"
        self.visits = 0
        self.works = True
        self.fault = ""
        self.picture: Preview | None = None
        self.frames: list[Pixels] = []  # what a burst of the camera brings
        self.aimed = False
        self.clock = clock or SystemClock()  # the desk's
        self._setup, self._send = desk, send
        self._fresh: Callable[[], Visit] = lambda: Visit(portal, scan_words.load(), clock)
        self._visit = self._fresh()
        self._desk: Desk | None = None
        self._seen: Callable[[Seen], None] = lambda seen: None
        self._state: Callable[[str], None] = lambda key: None

    def show(self, text: str) -> None:
        """Hold a code before the camera, which sees it when it is open and works."""
        if self.rate != "off" and not self.fault:
            self._tell(self._visit.read(text))

    def scan(self, text: str) -> None:
        """Read a code with a hand scanner on a serial port."""
        self._tell(self._visit.read(text))

    def fails(self, key: str) -> None:
        """The camera has this fault from now on; "" mends it."""
        self.fault = key
        self._state(key)

    def open(self, seen: Callable[[Seen], None], state: Callable[[str], None]) -> None:
        self._seen, self._state = seen, state

    def watch(self, rate: Rate) -> None:
        self.rate = rate

    def preview(self) -> Preview | None:
        return None if self.rate == "off" or self.fault else self.picture

    def keys(self, burst: bytearray) -> None:
        seen = self._visit.read_bytes(burst)
        burst[:] = bytes(len(burst))
        self._tell(seen)

    def lookup(self, code: str, secret: str = "") -> Dossier:
        if not self.works:
            raise ReaderError("the simulated reader does not work")
        return self._visit.lookup(code, secret)

    def number(self, digits: bytearray) -> None:
        self._visit.number(digits.decode("ascii", "replace"))
        digits[:] = bytes(len(digits))

    def ask(self, request: Request, raw: bytearray | None = None, seconds: float = ASK_SECONDS) -> tuple[Answer, bytearray]:
        if not self.works:
            raise ReaderError("the simulated reader does not work")
        if self._desk is None:
            self._desk = self._fresh_desk()
        if self._desk is None:
            raise FormError("there is no desk")
        answer, beside = self._desk.answer(request, raw if raw is not None else bytearray())
        return answer, bytearray(beside)

    @property
    def desk(self) -> Desk:
        """The desk of this visit, for whoever sets up a scene. Raises FormError."""
        if self._desk is None:
            raise FormError("there is no desk")
        return self._desk

    def _fresh_desk(self) -> Desk | None:
        if self._setup is None:
            return None
        visit, send = self._visit, self._send

        def make() -> SendDesk:
            if send is None:
                raise FormError("nothing can be sent from here")
            return send(visit.know_secret)

        return Desk(self._setup, self.clock, lambda: visit.card, Eye(lambda: self.frames, self._aim), make)

    def _aim(self, on: bool) -> None:
        self.aimed = on

    def forget(self) -> None:
        self._visit, self._desk = self._fresh(), None
        self.visits += 1

    def close(self) -> None:
        self.rate = "off"

    def _tell(self, seen: Seen | None) -> None:
        if seen is not None:
            self._seen(seen)
