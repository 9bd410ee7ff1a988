"""Whether a photographed sheet can be read, and if not, why: said to the citizen, who can do something about it."""

import numpy as np

from kiosk.devices.camera import Pixels
from kiosk.devices.opencv import cv2
from kiosk.devices.page_rim import Corners, Grey

RIM = 0.004  # of the picture's longer side: a corner that comes so near its rim may be cut off
DARK = 70.0  # grey level of the paper itself
FEWEST = 560  # pixels of the longer side of the sheet: less and small print is gone
BLOWN, GLARE = 250, 0.012  # grey level, and the share of the sheet it may take beside the paper's own white
WORK = 1000  # pixels of the longer side at which sharpness is measured
SHARP = 0.22  # steepness of the strokes against their height: a step from one pixel to the next has 0.5
INKED = 14.0  # grey levels: strokes below are no print


def judge(frame: Pixels, corners: Corners, page: Pixels) -> str:
    """"" for a good one, else the key of a sentence. `page`: the sheet, flattened but not yet cleaned, RGB."""
    high, wide = frame.shape[:2]
    edge = RIM * max(high, wide)
    if (corners < edge).any() or (corners > np.array([wide - 1, high - 1]) - edge).any():
        return "capture.cut"
    sides = [float(np.linalg.norm(corners[at] - corners[(at + 1) % 4])) for at in range(4)]
    if max(sides) < FEWEST:
        return "capture.far"
    grey = cv2.cvtColor(page, cv2.COLOR_RGB2GRAY)
    scale = WORK / max(grey.shape)
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    lit = grey[grey < BLOWN]
    paper = float(np.percentile(lit, 70)) if lit.size > 0.02 * grey.size else 255.0
    if paper < DARK:
        return "capture.dark"
    if _glare(grey, paper):
        return "capture.glare"
    return "capture.blurred" if _blurred(grey) else ""


def _glare(grey: Grey, paper: float) -> bool:
    """A blown patch that is clearly brighter than the paper around it: what is printed there is gone."""
    if paper >= BLOWN - 5:
        return False
    _, blown = cv2.threshold(cv2.GaussianBlur(grey, (9, 9), 0), BLOWN, 255, cv2.THRESH_BINARY)
    solid = cv2.morphologyEx(blown, cv2.MORPH_OPEN, np.ones((15, 15), np.uint8))
    return bool(np.count_nonzero(solid) > GLARE * grey.size)


def _blurred(grey: Grey) -> bool:
    """How steep the strokes are for their height: print that is soft everywhere. A sheet without print is not blurred."""
    soft: Grey = cv2.GaussianBlur(grey, (3, 3), 0).astype(np.float32)
    inner = soft[20:-20, 20:-20]
    kernel = np.ones((9, 9), np.uint8)
    height = cv2.dilate(inner, kernel) - cv2.erode(inner, kernel)
    across, down = cv2.Sobel(inner, cv2.CV_32F, 1, 0), cv2.Sobel(inner, cv2.CV_32F, 0, 1)
    slope = cv2.dilate(cv2.magnitude(across, down) / 8.0, kernel)
    inked = height > max(INKED, float(np.percentile(height, 90)) * 0.5)
    if np.count_nonzero(inked) < 0.004 * inner.size:
        return False
    return bool(float(np.median(slope[inked] / height[inked])) < SHARP)
