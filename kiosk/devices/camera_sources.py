"""Where pictures come from: a USB camera, a video file, a folder of pictures, a stream of this machine. OpenCV reads them all."""

import time
from pathlib import Path

import numpy as np

from kiosk.devices.camera import Camera, CameraProfile, LiveCamera, Pixels
from kiosk.devices.camera_pictures import Pace, Pictures
from kiosk.devices.opencv import cv2
from kiosk.errors import ReaderError

STILL_SECONDS = (10.0, 640.0)  # a real camera never gives the same picture for so long: first patience, and the last it doubles to
STREAM_MS = (3000, 2000)  # to open, to read


def open_camera(profile: CameraProfile) -> Camera:
    """The camera that the settings name; it is opened later. One with no device never sees anything and never fails."""
    kind, _, rest = profile.device.partition(":")
    if kind == "file":
        return LiveCamera(lambda: VideoFile(rest), Path(rest))
    if kind == "pictures":
        return LiveCamera(lambda: Pictures(Path(rest)), Path(rest))
    if kind == "http":
        return LiveCamera(lambda: Stream(profile.device))
    if profile.device:
        still = Still()
        return LiveCamera(lambda: UsbCamera(profile, still), Path(profile.device))
    return NoCamera()


class NoCamera:
    """A kiosk without a camera: hand scanners and typing only."""

    fault = ""

    def open(self) -> None: ...

    def newest(self) -> None:
        return None

    def close(self) -> None: ...


class _Capture:
    """OpenCV's capture; every failure is ReaderError."""

    def __init__(self, name: str, backend: int, *options: int) -> None:
        try:
            self.capture = cv2.VideoCapture(name, backend, list(options))
        except cv2.error as error:
            raise ReaderError("the camera cannot be opened") from error
        if not self.capture.isOpened():
            raise ReaderError("the camera cannot be opened")

    def read(self) -> Pixels:
        try:
            good, picture = self.capture.read()
        except cv2.error as error:
            raise ReaderError("the camera cannot be read") from error
        if not good or picture is None or picture.size == 0:
            raise ReaderError("the camera gives no picture")
        return picture  # type: ignore[return-value]

    def close(self) -> None:
        self.capture.release()


class Still:
    """Tells a camera that repeats its last picture for ever; outlives the reopening, so that a dark hall is not reopened all night."""

    def __init__(self) -> None:
        self._patience = STILL_SECONDS[0]
        self._last: Pixels | None = None
        self._since = 0.0

    def dead(self, picture: Pixels, now: float) -> bool:
        """Whether this picture has been the same, byte by byte, for too long. `now`: seconds."""
        if self._last is None or not np.array_equal(self._last, picture):
            if self._last is not None and now - self._since < STILL_SECONDS[0]:
                self._patience = STILL_SECONDS[0]
            self._last, self._since = picture, now
            return False
        if now - self._since < self._patience:
            return False
        self._patience = min(2 * self._patience, STILL_SECONDS[1])
        self._since = now
        return True


class UsbCamera(_Capture):
    """V4L2. The order matters: MJPG first (without it 720p comes at 10 a second), then the size, then the rate."""

    def __init__(self, profile: CameraProfile, still: Still) -> None:
        super().__init__(profile.device, cv2.CAP_V4L2)
        self._still = still
        mjpg = cv2.VideoWriter.fourcc(*"MJPG")
        self.capture.set(cv2.CAP_PROP_FOURCC, mjpg)
        self.capture.set(cv2.CAP_PROP_FRAME_WIDTH, profile.width)
        self.capture.set(cv2.CAP_PROP_FRAME_HEIGHT, profile.height)
        self.capture.set(cv2.CAP_PROP_FPS, profile.fps)
        self.capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        if int(self.capture.get(cv2.CAP_PROP_FOURCC)) == mjpg:
            self.capture.set(cv2.CAP_PROP_CONVERT_RGB, 0)  # JPEG as it came: grey and small are decoded apart, for half the work
        self._adjust(profile.exposure, profile.focus)

    def _adjust(self, exposure: int, focus: int) -> None:
        """V4L2's own menu numbers: exposure 3 is automatic, 1 by hand; some cameras take 1 only after 3."""
        self.capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, 3)
        if exposure:
            self.capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, 1)
            self.capture.set(cv2.CAP_PROP_EXPOSURE, exposure)
        self.capture.set(cv2.CAP_PROP_AUTOFOCUS, 0 if focus else 1)
        if focus:
            self.capture.set(cv2.CAP_PROP_FOCUS, focus)

    def read(self) -> Pixels:
        picture = super().read()
        if self._still.dead(picture, time.monotonic()):
            raise ReaderError("the camera repeats its last picture")
        return picture


class Stream(_Capture):
    """MJPEG over HTTP on this machine. One that stalls never recovers by itself: `read` fails after two seconds."""

    def __init__(self, url: str) -> None:
        opening, reading = STREAM_MS
        super().__init__(url, cv2.CAP_FFMPEG, cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, opening, cv2.CAP_PROP_READ_TIMEOUT_MSEC, reading)


class VideoFile(_Capture):
    """A film, at its own speed, over and over."""

    def __init__(self, name: str) -> None:
        super().__init__(name, cv2.CAP_FFMPEG)
        self._pace = Pace(self.capture.get(cv2.CAP_PROP_FPS))

    def read(self) -> Pixels:
        self._pace.wait()
        try:
            return super().read()
        except ReaderError:
            self.capture.set(cv2.CAP_PROP_POS_FRAMES, 0)
            return super().read()
