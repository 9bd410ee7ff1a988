"""A sheet taken out of its picture: rectified to the paper's own proportions, its shading removed, colours kept."""

import numpy as np

from kiosk.devices.camera import Pixels
from kiosk.devices.opencv import cv2
from kiosk.devices.page_rim import Corners

LONGEST = 2200  # pixels of the longer side: A4 at 188 dpi
KNOWN = (297 / 210, 85.6 / 54.0)  # A4, A5 and their like; an ID card
NEAR = 0.07
QUALITY = 88  # of a JPEG: a page of text is some 400 kB
LARGEST = 700_000  # bytes of a page


def flatten(frame: Pixels, corners: Corners) -> Pixels:
    """The sheet as RGB (height, width, 3), as it lies: what is at the top left stays there."""
    top, right, low, left = (float(np.linalg.norm(corners[at] - corners[(at + 1) % 4])) for at in range(4))
    wide, high = max(top, low), max(left, right)
    wide, high = _proportion(wide, high)
    scale = min(LONGEST / max(wide, high), 2.0)
    width, height = max(8, round(wide * scale)), max(8, round(high * scale))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    page = cv2.warpPerspective(frame, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return cv2.cvtColor(page, cv2.COLOR_GRAY2RGB if page.ndim == 2 else cv2.COLOR_BGR2RGB)  # type: ignore[return-value]


def _proportion(wide: float, high: float) -> tuple[float, float]:
    """The known paper that is nearest, else as it was measured."""
    ratio = max(wide, high) / max(1.0, min(wide, high))
    known = min(KNOWN, key=lambda one: abs(one - ratio))
    if abs(known - ratio) / known > NEAR:
        return wide, high
    long = max(wide, high)
    return (long, long / known) if wide > high else (long / known, long)


def clean(page: Pixels) -> Pixels:
    """White ground under even light; ink and stamps keep their colours."""
    ground = cv2.medianBlur(cv2.resize(page, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA), 21)
    ground = cv2.resize(cv2.dilate(ground, np.ones((5, 5), np.uint8)), (page.shape[1], page.shape[0]), interpolation=cv2.INTER_LINEAR)
    level = np.maximum(ground.astype(np.float32), 60.0)
    even = np.clip(page.astype(np.float32) / level * 246.0, 0, 255).astype(np.uint8)
    soft = cv2.GaussianBlur(even, (0, 0), 1.2)
    return cv2.addWeighted(even, 1.5, soft, -0.5, 0)  # type: ignore[return-value]


def jpeg(page: Pixels) -> bytes:
    """RGB as a JPEG, smaller where it must be."""
    bgr = cv2.cvtColor(page, cv2.COLOR_RGB2BGR)
    for quality in (QUALITY, 75, 60):
        packed = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(packed) <= LARGEST:
            break
    return bytes(packed)
