"""A citizen's words as pixels: what the screen shows without knowing them. Letters as Kivy draws them, in Noto Sans."""

from typing import TypeAlias

import numpy as np
import segno
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from kiosk.papers.fonts import face, wrap
from kiosk.papers.plain import plain

Ink: TypeAlias = NDArray[np.uint8]
"""Rows x columns, 0 = no ink, 255 = full."""

LEADING = 1.37  # line height of Noto Sans, in its size
BASELINE = 1.069  # from the top of the line
LONGEST, SMALLEST = 400, 8  # letters, pixels


def draw_text(text: str, width: int, size: int, bold: bool = False, lines: int = 1) -> Ink:
    """The text wrapped to `width` pixels in at most `lines` lines, "…" where it was longer; as high as the lines it takes, at least one."""
    size = max(size, SMALLEST)
    wrapped = wrap(plain(text, LONGEST), size, bold, width)
    if len(wrapped) > lines:
        wrapped = [*wrapped[: lines - 1], _cut(wrapped[lines - 1], size, bold, width)]
    canvas = Image.new("L", (width, max(1, len(wrapped)) * line_height(size)))
    for row, line in enumerate(wrapped):
        _line(canvas, 0, row * line_height(size), line, size, bold)
    return np.asarray(canvas, np.uint8)


def draw_typed(text: str, cursor: int, width: int, size: int) -> Ink:
    """What is being written, with the cursor, on one line: where it is too long, the part around the cursor."""
    size = max(size, SMALLEST)
    line, font = text[:LONGEST], face(size, False)
    before = font.getlength(line[:cursor])
    shift = max(0.0, before + size * 0.3 - width)
    canvas = Image.new("L", (width, line_height(size)))
    _line(canvas, -shift, 0, line, size, False)
    x = round(before - shift)
    thick = max(2, size // 14)
    ImageDraw.Draw(canvas).rectangle((x, round(size * 0.12), x + thick - 1, round(size * 1.28)), fill=255)
    return np.asarray(canvas, np.uint8)


def draw_qr(content: str, side: int) -> Ink:
    """A QR code with its quiet zone, every module the same number of pixels, at most `side` wide (never less than one each)."""
    code = segno.make(content, error="m", micro=False, boost_error=False)
    dots = np.array([[bool(dot) for dot in row] for row in code.matrix_iter(border=4)])
    module = max(1, side // len(dots))
    return np.kron(dots, np.full((module, module), 255, np.uint8)).astype(np.uint8)


def line_height(size: int) -> int:
    return round(size * LEADING)


def _line(canvas: Image.Image, left: float, top: int, words: str, size: int, bold: bool) -> None:
    ImageDraw.Draw(canvas).text((round(left), top + round(size * BASELINE)), words, font=face(size, bold), fill=255, anchor="ls")


def _cut(line: str, size: int, bold: bool, width: int) -> str:
    """The line with "…" at its end, as much of it as fits."""
    font = face(size, bold)
    while line and font.getlength(line + "…") > width:
        line = line[:-1]
    return line.rstrip() + "…"
