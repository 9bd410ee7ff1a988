"""The request to complete a dossier on a receipt printer (Mẫu 02, TT 01/2018/TT-VPCP): a list with squares to tick."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.papers import Picture
from kiosk.papers.dossier_parts import PARAGRAPH, next_time
from kiosk.papers.layout import Sheet
from kiosk.papers.letter import address, paragraphs, signature
from kiosk.papers.parts import Say, end, head, sizes
from kiosk.rules.procedures import Words


@dataclass(frozen=True)
class SupplementPaper:
    """Finished sentences, the owner's name masked: `opening`, then a square for each of `items`, then `closing` (reason, whom to ask)."""

    authority: Words
    office: Words
    title: str
    greeting: str
    code: str
    items: tuple[str, ...]
    at: datetime
    under_title: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


def draw_supplement(paper: SupplementPaper, say: Say, dots: int) -> Picture:
    """The list as a picture `dots` wide (576 for 80 mm, 384 for 58 mm); `say` chooses the language of what is not in `paper`."""
    sheet, size = Sheet(dots), sizes(dots)
    head(sheet, paper.authority, paper.office, paper.at, say)
    address(sheet, paper.title, paper.under_title, paper.greeting)
    paragraphs(sheet, paper.opening)
    sheet.gap(4)
    for item in paper.items:
        sheet.gap(8)
        sheet.box(item, size.body, bold=True, longest=PARAGRAPH)
    sheet.gap(4)
    paragraphs(sheet, paper.closing)
    signature(sheet, paper.signature)
    next_time(sheet, paper.code, say)
    end(sheet, say)
    return sheet.picture()
