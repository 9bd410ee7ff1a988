"""The best page out of a burst of pictures, and its edges in the preview."""

from typing import NamedTuple

import numpy as np

from kiosk.devices.camera import Pixels
from kiosk.devices.opencv import cv2
from kiosk.devices.page_finder import find_page
from kiosk.devices.page_flatten import clean, flatten
from kiosk.devices.page_judge import judge

EDGE = (242, 183, 5, 255)  # RGBA, the colour of the scan hint
THICK = 4  # pixels
MOVED = 0.02  # of the picture's longer side, between two pictures of a burst
DARK = 40.0  # grey level of a whole picture in which nothing can be found


class PageShot(NamedTuple):
    """`page`: RGB (height, width, 3), cleaned; None with the key of why not."""

    page: Pixels | None
    why: str = ""


def best_of(frames: list[Pixels]) -> PageShot:
    """The sharpest page of a burst (BGR or grey) that can be read; else the reason of the one that came nearest."""
    found = [(frame, seen.corners) for frame in frames if (seen := find_page(frame)) is not None]
    if not found:
        dark = bool(frames) and float(np.mean([frame.mean() for frame in frames])) < DARK
        return PageShot(None, "capture.dark" if dark else "capture.no_page")
    moved = max(float(np.abs(corners - found[0][1]).max()) for _, corners in found)
    ranked = sorted(found, key=lambda one: _sharpness(one[0]), reverse=True)
    why = ""
    for frame, corners in ranked:
        page = flatten(frame, corners)
        why = judge(frame, corners, page)
        if not why:
            return PageShot(clean(page))
    if why == "capture.blurred" and moved > MOVED * max(frames[0].shape[:2]):
        why = "capture.moved"
    return PageShot(None, why)


def with_edges(small: Pixels) -> Pixels:
    """The preview's picture (RGBA) with the edges of the sheet in it, when there is one."""
    page = find_page(np.ascontiguousarray(small[:, :, :3]), fine=False)
    if page is None:
        return small
    drawn = small.copy()
    cv2.polylines(drawn, [np.round(page.corners).astype(np.int32)], True, EDGE, THICK, cv2.LINE_AA)
    return drawn


def _sharpness(frame: Pixels) -> float:
    grey = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
    return float(cv2.Laplacian(grey, cv2.CV_32F).var())
