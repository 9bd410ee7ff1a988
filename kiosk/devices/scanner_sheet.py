"""Where the modules of a QR code lie in the picture: a plane seen in perspective, or paper that rolls up (a cylinder).

Coordinates: modules (u, v), 0 ... n from the top left corner of the symbol; pixels (x, y), a pixel's centre at whole numbers.
"""

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from kiosk.devices.scanner_layout import Layout

Vector = npt.NDArray[np.float64]
Picture = npt.NDArray[np.float32]
BENDS = (0.6, 1.1, 1.6)  # radians of the roll that the symbol covers
DOUBT = 0.7  # darkness that is off by more is taken for something that lies on the symbol
BOWS = (-0.3, 0.0, 0.3)  # how far one looks along the roll
STEPS = np.array([1e-4] * 8 + [1e-3] * 4)


@dataclass(frozen=True)
class Sheet:
    """`lens`: the 8 numbers of the perspective; `roll`: bend (radians), its direction, and how much of the height shows in x and y."""

    size: int
    lens: Vector
    roll: Vector | None = None

    def pixels(self, u: Vector, v: Vector) -> tuple[Vector, Vector]:
        return _pixels(self.vector(), u / self.size - 0.5, v / self.size - 0.5)

    def vector(self) -> Vector:
        return self.lens if self.roll is None else np.concatenate([self.lens, self.roll])

    def with_vector(self, vector: Vector) -> "Sheet":
        return replace(self, lens=vector[:8], roll=vector[8:] if len(vector) > 8 else None)

    @property
    def module(self) -> float:
        """Pixels per module in the middle."""
        return float(np.sqrt(abs(self.lens[0] * self.lens[4] - self.lens[1] * self.lens[3]))) / self.size

    def corners(self) -> Vector:
        n = float(self.size)
        return np.stack(self.pixels(np.array([0, n, n, 0]), np.array([0, 0, n, n])), 1)


def _bent(roll: Vector, u: Vector, v: Vector) -> tuple[Vector, Vector, Vector]:
    bend, turn = max(abs(float(roll[0])), 1e-3), float(roll[1])
    along, across = u * np.cos(turn) + v * np.sin(turn), -u * np.sin(turn) + v * np.cos(turn)
    flat, height = np.sin(np.clip(bend * along, -1.5, 1.5)) / bend, (1 - np.cos(np.clip(bend * along, -1.5, 1.5))) / bend
    return flat * np.cos(turn) - across * np.sin(turn), flat * np.sin(turn) + across * np.cos(turn), height


def _pixels(vector: Vector, u: Vector, v: Vector) -> tuple[Vector, Vector]:
    a = vector
    if len(a) > 8:
        x, y, height = _bent(a[8:10], u, v)
        below = 1 + a[6] * x + a[7] * y
        return (a[0] * x + a[1] * y + a[2] + a[10] * height) / below, (a[3] * x + a[4] * y + a[5] + a[11] * height) / below
    below = 1 + a[6] * u + a[7] * v
    return (a[0] * u + a[1] * v + a[2]) / below, (a[3] * u + a[4] * v + a[5]) / below


def through(size: int, modules: Vector, pixels: Vector, roll: tuple[float, float, float] | None = None) -> Sheet:
    """The sheet that puts three or four points (`modules`, u v) at `pixels`. `roll`: bend, direction, bow (see BENDS, BOWS)."""
    points = modules / size - 0.5
    if roll is not None:
        x, y, _ = _bent(np.array(roll[:2]), points[:, 0], points[:, 1])
        points = np.stack([x, y], 1)
    if len(points) == 3:
        flat = cv2.getAffineTransform(points.astype(np.float32), pixels.astype(np.float32))
        lens = np.concatenate([flat.ravel(), [0.0, 0.0]])
    else:
        lens = cv2.getPerspectiveTransform(points.astype(np.float32), pixels.astype(np.float32)).ravel()
        lens = (lens / lens[8])[:8]
    if roll is None:
        return Sheet(size, lens)
    bend, turn, bow = roll
    along_axis = np.array([-np.sin(turn), np.cos(turn)])
    show = bow * (lens[[0, 1, 3, 4]].reshape(2, 2) @ along_axis)
    lens = lens.copy()
    lens[[2, 5]] -= show * float(np.mean(_bent(np.array(roll[:2]), *(modules / size - 0.5).T)[2]))
    return Sheet(size, lens, np.array([bend, turn, *show]))


