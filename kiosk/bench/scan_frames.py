"""Frames as a kiosk's camera gives them, drawn: codes of invented people, disturbed in one way at a time. For the bench and the tests."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
import segno
import zxingcpp

from kiosk.devices.scanner_read import Grey

SIZES = {"720p": (720, 1280), "1080p": (1080, 1920)}
CARD = "079{sex}85{n:06d}|{n:09d}|Nguyễn Thị Ánh Tuyết|0203198{d}|Nữ|Tổ dân phố {d}, Phú Hài, Phan Thiết, Bình Thuận|0405202{d}"
WAYS = ("clean", "small", "turned", "motion", "defocus", "noise", "dark", "finger", "glare", "rolled", "inverted", "bars", "oblique bars")


@dataclass(frozen=True)
class Shown:
    """A frame and the text of the code in it."""

    way: str
    grey: Grey
    text: str


def card_text(number: int) -> str:
    """The seven fields of a card of nobody."""
    return CARD.format(sex=1, n=number * 7919 % 1_000_000, d=number % 10)


def qr(text: str, module: int = 8, level: str = "M") -> Grey:
    """Dark on light with a quiet zone; `module` in pixels."""
    code = segno.make(text, error=level, mode="byte", encoding="utf-8", boost_error=False, micro=False)
    modules = np.array([list(row) for row in code.matrix_iter(border=4)], np.uint8)
    return np.where(np.kron(modules, np.ones((module, module), np.uint8)) > 0, 30, 235).astype(np.uint8)


def bars(text: str, module: int = 4) -> Grey:
    """Code 128 with its quiet zone."""
    row = np.asarray(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.Code128).to_image(scale=1), np.uint8)
    line = np.pad(row[row.shape[0] // 2], 12, constant_values=255)
    drawn = np.kron(line[None], np.ones((max(24, line.size // 3), 1), np.uint8))
    return np.where(np.kron(drawn, np.ones((module, module), np.uint8)) > 127, 235, 30).astype(np.uint8)


def rolled(symbol: Grey, half_angle: float, upright: bool) -> Grey:
    """The symbol on a roll of paper, seen from the front; `half_angle` in radians, `upright`: the roll's axis."""
    flat = symbol if upright else np.ascontiguousarray(symbol.T)
    height, width = flat.shape
    radius = width / 2 / half_angle
    reach = int(radius * np.sin(half_angle))
    angle = np.arcsin(np.arange(-reach, reach, dtype=np.float32) / radius)
    x = np.tile(width / 2 + radius * angle, (height, 1)).astype(np.float32)
    y = np.arange(height, dtype=np.float32)[:, None] + (0.2 * radius * (1 - np.cos(angle)))[None].astype(np.float32)
    seen = cv2.remap(flat, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=235)
    return cast(Grey, seen if upright else np.ascontiguousarray(seen.T))


