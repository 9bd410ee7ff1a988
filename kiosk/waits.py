"""How long somebody will probably wait: learned from the counters, else reckoned from the settings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from kiosk.clock import Clock
from kiosk.rules.pace import Facts
from kiosk.rules.queue import Ticket
from kiosk.rules.turns import Turn
from kiosk.rules.waiting import Waiting, waiting
from kiosk.settings import Queue, Settings, Ward
from kiosk.store.deeds import Deeds
from kiosk.store.paces import Paces
from kiosk.store.turns import Turns


def facts(settings: Settings) -> dict[str, Facts]:
    """What the settings say of each queue."""
    return {one.code: Facts(one.counters, (one.minutes[0], one.minutes[1]), one.hours or settings.ward.hours) for one in settings.queues}


def plain_wait(before: Iterable[Ticket], now: datetime, queue: Queue, ward: Ward, priority: bool = False) -> Waiting:
    """As the settings alone have it, while the counters tell nothing. `before`: the others of the queue."""
    minutes = queue.minutes[0], queue.minutes[1]
    return waiting(before, now, len(queue.counters), minutes, queue.hours or ward.hours, priority)


class Waits:
    """Of one hall. Every method raises StoreError."""

    def __init__(self, settings: Settings, turns: Turns, clock: Clock) -> None:
        self._settings, self._turns, self._clock = settings, turns, clock
        log = Deeds(turns.database, turns.hall, clock)
        self._paces = Paces(turns, log, clock, facts(settings), settings.hall.priority_every)

    def newcomer(self, queue: Queue, priority: bool = False) -> Waiting | None:
        """For somebody who takes a number now; None while the counters have told nothing."""
        return self._paces.newcomer(queue.code, priority)

    def learned(self, ticket: Ticket) -> Waiting | None:
        """For one who waits; None while the counters have told nothing."""
        return self._paces.of(ticket.id, ticket.queue)

    def of(self, queue: Queue, turn: Turn) -> Waiting:
        """For one who waits in this queue."""
        learned = self._paces.of(turn.ticket.id, queue.code)
        if learned is not None:
            return learned
        ahead = [one.ticket for one in self._turns.waiting([queue.code], self._settings.hall.priority_every)]
        before = ahead[: ahead.index(turn.ticket)] if turn.ticket in ahead else []
        return plain_wait(before, self._clock.now(), queue, self._settings.ward, bool(turn.ticket.priority))
