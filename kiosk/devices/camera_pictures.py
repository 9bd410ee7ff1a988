"""A folder of pictures as a camera, for desks and tests."""

import time
from pathlib import Path

import numpy as np

from kiosk.devices.camera import Pixels
from kiosk.devices.opencv import cv2
from kiosk.errors import ReaderError

PICTURE_SECONDS, PICTURE_FPS = 1.0, 10
LONGEST_SIDE = 1920  # pixels; a larger picture is made smaller, as a camera would have
LARGEST_FILE = 32 << 20
PICTURES = (".jpg", ".jpeg", ".png")


class Pace:
    """Waits so that pictures come at their rate; after a pause it does not hurry to make up for it."""

    def __init__(self, fps: float) -> None:
        self._step, self._next = 1 / min(max(fps, 1), 60), time.monotonic()

    def wait(self) -> None:
        now = time.monotonic()
        self._next = max(self._next + self._step, now)
        time.sleep(self._next - now)


class Pictures:
    """A folder: each picture for a second, by name, over and over; read again each time, so what is put there later is seen too."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise ReaderError("the folder of pictures is not there")
        self._folder, self._name = folder, ""
        self._picture, self._until = _nothing(), 0.0
        self._pace = Pace(PICTURE_FPS)

    def read(self) -> Pixels:
        self._pace.wait()
        if time.monotonic() >= self._until:
            self._turn()
        return self._picture

    def close(self) -> None: ...

    def _turn(self) -> None:
        """The next picture that can be read; one of nothing when there is none."""
        self._until = time.monotonic() + PICTURE_SECONDS
        try:
            names = sorted(file.name for file in self._folder.iterdir() if file.suffix.lower() in PICTURES)
        except OSError as error:
            raise ReaderError("the folder of pictures is gone") from error
        for name in [n for n in names if n > self._name] + [n for n in names if n <= self._name]:
            if (picture := _load(self._folder / name)) is not None:
                self._name, self._picture = name, picture
                return
        self._picture = _nothing()


def _load(file: Path) -> Pixels | None:
    try:
        if file.stat().st_size > LARGEST_FILE:
            return None
        picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
    except (OSError, cv2.error):
        return None
    if picture is None:
        return None
    scale = LONGEST_SIDE / max(picture.shape)
    return cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else picture  # type: ignore[return-value]


def _nothing() -> Pixels:
    return np.full((720, 1280, 3), 96, np.uint8)
