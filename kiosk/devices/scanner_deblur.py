"""The modules of a rectified, blurred QR code: for each blur that a hand or a lens makes, the grid that would look like this.

The picture is sampled FINE x FINE times per module. As what is sought is not pixels but modules, a Wiener filter over all FINE x FINE
phases together answers on the modules' own lattice: better posed than sharpening the picture, and the transforms are tiny.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.scanner_grid import likeness
from kiosk.devices.scanner_layout import Grid, Layout

FINE = 3  # samples per module and direction
MARGIN = 4  # modules around the symbol
REACH = 4  # modules that a blur spreads to
PULL = 0.025  # how strongly modules are drawn to dark or light in each round
NOISE = 0.02  # power of the noise against that of the picture
WINDOW = 7  # modules: light and dark are sought within so many
FAINTEST = 0.2  # part of the symbol's contrast: what is fainter is taken as not seen
QUICK = (32, 36, 40, 45, 48, 54, 60, 64, 72, 80, 90, 96, 108, 120, 128)  # sides whose transforms are quick
Spectrum = npt.NDArray[np.complex64]


@dataclass(frozen=True)
class Blur:
    """A lens out of focus (`disc`: radius) and a hand in motion (`line`: length; `angle`: radians), in modules. `noise`: see NOISE."""

    disc: float = 0.0
    line: float = 0.0
    angle: float = 0.0
    noise: float = NOISE


SHARP = Blur()
DISCS = tuple(Blur(disc=radius) for radius in (0.5, 0.7, 0.9, 1.05, 1.2, 1.4))
LINES = tuple(Blur(line=length, angle=turn * np.pi / 8) for length in (0.9, 1.4, 1.9, 2.5) for turn in range(8))
ALL = (SHARP, *DISCS, *LINES)
Look = tuple[float, Blur, Grid]


def darkness(samples: Grid, per_module: float = FINE, slight: float = 0.3) -> Grid:
    """Light (linear) -> +1 dark ... -1 light, evened out over some modules; 0 without contrast. `slight`: modules of smoothing."""
    smooth = cv2.GaussianBlur(samples.astype(np.float32), (0, 0), max(0.5, per_module * slight))
    side = max(3, round(per_module * WINDOW))
    brush = np.ones((side, side), np.uint8)
    light, dark = cv2.dilate(smooth, brush), cv2.erode(smooth, brush)
    light, dark = (cv2.GaussianBlur(level, (0, 0), side / 3) for level in (light, dark))
    half = (light - dark) / 2
    floor = FAINTEST * float(np.percentile(half, 75)) + 1e-6
    return np.clip(((light + dark) / 2 - samples) / np.maximum(half, floor), -1.5, 1.5).astype(np.float64)


class Blurred:
    """One rectified look at a symbol. `fine`: darkness, ((n + 2 x MARGIN) x FINE) squared."""

    def __init__(self, fine: Grid, plan: Layout) -> None:
        self._plan = plan
        lattice = len(fine) // FINE
        self._side = next((side for side in QUICK if side >= lattice), lattice)
        missing = (self._side - lattice) * FINE
        padded = np.pad(fine, ((0, missing), (0, missing)), constant_values=-1.0)
        phases = padded.reshape(self._side, FINE, self._side, FINE).transpose(1, 3, 0, 2)
        self._phases: Spectrum = np.fft.rfft2(phases).astype(np.complex64).reshape(FINE * FINE, self._side, -1)

    def modules(self, blur: Blur) -> Grid:
        """n x n modules, about -1 ... +1, if the picture was blurred like this."""
        seen, power = self._back(blur)
        return self._inner(np.fft.irfft2(seen / (power + blur.noise * FINE * FINE), (self._side, self._side)))

    def ranked(self) -> list[Look]:
        """Looks through the likeliest blurs, best first: by how well the known modules come out."""
        looks = sorted(self._looks(ALL), key=lambda look: -look[0])
        lines = [look for look in looks if look[1].line]
        starts = [looks[0][1], *(look[1] for look in lines[:1])]
        found = list(looks[:4])
        for start in starts if looks[0][0] < 0.995 else ():
            found += self._around(start)
        return sorted(found, key=lambda look: -look[0])

    def settled(self, blur: Blur, rounds: int = 12) -> tuple[Grid, Grid]:
        """The same, knowing as well that a module is dark or light and nothing between, and how the known ones are.

        -> n x n modules, and how they would look blurred like this: (n x FINE) squared samples.
        """
        seen, power = self._back(blur)
        gain = max(0.3, float(np.mean(np.abs(self.modules(blur)[self._plan.known != 0]))))
        seen, pull = seen / gain, PULL * FINE * FINE
        guess = np.fft.irfft2(seen / (power + blur.noise * FINE * FINE), (self._side, self._side))
        for _ in range(rounds):
            wanted = self._pinned(np.clip(guess * 1.15, -1, 1))
            guess = np.fft.irfft2((seen + pull * np.fft.rfft2(wanted)) / (power + pull), (self._side, self._side))
        wanted = self._pinned(np.clip(guess * 1.15, -1, 1))
        return self._inner(guess), self._blurred(wanted, blur)

    def _blurred(self, lattice: Grid, blur: Blur) -> Grid:
        transfer, _ = _transfer(self._side, replace(blur, noise=NOISE))
        phases = np.fft.irfft2(transfer * np.fft.rfft2(lattice)[None], (self._side, self._side))
        n = self._plan.size
        inner = phases[:, MARGIN : MARGIN + n, MARGIN : MARGIN + n].reshape(FINE, FINE, n, n)
        return np.asarray(inner.transpose(2, 0, 3, 1).reshape(n * FINE, n * FINE), np.float64)

    def _pinned(self, lattice: Grid) -> Grid:
        n = self._plan.size
        pinned = lattice
        inner = pinned[MARGIN : MARGIN + n, MARGIN : MARGIN + n]
        known = self._plan.known
        inner[known != 0] = 0.5 * inner[known != 0] + 0.5 * known[known != 0]
        return pinned

    def _around(self, start: Blur) -> Iterable[Look]:
        """Both kinds of blur together, in finer steps: one number after the other is moved while it helps."""
        best = self._look(start)
        for _ in range(2):
            for change in _changes(best[1]):
                other = self._look(change)
                if other[0] > best[0]:
                    best = other
            yield best

    def _looks(self, blurs: Iterable[Blur]) -> Iterable[Look]:
        return (self._look(blur) for blur in blurs)

    def _look(self, blur: Blur) -> Look:
        grid = self.modules(blur)
        return likeness(grid, self._plan), blur, grid

    def _back(self, blur: Blur) -> tuple[Spectrum, Grid]:
        transfer, power = _transfer(self._side, replace(blur, noise=NOISE))
        return (transfer.conj() * self._phases).sum(0), power

    def _inner(self, lattice: Grid) -> Grid:
        n = self._plan.size
        return np.asarray(lattice[MARGIN : MARGIN + n, MARGIN : MARGIN + n], np.float64)


def _changes(blur: Blur) -> list[Blur]:
    changes = [replace(blur, disc=disc) for disc in (max(0.0, blur.disc - 0.15), blur.disc + 0.15, 0.6, 0.9)]
    if blur.line:
        changes += [replace(blur, line=max(0.3, blur.line + step)) for step in (-0.5, -0.25, 0.25, 0.5)]
        changes += [replace(blur, angle=blur.angle + step) for step in (-np.pi / 16, np.pi / 16)]
    else:
        changes += [replace(blur, line=0.8, angle=turn * np.pi / 4) for turn in range(4)]
    return [*changes, replace(blur, noise=blur.noise / 3), replace(blur, noise=blur.noise * 3)]


@lru_cache(maxsize=160)
def _transfer(side: int, blur: Blur) -> tuple[Spectrum, Grid]:
    """-> what each phase of the lattice sees of each wave, and the power of all of them together."""
    spread = _footprint(blur)
    steps = np.arange(-REACH, REACH + 1)
    waves = np.exp(-2j * np.pi * np.outer(np.arange(side), steps) / side)
    half = waves[: side // 2 + 1]
    transfer = waves[None] @ spread @ half.T[None]
    return transfer.astype(np.complex64), (np.abs(transfer) ** 2).sum(0)


@lru_cache(maxsize=512)
def _footprint(blur: Blur) -> Grid:
    """How one dark module is seen by the FINE x FINE phases of the modules around it: phases x (2 REACH + 1) x (2 REACH + 1)."""
    over = 3  # computed on a finer raster yet
    scale = FINE * over
    side = (2 * REACH + 1) * scale
    raster = np.zeros((side, side), np.float32)
    raster[REACH * scale : (REACH + 1) * scale, REACH * scale : (REACH + 1) * scale] = 1
    for kernel in _kernels(blur, scale):
        raster = np.asarray(cv2.filter2D(raster, -1, kernel, borderType=cv2.BORDER_CONSTANT), np.float32)
    raster = np.asarray(cv2.GaussianBlur(raster, (0, 0), 0.25 * scale), np.float32)  # the camera's own pixels
    fine = raster.reshape(side // over, over, side // over, over).mean((1, 3)).astype(np.float64)
    modules = 2 * REACH + 1
    spread: Grid = fine.reshape(modules, FINE, modules, FINE).transpose(1, 3, 0, 2).reshape(FINE * FINE, modules, modules)
    return spread


def _kernels(blur: Blur, scale: int) -> Iterable[npt.NDArray[np.float32]]:
    reach = int(max(blur.disc, blur.line / 2) * scale) + 2
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float32)
    if blur.disc:
        disc = np.clip(blur.disc * scale + 0.5 - np.hypot(x, y), 0, 1)
        yield (disc / disc.sum()).astype(np.float32)
    if blur.line:
        along = np.abs(x * np.cos(blur.angle) + y * np.sin(blur.angle))
        across = np.abs(-x * np.sin(blur.angle) + y * np.cos(blur.angle))
        line = np.clip(blur.line * scale / 2 + 0.5 - along, 0, 1) * np.clip(1 - across, 0, 1)
        yield (line / line.sum()).astype(np.float32)


def warm_up() -> None:
    """Draws what the usual blurs do to a module, so that no frame pays for it (a quarter of a second)."""
    for blur in ALL:
        _footprint(blur)
