"""The four corners of a sheet of paper in a picture: several ways of seeing it, the best-supported answer, corners finer than a pixel.

Edges (Canny at several strengths) find a sheet on a ground of its own brightness; brightness and colour (Otsu, saturation) find it where
its rim is faint. Every candidate is refined: along each side the strongest step of brightness is looked for, a straight line is laid
through it that outliers (a finger, a fold) do not bend, and the lines' crossings are the corners (`page_rim`). A side that turns out to
be a line printed on the paper moves out to where the paper ends (`page_planes`).
"""

from typing import Any

import numpy as np

from kiosk.devices import page_planes
from kiosk.devices.camera import Pixels
from kiosk.devices.opencv import cv2
from kiosk.devices.page_rim import Corners, Grey, Page, crossing, ordered, refined, through

LOOK = 640  # pixels of the longer side at which a sheet is looked for
SMALLEST = 0.035  # of the picture's area
FLATTEST, SHARPEST = 40.0, 140.0  # degrees of a corner


def find_page(frame: Pixels, fine: bool = True) -> Page | None:
    """The sheet in a BGR or grey picture, or None. `fine`: corners finer than a pixel of the whole picture (for the shot)."""
    if frame.ndim not in (2, 3) or min(frame.shape[:2]) < 32:
        return None
    scale = min(1.0, LOOK / max(frame.shape[:2]))
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else frame
    planes = page_planes.planes(small)
    quads = _candidates(small, planes)
    found = [(page, at) for at, plane in enumerate(planes) for page in _all_refined(plane, quads)]
    best, at = max(found, key=lambda one: _worth(one[0], planes[one[1]]), default=(None, 0))
    best = _outermost(best, [page for page, _ in found])
    if best is None or best.support < 0.45:
        return None
    best = _grown(small, planes[at], best)
    return _finely(frame, best, scale, at) if fine and scale < 1 else Page(best.corners / scale, best.support, best.cut)


def _all_refined(plane: Grey, quads: list[Corners]) -> list[Page]:
    pages = (refined(plane, quad) for quad in quads)
    return [page for page in pages if page is not None and plausible(page.corners, plane.shape)]


def _grown(small: Grey, plane: Grey, page: Page) -> Page:
    """A side that has the same paper on both its hands is a printed line: it moves out to where the paper ends."""
    moved = page_planes.moved_out(small, page.corners)
    if moved is None or not plausible(moved, plane.shape):
        return page
    again = refined(plane, moved, reach=2.5)
    return again if again is not None and again.support > 0.6 * page.support and plausible(again.corners, plane.shape) else page


def _finely(frame: Pixels, page: Page, scale: float, at: int) -> Page:
    """The corners in the whole picture, laid anew through the rim as it is seen there."""
    corners = page.corners / scale
    again = refined(page_planes.planes(frame, always=True)[at], corners, reach=3.0 / scale)
    if again is not None and np.abs(again.corners - corners).max() < 8 / scale:
        corners = again.corners
    return Page(corners, page.support, page.cut)


def _outermost(best: Page | None, found: list[Page]) -> Page | None:
    """A frame printed on the sheet may be seen better than the sheet's own rim: the slightly larger one around it is meant."""
    if best is None:
        return None
    area = cv2.contourArea(best.corners.astype(np.float32))
    around = [
        page
        for page in found
        if area < (its := cv2.contourArea(page.corners.astype(np.float32))) < 1.4 * area
        and not page.cut
        and page.support > 0.7 * best.support
        and all(cv2.pointPolygonTest(page.corners.astype(np.float32), (float(x), float(y)), True) > -2 for x, y in best.corners)
        and its
    ]
    return max(around, key=lambda page: page.support, default=best)


def _worth(page: Page, grey: Grey) -> float:
    """A large sheet with a whole rim; an inner frame or table loses to the sheet around it."""
    area = float(cv2.contourArea(page.corners.astype(np.float32))) / grey.size
    return float(page.support * (0.35 + area**0.5))


# -- ways of seeing


