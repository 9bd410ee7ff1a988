"""What tells a sheet from what it lies on: its brightness, its colour, and where the paper ends beside a line."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from kiosk.devices.opencv import cv2

Plane: TypeAlias = Any  # uint8 (height, width)
Corners: TypeAlias = NDArray[np.float64]

COLOURFUL = 36  # of 255: a ground and a sheet whose colours differ by less are told apart by brightness alone
SAME = 9.0  # steps of Lab between two patches of the same paper
FARTHEST = 0.14  # of the longer side: how far a printed line may lie inside the rim
BESIDE = (3.0, 5.0, 7.0)  # pixels from a line at which its two hands are looked at
ALONG = 40


def planes(picture: Plane, always: bool = False) -> list[Plane]:
    """Grey, and how far each pixel's colour is from the ground's where that says something (or `always`)."""
    if picture.ndim == 2:
        return [picture]
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    lab = cv2.cvtColor(cv2.GaussianBlur(picture, (5, 5), 0), cv2.COLOR_BGR2LAB).astype(np.float32)
    edge = max(2, min(picture.shape[:2]) // 40)
    strips = (lab[:edge], lab[-edge:], lab[:, :edge], lab[:, -edge:])
    rim = np.concatenate([strip.reshape(-1, 3) for strip in strips])
    ground = np.median(rim, axis=0)
    colour = np.clip(4 * np.hypot(lab[:, :, 1] - ground[1], lab[:, :, 2] - ground[2]), 0, 255).astype(np.uint8)
    return [grey, colour] if always or np.percentile(colour, 90) > COLOURFUL else [grey]


def moved_out(picture: Plane, corners: Corners) -> Corners | None:
    """The corners with every side that lies inside the paper moved out to the paper's end; None where all sides are the rim."""
    lab = cv2.cvtColor(picture, cv2.COLOR_BGR2LAB).astype(np.float32) if picture.ndim == 3 else picture[:, :, None].astype(np.float32)
    middle = corners.mean(axis=0)
    ways = [_way_out(corners[at], corners[(at + 1) % 4], middle) for at in range(4)]
    moves = [_paper_ends(lab, corners[at], corners[(at + 1) % 4], ways[at]) for at in range(4)]
    if not any(moves):
        return None
    lines = [(corners[at] + moves[at] * ways[at], corners[(at + 1) % 4] - corners[at]) for at in range(4)]
    crossed = [_meet(lines[at - 1], lines[at]) for at in range(4)]
    return None if any(one is None for one in crossed) else np.array(crossed, np.float64)


def _way_out(start: Corners, end: Corners, middle: Corners) -> Corners:
    along = (end - start) / (float(np.linalg.norm(end - start)) or 1.0)
    out = np.array([along[1], -along[0]])
    return out if np.dot(out, start - middle) > 0 else -out


def _paper_ends(lab: Plane, start: Corners, end: Corners, out: Corners) -> float:
    """How many pixels outwards the paper ends; 0 when it ends here, or nowhere near."""
    places = start + np.linspace(0.08, 0.92, ALONG)[:, None] * (end - start)
    inside = _patch(lab, places, out, [-one for one in BESIDE])
    if not _alike(inside, _patch(lab, places, out, BESIDE)):
        return 0.0
    for far in np.arange(4.0, FARTHEST * max(lab.shape[:2]), 1.5):
        if not _alike(inside, _patch(lab, places + far * out, out, BESIDE)):
            return float(far + BESIDE[0])
    return 0.0


def _patch(lab: Plane, places: Corners, out: Corners, steps: Any) -> Any:
    """The brightest sample beside each place: paper, not the letters on it. (places, 3)"""
    points = np.stack([places + step * out for step in steps]).astype(np.float32)
    seen = cv2.remap(lab, points[:, :, 0], points[:, :, 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    seen = seen.reshape(len(points), len(places), -1)
    brightest = seen[:, :, 0].argmax(axis=0)
    return seen[brightest, np.arange(len(places))]


def _alike(one: Any, other: Any) -> bool:
    """Most places along the side have the same paper on both hands."""
    return float(np.median(np.linalg.norm(one - other, axis=1))) < SAME


def _meet(one: tuple[Corners, Corners], other: tuple[Corners, Corners]) -> Corners | None:
    matrix = np.column_stack([one[1], -other[1]])
    if abs(np.linalg.det(matrix)) < 1e-6:
        return None
    crossing: Corners = one[0] + np.linalg.solve(matrix, other[0] - one[0])[0] * one[1]
    return crossing
