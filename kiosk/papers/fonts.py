"""The two faces that go on paper, drawn by FreeType in pure black and white: the sharpest letters a thermal head can make."""

import math
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from kiosk import paths
from kiosk.papers import Picture

ABOVE, BELOW = 1.1, 0.3  # em above and below the baseline: room for Ẫ and for ợ (Noto Sans reaches 1.05)
CAPITALS = 0.714  # height of a capital, em
NARROWEST = 0.72  # how far the big number may be squeezed before it goes on two lines


@lru_cache(maxsize=32)
def face(size: int, bold: bool) -> ImageFont.FreeTypeFont:
    file = paths.ASSETS / "fonts" / f"NotoSans-{'Bold' if bold else 'Regular'}.ttf"
    return ImageFont.truetype(str(file), size, layout_engine=ImageFont.Layout.BASIC)


def line_height(size: int) -> int:
    return round(size * ABOVE) + round(size * BELOW)


@lru_cache(maxsize=4096)  # the same sentences stand on every ticket; measuring them is half of the work
def width(words: str, size: int, bold: bool) -> float:
    """Dots that a line takes."""
    return face(size, bold).getlength(words)


def forget() -> None:
    """The lines that were measured: they may be a citizen's."""
    width.cache_clear()


def draw_line(canvas: Image.Image, left: float, top: int, words: str, size: int, bold: bool, white: bool = False) -> None:
    """One line of text, its box starting at (left, top), without grey dots."""
    pen = ImageDraw.Draw(canvas)
    pen.fontmode = "1"
    pen.text((round(left), top + round(size * ABOVE)), words, font=face(size, bold), fill=0 if white else 1, anchor="ls")


def wrap(words: str, size: int, bold: bool, room: int) -> list[str]:
    """Lines that fit into `room` dots, broken between words; a word that alone is too long is broken between letters."""
    lines: list[str] = []
    for word in words.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold) <= room:
            lines[-1] = joined
            continue
        while len(word) > 1 and width(word[: room + 1], size, bold) > room:  # no letter is narrower than a dot
            fits = _fitting(word, size, bold, room)
            lines.append(word[:fits])
            word = word[fits:]
        lines.append(word)
    return lines


def _fitting(word: str, size: int, bold: bool, room: int) -> int:
    """How many letters of a word that is too long fit, at least one; longer and longer beginnings are tried, for words may be endless."""
    measured = face(size, bold).getlength
    fits, too_many = 1, 2
    while too_many < len(word) and measured(word[:too_many]) <= room:
        fits, too_many = too_many, 2 * too_many
    too_many = min(too_many, len(word))
    while too_many - fits > 1:
        tried = (fits + too_many) // 2
        fits, too_many = (tried, too_many) if measured(word[:tried]) <= room else (fits, tried)
    return fits


def even(words: str, size: int, bold: bool, room: int) -> list[str]:
    """As few lines as `wrap` makes, of about the same length: no single word is left over on the last one."""
    lines = wrap(words, size, bold, room)
    for narrower in range(room - 16, room // 2, -16) if len(lines) > 1 else ():
        tried = wrap(words, size, bold, narrower)
        if len(tried) > len(lines):
            break
        lines = tried
    return lines


def big(label: str, capital: int, room: int) -> list[Picture]:
    """The number, `capital` dots from the baseline to the top of a capital: one block, or one a word where the paper is narrow."""
    whole = _tight(label, capital)
    if whole.width * NARROWEST <= room:
        return [_squeezed(whole, room)]
    return [_squeezed(_tight(part, capital), room) for part in label.split()]


def _tight(words: str, capital: int) -> Image.Image:
    font = face(math.ceil(capital / CAPITALS), True)
    left, top, right, bottom = font.getbbox(words, anchor="ls")
    canvas = Image.new("L", (math.ceil(right - left) + 4, math.ceil(bottom - top) + 4))
    ImageDraw.Draw(canvas).text((2 - left, 2 - top), words, font=font, fill=255, anchor="ls")
    return canvas


def _squeezed(drawn: Image.Image, room: int) -> Picture:
    """Narrower where it must be, never lower."""
    fitted = drawn if drawn.width <= room else drawn.resize((room, drawn.height), Image.Resampling.LANCZOS)
    return np.asarray(fitted) >= 128
