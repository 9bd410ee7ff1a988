"""The filled form on A4: the official words in regular letters, the citizen's answers in bold ones, dots where nothing is known.

Laid out as an administrative paper (NĐ 30/2020/NĐ-CP, phụ lục I); what stands on it is data (config/forms/*.toml, [[layout]]).
"""

import re
from dataclasses import dataclass, field
from datetime import datetime

from kiosk.papers.a4 import BOTTOM, LEADING, LEFT, MM, RIGHT, TALL, WIDE, Pages, Run, length, runs, width, wrap
from kiosk.papers.parts import Say
from kiosk.papers.plain import plain
from kiosk.rules.filling import Filling
from kiosk.rules.form import Line

BODY, TITLE, SMALL = 12.0, 14.0, 9.5  # points
LONGEST = 1200  # letters of a line of the layout
DOTS = "." * 28
CELL, BOX = 3.5, 9.0  # points: white in a cell, side of a box to tick
SIGN = 26 * MM  # room for a signature
PLACE = re.compile(r"\{([a-z0-9_]+)\}")


@dataclass(frozen=True)
class FieldSpot:
    """Where an answer stands: sheet from 0, the rest in thousandths of its width and height from the top left."""

    field: str
    sheet: int
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class FormPdf:
    pdf: bytes = field(repr=False)
    spots: tuple[FieldSpot, ...] = ()


@dataclass(frozen=True)
class Piece:
    """One word; `field` is the answer it belongs to, "" for a word of the form."""

    word: str = field(repr=False)
    bold: bool = False
    field: str = ""


def form_pdf(filling: Filling, say: Say, at: datetime) -> FormPdf:
    """The form as a PDF, and where each answer stands on it. Nothing of it stands in the document's properties."""
    writer = _Writer(Pages("vi"), filling)
    writer.nation(say)
    for line in filling.form.layout:
        if filling.holds(line.when):
            writer.line(line)
    writer.foot(say, at)
    return FormPdf(writer.pages.pdf(), tuple(writer.spots))


