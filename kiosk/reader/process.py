"""The reader's process: `python -m kiosk.reader.process SOCKET PICTURE PARENT` (two descriptors, the parent's process ID).

Started and ended by `kiosk.reader.link`. It leaves nothing behind: no file, no core, no line of a citizen in the log.
"""

import contextlib
import os
import queue
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

import numpy as np

from kiosk import log, scan_words
from kiosk.clock import SystemClock
from kiosk.devices.camera_sources import open_camera
from kiosk.devices.serial_scanner import SerialScanner
from kiosk.errors import FormError, KioskError, PortalError, SettingsError
from kiosk.portal.circuit import Circuit, Told
from kiosk.portal.client import Client
from kiosk.reader import messages
from kiosk.reader.desk import Desk
from kiosk.reader.eyes import Eyes, Looks
from kiosk.reader.locked import lock_up
from kiosk.reader.messages import Ask, Failed, Found, Keys, Line, Lookup, Number, Ready, Report, Said, Saw, Setup, State, Watch
from kiosk.reader.preview import SharedPicture
from kiosk.reader.visit import Visit
from kiosk.rules.dossier import Dossier
from kiosk.rules.scanned import NOTHING, Known
from kiosk.settings import PortalSettings

if TYPE_CHECKING:
    from kiosk.reader.desk_send import SendDesk

MOST_WAITING = 4  # questions to the portal; a citizen has one
MOST_ASKED = 64  # questions about a form: a page full of drawings
HUNG = 3  # exit code


class Wire:
    """The socket to the screen's process. When that is gone there is nobody left to read for: the process ends."""

    def __init__(self, connection: socket.socket) -> None:
        self._socket = connection
        self._file = connection.makefile("rb")
        self._lock = threading.Lock()

    def tell(self, message: Report, raw: bytes | bytearray | memoryview = b"") -> None:
        with self._lock:
            try:
                self._socket.sendall(messages.pack(message))
                self._socket.sendall(raw)
            except OSError:
                os._exit(0)

    def order(self) -> messages.Order:
        """Wait for the next one."""
        line = self._file.readline(messages.LONGEST_LINE + 1)
        if not line:
            os._exit(0)
        return messages.order(line)

    def raw(self, length: int) -> bytearray:
        """The bytes that come beside a message."""
        data = bytearray(min(max(length, 0), messages.MOST_RAW))
        if self._file.readinto(data) != len(data):
            os._exit(0)
        return data


class Portal:
    """The client, made for the first question: by then the last visit's reader has told how the portal was (`told`)."""

    def __init__(self, settings: PortalSettings, token: str) -> None:
        self._settings, self._token = settings, token
        self.told = Told()
        self._client: Client | None = None

    def dossier(self, code: str, secret: str = "", owner_number: str = "") -> Dossier:
        if not self._settings.url.startswith("http"):
            raise PortalError("the settings name no portal")
        if self._client is None:
            self._client = Client(self._settings, self._token, circuit=Circuit(told=self.told))
        try:
            return self._client.dossier(code, secret, owner_number)
        finally:
            self.told = self._client.circuit.told()


