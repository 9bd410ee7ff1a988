"""For staff: a hidden gesture that opens only a PIN pad; behind it the desk, and the way out of the kiosk."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kiosk.errors import KioskError, StoreError
from kiosk.moments import Home, PinPad, StaffDesk, Waiting
from kiosk.moments_staff import StaffChecks, StaffList, StaffScan, StaffTickets, StaffTools
from kiosk.rules.queue import Ticket

if TYPE_CHECKING:
    from kiosk.kiosk import Kiosk
    from kiosk.store.pin import Answer

PIN_DIGITS = 12
Answered = TypeVar("Answered")


class StaffJourney:
    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    def gesture(self) -> None:
        """Only from the first screen, and only to the pad."""
        if isinstance(self.kiosk.session.moment, Home):
            self.kiosk.session.private["pin"] = ""
            self.kiosk.show(PinPad())

    def digit(self, digit: str) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, PinPad) and not here.locked:
            typed = (self.kiosk.session.private.get("pin", "") + digit)[:PIN_DIGITS]
            self.kiosk.session.private["pin"] = typed
            self.kiosk.change(replace(here, typed=len(typed), wrong=False))

    def erase(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, PinPad):
            self.kiosk.session.private["pin"] = ""
            self.kiosk.change(replace(here, typed=0, wrong=False))

    def enter(self) -> None:
        """Check on the store lane: scrypt takes its time, and the count of tries is committed before the answer."""
        here = self.kiosk.session.moment
        if not isinstance(here, PinPad):
            return
        typed = self.kiosk.session.private.pop("pin", "")
        if not typed:  # a slip of the finger is no try
            return
        self.kiosk.change(Waiting("waiting.pin"))
        self.kiosk.work.start("store", lambda: self.kiosk.world.staff.check_pin(typed), self._checked, self.kiosk.sorry)

    def _checked(self, answer: Answer) -> None:
        if answer.right:
            self.desk()
        else:
            self.kiosk.change(PinPad(wrong=True, locked=math.ceil(answer.wait)))

    def desk(self, note: str = "") -> None:
        self.kiosk.change(Waiting("waiting.desk"))
        self.kiosk.work.start(
            "printer", lambda: self._desk(note), self.kiosk.change, lambda error: self.kiosk.change(StaffDesk(note=error.key))
        )

    def _desk(self, note: str) -> StaffDesk:
        """On the printer's lane; a store that fails takes nothing else from the desk."""
        state, tickets, dossiers, outbox = self.kiosk.world.printer_state(), tuple[Ticket, ...](), tuple[str, ...](), (0, 0)
        try:
            tickets, dossiers = self.kiosk.world.staff.without_paper(), self.kiosk.world.staff.dossiers_to_see()
            outbox = self.kiosk.world.outbox_counts()
        except StoreError as error:
            note = error.key
        return StaffDesk(tickets, state.fault, state.near_end, self.kiosk.world.faults, note, dossiers, self.kiosk.camera_fault, outbox)

    def reprint(self, ticket: Ticket) -> None:
        self._do(lambda: self.kiosk.world.reprint_ticket(ticket, "vi").fault, "staff.reprinted")

    def test_print(self) -> None:
        self._do(self.kiosk.world.staff.print_test, "staff.tested")

    # -- tools

    def tools(self) -> None:
        if isinstance(self.kiosk.session.moment, StaffDesk | StaffList | StaffScan):
            self.kiosk.change(StaffTools())

    def checks(self) -> None:
        """Everything the doctor looks at: the printer on its lane, the portal, which may be slow, on its own."""
        world = self.kiosk.world
        self._then(world.printer_state, lambda state: self._go_on(lambda: world.staff.check_up(state), "portal"), "printer")

    def _go_on(self, job: Callable[[], tuple[tuple[str, str, str], ...]], lane: str) -> None:
        work, change = self.kiosk.work, self.kiosk.change
        work.start(lane, job, lambda found: change(StaffChecks(found)), lambda error: change(StaffTools(error.key)))

    def tickets(self) -> None:
        """Today's numbers, for printing one again."""
        self._then(self.kiosk.world.staff.todays_tickets, lambda found: self.kiosk.change(StaffTickets(found)))

    def services(self) -> None:
        """What the portal offers against what is posted: told; nothing is posted by it."""
        self._then(self.kiosk.world.staff.compare_services, lambda found: self.kiosk.change(StaffChecks(found)), "portal")

    def confirm_day(self) -> None:
        self._then(self.kiosk.world.staff.confirm_day, lambda _: self.kiosk.change(StaffTools("staff.day_confirmed")))

    def try_scan(self) -> None:
        if isinstance(self.kiosk.session.moment, StaffTools):
            self.kiosk.change(StaffScan(fault=self.kiosk.camera_fault))

    def scanned(self, seen: object) -> None:
        """Its kind, never what is in it."""
        if isinstance(self.kiosk.session.moment, StaffScan):
            kind = type(seen).__name__.removeprefix("Seen").lower()
            self.kiosk.reader_knows()
            self.kiosk.change(StaffScan(f"staff.scan.{kind}", self.kiosk.camera_fault))

    def _then(self, job: Callable[[], Answered], then: Callable[[Answered], object], lane: str = "store") -> None:
        if not isinstance(self.kiosk.session.moment, StaffList):
            return

        def failed(error: KioskError) -> None:
            self.kiosk.change(StaffTools(error.key))

        self.kiosk.change(Waiting("waiting.desk"))
        self.kiosk.work.start(lane, job, then, failed)

    def _do(self, job: Callable[[], str], done: str) -> None:
        """A job of the printer that answers with the key of its fault, from the desk only."""

        def failed(error: KioskError) -> None:
            self.desk(error.key)

        if not isinstance(self.kiosk.session.moment, StaffDesk | StaffList):
            return
        self.kiosk.change(Waiting("waiting.desk"))
        self.kiosk.work.start("printer", job, lambda fault: self.desk(fault or done), failed)

    def close(self) -> None:
        """Leave the kiosk program; on a real machine the service starts it again unless the technician stopped it."""
        if isinstance(self.kiosk.session.moment, StaffDesk):
            self.kiosk.closing()
