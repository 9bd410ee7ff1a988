"""The citizen takes a number: which queue, the papers, the one question about priority, the paper in the hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.errors import KioskError, QueueClosed
from kiosk.moments import NoPaper, Priority, QueueRow, Queues, Ready, Sorry, TicketGiven, Unprinted, Waiting
from kiosk.rules.procedures import Procedure
from kiosk.rules.queue import Ticket, code_of
from kiosk.settings import Queue

if TYPE_CHECKING:
    from kiosk.handout import Handed
    from kiosk.kiosk import Kiosk

COUNTER_CODE = "counter code"  # in session.private: the filled form, sealed for the counter


class TicketJourney:
    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    # -- which queue

    def start(self) -> None:
        """All queues with who waits; the store is asked on its lane."""
        self.kiosk.show(Waiting("waiting.queues"))
        self.kiosk.work.start("store", self._queue_rows, lambda rows: self.kiosk.show(Queues(rows)), self.kiosk.sorry)

    def _queue_rows(self) -> tuple[QueueRow, ...]:
        return tuple(self._queue_row(queue) for queue in self.kiosk.settings.queues)

    def _queue_row(self, queue: Queue) -> QueueRow:
        why = self.why_closed(queue) or ("queue.full" if self.kiosk.world.is_full(queue) else "")
        waiting = self.kiosk.world.waiting(queue)
        return QueueRow(queue, not why, waiting, why)

    def why_closed(self, queue: Queue) -> str:
        """"" when this queue hands out numbers now, else the key of the sentence that says why not."""
        return "" if self.kiosk.world.is_open(queue) else "queue.closed_hours"

    def choose(self, queue: Queue) -> None:
        self._question(queue, None)

    def for_procedure(self, procedure: Procedure) -> None:
        """From a procedure's page: straight to its own queue, after the question about the papers."""
        queue = self.kiosk.settings.queue_for(procedure.code, procedure.field)
        if queue is None:
            self.kiosk.help()
        elif procedure.papers:
            self.kiosk.show(Ready(queue, procedure, self.kiosk.browse.ticked(procedure)))
        else:
            self._question(queue, procedure)

    def ready(self) -> None:
        """All papers are there, or the citizen goes on without."""
        here = self.kiosk.session.moment
        if isinstance(here, Ready):
            self._question(here.queue, here.procedure)

    def _question(self, queue: Queue, procedure: Procedure | None) -> None:
        if queue.priority:
            self.kiosk.show(Priority(queue, procedure))
        else:
            self.go(queue, procedure, "")

    def priority(self, kind: str) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, Priority):
            self.go(here.queue, here.procedure, kind)

    # -- the hand-out

    def go(self, queue: Queue, procedure: Procedure | None, priority: str) -> None:
        """Ask the printer first: what is known to fail is said before a number is taken. A second tap does nothing."""
        if isinstance(self.kiosk.session.moment, Waiting):
            return
        if self.why_closed(queue):  # the doors closed while the citizen was still reading
            self.kiosk.show(Sorry(QueueClosed.key))
            return
        self.kiosk.show(Waiting("waiting.ticket"))
        self.kiosk.work.start(
            "printer",
            self.kiosk.world.printer_state,
            lambda state: self.hand_out(queue, procedure, priority, True)
            if state.ready
            else self.kiosk.show(NoPaper(queue, procedure, priority, state.fault)),
            self.kiosk.sorry,
        )

    def without_paper(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, NoPaper):
            self.kiosk.show(Waiting("waiting.number"))
            self.hand_out(here.queue, here.procedure, here.priority, False, here.fault)

    def hand_out(self, queue: Queue, procedure: Procedure | None, priority: str, paper: bool, known: str = "") -> None:
        """Reserve, print, confirm: all inside one job, so that it ends well even if the citizen walks away.

        `known`: the printer's fault that the citizen has been told already.
        """
        visit, language = self.kiosk.session.visit, self.kiosk.choices.language
        form_code = self.kiosk.session.private.get(COUNTER_CODE, "")
        self.kiosk.work.start(
            "printer",
            lambda: self.kiosk.world.hand_out(visit, queue, procedure, priority, paper, language, form_code),
            lambda handed: self._given(queue, procedure, handed, known),
            self._not_given,
        )

    def _given(self, queue: Queue, procedure: Procedure | None, handed: Handed, known: str = "") -> None:
        """The number; whoever takes another one after it in the same visit gets another one."""
        self.kiosk.session.next_number()
        self.kiosk.show(
            TicketGiven(
                handed.ticket,
                queue,
                procedure,
                handed.waiting,
                printed=handed.printed,
                fault=handed.fault or known,
                asks=handed.doubtful,
                payload=code_of(handed.ticket, self.kiosk.settings.hall.public_url),
                ticked=self.kiosk.browse.ticked(procedure),
            )
        )

    def _not_given(self, error: KioskError) -> None:
        if isinstance(error, QueueClosed):
            self.kiosk.show(Sorry("error.queue_full"))
        else:
            self.kiosk.sorry(error)

    # -- after it

    def got_it(self) -> None:
        """The citizen says the paper is in the hand."""
        here = self.kiosk.session.moment
        if isinstance(here, TicketGiven):
            self.kiosk.change(replace(here, asks=False, fault="", in_hand=True))

    def again(self) -> None:
        """Print the same number once more, marked as a reprint."""
        here = self.kiosk.session.moment
        if not isinstance(here, TicketGiven):
            return
        language = self.kiosk.choices.language
        self.kiosk.change(Waiting("waiting.reprint"))
        self.kiosk.work.start(
            "printer",
            lambda: self.kiosk.world.reprint(here.ticket, here.queue, here.procedure, language),
            lambda handed: self._given(here.queue, here.procedure, handed),
            lambda error: self.kiosk.change(replace(here, fault=error.key)),
        )

    def ask_officer(self) -> None:
        """The number stays valid; the staff list has it already."""
        here = self.kiosk.session.moment
        if isinstance(here, TicketGiven):
            self.kiosk.change(replace(here, asks=False, staff_told=True))

    # -- after a power cut

    def after_power_cut(self, tickets: tuple[Ticket, ...]) -> None:
        """Numbers that were promised while the power went: ask the one who may still stand there."""
        if tickets:
            self.kiosk.change(Unprinted(tickets))

    def reprint_left_over(self, ticket: Ticket) -> None:
        """Somebody stands there whose number the power took away: print it again."""
        here = self.kiosk.session.moment
        if not isinstance(here, Unprinted):
            return
        rest, language = tuple(t for t in here.tickets if t.id != ticket.id), self.kiosk.choices.language

        def asked(tickets: tuple[Ticket, ...], note: str) -> None:
            self.kiosk.change(Unprinted(tickets, note))

        self.kiosk.change(Waiting("waiting.reprint"))
        self.kiosk.work.start(
            "printer",
            lambda: self.kiosk.world.reprint_ticket(ticket, language),
            lambda handed: asked(rest, "unprinted.printed") if handed.printed else asked(here.tickets, handed.fault),
            lambda error: asked(here.tickets, error.key),
        )
