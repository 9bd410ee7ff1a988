"""A QR code read by its model: where the modules lie, how they are blurred, and only then what they say.

From a first guess of the corners the sheet is fitted to what every symbol has (flat first, then paper that rolls up), the likeliest blurs
are undone on the modules' own lattice, and the grid is decoded with erasures where a finger or a reflection hides it.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from kiosk.devices import scanner_deblur as deblur
from kiosk.devices import scanner_grid as grids
from kiosk.devices.scanner_finders import Triple
from kiosk.devices.scanner_layout import VERSIONS, Grid, Layout, layout
from kiosk.devices.scanner_read import Grey, Points, Read
from kiosk.devices.scanner_sheet import BENDS, BOWS, Fitter, Picture, Sheet, samples, through

LIGHT = ((np.arange(256) / 255.0) ** 2.2).astype(np.float32)  # the camera's curve, nearly: blur adds light, not grey values
WORTH = 0.42  # likeness after the blur is undone: below, no grid is decoded
BETTER = 0.6  # likeness: below, refining is of no use
FLAT_ENOUGH = 0.97  # likeness of the flat sheet: above, no roll is tried
MAY_ROLL = 0.3  # likeness of the best roll before it is fitted: below, it is none
HOPELESS = 0.22  # likeness of a fitted sheet: below, there is no symbol
FAR = 0.45  # how much larger than the symbol the piece is that is looked at
GAIN = 1.5
ROUNDS = 3
MOVES = tuple((dx, dy) for dx in (0.0, -0.5, 0.5, -1.0, 1.0) for dy in (0.0, -0.5, 0.5, -1.0, 1.0))  # modules
ROLLS = tuple((bend, turn, bow) for bend in BENDS for turn in (0.0, np.pi / 2) for bow in BOWS)


@dataclass(frozen=True)
class Guess:
    """Where a symbol may lie: its four corners, or the centres of its three finder patterns (pixels), and which versions it may have."""

    points: Points
    versions: tuple[int, ...]
    inverted: bool = False

    def moved(self, by: Points) -> "Guess":
        return replace(self, points=self.points + by)

    def sheet(self, version: int, roll: tuple[float, float, float] | None = None) -> Sheet:
        n = 17 + 4 * version
        at = [(0, 0), (n, 0), (n, n), (0, n)] if len(self.points) == 4 else [(3.5, 3.5), (n - 3.5, 3.5), (3.5, n - 3.5)]
        return through(n, np.array(at, np.float64), self.points, roll)


@dataclass(frozen=True)
class Outcome:
    """What came of a guess: the text, or at least how the modules look (`soft`, +1 dark ... -1 light)."""

    read: Read | None
    version: int = 0
    soft: Grid | None = None
    likeness: float = 0.0
    corners: Points | None = None


def from_triple(triple: Triple) -> Guess:
    """The centres are measured well, the module's width only within some 20 %."""
    legs = triple.legs
    near = [version for version in VERSIONS if 0.74 * legs < 10 + 4 * version < 1.22 * legs]
    return Guess(triple.centres, tuple(sorted(near, key=lambda v: abs(10 + 4 * v - 0.95 * legs))[:6]), triple.inverted)


def attempt(grey: Grey, guess: Guess, until: float, rolls: bool = True, rounds: int = ROUNDS) -> Outcome:
    """`until`: time.perf_counter() at which to give up. `rolls`: also try paper that rolls up. `rounds`: how often the fit is refined."""
    piece, offset = _piece(grey, guess)
    if not guess.versions or min(piece.shape) < 20:
        return Outcome(None)
    light = LIGHT[255 - piece if guess.inverted else piece]
    moved = guess.moved(-offset)
    fitter = Fitter(deblur.darkness(light.astype(np.float64), moved.sheet(guess.versions[0]).module).astype(np.float32))
    best = Outcome(None)
    for sheet, plan in _sheets(fitter, moved, until, rolls):
        if fitter.likeness(sheet, plan) < HOPELESS:
            continue
        outcome = _decoded(light, fitter, sheet, plan, until, rounds)
        if outcome.read or outcome.likeness > best.likeness:
            corners = None if outcome.corners is None else outcome.corners + offset
            best = Outcome(outcome.read, outcome.version, outcome.soft, outcome.likeness, corners)
        if best.read or time.perf_counter() > until:
            break
    return best


