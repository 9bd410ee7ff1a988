"""A procedure's list of papers, with squares to tick: on the ticket, and as a slip of its own."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.papers import Picture
from kiosk.papers.layout import Sheet, box_indent
from kiosk.papers.parts import Say, beneath, end, head, sizes
from kiosk.rules.procedures import Fee, Paper, Procedure, Words


@dataclass(frozen=True)
class ChecklistPaper:
    """A slip to take home; `queue` and `counters` say where to go with it (empty when nobody knows)."""

    authority: Words
    office: Words
    procedure: Procedure
    at: datetime
    queue: Words = Words()
    counters: tuple[str, ...] = ()


def draw_checklist(paper: ChecklistPaper, say: Say, dots: int) -> Picture:
    """The slip as a picture `dots` wide (576 for 80 mm, 384 for 58 mm); `say` chooses the language."""
    sheet = Sheet(dots)
    head(sheet, paper.authority, paper.office, paper.at, say)
    papers_to_bring(sheet, paper.procedure, say, notes=True)
    _facts(sheet, paper, say)
    end(sheet, say)
    return sheet.picture()


def papers_to_bring(sheet: Sheet, procedure: Procedure, say: Say, notes: bool) -> None:
    """The procedure's name, then its papers: those for everybody first, then case by case; `notes` are for the slip at home."""
    size = sizes(sheet.dots)
    sheet.gap(10)
    sheet.text(say.words(procedure.plain), size.strong, bold=True)
    beneath(sheet, procedure.plain, say, size.small)
    sheet.text(say("paper.code", code=procedure.code), size.small)
    sheet.gap(10)
    sheet.text(say("paper.bring" if procedure.papers else "paper.ask_papers"), size.body, bold=True)
    for case in dict.fromkeys([Words(), *(paper.case for paper in procedure.papers)]):
        if case:
            sheet.gap(12)
            sheet.text(say.words(case), size.body, bold=True)
        for paper in procedure.papers:
            if paper.case == case:
                _paper(sheet, paper, say, notes)


def _paper(sheet: Sheet, paper: Paper, say: Say, notes: bool) -> None:
    size = sizes(sheet.dots)
    sheet.gap(6)
    sheet.box(say.words(paper.name), size.body)
    for line in (how_many(paper, say), say.words(paper.note) if notes else ""):
        sheet.text(line, size.small, indent=box_indent(size.body))


def how_many(paper: Paper, say: Say) -> str:
    """"1 bản chính, 2 bản sao", "chỉ cần đưa xem", "hỏi cán bộ": what the record says, nothing else."""
    counts = ((paper.original, "paper.original", "paper.originals"), (paper.copy, "paper.copy", "paper.copies"))
    parts = [say(one if n == 1 else many, n=n) for n, one, many in counts if n]
    parts += [say("paper.present")] if paper.present else []
    parts += [] if paper.verified else [say("paper.ask")]
    return ", ".join(parts)


def _facts(sheet: Sheet, paper: ChecklistPaper, say: Say) -> None:
    """How long, how much, where: each fact under its name; one that nobody confirmed says to ask."""
    procedure = paper.procedure
    sheet.gap(12)
    sheet.rule()
    if procedure.time is not None:
        _fact(sheet, say("paper.time"), _sure(say.words(procedure.time.text), procedure.time.verified, say))
    for row, fee in enumerate(procedure.fees):
        _fact(sheet, "" if row else say("paper.fee"), _amount(fee, say), say.words(fee.note))
    if paper.counters:
        _fact(sheet, say("paper.where"), f"{say('paper.counter', counters=', '.join(paper.counters))} · {say.words(paper.queue)}")


def _fact(sheet: Sheet, name: str, fact: str, note: str = "") -> None:
    size = sizes(sheet.dots)
    sheet.gap(8)
    sheet.text(name, size.small)
    sheet.text(fact, size.body, bold=True)
    sheet.text(note, size.small)


def _amount(fee: Fee, say: Say) -> str:
    if fee.amount is None:
        return say("paper.ask_fee")
    amount = say.money(fee.amount) if fee.amount else say("paper.free")
    return _sure(f"{amount}/{say.words(fee.unit)}" if fee.amount and fee.unit else amount, fee.verified, say)


def _sure(fact: str, verified: bool, say: Say) -> str:
    return fact if verified else f"{fact} ({say('paper.ask')})"
