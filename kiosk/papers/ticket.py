"""The ticket: a number in a queue, with the list of papers to have at hand."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.papers import Picture
from kiosk.papers.checklist import papers_to_bring
from kiosk.papers.layout import Sheet
from kiosk.papers.parts import Say, beneath, end, head, sizes
from kiosk.rules.procedures import Procedure, Words
from kiosk.rules.waiting import Waiting

NUMBER, NUMBER_NARROW = 136, 124  # dots a capital is high: 17 and 15.5 mm; 15 mm is the least
CODE = 232  # dots of the QR code with its border: 29 mm, so that a module is a full millimetre


@dataclass(frozen=True)
class TicketPaper:
    """What stands on a ticket. `code` goes into the QR and names nobody; `again` counts reprints.

    `form_code`: the filled form, sealed for the counter, as the text of a second QR.
    """

    label: str
    authority: Words
    office: Words
    queue: Words
    counters: tuple[str, ...]
    waiting: Waiting
    at: datetime
    code: str
    priority: bool = False
    procedure: Procedure | None = None
    again: int = 0
    form_code: str = ""
    follow: bool = False  # a phone that reads the code sees how many are ahead


def draw_ticket(paper: TicketPaper, say: Say, dots: int) -> Picture:
    """The ticket as a picture `dots` wide (576 for 80 mm, 384 for 58 mm); `say` chooses the language."""
    sheet = Sheet(dots)
    head(sheet, paper.authority, paper.office, paper.at, say)
    _number(sheet, paper, say)
    _waiting(sheet, paper, say)
    if paper.form_code:
        _form(sheet, paper.form_code, say)
    if paper.procedure is not None:
        sheet.gap(10)
        sheet.rule()
        papers_to_bring(sheet, paper.procedure, say, notes=False)
    end(sheet, say)
    return sheet.picture()


def _number(sheet: Sheet, paper: TicketPaper, say: Say) -> None:
    size = sizes(sheet.dots)
    sheet.gap(10)
    sheet.text(say("paper.your_number"), size.body, align="centre")
    if paper.again:
        sheet.gap(4)
        sheet.badge(say("paper.again", n=paper.again), size.body)
    sheet.gap(16)
    sheet.number(paper.label, NUMBER if sheet.dots >= 576 else NUMBER_NARROW)
    sheet.gap(18)
    if paper.priority:
        sheet.badge(say("paper.priority"), size.strong)
        sheet.gap(4)
    sheet.text(say("paper.counter", counters=", ".join(paper.counters)), size.title, bold=True, align="centre")
    sheet.text(say.words(paper.queue), size.strong, bold=True, align="centre")
    beneath(sheet, paper.queue, say, size.small, align="centre")
    sheet.gap(8)


def _form(sheet: Sheet, code: str, say: Say) -> None:
    """The form goes to the counter: the officer scans it and types nothing."""
    size = sizes(sheet.dots)
    sheet.gap(10)
    sheet.rule()
    sheet.gap(10)
    sheet.text(say("paper.form_code"), size.body, bold=True, align="centre")
    sheet.text(say("paper.form_code.note"), size.small, align="centre")
    sheet.qr(code)


def _waiting(sheet: Sheet, paper: TicketPaper, say: Say) -> None:
    """How many are ahead and how long that may take, beside the QR code where the paper is wide enough."""
    size = sizes(sheet.dots)
    sheet.rule()
    sheet.gap(10)
    code = Sheet(CODE, margin=0)
    code.qr(paper.code)
    wide = sheet.dots - code.dots >= 300
    words = Sheet(sheet.dots - code.dots - 8 if wide else sheet.dots)
    _ahead(words, paper.waiting, say)
    if wide:
        sheet.beside(words, code)
    else:
        sheet.beside(words)
        sheet.beside(code)
    if paper.follow:
        sheet.text(say("paper.follow"), size.small, bold=True, align="centre")
    sheet.text(say("paper.estimate"), size.small, align="centre")
    sheet.text(say("paper.until_called"), size.small, align="centre")


def _ahead(words: Sheet, waiting: Waiting, say: Say) -> None:
    size = sizes(words.dots)
    if waiting.ahead:
        words.text(str(waiting.ahead), size.title, bold=True, align="centre")
        words.text(say("paper.ahead"), size.body, align="centre")
    else:
        words.text(say("paper.nobody_ahead"), size.body, bold=True, align="centre")
    words.gap(10)
    if not waiting.today:
        words.text(say("paper.not_today"), size.body, bold=True, align="centre")
        return
    words.text(say("paper.wait"), size.body, align="centre")
    words.text(_minutes(waiting, say), size.title, bold=True, align="centre")


def _minutes(waiting: Waiting, say: Say) -> str:
    return say("paper.minutes", low=waiting.low, high=waiting.high) if waiting.low else say("paper.within", high=waiting.high)
