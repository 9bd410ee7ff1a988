"""A sheet's rim, finer than a pixel: along each side the strongest step of brightness, a straight line through it, the lines' crossings."""

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.opencv import cv2

Grey: TypeAlias = Any  # uint8 (height, width); OpenCV's stubs promise less than that
Corners: TypeAlias = NDArray[np.float64]
"""(4, 2): x, y in pixels, clockwise from the top left."""

SAMPLES = 64  # places along a side at which the rim is looked for
REACH = 0.025  # of the longer side: how far from the guess
FAINT = 4.0  # grey levels of a step that is no noise


class Page(NamedTuple):
    """`support`: how much of its rim is really there, 0 to 1. `cut`: a side lies along the picture's own edge."""

    corners: Corners
    support: float
    cut: bool = False


def ordered(points: Any) -> Corners:
    """Clockwise from the top left."""
    spots = np.asarray(points, np.float64)
    middle = spots.mean(axis=0)
    turn = np.argsort(np.arctan2(spots[:, 1] - middle[1], spots[:, 0] - middle[0]))
    spots = spots[turn]
    return np.roll(spots, -int(np.argmin(spots.sum(axis=1))), axis=0)


def refined(grey: Grey, corners: Corners, reach: float = 0.0) -> Page | None:
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
    crossed = [crossing(lines[at - 1], lines[at]) for at in range(4)]
    if any(one is None for one in crossed):
        return None
    return Page(ordered(np.array(crossed)), float(np.mean(support)) * (0.6 + 0.4 * min(support)), any(cut))


def _side(
    grey: Grey, start: NDArray[np.float64], end: NDArray[np.float64], middle: NDArray[np.float64], reach: float
) -> tuple[tuple[NDArray[np.float64], NDArray[np.float64]], float]:
    """A line (a point, a direction) along the rim between two corners, and the share of it where a rim was seen."""
    if _at_the_rim(grey, start, end):  # the sheet goes on beyond the picture: nothing better is to be seen there
        return through(start, end), 0.6
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
        return through(start, end), 0.0
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
            point, way = through(points[first], points[second])
            off = np.abs((points - point) @ np.array([-way[1], way[0]]))
            score = float(np.clip(1 - off / (2 * spread), 0, 1).sum())
            if score > most:
                most, best = score, points[off < 2 * spread]
    vx, vy, x, y = cv2.fitLine(best.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
    return np.array([x, y], np.float64), np.array([vx, vy], np.float64)


def through(start: NDArray[np.float64], end: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    way = end - start
    length = float(np.linalg.norm(way))
    return start, way / length if length else np.array([1.0, 0.0])


def crossing(
    one: tuple[NDArray[np.float64], NDArray[np.float64]], other: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> NDArray[np.float64] | None:
    matrix = np.column_stack([one[1], -other[1]])
    if abs(np.linalg.det(matrix)) < 0.2:  # nearly parallel
        return None
    spot: NDArray[np.float64] = one[0] + np.linalg.solve(matrix, other[0] - one[0])[0] * one[1]
    return spot
