"""What the journeys ask of the machines, in the citizen's terms. Called on lanes, never on the screen's thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any, Literal

from kiosk import log
from kiosk.clock import Clock
from kiosk.errors import FormError, PrinterError, PrinterGone, StoreError
from kiosk.reader.desk_messages import Paper, Print
from kiosk.rules.procedures import Catalogue, Procedure
from kiosk.rules.queue import VOID, Ticket, gives_numbers, has_room
from kiosk.rules.turns import WAITING
from kiosk.settings import Queue, Settings
from kiosk.shelf import Shelf
from kiosk.store_lane import OnStoreLane
from kiosk.text import Text

if TYPE_CHECKING:  # they bring numpy, Pillow and SQLAlchemy: loaded on their lanes, after the first frame
    from kiosk.devices import Printer, PrinterState
    from kiosk.devices.a4 import A4Printer
    from kiosk.dossiers import Dossiers
    from kiosk.hall_side import HallSide
    from kiosk.handout import Handed
    from kiosk.outbox.link import Deliverer
    from kiosk.papers import Picture
    from kiosk.portal.catalogue import Service
    from kiosk.punctual import Punctuality
    from kiosk.reader import Reader
    from kiosk.rules.feedback import Questions
    from kiosk.rules.search import Answer, Index
    from kiosk.rules.waiting import Waiting
    from kiosk.staff_side import StaffSide
    from kiosk.store import Numbers

PrintedForm = Literal["form", "summary", "sent", "kept", "receipt"]
QR_BYTES = 600  # a phone still reads this from a screen


@dataclass
class World:
    """`make_*` open the machines on their lanes; `on_store` runs a job on the store's lane and waits (set by the kiosk).

    `make_catalogue` stands for a catalogue that `read_catalogue` has yet to read.
    """

    settings: Settings
    clock: Clock
    catalogue: Catalogue
    faults: tuple[str, ...]
    make_printer: Callable[[], Printer]
    make_tickets: Callable[[], Numbers]
    make_reader: Callable[[], Reader]
    make_a4: Callable[[], A4Printer | None] = lambda: None
    make_deliverer: Callable[[], Deliverer | None] = lambda: None
    make_punctuality: Callable[[], Punctuality | None] = lambda: None
    make_services: Callable[[], tuple[Service, ...]] = lambda: ()
    make_catalogue: Callable[[], tuple[Catalogue, list[str]]] | None = None
    on_store: Callable[[Callable[[], Any]], Any] = field(default=lambda job: job())
    tickets: Numbers | None = None
    store_failed: bool = False
    _printer: Printer | None = None
    _index: tuple[date, Index] | None = None
    _reading: Lock = field(default_factory=Lock)
    _reader: Reader | None = None
    _dossiers: Dossiers | None = None
    _a4: A4Printer | None = None

    @property
    def reader(self) -> Reader:
        """What sees codes and asks the portal. Nothing of it runs before it is opened."""
        if self._reader is None:
            self._reader = self.make_reader()
        return self._reader

    @property
    def dossiers(self) -> Dossiers:
        """What the citizen wants to know of a dossier, and its papers."""
        if self._dossiers is None:
            from kiosk.dossiers import Dossiers

            self._dossiers = Dossiers(
                self.settings, self.clock, self.reader, self._print, lambda: self.machine().dots, self.a4, self.offered
            )
        return self._dossiers

    @cached_property
    def shelf(self) -> Shelf:
        """The forms that can be filled in today."""
        return Shelf(self.clock.today, self.offered, self._queue_number)

    def _queue_number(self, procedure: Procedure) -> int:
        """The place of its queue in the settings, where the most used stands first."""
        queue = self.settings.queue_for(procedure.code, procedure.field)
        return len(self.settings.queues) if queue is None else self.settings.queues.index(queue)

    def a4(self) -> A4Printer | None:
        """The A4 printer, where the settings name one."""
        if self._a4 is None:
            self._a4 = self.make_a4()
        return self._a4

    def read_catalogue(self) -> None:
        """Once; whoever comes while another lane reads waits for it. One with faults is taken as far as it goes."""
        with self._reading:
            if self.make_catalogue is not None:
                self.catalogue, faults = self.make_catalogue()
                self.faults, self.make_catalogue = tuple(faults), None
                for fault in faults:
                    log.note(f"catalogue: {fault}")

    def offered(self) -> dict[str, Procedure]:
        """What can be done today, read already or not."""
        self.read_catalogue()
        return self.catalogue.on(self.clock.today())

    # -- search lane

    def learn(self) -> None:
        """Read what is posted and build the index, before anybody asks."""
        self.read_catalogue()
        _ = self.questions
        self._todays_index()
        self.shelf.rows()

    def find(self, query: str, typing: bool = True) -> Answer:
        """The procedures that fit; `typing`: more may follow, so offer more. The index is built once a day."""
        return self._todays_index().find(query, typing=typing)

    def _todays_index(self) -> Index:
        from kiosk import searching

        today = self.clock.today()
        if self._index is None or self._index[0] != today:
            self._index = today, searching.build(searching.posted(self.catalogue, today))
        return self._index[1]

    # -- store lane

    def open_store(self) -> tuple[Ticket, ...]:
        """Open the numbers; those left unfinished by a power cut are returned. Raises StoreError."""
        try:
            self.tickets = self.make_tickets()
            self.store_failed = False
            log.fault("store", "")
            return tuple(self.tickets.unfinished())
        except StoreError as error:
            self.store_failed = True
            log.fault("store", error.key)
            raise

    def store_answers(self) -> bool:
        """For the watchdog: the store's lane is alive; whether the disk works is another question."""
        if self.tickets is not None:
            self.tickets.healthy()
        return True

    def settle(self) -> None:
        """Between two citizens: hand over the numbers given while the hall's server was away."""
        if self.tickets is not None:
            self.tickets.settle()

    @cached_property
    def hall(self) -> HallSide:
        """The counters, ratings and figures around the kiosk."""
        from kiosk.hall_side import HallSide

        return HallSide(self.settings, self.clock, self.opened)

    def is_open(self, queue: Queue) -> bool:
        """Whether this queue hands out numbers at this hour."""
        return gives_numbers(queue.hours or self.settings.ward.hours, self.clock.now())

    def is_full(self, queue: Queue) -> bool:
        """Whether the day's numbers of this queue are used up. Raises StoreError."""
        return not has_room(len(self.opened().of_day(queue.code)), queue.daily_cap)

    def waiting(self, queue: Queue) -> Waiting:
        """How many wait, and how long, for somebody who takes a number now. Raises StoreError."""
        from kiosk.waits import plain_wait

        if (learned := self.hall.newcomer(queue)) is not None:
            return learned
        return plain_wait(self.opened().of_day(queue.code), self.clock.now(), queue, self.settings.ward)

    def _learned(self, ticket: Ticket) -> Waiting | None:
        """On another lane: the wait of a number just taken. A server that fails now costs only the better figure."""
        with suppress(StoreError, TimeoutError):
            return self.on_store(lambda: self.hall.learned(ticket))  # type: ignore[no-any-return]
        return None

    def place(self, id: str) -> tuple[str, Queue | None, Waiting | None, str]:
        """Where a scanned ticket stands now: its label, its queue, who is ahead, or the key of why it is not waiting. Raises StoreError."""
        from kiosk.waits import plain_wait

        ticket = self.opened().by_id(id)
        if ticket is None:
            return "", None, None, "place.unknown"
        queue = next((q for q in self.settings.queues if q.code == ticket.queue), None)
        if ticket.day != self.opened().day() or queue is None:
            return ticket.label, queue, None, "place.other_day"
        if ticket.state == VOID:
            return ticket.label, queue, None, "place.void"
        if (state := self.hall.state(ticket)) != WAITING:
            return ticket.label, queue, None, f"place.{state}"
        if (learned := self.hall.learned(ticket)) is not None:
            return ticket.label, queue, learned, ""
        before = [t for t in self.opened().of_day(ticket.queue) if t.number < ticket.number]
        return ticket.label, queue, plain_wait(before, self.clock.now(), queue, self.settings.ward, bool(ticket.priority)), ""

    @cached_property
    def questions(self) -> Questions:
        """What is asked after a service."""
        from kiosk import feedback

        return feedback.load()

    @cached_property
    def staff(self) -> StaffSide:
        """What staff ask at their desk."""
        from kiosk.staff_side import StaffSide

        return StaffSide(self)

    def tell_of_dossier(self, code: str, faults: tuple[str, ...]) -> None:
        """Something is wrong with a dossier ("no-letter", "late-again" ...): staff must see to it. Raises StoreError."""
        self.opened().tell("dossier", " ".join((code, *faults)))
        log.note("a dossier stands on the staff's desk: " + ", ".join(faults))

    def opened(self) -> Numbers:
        """The numbers, for a job on the store's lane. Raises StoreError."""
        if self.tickets is None:
            raise StoreError("the store is not open")
        return self.tickets

    # -- printer lane

    def printer_state(self) -> PrinterState:
        state = self.machine().state()
        log.fault("printer", state.fault)
        return state

    def hand_out(
        self, visit: str, queue: Queue, procedure: Procedure | None, priority: str, paper: bool, language: str, form_code: str = ""
    ) -> Handed:
        """Take the visit's number and put it on paper. Raises StoreError when there is no number."""
        from kiosk.handout import Request, hand_out

        request = Request(visit, queue, procedure, priority, self.settings.hall.public_url, self._learned, form_code)
        return hand_out(self.numbers(), self.machine(), request, self.settings.ward, Text(language), paper)

    def reprint(self, ticket: Ticket, queue: Queue, procedure: Procedure | None, language: str) -> Handed:
        """The same number once more, marked as a reprint."""
        from kiosk.handout import Request, hand_out_again

        request = Request(ticket.visit, queue, procedure, ticket.priority, self.settings.hall.public_url, self._learned)
        return hand_out_again(self.numbers(), self.machine(), ticket, request, self.settings.ward, Text(language))

    def reprint_ticket(self, ticket: Ticket, language: str) -> Handed:
        """For staff and after a power cut, when only the ticket is known."""
        self.read_catalogue()
        procedure = self.catalogue.on(self.clock.today()).get(ticket.procedure)
        return self.reprint(ticket, self.settings.queue(ticket.queue), procedure, language)

    def print_checklist(self, procedure: Procedure, language: str) -> None:
        """What to bring, as a slip. Raises PrinterError."""
        from kiosk.papers.checklist import ChecklistPaper, draw_checklist

        queue, ward = self.settings.queue_for(procedure.code, procedure.field), self.settings.ward
        paper = ChecklistPaper(ward.authority, ward.office, procedure, self.clock.now())
        if queue is not None:  # where nobody serves it the slip names no counter
            paper = replace(paper, queue=queue.name, counters=queue.counters)
        self._print(draw_checklist(paper, Text(language), self.machine().dots), "SLIP")

    def print_form(self, what: PrintedForm, language: str) -> None:
        """A paper of the visit's process: "form" on A4, all others on the receipt printer. Raises PrinterError, ReaderError, FormError."""
        dots = 0 if what == "form" else self.machine().dots
        paper, raw = self.reader.ask(Print(what, dots, language))
        try:
            if not isinstance(paper, Paper):
                raise FormError("the form is gone")
            if paper.kind == "pdf":
                self._print_a4(bytes(raw))
            else:
                self._print(dots_of(paper, raw), "FORM")
        finally:
            raw[:] = bytes(len(raw))

    # -- outbox lane

    @cached_property
    def deliverer(self) -> Deliverer | None:
        return self.make_deliverer()

    def deliver(self) -> None:
        """Send what waits in the outbox, if it is time for something."""
        if self.deliverer is not None:
            self.deliverer.run()

    @cached_property
    def punctuality(self) -> Punctuality | None:
        return self.make_punctuality()

    def count_released(self) -> None:
        """How many dossiers came in time and late, if it is time to ask. Raises StoreError."""
        if self.punctuality is not None and (days := self.punctuality.days()):
            self.on_store(lambda: self.hall.keep_released(days))

    def outbox_counts(self) -> tuple[int, int]:
        """How many dossiers wait, and how many an officer must see. Raises StoreError."""
        if self.deliverer is None:
            return 0, 0
        found = self.deliverer.counts()
        return found.waiting, found.refused

    def _print_a4(self, pdf: bytes) -> None:
        printer = self.a4()
        if printer is None:
            raise PrinterGone("the settings name no A4 printer")
        printer.print(pdf)

    def _print(self, picture: Any, job: str) -> None:
        machine = self.machine()
        try:
            machine.print(picture, job)
        except PrinterError as error:
            log.fault("printer", error.key)
            raise
        log.fault("printer", "")

    def machine(self) -> Printer:
        if self._printer is None:
            self._printer = self.make_printer()
        return self._printer

    def numbers(self) -> OnStoreLane:
        """The numbers, for a job on another lane. Raises StoreError."""
        return OnStoreLane(self.on_store, self.opened())

    def close(self) -> None:
        for machine in (self._reader, self._printer, self.tickets):
            if machine is not None:
                machine.close()


def dots_of(paper: Paper, raw: bytearray) -> Picture:
    """The rows of a paper for the receipt printer, packed as one bit per dot. Raises FormError."""
    import numpy as np

    if paper.width % 8 or len(raw) != paper.width * paper.height // 8 or not raw:
        raise FormError("this is no paper for the printer")
    return np.unpackbits(np.frombuffer(raw, np.uint8)).reshape(paper.height, paper.width).astype(np.bool_)


def take_along(procedure: Procedure, text: Text) -> str:
    """The procedure's list as plain text for a phone's QR reader, at most QR_BYTES bytes; whole lines only."""
    lines = [f"{text.words(procedure.plain)} ({procedure.code})"]
    lines += [f"- {text.words(p.name)}" + (f" ({text.words(p.case)})" if p.case else "") for p in procedure.papers]
    if procedure.time is not None and procedure.time.verified:
        lines.append(f"{text('procedure.time')}: {text.words(procedure.time.text)}")
    kept: list[str] = []
    for line in lines:
        if len("\n".join([*kept, line, "…"]).encode()) > QR_BYTES:
            return "\n".join([*kept, "…"])
        kept.append(line)
    return "\n".join(kept)
