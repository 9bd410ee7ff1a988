"""A picture made easier to read: sharpened, evened out, enlarged, cut out."""

from typing import cast

import cv2
import numpy as np

from kiosk.devices.scanner_read import Grey, Points


def sharpened(grey: Grey, sigma: float = 1.5, amount: float = 1.5) -> Grey:
    return cast(Grey, cv2.addWeighted(grey, 1 + amount, cv2.GaussianBlur(grey, (0, 0), sigma), -amount, 0))


def evened(grey: Grey) -> Grey:
    """Contrast-limited equalisation: shadow, faded ink."""
    return cast(Grey, cv2.createCLAHE(3.0, (8, 8)).apply(grey))


def two_toned(grey: Grey, block: int = 41, above: int = 5) -> Grey:
    """Each pixel against the mean of its `block` x `block` neighbours (odd): glare, shadow, thermal paper."""
    return cast(Grey, cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, block, above))


def enlarged(grey: Grey, times: float) -> Grey:
    return cast(Grey, cv2.resize(grey, None, fx=times, fy=times, interpolation=cv2.INTER_CUBIC))


def cut_out(grey: Grey, corners: Points, margin: float = 0.18) -> tuple[Grey, Points]:
    """-> the part of the picture around `corners` (4x2) with a margin (part of its size), and its top left corner (x, y)."""
    low, high = corners.min(0), corners.max(0)
    low, high = low - margin * (high - low) - 2, high + margin * (high - low) + 3
    x0, y0 = (int(v) for v in np.clip(low, 0, (grey.shape[1] - 1, grey.shape[0] - 1)))
    x1, y1 = (int(v) for v in np.clip(high, (x0 + 1, y0 + 1), (grey.shape[1], grey.shape[0])))
    return grey[y0:y1, x0:x1], np.array([x0, y0], np.float64)
