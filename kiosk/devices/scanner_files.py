"""Pictures and clips from files, as grey frames: for the desk, the bench and the tests. Files are hostile until decoded."""

import contextlib
import os
import warnings
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from kiosk.devices.scanner_read import Grey
from kiosk.errors import ReaderError

CLIPS = {".avi", ".mp4", ".mjpeg", ".mjpg", ".mkv", ".mov", ".webm"}
PICTURES = ("JPEG", "PNG", "BMP", "GIF", "WEBP", "TIFF", "PPM")
MOST_BYTES, MOST_PIXELS, MOST_FRAMES = 2 * 1024**3, 40_000_000, 20_000


def is_clip(path: Path) -> bool:
    return path.suffix.lower() in CLIPS


def picture(path: Path) -> Grey:
    """-> uint8 HxW; what is transparent becomes white. OSError: cannot be opened; ReaderError: no picture, or too large."""
    with path.open("rb") as file, _strict():
        try:
            with Image.open(file, formats=PICTURES) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise ReaderError(f"{image.width} x {image.height} pixels are too many.")
                return _grey(image)
        except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError, Warning) as error:
            raise ReaderError("this is no picture that can be read.") from error


def frames(path: Path) -> Iterator[Grey]:
    """The frames of a clip, uint8 HxW. OSError: cannot be opened; ReaderError: no clip, or too large."""
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
    if not 0 < size <= MOST_BYTES:
        raise ReaderError("the clip is empty." if size == 0 else "the clip is too large.")
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")  # what is wrong with a file is said once, by us
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    clip = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        if not clip.isOpened() or clip.get(cv2.CAP_PROP_FRAME_WIDTH) * clip.get(cv2.CAP_PROP_FRAME_HEIGHT) > MOST_PIXELS:
            raise ReaderError("this is no clip that can be read.")
        for _ in range(MOST_FRAMES):
            good, image = clip.read()
            if not good:
                return
            yield np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY) if image.ndim == 3 else image, np.uint8)
    finally:
        clip.release()


def _grey(image: Image.Image) -> Grey:
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGBA", clear.size, "white")
        image = Image.alpha_composite(white, clear)
    if image.mode.startswith("I") or image.mode == "F":  # 16 bits and more
        wide = np.asarray(image, np.float64)
        top = max(255.0, float(wide.max())) if wide.size else 255.0
        return (wide * (255 / top)).clip(0, 255).astype(np.uint8)
    return np.asarray(image.convert("L"), np.uint8)


@contextlib.contextmanager
def _strict() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow warns of odd files; what matters is whether a picture comes out
        yield
