"""Codes of bars at any angle: where in the picture stripes lie side by side, and that piece turned upright and enlarged."""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from kiosk.devices.scanner_pictures import sharpened, two_toned
from kiosk.devices.scanner_read import ONLY_C128, Grey, Read, read

CELL = 8  # pixels: the picture is looked at in cells of this side
ALIGNED = 0.6  # coherence of a cell's edges, 0 ... 1
STRONG = 25.0  # mean squared slope: below, there is nothing printed
SHORTEST = 48  # pixels along the bars' row
WIDTH = 1100  # the upright piece is at most so wide
MARGIN = 0.15
PARTS = ((0.1, 0.9), (0.1, 0.4), (0.35, 0.65), (0.6, 0.9), (0.2, 0.35), (0.45, 0.55), (0.7, 0.85))
ENOUGH = 2  # looks that agree


@dataclass(frozen=True)
class Stripes:
    """A field of parallel bars: its centre, how far it reaches along the row of bars and across (pixels), and the row's angle (radians)."""

    x: float
    y: float
    along: float
    across: float
    angle: float
    strength: float

    def oblique(self) -> bool:
        """Too far from upright and from lying for a decoder that looks along rows and columns."""
        return bool(12 < np.degrees(self.angle) % 90 < 78)


def fields(grey: Grey, most: int = 3) -> list[Stripes]:
    """The strongest fields of parallel bars."""
    xx, yy, xy = _slopes(grey)
    energy = xx + yy
    coherence = np.sqrt((xx - yy) ** 2 + 4 * xy**2) / (energy + 1e-6)
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    good = (coherence > ALIGNED) & (energy > STRONG)
    found: list[Stripes] = []
    for step in range(8):  # bars of one field have one direction: a part of all directions at a time
        middle = step * np.pi / 8
        off = np.abs((angle - middle + np.pi / 2) % np.pi - np.pi / 2)
        mask = (good & (off < np.pi / 9)).astype(np.uint8)
        mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        count, labels = cv2.connectedComponents(mask)
        for label in range(1, min(count, 60)):
            one = _field(np.argwhere(labels == label), xx, yy, xy)
            if one is not None:
                found.append(one)
    found.sort(key=lambda one: -one.strength)
    kept: list[Stripes] = []
    for one in found:
        if all(np.hypot(one.x - other.x, one.y - other.y) > other.along / 4 for other in kept):
            kept.append(one)
    return kept[:most]


def _slopes(grey: Grey) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    smooth = cv2.GaussianBlur(grey, (0, 0), 0.8)
    dx, dy = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.25), cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.25)
    size = (max(1, grey.shape[1] // CELL), max(1, grey.shape[0] // CELL))
    parts = [cv2.resize(part, size, interpolation=cv2.INTER_AREA) for part in (dx * dx, dy * dy, dx * dy)]
    xx, yy, xy = (cv2.GaussianBlur(part, (0, 0), 1.0) for part in parts)
    return xx, yy, xy


def _field(cells: np.ndarray, xx: np.ndarray, yy: np.ndarray, xy: np.ndarray) -> Stripes | None:
    if len(cells) < 6:
        return None
    rows, columns = cells[:, 0], cells[:, 1]
    a, b, c = (float(part[rows, columns].sum()) for part in (xx, yy, xy))
    angle = 0.5 * float(np.arctan2(2 * c, a - b))
    x, y = (columns + 0.5) * CELL, (rows + 0.5) * CELL
    along, across = x * np.cos(angle) + y * np.sin(angle), -x * np.sin(angle) + y * np.cos(angle)
    low, high = np.percentile(along, (1, 99))
    left, right = np.percentile(across, (3, 97))
    if high - low + CELL < SHORTEST or right - left + CELL < 10:
        return None
    u, v = (low + high) / 2, (left + right) / 2
    centre = u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle)
    full = len(cells) * CELL * CELL / ((high - low + CELL) * (right - left + CELL))
    return Stripes(
        float(centre[0]), float(centre[1]), float(high - low + CELL), float(right - left + CELL), angle, (a + b) * min(1.0, full)
    )


def upright(grey: Grey, field: Stripes, times: float = 3.0) -> Grey:
    """The field turned so that its bars stand upright, with a margin, enlarged."""
    along, across = field.along * (1 + 2 * MARGIN) + 16, field.across
    scale = min(times, WIDTH / along)
    width, height = max(16, round(along * scale)), max(8, round(across * scale))
    c, s = np.cos(field.angle) / scale, np.sin(field.angle) / scale
    matrix = np.array(
        [[c, -s, field.x - c * width / 2 + s * height / 2], [s, c, field.y - s * width / 2 - c * height / 2]],
        np.float64,
    )
    return cast(
        Grey,
        cv2.warpAffine(grey, matrix, (width, height), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE),
    )


def strips(piece: Grey) -> Iterator[Grey]:
    """The upright piece averaged along the bars, in whole and in parts: noise goes, the bars stay."""
    height = len(piece)
    for top, bottom in PARTS:
        rows = piece[int(top * height) : max(int(top * height) + 2, int(bottom * height))]
        mean = rows.mean(0)
        low, high = np.percentile(mean, (1, 99))
        line = np.clip((mean - low) * (255 / max(8.0, high - low)), 0, 255).astype(np.uint8)
        yield np.repeat(line[None], 24, 0)


def read_bars(grey: Grey, until: float, oblique_only: bool = False) -> list[Read]:
    """Code 128 in the fields of bars. What is read only once is given with one method's name, what is read more often with all of them."""
    found: list[Read] = []
    for field in fields(grey):
        if oblique_only and not field.oblique():
            continue
        piece = upright(grey, field)
        for dark in (piece, 255 - piece):
            found += _looks(dark, until)
            if len({one.method for one in found}) > ENOUGH:
                break
        if found or time.perf_counter() > until:
            break
    texts = Counter(one.text for one in found).most_common(2)
    if len(texts) > 1 and texts[0][1] < 3 * texts[1][1]:
        return []  # they disagree: nobody is believed
    return [one for one in found if one.text == texts[0][0]] if texts else []


def _looks(piece: Grey, until: float) -> list[Read]:
    found: list[Read] = []
    lines = list(strips(piece))
    pictures = [("upright", piece), ("upright sharpened", sharpened(piece, 3, 2)), ("upright two-toned", two_toned(piece, 61, 3))]
    pictures += [(f"strip {i}", line) for i, line in enumerate(lines)]
    pictures += [(f"strip sharpened {i}", sharpened(line, 3, 2)) for i, line in enumerate(lines)]
    for name, picture in pictures:
        found += read(picture, ONLY_C128, name, fast=True)[0]
        if len(found) > ENOUGH or time.perf_counter() > until:
            break
    return found
