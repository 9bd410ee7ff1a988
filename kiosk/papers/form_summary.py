"""What was filled in, on the receipt printer: for the officer who enters it where no A4 printer stands."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.papers import Picture
from kiosk.papers.layout import Sheet
from kiosk.papers.parts import Say, end, head, sizes
from kiosk.rules.filling import Filling
from kiosk.rules.procedures import Words


@dataclass(frozen=True)
class SummaryPaper:
    authority: Words
    office: Words
    filling: Filling
    at: datetime


def draw_summary(paper: SummaryPaper, say: Say, dots: int) -> Picture:
    """Each group with its lines, "label: answer"; what nobody answered is left out."""
    sheet, size = Sheet(dots), sizes(dots)
    head(sheet, paper.authority, paper.office, paper.at, say)
    sheet.gap(6)
    sheet.text(say("form_paper.title"), size.small, align="centre")
    sheet.text(paper.filling.form.official, size.strong, bold=True, align="centre")
    sheet.gap(6)
    for page in paper.filling.pages():
        answers = [(key, text) for key in page.fields if (text := paper.filling.printed(key))]
        if answers:
            sheet.gap(8)
            sheet.rule(1)
        for key, text in answers:
            sheet.text(paper.filling.form.field(key).printed, size.small)
            sheet.text(text, size.body, bold=True)
    sheet.gap(12)
    sheet.rule()
    sheet.text(say("form_paper.signed"), size.small)
    sheet.gap(110)
    sheet.text(say("form_paper.note"), size.small, align="centre")
    end(sheet, say)
    return sheet.picture()
