"""What staff ask of the machines at their desk: the PIN, numbers without paper, dossiers to see, checks, a test print."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kiosk import paths
from kiosk.errors import CatalogueError, PrinterError
from kiosk.rules.queue import Ticket
from kiosk.store.pin import Answer, PinLock

if TYPE_CHECKING:
    from kiosk.devices import PrinterState
    from kiosk.world import World


NEWEST = 20_000  # tickets of a queue, and deeds, whose chain is looked at here: a moment's work on the store's lane


class StaffSide:
    """Part of the world: what needs the store raises StoreError."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pin: PinLock | None = None

    def check_pin(self, pin: str) -> Answer:
        """Whether staff may in; every try is counted before the answer. Without a PIN in the settings nobody may."""
        if not self._world.settings.staff.pin_hash:
            return Answer(False)
        if self._pin is None:
            where = self._world.opened()
            self._pin = PinLock(where.database, where.hall, where.kiosk, self._world.settings.staff.pin_hash, self._world.clock)
        return self._pin.check(pin)

    def without_paper(self) -> tuple[Ticket, ...]:
        """Numbers that may have no paper. From any lane but the store's."""
        return tuple(self._world.numbers().staff_list())

    def todays_tickets(self) -> tuple[Ticket, ...]:
        """All of today's, newest first."""
        found = [ticket for queue in self._world.settings.queues for ticket in self._world.opened().of_day(queue.code)]
        return tuple(sorted(found, key=lambda ticket: ticket.at, reverse=True))

    def dossiers_to_see(self) -> tuple[str, ...]:
        """"CODE FAULT FAULT" of the dossiers that were asked for today and need an officer. From any lane but the store's."""
        return tuple(self._world.numbers().told("dossier"))

    def confirm_day(self) -> date:
        """Staff say that the clock is right."""
        return self._world.opened().confirm_day("kiosk")

    def check_up(self, printer: PrinterState) -> tuple[tuple[str, str, str], ...]:
        """(state, what, said) of everything `kiosk doctor` looks at. Not on the store's lane: the portal may take half a minute."""
        from kiosk import doctor

        store = self._world.on_store(lambda: doctor.of_store(self._world.tickets, self._world.clock, NEWEST))
        found = [*store, *doctor.of_the_rest(self._world.settings, self._world.clock, printer)]
        return tuple((one.state, one.what, one.said) for one in found)

    def compare_services(self) -> tuple[tuple[str, str, str], ...]:
        """The portal's services against the posted procedures, as rows of checks and a file. Raises PortalError."""
        from kiosk import services

        offered = {one.code: one.name for one in self._world.make_services()}
        posted = {code: procedure.official for code, procedure in self._world.offered().items()}
        found = services.compare(offered, posted)
        kept = services.keep(found, paths.outbox(self._world.settings.store.url).with_name(services.FILE))
        return (("ok", "staff.services", str(len(offered))), kept, *services.rows(found))

    def print_test(self) -> str:
        """A sample slip, so that staff see the paper and the cutter work; the fault's key, or ""."""
        sample = next((p for p in self._world.catalogue.procedures if p.papers), None)
        if sample is None:
            return CatalogueError.key
        try:
            self._world.print_checklist(sample, "vi")
        except PrinterError as error:
            return error.key
        return ""
