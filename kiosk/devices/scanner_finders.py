"""Where QR codes may be when no decoder sees one: the three finder patterns as rings, found through blur, glare and faded ink.

The rings are sought by correlation with what a finder pattern looks like averaged over all rotations; then triples of rings are kept that
may be the corners of one symbol.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from typing import cast

import cv2
import numpy as np

from kiosk.devices.scanner_read import Grey, Points

AT = 1.6  # pixels per module at which rings are sought
RADIUS = 4.3  # modules
FEWEST = 0.42  # correlation: below, it is no ring
PAIR = 0.5  # correlation of the worse of two rings that are to show where the third one is hidden
MOST = 20  # rings that are combined
LEGS = (11.0, 110.0)  # modules between two finder patterns
Pixels = np.ndarray[tuple[int, int], np.dtype[np.float32]]


@dataclass(frozen=True)
class Ring:
    """`x`, `y`, `module`: pixels. `score`: correlation; `inverted`: light on dark."""

    x: float
    y: float
    module: float
    score: float
    inverted: bool = False


@dataclass(frozen=True)
class Triple:
    """The centres of three finder patterns, 3x2: top left, top right, bottom left. `module`: pixels; `legs`: modules between them."""

    centres: Points
    module: float
    score: float
    inverted: bool

    @property
    def legs(self) -> float:
        sides = np.linalg.norm(self.centres[1:] - self.centres[0], axis=1)
        return float(sides.mean()) / self.module


def rings(grey: Grey, module: float, squeezed: tuple[float, float] = (1.0, 1.0)) -> list[Ring]:
    """Rings whose modules are about `module` pixels wide (within 15 %). `squeezed`: by so much in x and y, as paper that rolls away is."""
    scale = AT / module
    scales = scale / squeezed[0], scale / squeezed[1]
    small = cv2.resize(grey, None, fx=scales[0], fy=scales[1], interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    if min(small.shape) < 4 * RADIUS * AT:
        return []
    match = _correlation(small.astype(np.float32))
    found = []
    for inverted in (False, True):
        signed = -match if inverted else match
        peaks = (signed >= cv2.dilate(signed, np.ones((9, 9), np.uint8))) & (signed > FEWEST)
        for y, x in np.argwhere(peaks):
            found.append(Ring((x + 0.5) / scales[0] - 0.5, (y + 0.5) / scales[1] - 0.5, module, float(signed[y, x]), inverted))
    return found


def _correlation(picture: Pixels) -> Pixels:
    template, disc = _template()
    mean = cv2.filter2D(picture, -1, disc, borderType=cv2.BORDER_REFLECT)
    square = cv2.filter2D(picture * picture, -1, disc, borderType=cv2.BORDER_REFLECT)
    spread = np.sqrt(np.maximum(square - mean * mean, 4.0))
    return cast(Pixels, cv2.filter2D(picture, -1, template, borderType=cv2.BORDER_REFLECT) / spread)


@cache
def _template() -> tuple[Pixels, Pixels]:
    """The finder pattern averaged over all rotations (dark is low), of unit correlation with itself, and the disc it covers."""
    reach = int(RADIUS * AT) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1] / AT
    total = np.zeros(x.shape)
    for turn in np.arange(0, 90, 5):
        for dx, dy in ((-0.15, -0.15), (-0.15, 0.15), (0.15, -0.15), (0.15, 0.15)):
            c, s = np.cos(np.radians(turn)), np.sin(np.radians(turn))
            far = np.maximum(np.abs((x + dx) * c + (y + dy) * s), np.abs((y + dy) * c - (x + dx) * s))
            total += np.where((far < 1.5) | ((far > 2.5) & (far < 3.5)), -1.0, 1.0)
    inside = x * x + y * y <= RADIUS**2
    total = np.where(inside, total - total[inside].mean(), 0.0)
    count = inside.sum()
    total /= np.sqrt((total**2).sum() * count)
    return total.astype(np.float32), (inside / count).astype(np.float32)


def distinct(found: list[Ring]) -> list[Ring]:
    """The best ring of each place, best first."""
    kept: list[Ring] = []
    for ring in sorted(found, key=lambda one: -one.score):
        if all((ring.x - one.x) ** 2 + (ring.y - one.y) ** 2 > (3 * one.module) ** 2 or ring.inverted != one.inverted for one in kept):
            kept.append(ring)
        if len(kept) == MOST:
            break
    return kept


def triples(found: list[Ring], most: int = 4) -> list[Triple]:
    """Rings that may be the corners of one symbol, likeliest first."""
    good = [one for group in combinations(found, 3) for one in _symbols(group)]
    return sorted(good, key=lambda one: -one.score)[:most]


def _symbols(group: tuple[Ring, ...]) -> Iterator[Triple]:
    sizes = [one.module for one in group]
    if max(sizes) > 1.6 * min(sizes) or len({one.inverted for one in group}) > 1:
        return
    module = float(np.mean(sizes))
    at = np.array([(one.x, one.y) for one in group])
    for corner in range(3):
        a, b = (at[i] - at[corner] for i in range(3) if i != corner)
        la, lb = float(np.linalg.norm(a)), float(np.linalg.norm(b))
        cosine = float(a @ b) / (la * lb + 1e-9)
        if abs(cosine) > 0.55 or max(la, lb) > 1.7 * min(la, lb) or not LEGS[0] < (la + lb) / 2 / module < LEGS[1]:
            continue
        right, down = (a, b) if a[0] * b[1] - a[1] * b[0] > 0 else (b, a)
        shape = 0.5 * abs(cosine) + 0.3 * abs(np.log(la / lb)) + 0.3 * float(np.log(max(sizes) / min(sizes)))
        centres = np.stack([at[corner], at[corner] + right, at[corner] + down])
        yield Triple(centres, module, sum(one.score for one in group) / 3 - shape, group[0].inverted)


def pairs(found: list[Ring], most: int = 3) -> list[Triple]:
    """Two rings and where the third one may be hidden (a finger, a reflection): all six ways, for the likeliest pairs."""
    good = [
        (min(a.score, b.score), a, b)
        for a, b in combinations(found, 2)
        if a.inverted == b.inverted
        and min(a.score, b.score) > PAIR
        and max(a.module, b.module) < 1.4 * min(a.module, b.module)
        and LEGS[0] < float(np.hypot(a.x - b.x, a.y - b.y)) * 2 / (a.module + b.module) < LEGS[1] / 2
    ]
    good.sort(key=lambda one: -one[0])
    return [triple for score, a, b in good[:most] for triple in _completed(a, b, score)]


def _completed(a: Ring, b: Ring, score: float) -> Iterator[Triple]:
    module = (a.module + b.module) / 2
    for one, other in ((a, b), (b, a)):
        first, second = np.array([one.x, one.y]), np.array([other.x, other.y])
        way = second - first
        down = np.array([-way[1], way[0]])
        yield Triple(np.stack([first, second, first + down]), module, score, a.inverted)
        yield Triple(np.stack([first, first - down, second]), module, score, a.inverted)
        corner = first + (way - down) / 2
        yield Triple(np.stack([corner, second, first]), module, score, a.inverted)
