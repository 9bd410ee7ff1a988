"""While the hall's server is away the kiosk goes on with numbers of its own: "A-K2 001", on its own disk, handed over later.

The server is tried first. When it fails, the visit's number comes from this kiosk's own SQLite file, as durable as any, with a
prefix that no other kiosk has, so nothing can be given twice. `settle` hands over what was given, each number once: what is
taken over there is marked as such here, and a second try finds it there already. A visit whose number the server had
committed unheard keeps the one it was told; the other is taken back.
"""

import logging
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from kiosk.clock import Clock
from kiosk.errors import QueueClosed, StoreError
from kiosk.rules.queue import PRINTING, VOID, Ticket
from kiosk.store.database import Database
from kiosk.store.days import Remark
from kiosk.store.tickets import Tickets

LOG = logging.getLogger(__name__)
HANDED_OVER = "handed over"
REST = 10.0  # seconds in which a server that failed is not asked by anybody who waits
T = TypeVar("T")


class WithBlock:
    """`kiosk.store.Tickets` of a hall's server, and of this kiosk alone while that is away. `open_main` is called again and again."""

    def __init__(self, open_main: Callable[[], Tickets], own: Tickets, clock: Clock) -> None:
        self._open_main, self._own, self._clock = open_main, own, clock
        self._main: Tickets | None = None
        self._away_until = -1.0
        self.hall, self.kiosk = own.hall, own.kiosk
        self._try(lambda main: main.day())

    @property
    def database(self) -> Database:
        """This kiosk's own file: what belongs to the machine (its PIN lock) is kept there."""
        return self._own.database

    @property
    def main(self) -> Tickets | None:
        """The server's numbers; None while it is away."""
        return self._server()

    @property
    def alone(self) -> bool:
        return self._server() is None

    def reserve(self, queue: str, prefix: str, visit: str, priority: str = "", procedure: str = "", daily_cap: int = 0) -> Ticket:
        """As `Tickets.reserve`. The same visit gets the same number, wherever it came from."""
        known = self._own.of_visit(visit)
        if known is not None and not _handed_over(known):
            return known
        given = self._try(lambda main: main.reserve(queue, prefix, visit, priority, procedure, daily_cap, again=False))
        return given or self._own.reserve(queue, f"{prefix}-{self.kiosk}", visit, priority, procedure, daily_cap)

    def printed(self, id: str) -> Ticket:
        return self._where(id).printed(id)

    def shown(self, id: str, why: str) -> Ticket:
        return self._where(id).shown(id, why)

    def again(self, id: str) -> Ticket:
        return self._where(id).again(id)

    def void(self, id: str, staff: str, reason: str) -> Ticket:
        return self._where(id).void(id, staff, reason)

    def _where(self, id: str) -> Tickets:
        """The store that has this ticket. Raises StoreError while that is away."""
        own = self._own.by_id(id)
        if own is not None and not _handed_over(own):
            return self._own
        main = self._server()
        if main is None:
            raise StoreError("the hall's server is away")
        return main

    def unfinished(self) -> list[Ticket]:
        return (self._try(lambda main: main.unfinished()) or []) + self._own.unfinished()

    def of_visit(self, visit: str) -> Ticket | None:
        known = self._own.of_visit(visit)
        return known if known is not None and not _handed_over(known) else self._try(lambda main: main.of_visit(visit))

    def by_id(self, id: str) -> Ticket | None:
        known = self._own.by_id(id)
        return known if known is not None and not _handed_over(known) else self._try(lambda main: main.by_id(id))

    def staff_list(self) -> list[Ticket]:
        return (self._try(lambda main: main.staff_list()) or []) + self._own.staff_list()

    def of_day(self, queue: str) -> list[Ticket]:
        return (self._try(lambda main: main.of_day(queue)) or []) + self._own.of_day(queue)

    def day(self) -> date:
        return self._try(lambda main: main.day()) or self._own.day()

    def doubt(self) -> date | None:
        return self._try(lambda main: main.doubt()) or self._own.doubt()

    def confirm_day(self, staff: str) -> date:
        mine = self._own.confirm_day(staff)
        return self._try(lambda main: main.confirm_day(staff)) or mine

    def remarks(self) -> list[Remark]:
        return (self._try(lambda main: main.remarks()) or []) + self._own.remarks()

    def tell(self, kind: str, text: str) -> None:
        def told(main: Tickets) -> bool:
            main.tell(kind, text)
            return True

        if not self._try(told):
            self._own.tell(kind, text)

    def told(self, kind: str) -> list[str]:
        return (self._try(lambda main: main.told(kind)) or []) + self._own.told(kind)

    def verify(self, newest: int = 0) -> tuple[str, ...]:
        return (self._try(lambda main: main.verify(newest)) or ()) + self._own.verify(newest)

    def healthy(self) -> bool:
        """Whether numbers can be given: the own file is enough."""
        return self._own.healthy()

    def settle(self) -> int:
        """Hand over what was given while the server was away; how many. Between two citizens. Raises nothing."""
        self._away_until = -1.0
        count = 0
        for ticket in self._left():
            if self._try(lambda main, ticket=ticket: main.adopt(ticket)) is None:  # type: ignore[misc]
                break
            self._own.void(ticket.id, "kiosk", HANDED_OVER)
            count += 1
        if count:
            LOG.info("%d numbers were handed over to the hall's server", count)
        return count

    def _left(self) -> list[Ticket]:
        """The own numbers that nobody is printing this moment, in their order."""
        try:
            return [ticket for ticket in self._own.all() if ticket.state not in (VOID, PRINTING)]
        except StoreError:
            return []

    def _server(self) -> Tickets | None:
        if self._clock.monotonic() < self._away_until:
            return None
        if self._main is None:
            try:
                self._main = self._open_main()
            except StoreError as error:
                self._lost(error)
        return self._main

    def _try(self, ask: Callable[[Tickets], T]) -> T | None:
        """The server's answer; None while it is away. What it refuses (QueueClosed) is raised."""
        main = self._server()
        if main is None:
            return None
        try:
            return ask(main)
        except QueueClosed:
            raise
        except StoreError as error:
            self._lost(error)
            return None

    def _lost(self, error: StoreError) -> None:
        LOG.warning("the hall's server is away: %s", error)
        self._away_until = self._clock.monotonic() + REST

    def close(self) -> None:
        for store in (self._main, self._own):
            if store is not None:
                store.close()


def _handed_over(ticket: Ticket) -> bool:
    return ticket.state == VOID and ticket.why == HANDED_OVER