class Work:
    """All that one reader does, on its threads: the camera's, two of the eyes, the serial scanner's, the portal's, and the orders'."""

    def __init__(self, wire: Wire, picture: SharedPicture, setup: Setup) -> None:
        self._wire, self._setup = wire, setup
        self._portal = Portal(setup.portal, setup.token)
        self._visit = Visit(self._portal, _known())
        self._read = threading.Lock()
        self._eyes = Eyes(
            open_camera(setup.camera),
            _scanner,
            picture,
            self._saw,
            lambda key: wire.tell(State(key)),
            lambda: wire.tell(Ready()),
        )
        self._questions: queue.Queue[Lookup] = queue.Queue(MOST_WAITING)
        self._desk = None if setup.desk is None else Desk(setup.desk, SystemClock(), lambda: self._visit.card, self._eyes.eye(), self._send)
        self._asked: queue.Queue[tuple[Ask, bytearray]] = queue.Queue(MOST_ASKED)

    def run(self) -> None:
        self._eyes.start()
        jobs = [self._answer, self._serve, self._guard] + [self._listen] * bool(self._setup.scanner.serial)
        for job in jobs:
            threading.Thread(target=job, name=job.__name__, daemon=True).start()
        while True:
            self._obey(self._wire.order())

    def _obey(self, order: messages.Order) -> None:
        if isinstance(order, Watch):
            self._eyes.watch(order.rate if self._setup.camera.device else "off")
        elif isinstance(order, Keys):
            self._saw(self._wire.raw(order.bytes))
        elif isinstance(order, Number):
            self._visit.number(self._wire.raw(order.bytes).decode("ascii", "replace"))
        elif isinstance(order, Lookup):
            try:
                self._questions.put_nowait(order)
            except queue.Full:
                self._wire.tell(Failed(order.id, PortalError.key))
        elif isinstance(order, Ask):
            asked = order, self._wire.raw(messages.raw_bytes(order))
            try:
                self._asked.put_nowait(asked)
            except queue.Full:
                self._wire.tell(Failed(order.id, FormError.key))
        elif isinstance(order, Line):
            self._portal.told = Told(order.failures, order.until)

    def _saw(self, code: str | bytearray) -> None:
        """A text that the camera sees, or the raw bytes of a hand scanner."""
        with self._read:
            seen = self._visit.read(code) if isinstance(code, str) else self._visit.read_bytes(code)
        if seen is not None:
            self._wire.tell(Saw(seen, held=isinstance(code, str)))

    def _listen(self) -> None:
        """The serial scanner's thread."""
        scanner = SerialScanner(self._setup.scanner.serial, self._setup.scanner.baud)
        while True:
            if (raw := scanner.read(60.0)) is not None:
                self._saw(raw)

    def _answer(self) -> None:
        """The portal's thread."""
        while True:
            question = self._questions.get()
            try:
                self._wire.tell(Found(question.id, self._visit.lookup(question.code, question.secret)))
            except KioskError as error:
                self._wire.tell(Failed(question.id, error.key))
            except Exception:
                log.bug("the portal's thread")
                self._wire.tell(Failed(question.id, PortalError.key))
            self._wire.tell(Line(self._portal.told.failures, self._portal.told.until))

    def _serve(self) -> None:
        """The desk's thread."""
        while True:
            asked, raw = self._asked.get()
            try:
                if self._desk is None:
                    raise FormError("there is no desk")
                answer, beside = self._desk.answer(asked.request, raw)
                self._wire.tell(Said(asked.id, answer), beside)
            except KioskError as error:
                self._wire.tell(Failed(asked.id, error.key))
            except Exception:
                log.bug("the desk")
                self._wire.tell(Failed(asked.id, FormError.key))

    def _send(self) -> "SendDesk":
        from kiosk.reader.desk_send import SendDesk

        assert self._setup.desk is not None
        return SendDesk(self._setup.desk, self._setup.portal, self._setup.token, SystemClock(), self._visit.know_secret)

    def _guard(self) -> None:
        """A scanner that never comes back from a picture takes the process with it: another one is warm."""
        while not self._eyes.lost:
            time.sleep(1)
        log.note("reader: the scanner hangs")
        os._exit(HUNG)


def _known() -> Known:
    try:
        return scan_words.load()
    except SettingsError as error:
        log.note(f"reader: {error}")
        return NOTHING


def _scanner() -> Looks:
    """One that has looked at something: the first look loads what it needs, and a citizen should not wait for that."""
    from kiosk.devices.scanner import Scanner  # a second and libzbar, which may be missing: nothing else waits for it

    scanner = Scanner()
    scanner.look(np.full((720, 1280), 128, np.uint8))
    scanner.forget()
    return scanner


def main(arguments: list[str]) -> None:
    line, picture, parent = (int(one) for one in arguments)
    lock_up(parent)
    log.start()
    wire = Wire(socket.socket(fileno=line))
    with contextlib.suppress(messages.Broken):
        setup = wire.order()
        if isinstance(setup, Setup):
            Work(wire, SharedPicture(picture), setup).run()
    os._exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
