"""The learned waiting time of a hall: its turns and posts, played through `kiosk.rules.pace`. Nothing of a person, nothing stored.

The days before are played once a day, today at every question (some milliseconds): the errors of what was shown come out of
the same play, so no table has to remember what a screen said.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from kiosk.clock import Clock
from kiosk.rules import pace
from kiosk.rules.pace import Facts, Hall, Pace
from kiosk.rules.queue import open_spells
from kiosk.rules.turns import CLOSED, OPEN, PAUSED, Turn, waiting_in
from kiosk.rules.waiting import ALL_DAY, Spells, Waiting, humane, second, served, wall
from kiosk.store import deeds
from kiosk.store.deeds import Deed, Deeds
from kiosk.store.turns import Turns

BACK = timedelta(days=28)
MOST = 2000  # numbers of the days before: more teach nothing new
POSTS = {deeds.OPEN: OPEN, deeds.PAUSE: PAUSED, deeds.CLOSE: CLOSED}


class Paces:
    """Waits in a hall's queues. Raises StoreError."""

    def __init__(self, turns: Turns, log: Deeds, clock: Clock, queues: Mapping[str, Facts], every: int) -> None:
        self._turns, self._log, self._clock = turns, log, clock
        self._queues, self._every = queues, every
        self._learned: tuple[date, dict[str, Pace], bool] | None = None

    def newcomer(self, queue: str, priority: bool = False) -> Waiting | None:
        """For somebody who takes a number now; None while no counter has called anybody, today or in the weeks before."""
        return self._range(queue, priority, "")

    def of(self, ticket: str, queue: str) -> Waiting | None:
        """For one who waits in this queue, with the place in it that the counters' order gives."""
        return self._range(queue, False, ticket)

    def _range(self, queue: str, priority: bool, ticket: str) -> Waiting | None:
        today = self._turns.of_day()
        paces, seen = self._before()
        if not seen and not any(turn.called_at for turn in today):
            return None
        now = self._clock.now()
        hall = Hall(self._queues, self._every, {code: pace.next_day(one) for code, one in paces.items()})
        self._play(hall, now.date(), today, self._log.of_days(now.date(), now.date(), POSTS))
        ahead = None
        if ticket:
            order = [turn.ticket.id for turn in waiting_in(today, (queue,), self._every)]
            ahead = order.index(ticket) if ticket in order else 0
        spells = self._spells(queue, now)
        here = second(now.time())
        guess = hall.guess(queue, served(here, spells), priority, ahead)
        low, high = wall(served(here, spells) + int(guess.low), spells), wall(served(here, spells) + int(guess.high), spells)
        last = max(here, spells[-1][1]) if spells else here
        soon, late = (last if low is None else low) - here, (last if high is None else high) - here
        place = ahead if ahead is not None else hall.before(queue, priority)
        return Waiting(place, humane(soon, up=False), max(5, humane(late, up=True)), high is not None)

    def _before(self) -> tuple[dict[str, Pace], bool]:
        """What the days before have taught, and whether there were any."""
        today = self._clock.today()
        if self._learned is None or self._learned[0] != today:
            turns = self._turns.of_days(today - BACK, today - timedelta(days=1))[-MOST:]
            posts = self._log.of_days(today - BACK, today - timedelta(days=1), POSTS)
            paces: dict[str, Pace] = {}
            for day in sorted({turn.ticket.day for turn in turns}):
                hall = Hall(self._queues, self._every, {code: pace.next_day(one) for code, one in paces.items()})
                self._play(hall, day, [turn for turn in turns if turn.ticket.day == day], [one for one in posts if one.at.date() == day])
                paces = hall.paces
            self._learned = today, paces, any(turn.called_at for turn in turns)
        return self._learned[1], self._learned[2]

    def _play(self, hall: Hall, day: date, turns: Iterable[Turn], posts: Iterable[Deed]) -> None:
        """A day's events in their order."""
        events: list[tuple[float, datetime, int, str, Turn | Deed]] = []  # at noon no open time passes: the wall's clock orders them
        for turn in turns:
            if turn.queue not in self._queues:
                continue
            spells = self._spells(turn.queue, turn.ticket.at)
            events.append((served(second(turn.since.time()), spells), turn.since, 2, "come", turn))
            if turn.called_at is not None and turn.called_at >= turn.since:
                events.append((served(second(turn.called_at.time()), spells), turn.called_at, 3, "call", turn))
                if turn.ended_at is not None:
                    events.append((served(second(turn.ended_at.time()), spells), turn.ended_at, 1, "end", turn))
        first = next(iter(self._queues))
        events += [(served(second(one.at.time()), self._spells(first, one.at)), one.at, 0, "post", one) for one in posts]
        for at, _, _, kind, what in sorted(events, key=lambda event: event[:3]):
            if isinstance(what, Deed):
                hall.post(what.counter, POSTS[what.kind], at)
            elif kind == "come":
                hall.come(what.ticket.id, what.queue, at, bool(what.ticket.priority))
            elif kind == "call":
                hall.call(what.ticket.id, what.queue, what.counter, at)
            else:
                hall.end(what.counter, at)

    def _spells(self, queue: str, moment: datetime) -> Spells:
        hours = self._queues[queue].hours
        spells = [(second(opens), second(closes)) for opens, closes in open_spells(hours, moment.date())] if hours else ALL_DAY
        return spells or ALL_DAY