def _piece(grey: Grey, guess: Guess) -> tuple[Grey, Points]:
    corners = guess.sheet(guess.versions[0]).corners() if guess.versions else guess.points
    low, high = corners.min(0), corners.max(0)
    low, high = low - FAR * (high - low), high + FAR * (high - low)
    x0, y0 = (int(v) for v in np.clip(low, 0, (grey.shape[1] - 1, grey.shape[0] - 1)))
    x1, y1 = (int(v) for v in np.clip(high, (x0 + 1, y0 + 1), (grey.shape[1], grey.shape[0])))
    return grey[y0:y1, x0:x1], np.array([x0, y0], np.float64)


def _sheets(fitter: Fitter, guess: Guess, until: float, rolls: bool) -> Iterator[tuple[Sheet, Layout]]:
    """The best flat sheet, then the best rolls."""
    flat = []
    for version in guess.versions:
        plan = layout(version)
        sheet = fitter.fitted(guess.sheet(version), plan, 3)
        flat.append((fitter.likeness(sheet, plan), sheet, plan))
        if time.perf_counter() > until or flat[-1][0] > 0.9:
            break
    flat.sort(key=lambda one: -one[0])
    _, sheet, plan = flat[0]
    sheet = fitter.fitted(sheet, plan, 6)
    found = fitter.likeness(sheet, plan)
    yield sheet, plan
    if not rolls or found > FLAT_ENOUGH or time.perf_counter() > until:
        return
    bent = [(guess.sheet(version, roll), layout(version)) for version in guess.versions for roll in ROLLS]
    scored = sorted(((fitter.likeness(sheet, plan), i) for i, (sheet, plan) in enumerate(bent)), reverse=True)
    results = []
    for start, i in scored[:5]:
        if start < MAY_ROLL or time.perf_counter() > until:
            break
        sheet, plan = bent[i]
        sheet = fitter.fitted(sheet, plan, 8)
        results.append((fitter.likeness(sheet, plan), i, sheet, plan))
        if results[-1][0] > 0.95:
            break
    for score, _, sheet, plan in sorted(results, key=lambda one: -one[0])[:2]:
        if score > found:
            yield sheet, plan


def _decoded(light: Picture, fitter: Fitter, sheet: Sheet, plan: Layout, until: float, rounds: int) -> Outcome:
    best = Outcome(None)
    for again in range(rounds):
        blurred = deblur.Blurred(deblur.darkness(samples(light, sheet, deblur.FINE, deblur.MARGIN)), plan)
        looks = blurred.ranked()
        like, blur, grid = looks[0]
        settled, look = blurred.settled(blur)
        settled = np.clip(settled, -1, 1)
        if like > best.likeness:
            best = Outcome(None, plan.version, settled, like, sheet.corners())
        if like < WORTH:
            break
        for soft in (grid * GAIN, settled, *(other * GAIN for score, _, other in looks[1:4] if score > like - 0.1)):
            read = grids.decode(soft, plan, "model")
            if read is not None:
                return Outcome(read, plan.version, settled, like, sheet.corners())
            if time.perf_counter() > until:
                return best
        if again + 1 == rounds or like < BETTER:
            break
        sheet = fitter.fitted(sheet, plan, 4, look) if again else _far_corner(fitter, sheet, plan, blur)
    return best


def _far_corner(fitter: Fitter, sheet: Sheet, plan: Layout, blur: deblur.Blur) -> Sheet:
    """Nothing holds the fourth corner when a finger lies there: it is put where the modules around it come out clearest."""
    n, half = plan.size, plan.size // 2
    corners, square = sheet.corners(), np.array([(0, 0), (n, 0), (n, n), (0, n)], np.float64)
    best, clearest = sheet, -1.0
    for dx, dy in MOVES:
        moved = corners.copy()
        moved[2] += np.array([dx, dy]) * sheet.module
        other = sheet if sheet.roll is not None or (dx, dy) == (0, 0) else through(n, square, moved)
        grid = deblur.Blurred(samples(fitter.dark, other, deblur.FINE, deblur.MARGIN), plan).modules(blur)
        clear = float(np.abs(np.clip(grid[half:, half:], -1, 1)).mean())
        if clear > clearest:
            best, clearest = other, clear
        if sheet.roll is not None:
            break
    return best
