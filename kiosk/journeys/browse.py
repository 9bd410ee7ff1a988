"""The citizen wants to know: which procedure, what to bring, how long, how much, where."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from kiosk.errors import KioskError
from kiosk.moments import (
    Details,
    Events,
    Fields,
    Found,
    Listing,
    Moment,
    Paged,
    ProcedurePage,
    Ready,
    Row,
    Searching,
    SlipGiven,
    TakeAlong,
    TicketGiven,
    Waiting,
)
from kiosk.rules.procedures import Field, LifeEvent, Procedure, Words
from kiosk.rules.typing import next_mode, pressed
from kiosk.text import LANGUAGES, Text
from kiosk.world import take_along

if TYPE_CHECKING:
    from kiosk.kiosk import Kiosk
    from kiosk.rules.search import Answer

MAX_QUERY = 120
TICKED = "ticked"  # private: code of a procedure -> the places of the papers at hand


class Browse:
    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    # -- lists

    def fields(self) -> None:
        offered = self.kiosk.offered().values()
        usual = [code for queue in self.kiosk.settings.queues for code in queue.fields]  # the most used first, as the hall is laid out
        fields = sorted(self.kiosk.world.catalogue.fields, key=lambda f: usual.index(f.code) if f.code in usual else len(usual))
        counts = [(field, sum(p.field == field.code for p in offered)) for field in fields]
        self.kiosk.show(Fields(tuple((field, n) for field, n in counts if n)))

    def events(self) -> None:
        self.kiosk.show(Events(tuple(event for event in self.kiosk.world.catalogue.events if self._rows(event.procedures))))

    def field(self, field: Field) -> None:
        """All procedures of a field; those abolished a short while ago stand at the end, struck out."""
        today, catalogue = self.kiosk.today(), self.kiosk.world.catalogue
        rows = [Row(p, p.mark(today)) for p in self.kiosk.offered().values() if p.field == field.code]
        gone = [Row(p, "abolished") for p in catalogue.abolished(today) if p.field == field.code and not p.offered(today)]
        self.kiosk.show(Listing(field, (*rows, *gone)))

    def event(self, event: LifeEvent) -> None:
        self.kiosk.show(Listing(event, self._rows(event.procedures)))

    def _rows(self, codes: tuple[str, ...]) -> tuple[Row, ...]:
        offered, today = self.kiosk.offered(), self.kiosk.today()
        return tuple(Row(offered[code], offered[code].mark(today)) for code in codes if code in offered)

    def turn(self, first: int) -> None:
        """Another page of the same list."""
        here = self.kiosk.session.moment
        if isinstance(here, Paged):
            self.kiosk.change(replace(here, first=max(0, first)))

    # -- search

    def search(self) -> None:
        self.kiosk.show(Searching())

    def key(self, name: str) -> None:
        """A key of the keyboard: a letter, or one of tone-*, hat, backspace, space, clear, left, right, shift, mode."""
        here = self.kiosk.session.moment
        if not isinstance(here, Searching):
            return
        if name == "shift":
            self.kiosk.change(replace(here, shift=not here.shift))
        elif name == "mode":
            self.kiosk.change(replace(here, mode=next_mode(here.mode)))
        elif name == "find":
            self._find(here.query.strip())
        else:
            query, cursor = pressed(here.query, here.cursor, name, here.mode, here.shift)
            if len(query) <= MAX_QUERY:
                self._typed(replace(here, query=query, cursor=cursor, shift=False))

    def suggestion(self, text: str) -> None:
        """A word of the strip above the keys was touched."""
        here = self.kiosk.session.moment
        if isinstance(here, Searching):
            self._typed(replace(here, query=text, cursor=len(text)))

    def _typed(self, here: Searching) -> None:
        self.kiosk.change(replace(here, first=0, done=False))
        query = here.query.strip()
        if not query:
            self.kiosk.change(replace(here, rows=(), suggestions=(), elsewhere="", elsewhere_en="", done=False, first=0))
            return
        self.kiosk.work.start("search", lambda: self.kiosk.world.find(query), lambda a: self._found(here.query, a), self._not_found)

    def _find(self, query: str) -> None:
        """The whole question is typed: answered strictly, on a screen of its own."""
        if query:
            job = partial(self.kiosk.world.find, query, typing=False)
            self.kiosk.work.start("search", job, lambda a: self._answered(query, a), self._not_found)

    def _answered(self, query: str, answer: Answer) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, Searching) and here.query.strip() == query:  # else typed on meanwhile
            away = answer.elsewhere.where if answer.elsewhere else Words()
            self.kiosk.show(Found(query, self._rows(tuple(hit.code for hit in answer.hits)), away.vi, away.en))

    def _not_found(self, error: KioskError) -> None:
        if isinstance(self.kiosk.session.moment, Searching):
            self.kiosk.sorry(error)

    def _found(self, query: str, answer: Answer) -> None:
        here = self.kiosk.session.moment
        if not isinstance(here, Searching) or here.query != query:  # typed on meanwhile: a newer answer follows
            return
        away = answer.elsewhere.where if answer.elsewhere else None
        self.kiosk.change(
            replace(
                here,
                rows=self._rows(tuple(hit.code for hit in answer.hits)),
                suggestions=tuple(answer.suggestions),
                elsewhere=away.vi if away else "",
                elsewhere_en=away.en if away else "",
                done=True,
            )
        )

    # -- one procedure

    def open(self, procedure: Procedure) -> None:
        """The page of a procedure; one that is not offered today has none."""
        today = self.kiosk.today()
        if not procedure.offered(today):
            return
        queue = self.kiosk.settings.queue_for(procedure.code, procedure.field)
        self.kiosk.show(
            ProcedurePage(
                procedure,
                queue,
                queue is not None and not self.kiosk.ticket.why_closed(queue),
                procedure.mark(today),
                self.ticked(procedure),
            )
        )

    def tick(self, paper: int) -> None:
        """The citizen has (or has not) this paper at hand."""
        here = self.kiosk.session.moment
        if isinstance(here, ProcedurePage | Ready | TicketGiven) and here.procedure is not None:
            ticked = here.ticked ^ {paper}
            self.kiosk.session.private.setdefault(TICKED, {})[here.procedure.code] = ticked
            self.kiosk.change(replace(here, ticked=ticked))

    def ticked(self, procedure: Procedure | None) -> frozenset[int]:
        """What this citizen has ticked of it so far, on whatever screen."""
        found: dict[str, frozenset[int]] = self.kiosk.session.private.get(TICKED, {})
        return found.get(procedure.code, frozenset()) if procedure else frozenset()

    def as_ticked(self, moment: Moment) -> Moment:
        """A moment of before, with what was ticked since."""
        return replace(moment, ticked=self.ticked(moment.procedure)) if isinstance(moment, ProcedurePage | Ready) else moment

    def details(self, what: str) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, ProcedurePage):
            self.kiosk.show(Details(here.procedure, what))

    def take_along(self, procedure: Procedure) -> None:
        self.kiosk.show(TakeAlong(procedure, Words(*(take_along(procedure, Text(language)) for language in LANGUAGES))))

    def print_list(self, procedure: Procedure) -> None:
        """Print what to bring as a slip; a second tap prints no second one."""
        if isinstance(self.kiosk.session.moment, Waiting):
            return
        language = self.kiosk.choices.language
        self.kiosk.show(Waiting("waiting.slip"))
        self.kiosk.work.start(
            "printer",
            lambda: self.kiosk.world.print_checklist(procedure, language),
            lambda _: self.kiosk.show(SlipGiven(procedure)),
            lambda error: self._no_slip(procedure, error),
        )

    def _no_slip(self, procedure: Procedure, error: KioskError) -> None:
        self.kiosk.show(SlipGiven(procedure, error.key))
