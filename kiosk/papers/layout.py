"""A paper, laid out from top to bottom: every call adds a strip of dots, `picture` puts them together."""

import numpy as np
import segno
from PIL import Image

from kiosk.papers import Picture
from kiosk.papers.fonts import ABOVE, big, draw_line, even, line_height, width, wrap
from kiosk.papers.plain import LONGEST, plain

MARGIN = 12  # dots kept white at both edges: for a head that sits aside, and to shift a picture by


class Sheet:
    """`dots` wide, growing downwards. Sizes are dots per em. Text is cleaned (`plain`) and wrapped, never cut."""

    def __init__(self, dots: int, margin: int = MARGIN) -> None:
        self.dots, self.margin = dots, margin
        self._strips: list[Picture] = []

    @property
    def room(self) -> int:
        return self.dots - 2 * self.margin

    def picture(self) -> Picture:
        """Rows x dots, True = black."""
        return np.vstack([self._white(0), *self._strips])

    def gap(self, rows: int) -> None:
        self._strips.append(self._white(rows))

    def rule(self, thick: int = 3) -> None:
        strip = self._white(thick)
        strip[:, self.margin : self.dots - self.margin] = True
        self._strips.append(strip)

    def text(self, words: str, size: int, bold: bool = False, align: str = "left", indent: int = 0, longest: int = LONGEST) -> None:
        """A paragraph of at most `longest` letters; `align` is "left" or "centre"."""
        self._strips.append(self._paragraph(words, size, bold, align, indent, longest))

    def struck(self, words: str, size: int, align: str = "left") -> None:
        """A paragraph with a line through it: what was promised and no longer holds."""
        paragraph = self._paragraph(words, size, False, align)
        for top in range(0, len(paragraph), line_height(size)):
            inked = np.flatnonzero(paragraph[top : top + line_height(size)].any(axis=0))
            middle = top + round(size * (ABOVE - 0.3))
            paragraph[middle : middle + max(3, size // 10), inked[0] : inked[-1] + 1] = True
        self._strips.append(paragraph)

    def drawn(self, block: Picture) -> None:
        """A picture drawn elsewhere, not wider than the sheet, in its middle."""
        self._strips.append(self._centred(block))

    def box(self, words: str, size: int, bold: bool = False, longest: int = LONGEST) -> None:
        """A paragraph behind a square to tick, which stands on the first line."""
        paragraph = self._paragraph(words, size, bold, indent=box_indent(size), longest=longest)
        side = round(size * 0.86)
        foot = round(size * ABOVE) + 2
        square = paragraph[foot - side : foot, self.margin : self.margin + side]
        square[:] = True
        square[3:-3, 3:-3] = False
        self._strips.append(paragraph)

    def badge(self, words: str, size: int) -> None:
        """White words on a black bar in the middle."""
        lines = wrap(plain(words), size, True, self.room - 2 * size)
        wide = round(max((width(line, size, True) for line in lines), default=0)) + 2 * size
        canvas = Image.new("1", (wide, len(lines) * line_height(size)), 1)
        for row, line in enumerate(lines):
            draw_line(canvas, (wide - width(line, size, True)) / 2, row * line_height(size), line, size, True, white=True)
        self._strips.append(self._centred(np.asarray(canvas, bool)))

    def number(self, label: str, capital: int) -> None:
        """The number, its capitals `capital` dots high; on two lines where the paper is too narrow for it."""
        for row, block in enumerate(big(plain(label), capital, self.room)):
            self.gap(capital // 8 if row else 0)
            self._strips.append(self._centred(block))

    def qr(self, content: str) -> None:
        """A QR code (level M) with its white border of four modules, as large as the sheet is wide."""
        code = segno.make(content, error="m", micro=False)
        dots = np.array([[bool(dot) for dot in row] for row in code.matrix_iter(border=4)])
        module = self.dots // len(dots)
        self._strips.append(self._centred(np.kron(dots, np.ones((module, module), bool))))

    def beside(self, *sheets: "Sheet") -> None:
        """Sheets side by side, the shorter ones in the middle of the tallest."""
        pictures = [sheet.picture() for sheet in sheets]
        tall = max(len(picture) for picture in pictures)
        above = [(tall - len(picture)) // 2 for picture in pictures]
        padded = [np.pad(p, ((a, tall - len(p) - a), (0, 0))) for p, a in zip(pictures, above, strict=True)]
        self._strips.append(self._centred(np.hstack(padded)))

    def _white(self, rows: int) -> Picture:
        return np.zeros((rows, self.dots), bool)

    def _paragraph(self, words: str, size: int, bold: bool, align: str = "left", indent: int = 0, longest: int = LONGEST) -> Picture:
        lines = (even if align == "centre" else wrap)(plain(words, longest), size, bold, self.room - indent)
        canvas = Image.new("1", (self.dots, len(lines) * line_height(size)))
        for row, line in enumerate(lines):
            spare = self.room - indent - width(line, size, bold) if align == "centre" else 0
            draw_line(canvas, self.margin + indent + spare / 2, row * line_height(size), line, size, bold)
        return np.array(canvas, bool)

    def _centred(self, block: Picture) -> Picture:
        left = (self.dots - block.shape[1]) // 2
        if left < 0:
            raise ValueError(f"{block.shape[1]} dots do not fit on {self.dots}")
        strip = self._white(len(block))
        strip[:, left : left + block.shape[1]] = block
        return strip


def box_indent(size: int) -> int:
    """Where the words behind a square begin."""
    return round(size * 1.4)