def busy(size: tuple[int, int], seed: int) -> Grey:
    """A hall: blurred colours, stripes, letters. No code."""
    random = np.random.default_rng(seed)
    height, width = size
    scene = cv2.resize(random.integers(40, 200, (6, 8)).astype(np.uint8), (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(8):
        x, y = int(random.integers(width)), int(random.integers(height))
        shade = int(random.integers(20, 235))
        if random.random() < 0.5:
            for i in range(int(random.integers(5, 25))):
                cv2.line(scene, (x + 9 * i, y), (x + 9 * i, y + 160), shade, int(random.integers(1, 7)))
        else:
            cv2.putText(scene, "PHUONG 1234", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.1, shade, 2, cv2.LINE_AA)
    noise = random.normal(0, 2.5, size)
    return np.clip(cv2.GaussianBlur(scene, (0, 0), 1.2) + noise, 0, 255).astype(np.uint8)


def placed(symbol: Grey, scene: Grey, side: float, turn: float, at: tuple[float, float] = (0.5, 0.5)) -> Grey:
    """The symbol in the scene: `side` pixels wide, turned by `turn` degrees, its middle at parts of the width and height."""
    height, width = scene.shape
    scale = side / symbol.shape[1]
    small = symbol if scale > 0.5 else cv2.resize(symbol, None, fx=2 * scale, fy=2 * scale, interpolation=cv2.INTER_AREA)
    matrix = cv2.getRotationMatrix2D((small.shape[1] / 2, small.shape[0] / 2), turn, side / small.shape[1])
    matrix[0, 2] += at[0] * width - small.shape[1] / 2
    matrix[1, 2] += at[1] * height - small.shape[0] / 2
    over = cv2.warpAffine(small, matrix, (width, height), flags=cv2.INTER_AREA)
    mask = cv2.warpAffine(np.full(small.shape, 255, np.uint8), matrix, (width, height), flags=cv2.INTER_AREA) > 127
    return np.where(mask, over, scene).astype(np.uint8)


def blurred(grey: Grey, disc: float = 0.0, line: float = 0.0, angle: float = 0.0) -> Grey:
    """Out of focus (`disc`: radius) and in motion (`line`: length, `angle`: radians), in pixels; light adds up, not grey values."""
    light = np.asarray((grey / 255.0) ** 2.2, np.float64)
    for size, kind in ((disc, "disc"), (line / 2, "line")):
        if size > 0.4:
            reach = int(size) + 2
            y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
            if kind == "disc":
                kernel = np.clip(size + 0.5 - np.hypot(x, y), 0, 1)
            else:
                along, across = x * np.cos(angle) + y * np.sin(angle), y * np.cos(angle) - x * np.sin(angle)
                kernel = np.clip(size + 0.5 - np.abs(along), 0, 1) * np.clip(1 - np.abs(across), 0, 1)
            light = np.asarray(cv2.filter2D(light, -1, kernel / kernel.sum()), np.float64)
    return (np.clip(light, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)


def noisy(grey: Grey, sigma: float, random: np.random.Generator) -> Grey:
    return np.clip(grey + random.normal(0, sigma, grey.shape), 0, 255).astype(np.uint8)


def disturbed(way: str, number: int, size: tuple[int, int]) -> Shown:
    """One frame of a way of WAYS; the same number gives the same frame."""
    random = np.random.default_rng([WAYS.index(way), number])
    scene = busy(size, number)
    if way.endswith("bars"):
        text = f"HD{number % 90 + 10}-{number * 104729 % 10**8:08d}"
        turn = float(random.uniform(38, 52)) if way == "oblique bars" else float(random.uniform(-8, 8))
        return Shown(way, noisy(placed(bars(text), scene, 420, turn), 3, random), text)
    text = card_text(number)
    symbol = qr(text)
    side, turn = float(random.uniform(190, 230)), float(random.uniform(-8, 8))
    if way == "small":
        side = float(random.uniform(85, 120))
    if way == "turned":
        turn = float(random.uniform(20, 340))
    if way == "rolled":
        symbol = rolled(symbol, float(random.uniform(0.5, 0.9)), number % 2 == 0)
    if way == "inverted":
        symbol = 255 - symbol
    frame = placed(symbol, scene, side, turn)
    return Shown(way, _spoilt(way, frame, side, random), text)


def _spoilt(way: str, frame: Grey, side: float, random: np.random.Generator) -> Grey:
    module, angle = side / 57, float(random.uniform(0, np.pi))
    middle = np.array([frame.shape[1] / 2, frame.shape[0] / 2])
    if way == "motion":
        frame = blurred(frame, line=module * float(random.uniform(1.2, 2.2)), angle=angle)
    if way == "defocus":
        frame = blurred(frame, disc=module * float(random.uniform(0.7, 1.0)))
    if way == "dark":
        frame = (noisy((frame * 0.08).astype(np.uint8), 0.8, random).astype(np.float32) * 8).clip(0, 255).astype(np.uint8)
    if way == "finger":
        tip = middle + side * np.array([0.42, 0.42])
        cv2.circle(frame, (int(tip[0]), int(tip[1])), int(side * float(random.uniform(0.16, 0.22))), 140, -1, cv2.LINE_AA)
    if way == "glare":
        y, x = np.mgrid[0 : frame.shape[0], 0 : frame.shape[1]]
        spot = middle + side * random.uniform(-0.2, 0.2, 2)
        far = np.hypot(x - spot[0], y - spot[1]) / (side * float(random.uniform(0.1, 0.17)))
        frame = np.clip(frame + 255 * np.exp(-(far**2.5)), 0, 255).astype(np.uint8)
    return noisy(frame, 18 if way == "noise" else 2, random)


def clip(number: int, size: tuple[int, int], frames: int = 60) -> Iterator[Grey]:
    """A hand brings a card in: it grows, slows down, and the lens finds its focus."""
    random = np.random.default_rng([99, number])
    scene, symbol = busy(size, number), qr(card_text(number))
    end, turn = float(random.uniform(0.16, 0.2)) * size[1], float(random.uniform(-40, 40))
    for k in range(frames):
        t = min(1.0, k / (frames * 0.7))
        near = t * t * (3 - 2 * t)
        side = end * (0.45 + 0.55 * near)
        frame = placed(symbol, scene, side, turn * (1 - near), (0.25 + 0.25 * near, 0.85 - 0.35 * near))
        module = side / 57
        yield noisy(blurred(frame, module * (0.2 + 1.2 * (1 - near)), module * 3 * (1 - near), 0.8), 3, random)
