"""Letters to a citizen on A4, laid out as an administrative letter (NĐ 30/2020/NĐ-CP, phụ lục I; Mẫu 02 and 04, TT 01/2018/TT-VPCP)."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.papers.a4 import BOTTOM, LEADING, LEFT, MM, RIGHT, Pages, Run, length, runs, wrap
from kiosk.papers.dossier_parts import scannable
from kiosk.papers.parts import Say
from kiosk.papers.plain import plain

HEAD, BODY, TITLE, SMALL = 10.5, 12.0, 14.0, 9.5  # points
MIDDLE = LEFT + (RIGHT - LEFT) * 0.455  # between the agency's column and the nation's
CELL = 4.0  # white around the words of a table's cell
ROW, TICK = 12 * MM, 20 * MM  # width of a table's first and last column
QR, SIGN = 30 * MM, 24 * MM  # the code with its border; room for a signature
ITEM = 800  # letters of one thing to complete: a row never outgrows its page


@dataclass(frozen=True)
class A4Letter:
    """Finished sentences, the owner's name masked. Phrases of `strong` are bold wherever they stand in the body.

    `left`: the agency, last its office; `number` under them. `right`: nation, motto, place and day. `signature`: who signs, the name.
    `copies`: "Nơi nhận: như trên; lưu." `items`: what to complete, a table between `body` and `closing` (none in an apology).
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    title: str
    greeting: str
    code: str
    body: tuple[str, ...]
    at: datetime
    number: str = ""
    items: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()
    copies: str = ""
    signature: tuple[str, ...] = ()


def letter_pdf(letter: A4Letter, say: Say) -> bytes:
    """The letter as a PDF: the apology with the new date (Mẫu 04). Nothing of it stands in the document's properties."""
    pages = Pages(say.language)
    _head(pages, letter)
    pages.gap(22)
    pages.paragraph(runs(plain(letter.title), bold=True), TITLE, LEFT + 10 * MM, RIGHT - 10 * MM, "centre")
    pages.gap(10)
    pages.paragraph(runs(plain(letter.greeting), bold=True), BODY, align="centre")
    pages.gap(6)
    _body(pages, letter.body, letter.strong)
    if letter.items:
        _table(pages, letter.items, say)
    _body(pages, letter.closing, letter.strong)
    return _ended(pages, letter, say)


def supplement_pdf(letter: A4Letter, say: Say) -> bytes:
    """The request to complete a dossier (Mẫu 02) as a PDF: its `items` are a table to tick. Raises ValueError without any."""
    if not letter.items:
        raise ValueError("a request to complete a dossier says what is missing")
    return letter_pdf(letter, say)


def _head(pages: Pages, letter: A4Letter) -> None:
    """Left the agency with a short line under it, right the nation with its motto underlined; below them the number, place and day."""
    top = pages.y
    for at, line in enumerate(letter.left):
        above = at < len(letter.left) - 2  # an authority above the agency is not bold
        pages.paragraph(runs(plain(line.upper()), bold=not above), HEAD, LEFT, MIDDLE, "centre")
    pages.gap(3)
    third = (MIDDLE - LEFT) / 3
    pages.rule(LEFT + third, MIDDLE - third, pages.y)
    low, pages.y = pages.y, top
    for at, line in enumerate(letter.right[:2]):
        pages.paragraph(runs(plain(line), bold=True), HEAD + at, MIDDLE, RIGHT, "centre")
    pages.gap(3)
    half, centre = length(runs(plain("".join(letter.right[1:2])), bold=True), HEAD + 1) / 2, (MIDDLE + RIGHT) / 2
    pages.rule(centre - half, centre + half, pages.y)
    row = min(low, pages.y) - 8
    lowest = row
    for lines, left, right in (((letter.number,), LEFT, MIDDLE), (letter.right[2:], MIDDLE, RIGHT)):
        pages.y = row
        for line in lines:
            pages.paragraph(runs(plain(line)), HEAD + 0.5, left, right, "centre")
        lowest = min(lowest, pages.y)
    pages.y = lowest


