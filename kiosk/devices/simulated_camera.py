"""A camera made of nothing: what is held before it is given to it."""

import time

import numpy as np

from kiosk.devices.camera import Frame, Pixels
from kiosk.errors import ReaderError

FPS = 30


class SimulatedCamera:
    """Driven: `picture` (BGR or grey, uint8), `plugged`. Gives a frame thirty times a second, always of the picture at hand."""

    def __init__(self, picture: Pixels | None = None) -> None:
        self.picture: Pixels = np.full((720, 1280, 3), 96, np.uint8) if picture is None else picture
        self.plugged = True
        self._opened: float | None = None
        self._frame: Frame | None = None

    def open(self) -> None:
        if self._opened is None:
            self._opened = time.monotonic()

    def newest(self) -> Frame | None:
        if self._opened is None or not self.plugged:
            return None
        now = time.monotonic()
        number = int((now - self._opened) * FPS) + 1
        if self._frame is None or self._frame.number != number:
            self._frame = Frame(number, now, self.picture)
        return self._frame

    @property
    def fault(self) -> str:
        return "" if self.plugged or self._opened is None else ReaderError.key

    def close(self) -> None:
        self._opened = self._frame = None
