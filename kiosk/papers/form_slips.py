"""Slips about a dossier that went online: it is in, it is kept until the portal is back, its fee is paid."""

from dataclasses import dataclass, field
from datetime import date, datetime

from kiosk.papers import Picture
from kiosk.papers.dossier_parts import code_lines
from kiosk.papers.layout import Sheet
from kiosk.papers.parts import Say, end, head, sizes
from kiosk.rules.procedures import Words

KEPT_PREFIX = "PH2:"  # what a slip's QR begins with (kiosk.rules.scanned)
CODE = 300  # dots of a QR code


@dataclass(frozen=True)
class SentPaper:
    """It is in. `post`: the result comes by post; `originals`: they must be shown."""

    authority: Words
    office: Words
    service: str
    code: str
    secret: str = field(repr=False)
    at: datetime = datetime.min
    post: bool = False
    originals: bool = False


@dataclass(frozen=True)
class KeptPaper:
    """It is not in yet; the kiosk keeps it until that day."""

    authority: Words
    office: Words
    service: str
    code: str
    at: datetime
    until: date


@dataclass(frozen=True)
class PaidPaper:
    authority: Words
    office: Words
    service: str
    code: str
    amount: int
    ref: str
    at: datetime


def draw_sent(paper: SentPaper, say: Say, dots: int) -> Picture:
    """Code and secret to look it up, and how the result comes back."""
    sheet, size = Sheet(dots), sizes(dots)
    _head(sheet, paper, say("sent.title"), say)
    _code(sheet, say("sent.code"), paper.code)
    if paper.secret:
        sheet.gap(8)
        sheet.text(say("sent.secret"), size.small, align="centre")
        sheet.text(paper.secret, size.title, bold=True, align="centre")
    _qr(sheet, paper.code)
    sheet.text(say("sent.next"), size.small, align="centre")
    sheet.gap(6)
    sheet.text(say("sent.post" if paper.post else "sent.counter"), size.body, align="centre")
    if paper.originals:
        sheet.text(say("sent.originals"), size.body, bold=True, align="centre")
    end(sheet, say)
    return sheet.picture()


def draw_kept(paper: KeptPaper, say: Say, dots: int) -> Picture:
    """What is done and what is not, and the code to look it up."""
    sheet, size = Sheet(dots), sizes(dots)
    _head(sheet, paper, say("kept.title"), say)
    sheet.text(say("kept.what"), size.body)
    _code(sheet, say("kept.code"), f"{paper.code[:4]} {paper.code[4:]}")
    _qr(sheet, KEPT_PREFIX + paper.code)
    sheet.text(say("kept.next"), size.body)
    sheet.gap(6)
    sheet.text(say("kept.until", date=say.date(paper.until)), size.small)
    end(sheet, say)
    return sheet.picture()


def draw_paid(paper: PaidPaper, say: Say, dots: int) -> Picture:
    """What was paid; the receipt itself comes from the portal."""
    sheet, size = Sheet(dots), sizes(dots)
    _head(sheet, paper, say("payment.title"), say)
    sheet.text(say("payment.amount"), size.small, align="centre")
    sheet.text(say.money(paper.amount), size.title, bold=True, align="centre")
    _code(sheet, say("payment.for"), paper.code)
    if paper.ref:
        sheet.gap(6)
        sheet.text(say("payment.ref"), size.small, align="centre")
        sheet.text(paper.ref, size.body, align="centre")
    sheet.gap(8)
    sheet.text(say("payment.note"), size.small, align="centre")
    end(sheet, say)
    return sheet.picture()


def _head(sheet: Sheet, paper: SentPaper | KeptPaper | PaidPaper, title: str, say: Say) -> None:
    size = sizes(sheet.dots)
    head(sheet, paper.authority, paper.office, paper.at, say)
    sheet.gap(6)
    sheet.text(title, size.title, bold=True, align="centre")
    sheet.text(paper.service, size.body, align="centre")
    sheet.gap(6)


def _code(sheet: Sheet, label: str, code: str) -> None:
    size = sizes(sheet.dots)
    sheet.gap(8)
    sheet.text(label, size.small, align="centre")
    for line in code_lines(code, size.strong, sheet.room):
        sheet.text(line, size.strong, bold=True, align="centre")


def _qr(sheet: Sheet, content: str) -> None:
    code = Sheet(min(CODE, sheet.dots), margin=0)
    code.qr(content)
    sheet.gap(8)
    sheet.beside(code)
    sheet.gap(4)