def _body(pages: Pages, paragraphs: tuple[str, ...], strong: tuple[str, ...]) -> None:
    for paragraph in paragraphs:
        pages.gap(6)
        pages.paragraph(runs(paragraph, strong=strong), BODY, first=10 * MM)


def _table(pages: Pages, items: tuple[str, ...], say: Say) -> None:
    """Number, what is missing, a square to tick; the head stands again on every page."""
    head: list[list[Run] | None] = [runs(say(key), bold=True) for key in ("a4.row", "a4.item", "a4.tick")]
    pages.gap(10)
    pages.need(4 * BODY * LEADING)
    _row(pages, head)
    for at, item in enumerate(items, 1):
        words = runs(plain(item, ITEM))
        if pages.need(_high(words, BODY, RIGHT - LEFT - ROW - TICK - 2 * CELL) + 2 * CELL):
            _row(pages, head)
        _row(pages, [runs(str(at)), words, None])
    pages.gap(4)


def _row(pages: Pages, cells: list[list[Run] | None]) -> None:
    """None is the cell with the square."""
    edges = (LEFT, LEFT + ROW, RIGHT - TICK, RIGHT)
    top = low = pages.y
    for at, cell in enumerate(cells):
        pages.y = top - CELL
        align = "left" if at == 1 and cells[2] is None else "centre"
        pages.paragraph(cell or [], BODY, edges[at] + CELL, edges[at + 1] - CELL, align)
        low = min(low, pages.y - CELL)
    for left, right in zip(edges, edges[1:], strict=False):
        pages.frame(left, low, right - left, top - low)
    if cells[2] is None:
        side = BODY
        pages.frame(RIGHT - TICK / 2 - side / 2, (top + low - side) / 2, side, side, 1)
    pages.y = low


def _ended(pages: Pages, letter: A4Letter, say: Say) -> bytes:
    """Nơi nhận and the code for next time on the left, who signs on the right, all on one page; under it, what this copy is."""
    left = _copies(letter.copies)
    title, signer = runs(plain(" ".join(letter.signature[:1])), bold=True), runs(plain(" ".join(letter.signature[1:])), bold=True)
    note = runs(say("a4.copy", time=say.time(letter.at), date=say.date(letter.at.date())))
    beside = sum(_high(words, size, MIDDLE - LEFT) for words, size in left) + (QR + SMALL * LEADING if scannable(letter.code) else 0)
    signed = _high(title, BODY, RIGHT - MIDDLE) + SIGN + _high(signer, BODY, RIGHT - MIDDLE)
    foot = _high(note, SMALL, RIGHT - LEFT)
    pages.gap(18)
    pages.need(max(beside, signed) + foot + 8)
    top = pages.y
    pages.paragraph(title, BODY, MIDDLE, RIGHT, "centre")
    pages.gap(SIGN)
    pages.paragraph(signer, BODY, MIDDLE, RIGHT, "centre")
    pages.y = top
    for words, size in left:
        pages.paragraph(words, size, LEFT, MIDDLE)
    if scannable(letter.code):
        pages.qr(letter.code, LEFT - 3 * MM, pages.y, QR)
        pages.gap(QR - 2 * MM)
        pages.paragraph(runs(letter.code), SMALL, LEFT, MIDDLE)
    pages.y = BOTTOM + foot
    pages.rule(LEFT, RIGHT, pages.y + 2, 0.4)
    pages.paragraph(note, SMALL)
    return pages.pdf()


def _copies(copies: str) -> list[tuple[list[Run], float]]:
    """"Nơi nhận: như trên; lưu." as a name and a list."""
    name, colon, those = plain(copies).partition(":")
    head = [(runs(name + colon, bold=True), SMALL + 1)] if name else []
    return head + [(runs(f"- {one.strip()}"), SMALL) for one in those.split(";") if one.strip()]


def _high(words: list[Run], size: float, room: float) -> float:
    """Points that a paragraph takes."""
    return len(wrap(words, size, room)) * size * LEADING if words else 0
