"""The reader as the screen's process has it: one process for the visit, and a warm one that takes its place."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from kiosk import log
from kiosk.errors import ReaderError
from kiosk.reader import ASK_SECONDS, Preview, Rate
from kiosk.reader.child import Child
from kiosk.reader.desk_messages import Answer, Request
from kiosk.reader.messages import (
    MOST_RAW,
    Ask,
    DeskSetup,
    Failed,
    Found,
    Keys,
    Line,
    Lookup,
    Number,
    Ready,
    Report,
    Said,
    Saw,
    Setup,
    State,
    Watch,
)
from kiosk.reader.questions import Questions
from kiosk.rules.dossier import Dossier
from kiosk.rules.seen import Seen
from kiosk.settings import CameraSettings, PortalSettings, ScannerSettings

AGAIN = (0.5, 1.0, 2.0, 5.0)  # seconds before a process is started anew after one that died by itself
STEADY = 30.0  # seconds after a death; a later one counts as the first again
WAIT_SECONDS = 10.0  # for a process that is just being started
STARTING_SECONDS = 30.0  # until a process says its first word; later it is hung
SILENT_SECONDS = 10.0  # a process without a sign of life is hung
LOOKUP_SECONDS = 6.0  # the portal's own limit is 5
LEFT_SECONDS = 6.0  # after a visit: what is seen then and was seen last is the same thing, left where it lay
MOST_KEPT = 4


class Link:
    """The Protocol `kiosk.reader.Reader`, for real. `portal.url` is a real address; with any other the portal does not answer."""

    def __init__(
        self, camera: CameraSettings, scanner: ScannerSettings, portal: PortalSettings, token: str = "", desk: DeskSetup | None = None
    ) -> None:
        self._setup = Setup(_absolute(camera), scanner, portal, token, desk)
        self._seen: Callable[[Seen], None] = lambda seen: None
        self._state: Callable[[str], None] = lambda key: None
        self._changed = threading.Condition(threading.RLock())
        self._child: Child | None = None
        self._spare: Child | None = None
        self._rate: Rate = "off"
        self._line = Line(0, 0.0)
        self._fault = ""
        self._deaths, self._died = 0, 0.0
        self._last: Seen | None = None
        self._left: tuple[Seen | None, float] = None, 0.0
        self._kept: list[tuple[Keys | Number, bytearray]] = []
        self._questions = Questions()
        self._closed = False
        self._keeper: threading.Thread | None = None

    # -- what the journeys ask

    def open(self, seen: Callable[[Seen], None], state: Callable[[str], None]) -> None:
        self._seen, self._state = seen, state
        if self._keeper is None:
            self._keeper = threading.Thread(target=self._keep, name="reader", daemon=True)
            self._keeper.start()

    def watch(self, rate: Rate) -> None:
        with self._changed:
            self._rate = rate
            if self._child:
                self._child.tell(Watch(rate))

    def preview(self) -> Preview | None:
        child = self._child
        return child.picture.newest() if child else None

    def keys(self, burst: bytearray) -> None:
        self._hand_on(Keys(min(len(burst), MOST_RAW)), burst)

    def number(self, digits: bytearray) -> None:
        self._hand_on(Number(min(len(digits), MOST_RAW)), digits)

    def lookup(self, code: str, secret: str = "") -> Dossier:
        answer, _ = self._question(lambda number: Lookup(number, code, secret), None, LOOKUP_SECONDS)
        if not isinstance(answer, Found):
            raise ReaderError("the reader answers something else")
        return answer.dossier

    def ask(self, request: Request, raw: bytearray | None = None, seconds: float = ASK_SECONDS) -> tuple[Answer, bytearray]:
        try:
            with memoryview(raw or b"") as beside:
                answer, drawn = self._question(lambda number: Ask(number, request), beside if raw else None, seconds)
        finally:
            if raw is not None:
                raw[:] = bytes(len(raw))
        if not isinstance(answer, Said):
            raise ReaderError("the reader answers something else")
        return answer.answer, drawn

    def _question(
        self, order: Callable[[int], Lookup | Ask], raw: memoryview | None, seconds: float
    ) -> tuple[Found | Said, bytearray]:
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or (self._child and self._child.heard), WAIT_SECONDS) or not self._child:
                raise ReaderError("there is no reader")
            number = self._questions.put(self._child, order, raw)
        return self._questions.wait(number, seconds)

    def forget(self) -> None:
        with self._changed:
            old, self._child = self._child, None
            self._drop_kept()
            self._left, self._last = (self._last, time.monotonic() + LEFT_SECONDS), None
            if old:
                self._questions.never(old)
                old.kill()
            self._promote()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._drop_kept()
            ended = [child for child in (self._child, self._spare) if child]
            self._child = self._spare = None
            for child in ended:
                self._questions.never(child)
                child.kill()
            self._changed.notify_all()
        for child in ended:
            child.wait(2)
        if self._keeper and self._keeper is not threading.current_thread():
            self._keeper.join(2)

    # -- the thread that keeps one process at work and one warm

    def _keep(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._wanted(), 1.0)
                if self._closed:
                    return
                self._end_the_hung()
                if not self._wanted():
                    continue
                self._changed.wait_for(lambda: self._closed, self._pause())
            self._start_one()

    def _wanted(self) -> bool:
        """A process is missing, and no other one is just starting: two at a time would keep the screen waiting."""
        return self._spare is None and (self._child is None or self._child.ready)

    def _start_one(self) -> None:
        try:
            child = Child(self._setup, self._hear, self._gone)
        except OSError:
            with self._changed:
                self._death("cannot be started")
            return
        with self._changed:
            self._spare = child
            if self._closed:
                self._spare = None
                child.kill()
            self._promote()

    def _promote(self) -> None:
        """The warm process takes the place that is free; the keeper makes another one."""
        if self._child is None and self._spare is not None:
            self._child, self._spare = self._spare, None
            self._child.tell(self._line)
            self._child.tell(Watch(self._rate))
            for message, raw in self._kept:
                self._send(message, raw)
            self._drop_kept()
        self._changed.notify_all()

    def _end_the_hung(self) -> None:
        """Once a second: a process that shows no sign of life is killed, and another one comes."""
        now = time.monotonic()
        for child in (self._child, self._spare):
            if child and child.hung(now, SILENT_SECONDS if child.heard else STARTING_SECONDS):
                log.note("reader: its process hangs")
                child.kill()

    # -- on the threads of the processes

    def _hear(self, child: Child, said: Report, raw: bytearray) -> None:
        with self._changed:  # who calls `forget` meanwhile waits: what was seen before is told before
            child.ready = child.ready or isinstance(said, Ready)
            if not child.heard or child.ready:
                child.heard = True
                self._changed.notify_all()
            if child is not self._child:
                return
            elif isinstance(said, State):
                self._tell(said.key if said.key in ("", ReaderError.key) else ReaderError.key)
            elif isinstance(said, Saw):
                if not (said.held and self._left_behind(said.seen)):
                    self._last = said.seen
                    self._seen(said.seen)
            elif isinstance(said, Line):
                self._line = said
            elif isinstance(said, Found | Failed | Said):
                self._questions.answered(said, raw)

    def _left_behind(self, seen: Seen) -> bool:
        """Whether this still lies before the camera from the last visit: it would wake the kiosk again and again."""
        left, until = self._left
        self._left = None, 0.0
        return seen == left and time.monotonic() < until

    def _gone(self, child: Child) -> None:
        with self._changed:
            if child not in (self._child, self._spare):
                return  # we ended it
            self._death("died")
            self._questions.never(child)
            if child is self._spare:
                self._spare = None
            else:
                self._child = None
                self._tell(ReaderError.key)
            self._promote()

    def _death(self, how: str) -> None:
        self._deaths = self._deaths + 1 if time.monotonic() - self._died < STEADY else 1
        self._died = time.monotonic()
        if self._deaths == 1:  # the next ones follow every few seconds
            log.note(f"reader: its process {how}")
        if self._child is None:
            self._tell(ReaderError.key)

    def _pause(self) -> float:
        """Seconds until the next one may be started; none after an end that we wanted."""
        return max(0.0, self._died + AGAIN[min(self._deaths, len(AGAIN)) - 1] - time.monotonic()) if self._deaths else 0.0

    def _tell(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            log.fault("camera", fault)
            self._state(fault)

    def _hand_on(self, message: Keys | Number, raw: bytearray) -> None:
        """Send it and leave nothing of it here; between two processes it waits for the next one."""
        with self._changed:
            if self._child:
                self._send(message, raw)
            elif len(self._kept) < MOST_KEPT:
                self._kept.append((message, bytearray(raw)))
        raw[:] = bytes(len(raw))

    def _send(self, message: Keys | Number, raw: bytearray) -> None:
        if self._child:
            with memoryview(raw) as whole:
                self._child.tell(message, whole[: message.bytes])

    def _drop_kept(self) -> None:
        for _, raw in self._kept:
            raw[:] = bytes(len(raw))
        self._kept.clear()


def _absolute(camera: CameraSettings) -> CameraSettings:
    """The reader runs in another folder."""
    kind, _, rest = camera.device.partition(":")
    return replace(camera, device=f"{kind}:{Path(rest).absolute()}") if kind in ("file", "pictures") else camera
