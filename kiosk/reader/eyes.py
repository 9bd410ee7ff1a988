"""The reader's eyes: two threads beside the camera's own. One shows its newest picture, one looks for codes in it."""

import threading
import time
from collections.abc import Callable
from typing import Any, Protocol

from kiosk import log
from kiosk.devices.camera import Camera, Pixels
from kiosk.errors import ReaderError
from kiosk.reader import Rate
from kiosk.reader.desk import Eye
from kiosk.reader.preview import SharedPicture

LOOKS = {"slow": 5, "full": 15}  # a second, at most
GLANCES = {"slow": 5, "full": 60}  # a second, for a picture that is new; twice the camera's rate misses none
REST = 0.01  # seconds between two looks, however long they take: the machine has two cores
IDLE = 1.0  # seconds between two signs of life while the camera is closed
BURST, BURST_SECONDS = 5, 2.0  # pictures, seconds at most
LOST_SECONDS = 10.0  # a look takes at most 0.3 s: a scanner that does not come back takes the whole reader with it


class Looks(Protocol):
    """The scanner (kiosk.devices.scanner.Scanner)."""

    def look(self, grey: Pixels) -> Any:
        """The codes of this picture, each with its `text`."""


class Eyes:
    """`saw` gets each text as often as it is seen; `state` the camera's fault when it changes, "" when it works or is closed.

    `make` takes seconds, so it runs on the thread that looks: the preview need not wait. `warm` is called when it is done.
    """

    def __init__(
        self,
        camera: Camera,
        make: Callable[[], Looks],
        picture: SharedPicture,
        saw: Callable[[str], None],
        state: Callable[[str], None],
        warm: Callable[[], None] = lambda: None,
    ) -> None:
        self._camera, self._make, self._picture = camera, make, picture
        self._saw, self._state, self._warm = saw, state, warm
        self._rate: Rate = "off"
        self._told: str | None = None
        self._blind = False
        self._looking_since = 0.0
        self._ended = False
        self._aimed = False  # at a page: its edges are shown
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=job, name=job.__name__, daemon=True) for job in (self._show, self._scan)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def watch(self, rate: Rate) -> None:
        """The state is told anew: whoever asks for this may not have heard what was told before."""
        with self._changed:
            self._rate, self._told = rate, None
            self._changed.notify_all()

    def eye(self) -> Eye:
        """What the desk needs of the camera."""
        return Eye(self._burst, self._aim)

    def _aim(self, on: bool) -> None:
        self._aimed = on

    def _burst(self) -> list[Pixels]:
        """A few pictures one after the other, in colour."""
        frames: dict[int, Pixels] = {}
        until = time.monotonic() + BURST_SECONDS
        while len(frames) < BURST and time.monotonic() < until:
            frame = self._camera.newest()
            if frame is not None and frame.number not in frames and (picture := frame.colour()) is not None:
                frames[frame.number] = picture
            time.sleep(REST)
        return list(frames.values())

    def end(self) -> None:
        """For tests; the reader's process is killed instead."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(5)

    @property
    def lost(self) -> bool:
        """Whether the scanner has not come back from one look."""
        since = self._looking_since
        return since > 0 and time.monotonic() - since > LOST_SECONDS

    def _wait(self, seconds: float, rate: Rate) -> bool:
        """Until the time is over or the rate is another one; False at the end."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or self._rate != rate, seconds)
            return not self._ended

    # -- the thread that shows

    def _show(self) -> None:
        rate, shown, pause = self._rate, 0, 0.0
        while self._wait(pause, rate):
            rate = self._rate
            pause = IDLE if rate == "off" else 1 / GLANCES[rate]
            self._picture.beat()
            if rate == "off":
                shown = self._closed()
            else:
                self._camera.open()
                shown = self._shown(shown)
        self._camera.close()

    def _closed(self) -> int:
        self._camera.close()
        self._picture.hide()
        self._tell("")
        return 0

    def _shown(self, before: int) -> int:
        """Show the newest picture unless it is the one shown before; the number of what is shown now."""
        fault, frame = self._camera.fault or ReaderError.key * self._blind, self._camera.newest()
        if fault or frame is None:
            self._picture.hide()
            if fault:
                self._tell(fault)
            return 0
        if frame.number != before and (small := frame.small()) is not None:
            self._picture.show(self._with_edges(small) if self._aimed else small)
        self._tell("")
        return frame.number

    def _with_edges(self, small: Pixels) -> Pixels:
        """The preview with the edges of the page that is found in it."""
        from kiosk.devices.page_shot import with_edges

        return with_edges(small)

    def _tell(self, fault: str) -> None:
        if fault != self._told:
            self._told = fault
            self._state(fault)

    # -- the thread that looks

    def _scan(self) -> None:
        try:
            scanner = self._make()
        except Exception:  # a library is missing: typing the code, hand scanners and the portal go on
            log.bug("the scanner's start")
            self._blind = True
            return
        finally:
            self._warm()
        rate, seen, begun = self._rate, 0, time.monotonic()
        while self._wait(max(REST, begun + 1 / LOOKS[rate] - time.monotonic()) if rate != "off" else IDLE, rate):
            rate, begun = self._rate, time.monotonic()
            frame = self._camera.newest() if rate != "off" else None
            if frame is not None and frame.number != seen:
                seen = frame.number
                self._look(scanner, frame.grey())

    def _look(self, scanner: Looks, grey: Pixels | None) -> None:
        if grey is None:
            return
        self._looking_since = time.monotonic()
        try:
            for code in scanner.look(grey):
                self._saw(code.text)
        except Exception:  # one picture must not end the reader, nor fill the log
            log.bug("the scanner")
            time.sleep(1)
        self._looking_since = 0.0
