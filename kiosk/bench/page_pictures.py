"""Pictures of paper as a kiosk's camera may see it, made up, with the true corners: for the bench and the tests. All from one seed."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk.devices.opencv import cv2
from kiosk.papers.fonts import face

WIDE, HIGH = 1920, 1080  # pixels of the camera
FAULTS = ("", "blurred", "glare", "cut", "dark", "far")
WORDS = ("Ủy ban", "nhân dân", "phường", "cấp giấy này", "cho ông bà", "có tên dưới đây", "theo quy định", "hộ tịch", "cư trú")


@dataclass(frozen=True)
class Taken:
    """`corners`: (4, 2), clockwise from the sheet's own top left; `kind`: the paper; `fault`: out of FAULTS."""

    frame: NDArray[np.uint8]
    corners: NDArray[np.float64]
    kind: str
    fault: str


def take(seed: int, fault: str = "") -> Taken:
    """One picture, BGR uint8 (1080, 1920, 3)."""
    rng = np.random.default_rng(seed)
    kind = str(rng.choice(["letter", "table", "form", "coloured", "card", "booklet"]))
    page = _page(rng, kind)
    ground = _ground(rng)
    corners = _pose(rng, page.shape[1] / page.shape[0], fault)
    frame = _laid(rng, page, ground, corners)
    frame = _light(rng, frame, corners, fault)
    return Taken(_seen(rng, frame, fault), corners, kind, fault)