def samples(picture: Picture, sheet: Sheet, per_module: int, margin: int) -> Vector:
    """The picture over the symbol and `margin` modules around it, `per_module` samples per module and direction."""
    at = (np.arange((sheet.size + 2 * margin) * per_module) + 0.5) / per_module - margin
    u, v = np.meshgrid(at, at)
    x, y = sheet.pixels(u, v)
    taken = cv2.remap(picture, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(taken, np.float64)


class Fitter:
    """Moves a sheet until what is known of the symbol lies on the picture. `dark`: darkness of the pixels, about -1 ... +1."""

    def __init__(self, dark: Picture) -> None:
        self.dark = dark
        self._slopes = cv2.Sobel(dark, cv2.CV_32F, 1, 0, scale=0.125), cv2.Sobel(dark, cv2.CV_32F, 0, 1, scale=0.125)

    def likeness(self, sheet: Sheet, plan: Layout) -> float:
        """Correlation of the known modules with the picture, -1 ... 1."""
        u, v, wanted = _points(plan, 1)
        seen = self._at(self.dark, *sheet.pixels(u, v))
        return float(seen @ wanted / np.sqrt((seen @ seen) * (wanted @ wanted) + 1e-9))

    def fitted(self, sheet: Sheet, plan: Layout, rounds: int = 6, look: Vector | None = None) -> Sheet:
        """`look`: fit to how the whole symbol should look (the same number of samples for each module), not only to what all have."""
        u, v, wanted = _points(plan, 2) if look is None else _all_points(look, sheet.size)
        vector, damping = sheet.vector(), 1e-3
        error = np.inf
        for _ in range(rounds):
            residual, slope = self._linear(vector, sheet.size, u, v, wanted)
            trust = 1 / (1 + (residual / DOUBT) ** 2)  # a finger is no reason to move
            now = float(trust @ residual**2)
            normal = (slope * trust[:, None]).T @ slope
            scale = np.diag(normal) + 1e-9
            step = np.linalg.solve(normal + damping * np.diag(scale), slope.T @ (trust * residual))
            moved = vector + step
            after = self._residual(moved, sheet.size, u, v, wanted)
            if float(trust @ after**2) < now:
                vector, damping = moved, damping * 0.3
                if error - now < 1e-4 * now and np.isfinite(error):
                    break
                error = now
            else:
                damping *= 10
                if damping > 100:
                    break
        return sheet.with_vector(vector)

    def _residual(self, vector: Vector, size: int, u: Vector, v: Vector, wanted: Vector) -> Vector:
        seen = self._at(self.dark, *_pixels(vector, u / size - 0.5, v / size - 0.5))
        gain = float(seen @ wanted) / float(wanted @ wanted)
        return np.clip(max(gain, 0.2) * wanted - seen, -1, 1)

    def _linear(self, vector: Vector, size: int, u: Vector, v: Vector, wanted: Vector) -> tuple[Vector, Vector]:
        a, b = u / size - 0.5, v / size - 0.5
        x, y = _pixels(vector, a, b)
        sx, sy = self._at(self._slopes[0], x, y), self._at(self._slopes[1], x, y)
        columns = []
        for i in range(len(vector)):
            step = STEPS[i] * max(1.0, abs(vector[i]))
            moved = vector.copy()
            moved[i] += step
            x1, y1 = _pixels(moved, a, b)
            columns.append((sx * (x1 - x) + sy * (y1 - y)) / step)
        return self._residual(vector, size, u, v, wanted), np.stack(columns, 1)

    def _at(self, picture: npt.NDArray[Any], x: Vector, y: Vector) -> Vector:
        taken = cv2.remap(
            picture, x.astype(np.float32)[None], y.astype(np.float32)[None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(taken[0], np.float64)


def _points(plan: Layout, per_module: int) -> tuple[Vector, Vector, Vector]:
    """Samples within the known modules, and a quiet row around the finders' sides."""
    rows, columns = np.nonzero(plan.known)
    inner = (np.arange(per_module) + 0.5) / per_module
    v = (rows[:, None, None] + inner[None, :, None] + 0 * inner[None, None, :]).ravel()
    u = (columns[:, None, None] + 0 * inner[None, :, None] + inner[None, None, :]).ravel()
    return u, v, np.repeat(plan.known[rows, columns], per_module**2)


def _all_points(look: Vector, size: int) -> tuple[Vector, Vector, Vector]:
    at = (np.arange(len(look)) + 0.5) * (size / len(look))
    u, v = np.meshgrid(at, at)
    return u.ravel(), v.ravel(), look.ravel()
