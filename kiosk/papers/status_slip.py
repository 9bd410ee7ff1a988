"""The status slip: where a dossier is, what its owner has to do, by when. It holds no full name and no ID number."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.papers import Picture
from kiosk.papers.dossier_parts import PARAGRAPH, code_lines, fact, large_date, new_date, next_time
from kiosk.papers.layout import Sheet
from kiosk.papers.parts import Say, beneath, end, head, sizes
from kiosk.papers.timeline import timeline
from kiosk.rules.dossier import Dossier
from kiosk.rules.procedures import Words


@dataclass(frozen=True)
class StatusPaper:
    """`status`, `next`, `task`, `note`, `where` and `bring` are finished sentences; an empty one leaves its part of the slip out.

    `note` says how long that is, or how late ("còn 3 ngày làm việc"). `due` is the date that holds, `old_due` the one before it
    (None: it never moved). The dossier is masked already.
    """

    authority: Words
    office: Words
    dossier: Dossier
    status: Words
    at: datetime
    next: Words = Words()
    task: Words = Words()
    note: Words = Words()
    due: datetime | None = None
    old_due: datetime | None = None
    where: Words = Words()
    bring: tuple[Words, ...] = ()


def draw_status(paper: StatusPaper, say: Say, dots: int) -> Picture:
    """The slip as a picture `dots` wide (576 for 80 mm, 384 for 58 mm); `say` chooses the language."""
    sheet, size = Sheet(dots), sizes(dots)
    head(sheet, paper.authority, paper.office, paper.at, say)
    sheet.gap(6)
    sheet.text(say("paper.status.title"), size.title, bold=True, align="centre")
    _whose(sheet, paper, say)
    _now(sheet, paper, say)
    _due(sheet, paper, say)
    _collect(sheet, paper, say)
    if paper.dossier.steps:
        sheet.gap(14)
        sheet.text(say("paper.status.steps"), size.body, bold=True)
        sheet.gap(6)
        timeline(sheet, paper.dossier.steps, say)
    next_time(sheet, paper.dossier.code, say)
    sheet.gap(6)
    sheet.text(say("paper.status.printed"), size.small, align="centre")
    sheet.text(say("paper.status.masked"), size.small, align="centre")
    end(sheet, say)
    return sheet.picture()


def _whose(sheet: Sheet, paper: StatusPaper, say: Say) -> None:
    dossier, size = paper.dossier, sizes(sheet.dots)
    sheet.gap(10)
    sheet.text(dossier.service, size.strong, bold=True)
    sheet.gap(4)
    sheet.text(say("paper.dossier.code"), size.small)
    for line in code_lines(dossier.code, size.body, sheet.room):
        sheet.text(line, size.body, bold=True)
    if dossier.owner or dossier.owner_number:
        sheet.gap(4)
        sheet.text(say("paper.dossier.owner"), size.small)
        sheet.text(dossier.owner, size.body, bold=True)
        sheet.text(dossier.owner_number, size.small)
    sheet.gap(10)
    sheet.rule()


def _now(sheet: Sheet, paper: StatusPaper, say: Say) -> None:
    """The one sentence, and the citizen's task under a black bar: what somebody reads who reads nothing else."""
    size = sizes(sheet.dots)
    sheet.gap(10)
    sheet.text(say.words(paper.status), size.strong, bold=True, longest=PARAGRAPH)
    beneath(sheet, paper.status, say, size.small)
    sheet.gap(4)
    sheet.text(say.words(paper.next), size.body, longest=PARAGRAPH)
    if paper.task:
        sheet.gap(12)
        sheet.badge(say("paper.status.task"), size.body)
        sheet.gap(4)
        sheet.text(say.words(paper.task), size.body, bold=True, longest=PARAGRAPH)
        beneath(sheet, paper.task, say, size.small)


def _due(sheet: Sheet, paper: StatusPaper, say: Say) -> None:
    size = sizes(sheet.dots)
    if paper.due is None and not paper.note:
        return
    sheet.gap(12)
    sheet.rule(2)
    if paper.due is not None and paper.old_due is not None:
        new_date(sheet, paper.old_due, paper.due, say)
    elif paper.due is not None:
        sheet.gap(12)
        sheet.text(say("paper.due"), size.small)
        large_date(sheet, paper.due, say)
    sheet.text(say.words(paper.note), size.body, longest=PARAGRAPH)


def _collect(sheet: Sheet, paper: StatusPaper, say: Say) -> None:
    size = sizes(sheet.dots)
    fact(sheet, say("paper.status.where"), say.words(paper.where))
    if paper.bring:
        sheet.gap(14)
        sheet.text(say("paper.bring"), size.body, bold=True)
        for one in paper.bring:
            sheet.gap(4)
            sheet.box(say.words(one), size.body)
