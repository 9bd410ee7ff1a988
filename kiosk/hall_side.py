"""The hall around the kiosk, seen from it: learned waits, what became of a number, ratings, use. Every call on the store's lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from kiosk import feedback
from kiosk.clock import Clock
from kiosk.errors import StoreError
from kiosk.rules.feedback import Rating
from kiosk.rules.queue import Ticket
from kiosk.rules.turns import WAITING
from kiosk.rules.waiting import Waiting
from kiosk.settings import Queue, Settings
from kiosk.store.punctual import Punctual
from kiosk.store.ratings import Ratings
from kiosk.store.turns import Turns
from kiosk.store.usage import Usage
from kiosk.waits import Waits

if TYPE_CHECKING:
    from kiosk.store import Numbers, Tickets


class HallSide:
    """`numbers` gives the open store; where the hall's server is away the counters tell nothing, and the kiosk goes on without."""

    def __init__(self, settings: Settings, clock: Clock, numbers: Callable[[], Numbers]) -> None:
        self._settings, self._clock, self._numbers = settings, clock, numbers
        self._learning: tuple[Tickets, Waits] | None = None

    # -- the wait

    def newcomer(self, queue: Queue) -> Waiting | None:
        """For somebody who takes a number now; None while the counters have told nothing. Raises StoreError."""
        waits = self._waits()
        return None if waits is None else waits.newcomer(queue)

    def learned(self, ticket: Ticket) -> Waiting | None:
        """For one who waits; None while the counters have told nothing. Raises StoreError."""
        waits = self._waits()
        return None if waits is None else waits.learned(ticket)

    def _waits(self) -> Waits | None:
        main = self._numbers().main
        if main is None:
            return None
        if self._learning is None or self._learning[0] is not main:
            self._learning = main, Waits(self._settings, Turns(main.database, main.hall, self._clock), self._clock)
        return self._learning[1]

    def state(self, ticket: Ticket) -> str:
        """What the counters did with it (`rules.turns`); "waiting" where nobody knows. Raises StoreError."""
        main = self._numbers().main
        turn = None if main is None else Turns(main.database, main.hall, self._clock).one(ticket.id)
        return WAITING if turn is None else turn.state

    # -- after the counter

    def may_rate(self, id: str) -> bool:
        """Whether this number was served, lately, and not rated. Raises StoreError."""
        return self._ratings().may(id)[0] == ""

    def rate(self, id: str, rating: Rating) -> str:
        """"" when it is kept, else why not (`rules.feedback`). Raises StoreError."""
        return self._ratings().rate(id, self._sealed(rating))

    def amend(self, id: str, rating: Rating) -> None:
        """The same citizen adds to it. Raises StoreError, FeedbackError."""
        self._ratings().amend(id, self._sealed(rating))

    def _sealed(self, rating: Rating) -> Rating:
        if not rating.contact:
            return rating
        from kiosk import feedback_seal  # eight megabytes of cryptography, for the few who want an answer

        return replace(rating, contact=feedback_seal.contact(self._settings.hall.inspection_key, rating.contact))

    def report(self, said: Mapping[str, str]) -> None:
        """`said`: kind, words, contact; sealed for the inspection team. Raises StoreError, FeedbackError."""
        from kiosk import feedback_seal

        what = {name: value for name, value in said.items() if value} | {"place": "kiosk"}
        self._ratings().report(feedback_seal.seal(self._settings.hall.inspection_key, what))

    def _ratings(self) -> Ratings:
        main = self._here()
        return Ratings(main.database, main.hall, self._clock, feedback.load().days)

    # -- dossiers

    def keep_released(self, days: Mapping[date, tuple[int, int]]) -> None:
        """In time and late on each day, as the one-stop system says. Raises StoreError."""
        main = self._here()
        Punctual(main.database, main.hall).keep(days)

    # -- use

    def count(self, counts: Mapping[str, int]) -> None:
        """What was done in a visit. Nothing is said when it cannot be kept."""
        with suppress(StoreError):
            self._usage().add(counts)

    def used(self) -> tuple[int, int] | None:
        """Visits today and this month; None where nobody knows."""
        with suppress(StoreError):
            found = self._usage().used()
            return found.today, found.month
        return None

    def _usage(self) -> Usage:
        main = self._here()
        return Usage(main.database, main.hall, self._clock, self._settings.store.kiosk)

    def _here(self) -> Tickets:
        main = self._numbers().main
        if main is None:
            raise StoreError("the hall's server is away")
        return main
