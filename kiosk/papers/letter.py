"""The apology and the new date on a receipt printer (Mẫu 04, TT 01/2018/TT-VPCP). The sentences come from `config/letters`."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.papers import Picture
from kiosk.papers.dossier_parts import PARAGRAPH, fact, new_date, next_time
from kiosk.papers.layout import Sheet
from kiosk.papers.parts import Say, end, head, sizes
from kiosk.rules.dossier import Apology
from kiosk.rules.procedures import Words


@dataclass(frozen=True)
class LetterPaper:
    """Finished sentences, the owner's name masked. `opening` stands before the dates, `closing` (the apology, whom to see) after them.

    `under_title`: the number, place and day. `signature`: who signs, then the name. The dates and the reason come from `apology`.
    """

    authority: Words
    office: Words
    title: str
    greeting: str
    code: str
    apology: Apology
    at: datetime
    under_title: tuple[str, ...] = ()
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    signature: tuple[str, ...] = ()


def draw_letter(paper: LetterPaper, say: Say, dots: int) -> Picture:
    """The letter as a picture `dots` wide (576 for 80 mm, 384 for 58 mm); `say` chooses the language of what is not in `paper`."""
    sheet = Sheet(dots)
    head(sheet, paper.authority, paper.office, paper.at, say)
    address(sheet, paper.title, paper.under_title, paper.greeting)
    paragraphs(sheet, paper.opening)
    new_date(sheet, paper.apology.old_due, paper.apology.new_due, say)
    fact(sheet, say("paper.letter.reason"), paper.apology.reason)
    paragraphs(sheet, paper.closing)
    signature(sheet, paper.signature)
    next_time(sheet, paper.code, say)
    end(sheet, say)
    return sheet.picture()


def address(sheet: Sheet, title: str, under: tuple[str, ...], greeting: str) -> None:
    """Title, number and day in the middle, and whom the letter is for."""
    size = sizes(sheet.dots)
    sheet.gap(10)
    sheet.text(title, size.strong, bold=True, align="centre")
    for line in under:
        sheet.text(line, size.small, align="centre")
    sheet.gap(10)
    sheet.text(greeting, size.body, bold=True)


def paragraphs(sheet: Sheet, texts: tuple[str, ...]) -> None:
    for text in texts:
        sheet.gap(10)
        sheet.text(text, sizes(sheet.dots).body, longest=PARAGRAPH)


def signature(sheet: Sheet, lines: tuple[str, ...]) -> None:
    """Who answers for it: office, then name."""
    size = sizes(sheet.dots)
    sheet.gap(16 if lines else 0)
    for at, line in enumerate(lines):
        sheet.text(line, size.body if at else size.small, bold=bool(at), align="centre")
