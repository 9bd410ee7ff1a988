"""How long somebody will probably wait, for the pages."""

from __future__ import annotations

from kiosk.clock import Clock
from kiosk.rules.turns import Turn
from kiosk.rules.waiting import Waiting, waiting
from kiosk.settings import Queue, Settings
from kiosk.store.turns import Turns


class Waits:
    def __init__(self, settings: Settings, turns: Turns, clock: Clock) -> None:
        self._settings, self._turns, self._clock = settings, turns, clock

    def of(self, queue: Queue, turn: Turn) -> Waiting:
        """For one who waits in this queue. Raises StoreError."""
        ahead = [one.ticket for one in self._turns.waiting([queue.code], self._settings.hall.priority_every)]
        before = ahead[: ahead.index(turn.ticket)] if turn.ticket in ahead else []
        quick, slow = queue.minutes
        hours = queue.hours or self._settings.ward.hours
        return waiting(before, self._clock.now(), len(queue.counters), (quick, slow), hours, bool(turn.ticket.priority))
