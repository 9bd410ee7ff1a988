"""The numbers for a job on another lane: a database is used by one thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk import counts
from kiosk.errors import StoreError
from kiosk.rules.queue import Ticket

if TYPE_CHECKING:
    from kiosk.store import Numbers

T = TypeVar("T")


class OnStoreLane:
    """The tickets for a job on another lane: each call runs on the store's lane and is waited for."""

    def __init__(self, run: Callable[[Callable[[], Any]], Any], tickets: Numbers) -> None:
        self._run, self._tickets = run, tickets

    def reserve(self, queue: str, prefix: str, visit: str, priority: str = "", procedure: str = "", daily_cap: int = 0) -> Ticket:
        begun = time.perf_counter()
        ticket = self._do(lambda: self._tickets.reserve(queue, prefix, visit, priority, procedure, daily_cap))
        counts.commit(time.perf_counter() - begun)
        return ticket

    def printed(self, id: str) -> Ticket:
        return self._do(lambda: self._tickets.printed(id))

    def shown(self, id: str, why: str) -> Ticket:
        return self._do(lambda: self._tickets.shown(id, why))

    def again(self, id: str) -> Ticket:
        return self._do(lambda: self._tickets.again(id))

    def of_day(self, queue: str) -> list[Ticket]:
        return self._do(lambda: self._tickets.of_day(queue))

    def staff_list(self) -> list[Ticket]:
        return self._do(self._tickets.staff_list)

    def told(self, kind: str) -> list[str]:
        return self._do(lambda: self._tickets.told(kind))

    def _do(self, job: Callable[[], T]) -> T:
        try:
            return self._run(job)  # type: ignore[no-any-return]
        except TimeoutError as error:
            raise StoreError("the store does not answer") from error