class _Writer:
    def __init__(self, pages: Pages, filling: Filling) -> None:
        self.pages, self._filling = pages, filling
        self._beside = filling.words()
        self.spots: list[FieldSpot] = []

    def nation(self, say: Say) -> None:
        """The State's name and motto, which head every form."""
        self.pages.paragraph(runs(say("form_pdf.nation"), bold=True), BODY, align="centre")
        self.pages.paragraph(runs(say("form_pdf.motto"), bold=True), BODY, align="centre")
        half = width(say("form_pdf.motto"), BODY, True) / 2
        self.pages.rule((LEFT + RIGHT) / 2 - half, (LEFT + RIGHT) / 2 + half, self.pages.y - 1)
        self.pages.gap(14)

    def foot(self, say: Say, at: datetime) -> None:
        """Which form this is and when it was filled in, at the bottom of the last sheet."""
        form = self._filling.form
        note = runs(say("form_pdf.foot", code=form.code, version=form.version, time=say.time(at), date=say.date(at.date())))
        high = len(wrap(note, SMALL, RIGHT - LEFT)) * SMALL * LEADING
        self.pages.need(high + 6)
        self.pages.y = BOTTOM + high
        self.pages.paragraph(note, SMALL)

    def line(self, line: Line) -> None:
        match line.kind:
            case "title" | "under-title":
                size = TITLE if line.kind == "title" else BODY
                self.pages.gap(4)
                self._flow(self._pieces(line.texts[0], bold=True), size, LEFT, RIGHT, centred=True)
                self.pages.gap(6)
            case "to":
                self._flow(self._pieces(line.texts[0], bold=True), BODY, LEFT, RIGHT, centred=True)
                self.pages.gap(8)
            case "part":
                self.pages.gap(4)
                self._flow(self._pieces(line.texts[0], bold=True), BODY, LEFT, RIGHT)
            case "line":
                self._flow(self._pieces(line.texts[0]), BODY, LEFT, RIGHT)
            case "pair":
                self._columns(line.texts)
            case "note":
                self._flow(self._pieces(line.texts[0]), SMALL, LEFT, RIGHT)
            case "gap":
                self.pages.gap(10)
            case "box":
                self._boxes(line)
            case "table":
                self._table(line)
            case "sign":
                self._signatures(line.texts)

    # -- words

    def _pieces(self, text: str, bold: bool = False) -> list[Piece]:
        """The words of a text, its places filled: an answer is bold, a place without one has dots to write on."""
        found: list[Piece] = []
        before = ""
        for at, part in enumerate(PLACE.split(text)):
            if at % 2 == 0:
                more = [Piece(word, bold) for word in self._words(part)]
            elif part in self._beside:
                more = [Piece(word, bold) for word in self._words(self._beside[part])]
            else:
                answer = self._filling.printed(part)
                more = [Piece(word, True, part) for word in self._words(answer)] if answer else [Piece(DOTS, False, part)]
            if found and more and (before[-1:].strip() if at % 2 else part[:1].strip()):  # "{a}, b" and "(a": no blank between
                found[-1:], more = [_joined(found[-1], more[0])], more[1:]
            found += more
            before = part
        return found

    def _words(self, text: str) -> list[str]:
        return plain(text, LONGEST).split()

    def _flow(self, pieces: list[Piece], size: float, left: float, right: float, centred: bool = False) -> None:
        """A paragraph between `left` and `right`, over the end of a sheet if it must."""
        for line in _wrapped(pieces, size, right - left):
            self.pages.need(size * LEADING)
            words: list[Run] = [(piece.word, piece.bold) for piece in line]
            start = left + (right - left - length(words, size)) / 2 if centred else left
            self._put(line, start, size)

    def _put(self, line: list[Piece], x: float, size: float) -> None:
        """One line, and the spots of its answers."""
        self.pages.put([(piece.word, piece.bold) for piece in line], x, self.pages.y - size * 1.1, size)
        for piece in line:
            wide = width(piece.word, size, piece.bold)
            if piece.field:
                self._spot(piece.field, x, x + wide, self.pages.y, self.pages.y - size * LEADING)
            x += wide + width(" ", size, piece.bold)
        self.pages.y -= size * LEADING

    def _spot(self, name: str, left: float, right: float, top: float, low: float) -> None:
        """The answer's box on this sheet grows with each of its words."""
        sheet = self.pages.page - 1
        here = [round(left / WIDE * 1000), round((TALL - top) / TALL * 1000), round(right / WIDE * 1000), round((TALL - low) / TALL * 1000)]
        for at, spot in enumerate(self.spots):
            if spot.field == name and spot.sheet == sheet:
                old = (spot.left, spot.top, spot.right, spot.bottom)
                grown = [min(old[0], here[0]), min(old[1], here[1]), max(old[2], here[2]), max(old[3], here[3])]
                self.spots[at] = FieldSpot(name, sheet, *grown)
                return
        self.spots.append(FieldSpot(name, sheet, *here))

    # -- parts

    def _columns(self, texts: tuple[str, ...], bold: bool = False) -> None:
        """Texts side by side, kept together on one sheet."""
        wide = (RIGHT - LEFT) / len(texts)
        columns = [self._pieces(text, bold) for text in texts]
        self.pages.need(max(len(_wrapped(pieces, BODY, wide - 8)) for pieces in columns) * BODY * LEADING)
        top, low = self.pages.y, self.pages.y
        for at, pieces in enumerate(columns):
            self.pages.y = top
            self._flow(pieces, BODY, LEFT + at * wide, LEFT + (at + 1) * wide - 8)
            low = min(low, self.pages.y)
        self.pages.y = low

    def _boxes(self, line: Line) -> None:
        """The choices of a field as boxes, the chosen one crossed."""
        if line.texts:
            self._flow(self._pieces(line.texts[0]), BODY, LEFT, RIGHT)
        x, chosen = LEFT, self._filling.value(line.field)
        self.pages.need(BODY * LEADING)
        for choice in self._filling.choices(line.field):
            label = runs(choice.printed or choice.label.vi, bold=choice.code == chosen)
            wide = BOX + 5 + length(label, BODY) + 16
            if x > LEFT and x + wide > RIGHT:
                x, self.pages.y = LEFT, self.pages.y - BODY * LEADING
                self.pages.need(BODY * LEADING)
            self._box(x, choice.code == chosen)
            self.pages.put(label, x + BOX + 5, self.pages.y - BODY * 1.1, BODY)
            self._spot(line.field, x, min(x + wide, RIGHT), self.pages.y, self.pages.y - BODY * LEADING)
            x += wide
        self.pages.y -= BODY * LEADING

    def _box(self, x: float, crossed: bool) -> None:
        low = self.pages.y - BODY * 1.1
        self.pages.frame(x, low, BOX, BOX)
        if crossed:
            self.pages.stroke(x, low, x + BOX, low + BOX)
            self.pages.stroke(x, low + BOX, x + BOX, low)

    def _table(self, line: Line) -> None:
        wide = (RIGHT - LEFT) / max(1, len(line.texts))
        self._row([self._pieces(text, bold=True) for text in line.texts], wide)
        rows = [row for row in line.rows if any(self._filling.printed(key) for cell in row for key in PLACE.findall(cell))]
        for row in rows:
            self._row([self._pieces(cell) for cell in row], wide)
        for _ in range(max(0, line.blank_rows - len(rows))):
            self._row([[] for _ in line.texts], wide)
        self.pages.gap(4)

    def _row(self, cells: list[list[Piece]], wide: float) -> None:
        size = SMALL + 1
        high = max(1, *(len(_wrapped(cell, size, wide - 2 * CELL)) for cell in cells)) * size * LEADING + 2 * CELL
        self.pages.need(high)
        top = self.pages.y
        for at, cell in enumerate(cells):
            self.pages.y = top - CELL
            self._flow(cell, size, LEFT + at * wide + CELL, LEFT + (at + 1) * wide - CELL)
            self.pages.frame(LEFT + at * wide, top - high, wide, high)
        self.pages.y = top - high

    def _signatures(self, texts: tuple[str, ...]) -> None:
        """Who signs, side by side; one alone stands at the right."""
        count = max(2, len(texts))
        wide, first = (RIGHT - LEFT) / count, count - len(texts)
        self.pages.gap(8)
        self.pages.need(2 * BODY * LEADING + SIGN)
        top, low = self.pages.y, self.pages.y
        for at, text in enumerate(texts, first):
            self.pages.y = top
            title, _, note = text.partition("|")
            self._flow(self._pieces(title, bold=True), BODY, LEFT + at * wide, LEFT + (at + 1) * wide - 8, centred=True)
            if note:
                self._flow(self._pieces(note), SMALL, LEFT + at * wide, LEFT + (at + 1) * wide - 8, centred=True)
            low = min(low, self.pages.y)
        self.pages.y = low - SIGN


def _joined(one: Piece, other: Piece) -> Piece:
    """Two pieces without a blank between them; the answer among them gives its letters."""
    answer = one if one.field else other
    return Piece(one.word + other.word, answer.bold, answer.field)


def _wrapped(pieces: list[Piece], size: float, room: float) -> list[list[Piece]]:
    """The pieces in lines; a word that is broken between letters stays its field's."""
    waiting = list(pieces)
    lines: list[list[Piece]] = []
    used = 0
    for line in wrap([(piece.word, piece.bold) for piece in pieces], size, room) if pieces else []:
        made = []
        for word, bold in line:
            piece = waiting[0]
            made.append(Piece(word, bold, piece.field))
            used += len(word)
            if used >= len(piece.word):
                waiting.pop(0)
                used = 0
        lines.append(made)
    return lines