def _page(rng: Any, kind: str) -> NDArray[np.uint8]:
    """The sheet itself, RGB."""
    wide, high = {"card": (1000, 630), "booklet": (1000, 1400)}.get(kind, (1000, 1414))
    colour = tuple(int(v) for v in rng.integers(226, 254, 3)) if kind != "coloured" else tuple(int(v) for v in rng.integers(170, 235, 3))
    sheet = Image.new("RGB", (wide, high), colour)
    pen = ImageDraw.Draw(sheet)
    ink = (25, 25, 35) if rng.random() < 0.8 else (20, 40, 120)
    size, y, margin = int(rng.integers(22, 30)), int(rng.integers(50, 110)), 70
    pen.text((wide / 2, y), "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font=face(28, True), fill=ink, anchor="ma")
    y += 90
    while y < high - 110:
        line = " ".join(rng.choice(WORDS, 9))
        while face(size, False).getlength(line) > wide - 2 * margin:
            line = line.rsplit(" ", 1)[0]
        pen.text((margin, y), line, font=face(size, False), fill=ink)
        y += int(size * 1.6)
    if kind in ("table", "form"):
        for row in range(5):
            pen.rectangle((margin, 500 + row * 80, wide - margin, 580 + row * 80), outline=ink, width=3, fill=colour)
    if kind == "booklet":
        pen.rectangle((30, 30, wide - 30, high - 30), outline=(150, 30, 30), width=6)
    if rng.random() < 0.5:  # a red stamp
        x, at = int(rng.integers(400, 800)), int(high * 0.75)
        pen.ellipse((x - 110, at - 110, x + 110, at + 110), outline=(200, 40, 40), width=8)
    return np.asarray(sheet, np.uint8)


def _ground(rng: Any) -> NDArray[np.uint8]:
    """A desk: wood, cloth, plain light or dark, tiles."""
    kind = rng.choice(["wood", "cloth", "light", "dark", "tiles"])
    bases = {"wood": (70, 110, 150), "cloth": (90, 80, 60), "light": (178, 184, 186), "dark": (45, 45, 50), "tiles": (140, 150, 150)}
    base = bases[str(kind)]
    field = np.ones((HIGH, WIDE, 3), np.float32) * np.array(base, np.float32) * float(rng.uniform(0.8, 1.15))
    noise = rng.normal(0, 1, (HIGH, WIDE)).astype(np.float32)
    if kind == "wood":
        field += cv2.GaussianBlur(noise, (0, 0), sigmaX=60, sigmaY=1.5)[:, :, None] * 90
    elif kind == "cloth":
        field += cv2.GaussianBlur(noise, (0, 0), 1.2)[:, :, None] * 22
    elif kind == "tiles":
        step = int(rng.integers(240, 450))
        field[::step] *= 0.75
        field[:, ::step] *= 0.75
    field += cv2.GaussianBlur(noise, (0, 0), 30)[:, :, None] * 60
    return np.asarray(np.clip(field, 0, 255), np.uint8)


def _pose(rng: Any, ratio: float, fault: str) -> NDArray[np.float64]:
    """Where the sheet's corners come to lie: turned, tilted, within the picture unless it is to be cut."""
    share = float(rng.uniform(0.62, 0.9)) if fault != "far" else float(rng.uniform(0.3, 0.42))
    high = HIGH * share
    wide = high * ratio
    if wide > WIDE * 0.9:
        wide, high = WIDE * 0.9, WIDE * 0.9 / ratio
    square = np.array([[-wide, -high], [wide, -high], [wide, high], [-wide, high]]) / 2
    for _ in range(60):
        turn = np.radians(rng.normal(0, 9) if rng.random() < 0.75 else rng.uniform(-45, 45))
        spun = square @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
        spun = spun * (1 + rng.uniform(-0.07, 0.07, (4, 1)))
        middle = np.array([WIDE, HIGH]) / 2 + rng.normal(0, 30, 2)
        corners = spun + middle
        inside = (corners > 6).all() and (corners < np.array([WIDE - 6, HIGH - 6])).all()
        if fault == "cut":
            return np.asarray(corners - np.array([0, corners[:, 1].min() + rng.uniform(40, 140)]), np.float64)
        if inside:
            return np.asarray(corners, np.float64)
        square = square * 0.97
    return np.asarray(square + np.array([WIDE, HIGH]) / 2, np.float64)


def _laid(rng: Any, page: NDArray[np.uint8], ground: NDArray[np.uint8], corners: NDArray[np.float64]) -> Any:
    """The sheet on the desk with the shadow of its rim, and sometimes a finger on an edge."""
    high, wide = page.shape[:2]
    at = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(at, corners.astype(np.float32))
    shown = cv2.warpPerspective(page[:, :, ::-1].copy(), matrix, (WIDE, HIGH), flags=cv2.INTER_AREA)
    mask = cv2.warpPerspective(np.full((high, wide), 255, np.uint8), matrix, (WIDE, HIGH), flags=cv2.INTER_LINEAR)[:, :, None] / 255.0
    moved = np.roll(mask, (int(rng.integers(2, 7)), int(rng.integers(2, 7))), (0, 1))
    shadow = cv2.GaussianBlur(moved, (0, 0), 6)[:, :, None] * float(rng.uniform(0.1, 0.45))
    frame = ground * (1 - shadow) * (1 - mask) + shown * mask
    if rng.random() < 0.35:
        side = int(rng.integers(0, 4))
        spot = corners[side] + (corners[(side + 1) % 4] - corners[side]) * float(rng.uniform(0.3, 0.7))
        skin = np.array([120, 150, 205], np.float32) * float(rng.uniform(0.7, 1.1))
        finger = np.zeros((HIGH, WIDE), np.uint8)
        cv2.ellipse(finger, (int(spot[0]), int(spot[1])), (int(rng.integers(36, 72)), int(rng.integers(36, 60))), 0.0, 0, 360, 255, -1)
        alpha = cv2.GaussianBlur(finger, (0, 0), 2)[:, :, None] / 255.0
        frame = frame * (1 - alpha) + skin * alpha
    return frame


def _light(rng: Any, frame: Any, corners: NDArray[np.float64], fault: str) -> Any:
    """A lamp from one side; glare where it is ordered."""
    across, down = np.meshgrid(np.linspace(-1, 1, WIDE), np.linspace(-1, 1, HIGH))
    turn = rng.uniform(0, 2 * np.pi)
    lamp = 1 + float(rng.uniform(0, 0.25)) * (across * np.cos(turn) + down * np.sin(turn))
    frame = frame * lamp[:, :, None] * (float(rng.uniform(0.72, 0.92)) if fault != "dark" else float(rng.uniform(0.14, 0.22)))
    if fault == "glare":
        middle = corners.mean(axis=0) + rng.normal(0, 40, 2)
        off = ((across + 1) / 2 * WIDE - middle[0]) ** 2 + ((down + 1) / 2 * HIGH - middle[1]) ** 2
        spot = np.exp(-off / (2 * rng.uniform(80, 135) ** 2))
        frame = frame + spot[:, :, None] * 330
    return frame


def _seen(rng: Any, frame: Any, fault: str) -> NDArray[np.uint8]:
    """Lens, sensor and JPEG."""
    sigma = float(rng.uniform(0.3, 0.7)) if fault != "blurred" else float(rng.uniform(4.0, 7.0))
    frame = cv2.GaussianBlur(np.clip(frame, 0, 255).astype(np.float32), (0, 0), sigma)
    frame = frame + rng.normal(0, float(rng.uniform(1.0, 4.0)), frame.shape)
    packed = cv2.imencode(".jpg", np.clip(frame, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(75, 94))])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
