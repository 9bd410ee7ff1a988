"""The four corners of a sheet of paper in a picture: several ways of seeing it, the best-supported answer, corners finer than a pixel.

Edges (Canny at several strengths) find a sheet on a ground of its own brightness; brightness and colour (Otsu, saturation) find it where
its rim is faint. Every candidate is refined: along each side the strongest step of brightness is looked for, a straight line is laid
through it that outliers (a finger, a fold) do not bend, and the lines' crossings are the corners.
"""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.camera import Pixels
from kiosk.devices.opencv import cv2

Grey: TypeAlias = Any  # uint8 (height, width); OpenCV's stubs promise less than that
Corners: TypeAlias = NDArray[np.float64]
"""(4, 2): x, y in pixels, clockwise from the top left."""

LOOK = 640  # pixels of the longer side at which a sheet is looked for
SMALLEST = 0.035  # of the picture's area
FLATTEST, SHARPEST = 40.0, 140.0  # degrees of a corner
SAMPLES = 64  # places along a side at which the rim is looked for
REACH = 0.025  # of the longer side: how far from the guess
FAINT = 4.0  # grey levels of a step that is no noise


class Page(NamedTuple):
    """`support`: how much of its rim is really there, 0 to 1. `cut`: a side lies along the picture's own edge."""

    corners: Corners
    support: float
    cut: bool = False


def find_page(frame: Pixels, fine: bool = True) -> Page | None:
    """The sheet in a BGR or grey picture, or None. `fine`: corners finer than a pixel of the whole picture (for the shot)."""
    if frame.ndim not in (2, 3) or min(frame.shape[:2]) < 32:
        return None
    scale = min(1.0, LOOK / max(frame.shape[:2]))
    small = cv2.resize(frame, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else frame
    grey = small if small.ndim == 2 else cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)
    found: list[Page] = []
    for quad in _candidates(small, grey):
        refined = _refined(grey, quad)
        if refined is not None and _plausible(refined.corners, grey.shape):
            found.append(refined)
    best = _outermost(max(found, key=lambda page: _worth(page, grey), default=None), found)
    if best is None or best.support < 0.45:
        return None
    corners = best.corners / scale
    if fine and scale < 1:
        whole = frame if frame.ndim == 2 else cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        again = _refined(whole, corners, reach=3.0 / scale)
        if again is not None and np.abs(again.corners - corners).max() < 8 / scale:
            corners = again.corners
    return Page(corners, best.support, best.cut)


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


def _candidates(small: Grey, grey: Grey) -> list[Corners]:
    quads: list[Corners] = []
    for mask in _masks(small, grey):
        contours, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
        large = [one for one in contours if cv2.contourArea(cv2.convexHull(one)) > SMALLEST * grey.size]
        for contour in sorted(large, key=cv2.contourArea, reverse=True)[:4]:
            quads += _quads(contour)
    return _distinct(quads, grey.shape)


def _masks(small: Grey, grey: Grey) -> list[Grey]:
    soft = cv2.GaussianBlur(grey, (5, 5), 0)
    kernel = np.ones((5, 5), np.uint8)
    masks: list[Grey] = []
    for low, high in ((20, 60), (50, 150), (90, 220)):
        masks.append(cv2.dilate(cv2.Canny(soft, low, high), np.ones((3, 3), np.uint8)))
    planes = [soft]
    if small.ndim == 3:
        hue = cv2.cvtColor(cv2.GaussianBlur(small, (5, 5), 0), cv2.COLOR_BGR2HSV)
        planes += [255 - hue[:, :, 1], cv2.subtract(hue[:, :, 2], hue[:, :, 1])]
    for plane in planes:
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
            made.append(_ordered(stroke.reshape(4, 2)))
            break
        if 4 < len(stroke) <= 7 and (cut := _longest_four(stroke.reshape(-1, 2))) is not None:
            made.append(cut)
    made.append(_ordered(cv2.boxPoints(cv2.minAreaRect(hull))))
    return made


def _longest_four(points: Any) -> Corners | None:
    """The four longest sides of a polygon, drawn out until they cross: a folded or hidden corner is completed."""
    following = np.roll(points, -1, axis=0)
    lengths = np.linalg.norm(following - points, axis=1)
    chosen = sorted(np.argsort(lengths)[-4:])
    lines = [_through(points[at].astype(float), following[at].astype(float)) for at in chosen]
    corners = [_crossing(lines[at - 1], lines[at]) for at in range(4)]
    return None if any(corner is None for corner in corners) else _ordered(np.array(corners))


def _distinct(quads: list[Corners], shape: tuple[int, ...]) -> list[Corners]:
    kept: list[Corners] = []
    for quad in quads:
        near = any(np.abs(quad - other).max() < 0.01 * max(shape[:2]) for other in kept)
        if not near and _plausible(quad, shape):
            kept.append(quad)
    return kept[:24]


def _ordered(points: Any) -> Corners:
    """Clockwise from the top left."""
    spots = np.asarray(points, np.float64)
    middle = spots.mean(axis=0)
    turn = np.argsort(np.arctan2(spots[:, 1] - middle[1], spots[:, 0] - middle[0]))
    spots = spots[turn]
    return np.roll(spots, -int(np.argmin(spots.sum(axis=1))), axis=0)


