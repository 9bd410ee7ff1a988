"""A4 pages as a PDF, made in memory: text that flows over as many pages as it needs, in Noto Sans embedded as a subset."""

import re
from collections.abc import Iterable
from functools import lru_cache
from io import BytesIO

import segno
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from kiosk import paths
from kiosk.papers.plain import plain

MM = 72 / 25.4  # points in a millimetre; all lengths below are points, heights measured from the bottom of the page
WIDE, TALL = 210 * MM, 297 * MM
LEFT, RIGHT = 30 * MM, WIDE - 18 * MM  # margins of NĐ 30/2020/NĐ-CP, phụ lục I: left 30-35, right 15-20, top and bottom 20-25 mm
TOP, BOTTOM = TALL - 20 * MM, 22 * MM
LEADING = 1.42  # em from line to line: room for Ẫ under ợ
LONGEST = 2000  # letters of one paragraph
NEUTRAL = "kiosk"  # the document's title and author: they stand in the queue's list of jobs, so they name nobody
Run = tuple[str, bool]  # a word, and whether it is bold


@lru_cache(maxsize=1)
def faces() -> tuple[str, str]:
    """The names of the embedded faces: regular, bold."""
    for name in ("NotoSans-Regular", "NotoSans-Bold"):
        pdfmetrics.registerFont(TTFont(name, str(paths.ASSETS / "fonts" / f"{name}.ttf")))
    return "NotoSans-Regular", "NotoSans-Bold"


@lru_cache(maxsize=4096)
def width(words: str, size: float, bold: bool = False) -> float:
    return float(pdfmetrics.stringWidth(words, faces()[bold], size))


def forget() -> None:
    """The words that were measured: they may be a citizen's."""
    width.cache_clear()


def runs(words: str, bold: bool = False, strong: Iterable[str] = ()) -> list[Run]:
    """The words of a paragraph; those that belong to a phrase of `strong` are bold."""
    line = plain(words, LONGEST)
    marked = [bold] * len(line)
    for phrase in filter(None, (plain(one, LONGEST) for one in strong)):
        for hit in re.finditer(re.escape(phrase), line):
            marked[hit.start() : hit.end()] = [True] * len(phrase)
    return [(hit[0], marked[hit.start()]) for hit in re.finditer(r"\S+", line)]


def wrap(words: list[Run], size: float, room: float, first: float = 0) -> list[list[Run]]:
    """Lines that fit into `room`, the first one shorter by `first`; a word that alone is too long is broken between letters."""
    lines: list[list[Run]] = [[]]
    left = room - first
    waiting = words[::-1]
    while waiting:
        word, bold = waiting.pop()
        blank = width(" ", size, bold) if lines[-1] else 0
        if blank + width(word, size, bold) <= left:
            lines[-1].append((word, bold))
            left -= blank + width(word, size, bold)
        elif lines[-1]:
            lines.append([])
            left = room
            waiting.append((word, bold))
        else:
            fits = _fitting(word, size, bold, left)
            lines[-1].append((word[:fits], bold))
            left = 0
            waiting += [(word[fits:], bold)] if word[fits:] else []
    return lines


def _fitting(word: str, size: float, bold: bool, room: float) -> int:
    """How many of its letters fit, at least one. Widths add up: these pages know no kerning."""
    for at, letter in enumerate(word):
        room -= width(letter, size, bold)
        if room < 0:
            return max(at, 1)
    return len(word)


def even(words: list[Run], size: float, room: float) -> float:
    """The narrowest room in which the words take no more lines than in `room`: no single word is left over on the last one."""
    lines, best = len(wrap(words, size, room)), room
    for part in range(19, 9, -1) if lines > 1 else ():
        if len(wrap(words, size, room * part / 20)) > lines:
            break
        best = room * part / 20
    return best


class Pages:
    """The pages, filled from top to bottom; `y` is where the next line's box begins."""

    def __init__(self, language: str) -> None:
        self._bytes = BytesIO()
        self._canvas = Canvas(self._bytes, (WIDE, TALL), pageCompression=1, invariant=1, initialFontName=faces()[0], lang=language)  # type: ignore[arg-type]  # the stub says float
        self._canvas.setTitle(NEUTRAL)
        self._canvas.setAuthor(NEUTRAL)
        self._canvas.setCreator(NEUTRAL)
        self._canvas.setSubject(NEUTRAL)
        self._canvas.setProducer(NEUTRAL)
        self.y, self.page = TOP, 1

    def pdf(self) -> bytes:
        self._canvas.save()
        return self._bytes.getvalue()

    def gap(self, high: float) -> None:
        self.y -= high

    def need(self, high: float) -> bool:
        """Begin a new page unless so much is still free on this one; True for a new page. Its number stands in the top margin."""
        if self.y - high >= BOTTOM:
            return False
        self._canvas.showPage()
        self.page += 1
        self.y = TOP
        self.line(str(self.page), WIDE / 2, TALL - 13 * MM, 11, align="centre")
        return True

    def paragraph(
        self, words: list[Run], size: float, left: float = LEFT, right: float = RIGHT, align: str = "left", first: float = 0
    ) -> None:
        """Wrapped between `left` and `right`, over the end of a page if it must; `first` indents the first line, centred ones are even."""
        room = even(words, size, right - left) if align == "centre" else right - left
        for row, line in enumerate(wrap(words, size, room, first) if words else ()):
            self.need(size * LEADING)
            indent = 0 if row else first
            spare = right - left - indent - length(line, size) if align == "centre" else 0
            self.put(line, left + indent + spare / 2, self.y - size * 1.1, size)
            self.y -= size * LEADING

    def line(self, words: str, x: float, y: float, size: float, bold: bool = False, align: str = "left") -> None:
        """One line with its baseline at `y`; x is its left end or, for "centre", its middle."""
        self.put(runs(words, bold), x - (length(runs(words, bold), size) / 2 if align == "centre" else 0), y, size)

    def rule(self, left: float, right: float, y: float, thick: float = 0.7) -> None:
        self._canvas.setLineWidth(thick)
        self._canvas.line(left, y, right, y)

    def stroke(self, x: float, y: float, to_x: float, to_y: float, thick: float = 1.0) -> None:
        self._canvas.setLineWidth(thick)
        self._canvas.line(x, y, to_x, to_y)

    def frame(self, left: float, bottom: float, wide: float, high: float, thick: float = 0.7) -> None:
        self._canvas.setLineWidth(thick)
        self._canvas.rect(left, bottom, wide, high)

    def qr(self, content: str, left: float, top: float, side: float) -> None:
        """A QR code (level M) with its white border of four modules, `side` wide."""
        rows = list(segno.make(content, error="m", micro=False).matrix_iter(border=4))
        module = side / len(rows)
        for row, dots in enumerate(rows):
            for dark in re.finditer(b"\x01+", bytes(dots)):
                across, wide = left + dark.start() * module, len(dark[0]) * module
                self._canvas.rect(across, top - (row + 1) * module, wide, module, stroke=0, fill=1)

    def put(self, line: list[Run], x: float, y: float, size: float) -> None:
        """A line, its bold and its other words one after the other, each with the blank behind it: so it can be read back."""
        pen = self._canvas.beginText(x, y)
        for at, (word, bold) in enumerate(line):
            pen.setFont(faces()[bold], size)
            pen.textOut(word + (" " if at < len(line) - 1 else ""))
        self._canvas.drawText(pen)


def length(line: list[Run], size: float) -> float:
    return sum(width(word, size, bold) + (width(" ", size, bold) if at < len(line) - 1 else 0) for at, (word, bold) in enumerate(line))
