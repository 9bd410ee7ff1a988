"""The papers of a procedure, as rows with boxes, and its time, fee and place as people say them."""

from dataclasses import replace

from kiosk.rules.procedures import Fee, Paper, Procedure
from screens.base import Screen, app
from screens.letters import Note
from screens.widgets import Banner, FactCard, TickRow


def paper_note(paper: Paper) -> str:
    """"1 bản chính · do bệnh viện cấp": the counts, the case, the note; "hỏi cán bộ" when not confirmed."""
    t = app().t
    parts = []
    if paper.case:
        parts.append(t.words(paper.case))
    if paper.original:
        parts.append(t("paper.original" if paper.original == 1 else "paper.originals", n=paper.original))
    if paper.copy:
        parts.append(t("paper.copy" if paper.copy == 1 else "paper.copies", n=paper.copy))
    if paper.present:
        parts.append(t("paper.present"))
    if paper.note:
        parts.append(t.words(paper.note))
    if not paper.verified:
        parts.append(t("unsure"))
    return " · ".join(parts)


class PapersScreen(Screen):
    """A screen with papers to tick, in its `pages`: a tick changes a row and nothing else."""

    def follow(self, moment) -> bool:
        if replace(moment, ticked=self.moment.ticked) != self.moment:
            return False
        self.moment = moment
        for row in self.ids.pages.blocks:
            if isinstance(row, TickRow):
                row.ticked = row.paper in moment.ticked
        return True


def ticks(kiosk, moment) -> list:
    """One row per paper, those for everybody first; what is not known is said, never guessed."""
    t, rows = app().t, []
    for index, paper in sorted(enumerate(moment.procedure.papers), key=lambda pair: bool(pair[1].case)):
        row = TickRow(key=f"paper.{index}", title=t.words(paper.name), note=paper_note(paper), ticked=index in moment.ticked)
        row.paper = index
        row.bind(on_release=lambda row: kiosk.browse.tick(row.paper))
        rows.append(row)
    return rows or [Banner(kind="sea", icon="help", title=t("papers.unknown"), text=t("papers.unknown.do"))]


def fact(icon: str, label: str, value: str, note: str) -> list:
    """One fact as blocks for Pages: on large letters its note stands apart, sentence by sentence, so that it can flow."""
    if app().theme.step == 0 or len(note) < 80:
        return [FactCard(icon=icon, label=label, value=value, note=note)]
    return [FactCard(icon=icon, label=label, value=value), *(Note(text=s if s.endswith(".") else s + ".") for s in note.split(". "))]


def time_text(procedure: Procedure) -> tuple[str, str]:
    """How long it takes, and a note."""
    t = app().t
    if procedure.time is None:
        return t("unsure"), ""
    return t.words(procedure.time.text), "" if procedure.time.verified and procedure.verified else t("unsure")


def fee_text(procedure: Procedure) -> tuple[str, str]:
    """What it costs, and every fee's note, always."""
    t = app().t
    if not procedure.fees:
        return t("unsure"), ""
    values = [_one_fee(fee) for fee in procedure.fees]
    notes = [t.words(fee.note) for fee in procedure.fees if fee.note]
    if not procedure.verified or any(fee.amount and not fee.verified for fee in procedure.fees):
        notes.append(t("unsure"))
    return " / ".join(dict.fromkeys(values)), " ".join(dict.fromkeys(notes))


def _one_fee(fee: Fee) -> str:
    t = app().t
    if fee.amount is None:
        return t("fee.note_only") if fee.note else t("unsure")
    if fee.amount == 0:
        return t("fee.free") if fee.verified else t("unsure")
    return t.money(fee.amount) + (f"/{t.words(fee.unit)}" if fee.unit else "")
