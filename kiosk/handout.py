"""A number in the citizen's hand: reserve (committed), print, confirm. Nobody is refused because of a printer.

The order and the reasons: neither printing before the commit (a crash would give the number twice) nor calling a ticket printed
before the printer said so. Whatever goes wrong after the commit ends in `shown`: valid, on the screen, and on the staff list.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from kiosk import log
from kiosk.devices import Printer
from kiosk.errors import PrinterError, StoreError
from kiosk.papers.checklist import ChecklistPaper
from kiosk.papers.parts import Say
from kiosk.papers.ticket import TicketPaper, draw_ticket
from kiosk.rules.procedures import Procedure
from kiosk.rules.queue import ACTIVE, PRINTING, Ticket, code_of
from kiosk.rules.waiting import Waiting
from kiosk.settings import Queue, Ward
from kiosk.waits import plain_wait

PRINTED, SHOWN = "printed", "shown"
NO_PAPER = "no paper"  # why a ticket is shown that nobody tried to print


class Tickets(Protocol):
    """The numbers (`kiosk.store.Tickets`). Every call may raise StoreError."""

    def reserve(self, queue: str, prefix: str, visit: str, priority: str = "", procedure: str = "", daily_cap: int = 0) -> Ticket: ...
    def printed(self, id: str) -> Ticket: ...
    def shown(self, id: str, why: str) -> Ticket: ...
    def again(self, id: str) -> Ticket: ...
    def of_day(self, queue: str) -> list[Ticket]: ...


@dataclass(frozen=True)
class Request:
    """What a visit asks for; the same visit always gets the same number."""

    visit: str
    queue: Queue
    procedure: Procedure | None = None
    priority: str = ""
    follow: str = ""  # the hall's address outside, where a phone follows the number
    learned: Callable[[Ticket], Waiting | None] | None = None  # the wait as the counters' pace has it
    form_code: str = ""  # the filled form for the counter, sealed (kiosk.counter_code)


@dataclass(frozen=True)
class Handed:
    """How it ended. `fault`: the key of what stood in the way; `doubtful`: something may be on paper, so the citizen is asked."""

    ticket: Ticket
    waiting: Waiting
    outcome: str
    fault: str = ""
    doubtful: bool = False

    @property
    def printed(self) -> bool:
        return self.outcome == PRINTED


def preflight(printer: Printer) -> str:
    """"" when the printer can print now, else the key of the fault to say before a number is taken. At most 1 s."""
    fault = printer.state().fault
    log.fault("printer", fault)
    return fault


def hand_out(tickets: Tickets, printer: Printer, request: Request, ward: Ward, say: Say, paper: bool = True) -> Handed:
    """Take the visit's number and print it; without `paper`, or when the printer cannot, it is valid on the screen.

    Raises StoreError (QueueClosed when the day's numbers are used up): then there is no number.
    """
    queue = request.queue
    code = request.procedure.code if request.procedure else ""
    ticket = tickets.reserve(queue.code, queue.prefix, request.visit, request.priority, code, queue.daily_cap)
    wait = waiting_for(tickets, ticket, request, ward)
    if ticket.state != PRINTING:  # a second tap: the first one has already been answered
        known = ticket.why if ticket.why.startswith("error.") else ""
        return Handed(ticket, wait, PRINTED if ticket.state == ACTIVE else SHOWN, known)
    if not paper:
        return Handed(_note(ticket, lambda: tickets.shown(ticket.id, NO_PAPER)), wait, SHOWN)
    if fault := preflight(printer):
        return Handed(_note(ticket, lambda: tickets.shown(ticket.id, fault)), wait, SHOWN, fault)
    return _print(tickets, printer, ticket, wait, request, ward, say)


def hand_out_again(tickets: Tickets, printer: Printer, ticket: Ticket, request: Request, ward: Ward, say: Say) -> Handed:
    """The same number on paper once more, marked as a reprint. Raises StoreError (a void ticket is not printed)."""
    wait = waiting_for(tickets, ticket, request, ward)
    if fault := preflight(printer):
        return Handed(ticket, wait, SHOWN, fault)
    return _print(tickets, printer, tickets.again(ticket.id), wait, request, ward, say)


def waiting_for(tickets: Tickets, ticket: Ticket, request: Request, ward: Ward) -> Waiting:
    """How many come before this ticket and how long that may take: learned from the counters, else seen from the moment it was taken."""
    if request.learned is not None and (found := request.learned(ticket)) is not None:
        return found
    before = [t for t in tickets.of_day(request.queue.code) if t.number < ticket.number]
    return plain_wait(before, ticket.at, request.queue, ward, bool(ticket.priority))


def ticket_paper(ticket: Ticket, wait: Waiting, request: Request, ward: Ward) -> TicketPaper:
    """What stands on this ticket."""
    return TicketPaper(
        label=ticket.label,
        authority=ward.authority,
        office=ward.office,
        queue=request.queue.name,
        counters=request.queue.counters,
        waiting=wait,
        at=ticket.at,
        code=code_of(ticket, request.follow),
        follow=bool(request.follow),
        priority=bool(ticket.priority),
        procedure=request.procedure,
        again=ticket.attempts,
        form_code=request.form_code,
    )


def checklist_paper(request: Request, ward: Ward, at: datetime) -> ChecklistPaper:
    """What stands on the slip to take home. `request` has a procedure."""
    if request.procedure is None:
        raise ValueError("a checklist needs a procedure")
    return ChecklistPaper(ward.authority, ward.office, request.procedure, at, request.queue.name, request.queue.counters)


def _print(tickets: Tickets, printer: Printer, ticket: Ticket, wait: Waiting, request: Request, ward: Ward, say: Say) -> Handed:
    try:
        picture = draw_ticket(ticket_paper(ticket, wait, request, ward), say, printer.dots)
        printer.print(picture, _job(ticket))
    except PrinterError as error:
        fault = error.key
    except Exception:  # our own bug: the citizen still has a number, and gets it on the screen
        log.bug("printing a ticket")
        fault = PrinterError.key
    else:
        fault = ""
    log.fault("printer", fault)
    if not fault:
        return Handed(_note(ticket, lambda: tickets.printed(ticket.id)), wait, PRINTED)
    return Handed(_note(ticket, lambda: tickets.shown(ticket.id, fault)), wait, SHOWN, fault, doubtful=True)


def _note(ticket: Ticket, step: Callable[[], Ticket]) -> Ticket:
    """How it ended, written down. A store that fails now takes nothing back: the number is valid, and staff find it as unfinished."""
    try:
        return step()
    except StoreError as error:
        log.fault("store", error.key)
        return ticket


def _job(ticket: Ticket) -> str:
    """Four characters the printer gives back, another for every printing."""
    return f"{zlib.crc32(f'{ticket.id} {ticket.attempts}'.encode()) % 10_000:04d}"
