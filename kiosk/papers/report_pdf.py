"""A period's report as A4 pages: head, tables, bars, place to sign. The sentences are config/report.toml's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.graphics.shapes import Drawing, Rect, String
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from kiosk.papers.a4 import NEUTRAL, faces
from kiosk.rules.figures import Share

TINT, LINE, SOFT, INK = HexColor("#E3F0F0"), HexColor("#B9B2A0"), HexColor("#51656A"), HexColor("#13262B")
WIDE = A4[0] - 48 * mm
Tables = Sequence[tuple[str, list[str], list[list[Any]]]]


@dataclass(frozen=True)
class Wording:
    """The sentences of the report, filled in. `receivers`: one line each."""

    nation: str
    motto: str
    authority: str
    office: str
    title: str
    about: str
    opening: str
    late_note: str
    crowd: str  # heading of the crowded hours
    place: str
    receivers: tuple[str, ...]
    signer: str
    sign_note: str
    dated: str


def report_pdf(tables: Tables, crowd: Mapping[tuple[int, int], int], days: Sequence[str], wording: Wording) -> bytes:
    """`days`: the weekdays' names, Monday first."""
    regular, bold = faces()
    body = ParagraphStyle("body", fontName=regular, fontSize=10.5, leading=15)
    small = ParagraphStyle("small", parent=body, fontSize=8.5, leading=11.5)
    strong = ParagraphStyle("strong", parent=body, fontName=bold)
    middle = ParagraphStyle("middle", parent=body, alignment=TA_CENTER)
    head = ParagraphStyle("head", parent=middle, fontName=bold)
    title = ParagraphStyle("title", parent=head, fontSize=13.5, leading=19, spaceBefore=14, spaceAfter=4)
    story: list[Flowable] = [
        _head(wording, head, middle),
        Paragraph(_plain(wording.title), title),
        Paragraph(_plain(wording.about), middle),
        Spacer(0, 8),
        Paragraph(_plain(wording.opening), body),
    ]
    for name, heads, rows in tables:
        if rows:
            story.append(Spacer(0, 10))
            story.append(KeepTogether([Paragraph(_plain(name), strong), Spacer(0, 3), _table(heads, rows, small, bold)]))
    story += [Spacer(0, 10), KeepTogether([Paragraph(_plain(wording.crowd), strong), Spacer(0, 4), _crowd(crowd, days, regular)])]
    story += [Spacer(0, 6), Paragraph(_plain(wording.late_note), small), Spacer(0, 12), _end(wording, body, middle, head)]
    file = BytesIO()
    SimpleDocTemplate(
        file, pagesize=A4, leftMargin=28 * mm, rightMargin=20 * mm, topMargin=18 * mm, bottomMargin=18 * mm, title=NEUTRAL, author=NEUTRAL
    ).build(story, onFirstPage=_numbered, onLaterPages=_numbered)
    return file.getvalue()


def _numbered(canvas: Any, document: Any) -> None:
    canvas.setFont(faces()[0], 8)
    canvas.drawCentredString(A4[0] / 2, 10 * mm, str(document.page))


def _head(wording: Wording, head: ParagraphStyle, middle: ParagraphStyle) -> Table:
    left = [Paragraph(_plain(wording.authority).upper(), head), Paragraph(_plain(wording.office), middle)]
    right = [Paragraph(_plain(wording.nation), head), Paragraph(_plain(wording.motto), head)]
    return Table([[left, right]], colWidths=[WIDE * 0.44, WIDE * 0.56], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])


def _end(wording: Wording, body: ParagraphStyle, middle: ParagraphStyle, head: ParagraphStyle) -> Table:
    left = [Paragraph(_plain(f"{wording.place}:"), body), *(Paragraph(_plain(f"- {one};"), body) for one in wording.receivers)]
    right = [Paragraph(_plain(wording.dated), middle), Paragraph(_plain(wording.signer), head)]
    right.append(Paragraph(_plain(wording.sign_note), middle))
    return Table([[left, [*right, Spacer(0, 60)]]], colWidths=[WIDE * 0.42, WIDE * 0.58], style=[("VALIGN", (0, 0), (-1, -1), "TOP")])


def _table(heads: list[str], rows: list[list[Any]], small: ParagraphStyle, bold: str) -> Table:
    first = ParagraphStyle("first", parent=small, fontName=bold)
    cells = [[Paragraph(_plain(head), first) for head in heads]]
    cells += [[Paragraph(_plain(_said(cell)), small) for cell in row] for row in rows]
    rest = (WIDE - 52 * mm) / max(1, len(heads) - 1)
    widths = [52 * mm, *[rest] * (len(heads) - 1)] if len(heads) > 2 else [WIDE * 0.7, WIDE * 0.3]
    made = Table(cells, colWidths=widths, repeatRows=1)
    style: Any = [("GRID", (0, 0), (-1, -1), 0.5, LINE), ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("BACKGROUND", (0, 0), (-1, 0), TINT)]
    made.setStyle(TableStyle(style))
    return made


def _said(cell: Any) -> str:
    """A number as people write it here; a share in percent."""
    if cell is None:
        return "–"
    if isinstance(cell, Share):
        return f"{cell:.0%}"
    if isinstance(cell, float):
        return f"{cell:.1f}".replace(".", ",")
    return cell.strftime("%d/%m/%Y") if hasattr(cell, "strftime") else str(cell)


def _crowd(crowd: Mapping[tuple[int, int], int], days: Sequence[str], font: str) -> Drawing:
    """Weekdays by hours: the darker the more numbers; the number stands in each field."""
    hours, open_days = sorted({hour for _, hour in crowd}) or [7, 8], max([4, *(day for day, _ in crowd)]) + 1
    wide, high = (WIDE - 60) / len(hours), 15
    drawing = Drawing(WIDE, high * (open_days + 1) + 4)
    most = max(crowd.values(), default=1)
    def say(x: float, y: float, words: str, ink: Any = SOFT, anchor: Any = "middle") -> None:
        drawing.add(String(x, y, words, fontName=font, fontSize=8, textAnchor=anchor, fillColor=ink))

    for at, hour in enumerate(hours):
        say(60 + at * wide + wide / 2, high * open_days + 6, f"{hour}h")
    for day in range(open_days):
        bottom = high * (open_days - 1 - day)
        say(0, bottom + 4, days[day], anchor="start")
        for at, hour in enumerate(hours):
            count = crowd.get((day, hour), 0)
            field = Rect(60 + at * wide, bottom, wide - 1, high - 1)
            field.fillColor, field.strokeColor = _shade(count / most), None
            drawing.add(field)
            say(60 + at * wide + wide / 2, bottom + 4, str(count), HexColor("#FFFFFF") if count / most > 0.6 else INK)
    return drawing


def _shade(full: float) -> Any:
    """From the tint to the strong colour."""
    red, green, blue = (round(light + (dark - light) * full) for light, dark in ((227, 11), (240, 90), (240, 99)))
    return HexColor(red * 65536 + green * 256 + blue)


def _plain(words: str) -> str:
    """No markup comes in from outside."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