def _candidates(small: Grey, planes: list[Grey]) -> list[Corners]:
    quads: list[Corners] = []
    grey = planes[0]
    for mask in _masks(small, planes):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        large = [one for one in contours if cv2.contourArea(cv2.convexHull(one)) > SMALLEST * grey.size]
        for contour in sorted(large, key=cv2.contourArea, reverse=True)[:4]:
            quads += _quads(contour)
    return _distinct(quads, grey.shape)


def _masks(small: Grey, planes: list[Grey]) -> list[Grey]:
    grey = planes[0]
    soft = cv2.GaussianBlur(grey, (5, 5), 0)
    kernel = np.ones((5, 5), np.uint8)
    masks: list[Grey] = []
    for low, high in ((20, 60), (50, 150), (90, 220)):
        masks.append(cv2.dilate(cv2.Canny(soft, low, high), np.ones((3, 3), np.uint8)))
    light = [soft, *planes[1:]]
    if small.ndim == 3:
        hue = cv2.cvtColor(cv2.GaussianBlur(small, (5, 5), 0), cv2.COLOR_BGR2HSV)
        light += [255 - hue[:, :, 1], cv2.subtract(hue[:, :, 2], hue[:, :, 1])]
    for plane in light:
        _, bright = cv2.threshold(plane, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
        closed = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
        masks += [cv2.morphologyEx(closed, cv2.MORPH_OPEN, kernel), cv2.morphologyEx(255 - bright, cv2.MORPH_OPEN, kernel)]
    flat = np.clip(soft.astype(np.int16) - cv2.GaussianBlur(grey, (0, 0), 41) + 30, 0, 255).astype(np.uint8)
    _, local = cv2.threshold(flat, 30, 255, cv2.THRESH_BINARY)
    masks.append(cv2.morphologyEx(local, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)))
    return masks


def _quads(contour: Any) -> list[Corners]:
    """The hull in four corners, by ever coarser strokes; and the smallest box around it, where a corner is hidden."""
    hull = cv2.convexHull(contour)
    length = cv2.arcLength(hull, True)
    made = []
    for coarse in (0.01, 0.02, 0.03, 0.05, 0.08):
        stroke = cv2.approxPolyDP(hull, coarse * length, True)
        if len(stroke) == 4:
            made.append(ordered(stroke.reshape(4, 2)))
            break
        if 4 < len(stroke) <= 7 and (cut := _longest_four(stroke.reshape(-1, 2))) is not None:
            made.append(cut)
    made.append(ordered(cv2.boxPoints(cv2.minAreaRect(hull))))
    return made


def _longest_four(points: Any) -> Corners | None:
    """The four longest sides of a polygon, drawn out until they cross: a folded or hidden corner is completed."""
    following = np.roll(points, -1, axis=0)
    lengths = np.linalg.norm(following - points, axis=1)
    chosen = sorted(np.argsort(lengths)[-4:])
    lines = [through(points[at].astype(float), following[at].astype(float)) for at in chosen]
    corners = [crossing(lines[at - 1], lines[at]) for at in range(4)]
    return None if any(corner is None for corner in corners) else ordered(np.array(corners))


def _distinct(quads: list[Corners], shape: tuple[int, ...]) -> list[Corners]:
    kept: list[Corners] = []
    for quad in quads:
        near = any(np.abs(quad - other).max() < 0.01 * max(shape[:2]) for other in kept)
        if not near and plausible(quad, shape):
            kept.append(quad)
    return kept[:24]


def plausible(corners: Corners, shape: tuple[int, ...]) -> bool:
    """Convex, large enough, no needle for a corner, not far outside."""
    high, wide = shape[:2]
    if cv2.contourArea(corners.astype(np.float32)) < SMALLEST * high * wide:
        return False
    margin = 0.12 * max(high, wide)
    if (corners < -margin).any() or (corners > np.array([wide, high]) + margin).any():
        return False
    before, after = np.roll(corners, 1, axis=0) - corners, np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    if (lengths < 1).any():
        return False
    angles = np.degrees(np.arccos(np.clip((before * after).sum(axis=1) / lengths, -1, 1)))
    turning = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    return bool((angles > FLATTEST).all() and (angles < SHARPEST).all() and (np.sign(turning) == np.sign(turning[0])).all())
