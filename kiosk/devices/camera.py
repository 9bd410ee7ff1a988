"""A camera: opened late, its newest picture only, back by itself after a pulled cable.

Pictures are read without pause on a thread of the camera's own, since every queue of frames hands out the oldest one first. A camera
that gives no new picture for two seconds has failed, whatever OpenCV says of it: it is let go and opened again, when its path is back
or after 0.5 to 4 s.
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.opencv import cv2
from kiosk.errors import ReaderError

Pixels = NDArray[np.uint8]
SILENT_SECONDS = 2.0
OPENING_SECONDS = 4.0  # a USB camera takes up to two to start
GLANCE = 0.25  # seconds between two looks for a path that is gone
AGAIN = (0.5, 1.0, 2.0, 4.0)  # seconds to wait before opening once more
PREVIEW_WIDTH, PREVIEW_HEIGHT = 640, 1136


class CameraProfile(Protocol):
    """What the settings know about a camera."""

    @property
    def device(self) -> str: ...
    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def fps(self) -> int: ...
    @property
    def exposure(self) -> int: ...
    @property
    def focus(self) -> int: ...


class Frame:
    """One picture, decoded when asked for and only once. `number` counts from 1, `at` is time.monotonic() of its arrival.

    `raw`: JPEG bytes (n,) or (1, n), YUYV (height, width, 2), BGR (height, width, 3) or grey (height, width), all uint8.
    """

    def __init__(self, number: int, at: float, raw: Pixels) -> None:
        self.number, self.at = number, at
        self._raw = raw
        self._grey: Pixels | None = None

    def grey(self) -> Pixels | None:
        """uint8 (height, width), for the scanner; None when the picture arrived broken."""
        if self._grey is None:
            self._grey = self._decoded(cv2.COLOR_BGR2GRAY, cv2.COLOR_YUV2GRAY_YUYV, cv2.IMREAD_GRAYSCALE)
        return self._grey

    def colour(self) -> Pixels | None:
        """uint8 BGR (height, width, 3), to photograph a paper; None when the picture arrived broken."""
        picture = self._decoded(None, cv2.COLOR_YUV2BGR_YUYV, cv2.IMREAD_COLOR)
        return _pixels(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)) if picture is not None and picture.ndim == 2 else picture

    def small(self) -> Pixels | None:
        """uint8 RGBA (height <= 1136, width <= 640, 4), for the preview; None when the picture arrived broken."""
        picture = self._decoded(None, cv2.COLOR_YUV2BGR_YUYV, cv2.IMREAD_REDUCED_COLOR_2)
        if picture is None:
            return None
        height, width = picture.shape[:2]
        scale = min(PREVIEW_WIDTH / width, PREVIEW_HEIGHT / height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        if size != (width, height):
            picture = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)  # type: ignore[assignment]
        return _pixels(cv2.cvtColor(picture, cv2.COLOR_BGR2RGBA if picture.ndim == 3 else cv2.COLOR_GRAY2RGBA))

    def _decoded(self, from_bgr: int | None, from_yuyv: int, from_jpeg: int) -> Pixels | None:
        raw = self._raw
        try:
            if raw.ndim == 3 and raw.shape[2] == 3:
                return raw if from_bgr is None else _pixels(cv2.cvtColor(raw, from_bgr))
            if raw.ndim == 3:
                return _pixels(cv2.cvtColor(raw, from_yuyv))
            if raw.ndim == 2 and raw.shape[0] > 1:
                return raw
            picture = cv2.imdecode(raw.reshape(-1), from_jpeg)
        except cv2.error:
            return None
        return None if picture is None else _pixels(picture)


def _pixels(picture: Any) -> Pixels:
    return picture  # type: ignore[no-any-return]  # OpenCV's stubs say any number; it is uint8 in, uint8 out


class Camera(Protocol):
    """`fault` is the key of what is wrong, "" when it works or is closed."""

    def open(self) -> None:
        """Start, and return at once. Opened twice is opened once."""

    def newest(self) -> Frame | None:
        """The newest picture; None when there is none, or none younger than two seconds."""

    @property
    def fault(self) -> str: ...

    def close(self) -> None:
        """Let go of the machine. May be called twice; `open` opens it again."""


class Source(Protocol):
    """An open camera that is read picture by picture."""

    def read(self) -> Pixels:
        """Wait for the next picture. Raises ReaderError when there will be none."""

    def close(self) -> None: ...


class LiveCamera:
    """Keeps a source open. `make` opens it or raises ReaderError; `path`, if there is one, must exist before it is worth trying."""

    def __init__(self, make: Callable[[], Source], path: Path | None = None) -> None:
        self._make, self._path = make, path
        self._frame: Frame | None = None
        self._failed = False
        self._due = 0.0
        self._stop: threading.Event | None = None
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        if self._stop is None:
            self._failed, self._frame = False, None
            self._due = time.monotonic() + OPENING_SECONDS
            self._stop = threading.Event()
            self._thread = threading.Thread(target=self._run, args=(self._stop,), name="camera", daemon=True)
            self._thread.start()

    def newest(self) -> Frame | None:
        frame = self._frame
        return frame if frame is not None and time.monotonic() - frame.at < SILENT_SECONDS else None

    @property
    def fault(self) -> str:
        late = self._stop is not None and time.monotonic() > self._due
        return ReaderError.key if self._failed or late else ""

    def close(self) -> None:
        if self._stop is not None and self._thread is not None:
            self._stop.set()
            self._thread.join(SILENT_SECONDS)  # one that hangs in its driver lets go when the driver does
        self._stop = self._thread = self._frame = None
        self._failed = False

    def _run(self, stop: threading.Event) -> None:
        tried = 0
        while not stop.is_set():
            if self._watched(stop):
                tried = 0
            self._patiently(AGAIN[min(tried, len(AGAIN) - 1)], stop)
            tried += 1

    def _watched(self, stop: threading.Event) -> bool:
        """Open the source and read it until it fails or nobody wants it; whether any picture came."""
        seen = 0
        try:
            source = self._make()
        except ReaderError:
            self._fail(stop)
            return False
        try:
            while not stop.is_set():
                picture = source.read()
                seen += 1
                self._take(picture, stop)
        except ReaderError:
            self._fail(stop)
        finally:
            source.close()
        return seen > 0

    def _take(self, picture: Pixels, stop: threading.Event) -> None:
        now = time.monotonic()
        if not stop.is_set():
            before = self._frame
            self._frame = Frame(before.number + 1 if before else 1, now, picture)
            self._due, self._failed = now + SILENT_SECONDS, False

    def _fail(self, stop: threading.Event) -> None:
        if not stop.is_set():
            self._failed = True

    def _patiently(self, seconds: float, stop: threading.Event) -> None:
        """Wait before the next try: at once when a path that was gone is back, not at all while it is gone."""
        until, gone = time.monotonic() + seconds, False
        while not stop.wait(GLANCE):
            there = self._path is None or self._path.exists()
            if there and (gone or time.monotonic() >= until):
                return
            gone = gone or not there