def _plausible(corners: Corners, shape: tuple[int, ...]) -> bool:
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


# -- finer


def _refined(grey: Grey, corners: Corners, reach: float = 0.0) -> Page | None:
    """Each side laid anew through the strongest step of brightness near it; None when two sides no longer cross."""
    reach = reach or REACH * max(grey.shape[:2])
    lines, support = [], []
    cut = [_at_the_rim(grey, corners[at], corners[(at + 1) % 4]) for at in range(4)]
    if sum(cut) > 1:
        return None
    for at in range(4):
        line, share = _side(grey, corners[at], corners[(at + 1) % 4], corners.mean(axis=0), reach)
        lines.append(line)
        support.append(share)
    crossed = [_crossing(lines[at - 1], lines[at]) for at in range(4)]
    if any(one is None for one in crossed):
        return None
    return Page(_ordered(np.array(crossed)), float(np.mean(support)) * (0.6 + 0.4 * min(support)), any(cut))


def _side(
    grey: Grey, start: NDArray[np.float64], end: NDArray[np.float64], middle: NDArray[np.float64], reach: float
) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], float]:
    """A line (a point, a direction) along the rim between two corners, and the share of it where a rim was seen."""
    if _at_the_rim(grey, start, end):  # the sheet goes on beyond the picture: nothing better is to be seen there
        return _through(start, end), 0.6
    along = end - start
    length = float(np.linalg.norm(along)) or 1.0
    along = along / length
    out = np.array([along[1], -along[0]])
    if np.dot(out, start - middle) < 0:
        out = -out
    steps = np.arange(-reach, reach + 0.5, 0.5 if reach < 8 else 1.0)
    places = start + np.linspace(0.04, 0.96, SAMPLES)[:, None] * (end - start)
    points = places[:, None, :] + steps[None, :, None] * out
    profile = cv2.remap(
        grey, points[:, :, 0].astype(np.float32), points[:, :, 1].astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    ).astype(np.float32)
    slope = np.abs(cv2.GaussianBlur(np.gradient(profile, axis=1), (5, 1), 0))
    best = slope.argmax(axis=1)
    strength = slope[np.arange(SAMPLES), best]
    seen = strength > max(FAINT * (steps[1] - steps[0]), 0.25 * float(np.median(strength)))
    if seen.sum() < 6:
        return _through(start, end), 0.0
    rim = points[np.arange(SAMPLES), best][seen] + (_between(slope, best)[seen] * (steps[1] - steps[0]))[:, None] * out
    line = _straight(rim)
    near = np.abs(np.cross(np.append(line[1], 0), np.column_stack([rim - line[0], np.zeros(len(rim))]))[:, 2]) < max(1.0, reach * 0.12)
    return line, float(near.sum()) / SAMPLES


def _at_the_rim(grey: Grey, start: NDArray[np.float64], end: NDArray[np.float64]) -> bool:
    """Whether a side lies along an edge of the picture itself."""
    high, wide = grey.shape[:2]
    near = max(3.0, 0.006 * max(high, wide))
    spots = np.array([start, end])
    return bool((spots < near).all(axis=0).any() or (spots > np.array([wide - 1, high - 1]) - near).all(axis=0).any())


def _between(slope: NDArray[np.float32], best: NDArray[np.intp]) -> NDArray[np.float64]:
    """Where between two samples the steepest place lies: a parabola through three."""
    rows, last = np.arange(len(best)), slope.shape[1] - 1
    left, mid, right = slope[rows, np.maximum(best - 1, 0)], slope[rows, best], slope[rows, np.minimum(best + 1, last)]
    bend = left - 2 * mid + right
    shift = np.where(np.abs(bend) > 1e-6, 0.5 * (left - right) / np.where(np.abs(bend) > 1e-6, bend, 1), 0.0)
    return np.clip(shift, -0.5, 0.5).astype(np.float64)


def _straight(points: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The line that most of the points lie on: pairs are tried, the best one is fitted once more to what is near it."""
    count = len(points)
    best, most = points, -1.0
    spread = max(1.0, float(np.linalg.norm(points[-1] - points[0])) * 0.006)
    for first in range(0, count // 2, max(1, count // 12)):
        for second in range(count // 2, count, max(1, count // 12)):
            point, way = _through(points[first], points[second])
            off = np.abs((points - point) @ np.array([-way[1], way[0]]))
            score = float(np.clip(1 - off / (2 * spread), 0, 1).sum())
            if score > most:
                most, best = score, points[off < 2 * spread]
    vx, vy, x, y = cv2.fitLine(best.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return np.array([x, y], np.float64), np.array([vx, vy], np.float64)


def _through(start: NDArray[np.float64], end: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    way = end - start
    length = float(np.linalg.norm(way))
    return start, way / length if length else np.array([1.0, 0.0])


def _crossing(
    one: tuple[NDArray[np.float64], NDArray[np.float64]], other: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> NDArray[np.float64] | None:
    matrix = np.column_stack([one[1], -other[1]])
    if abs(np.linalg.det(matrix)) < 0.2:  # nearly parallel
        return None
    crossing: NDArray[np.float64] = one[0] + np.linalg.solve(matrix, other[0] - one[0])[0] * one[1]
    return crossing
