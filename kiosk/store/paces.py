"""The learned waiting time of a hall: its turns and posts, played through `kiosk.rules.pace`. Nothing of a person, nothing stored.

The days before are played once a day, today at every question (some milliseconds): the errors of what was shown come out of
the same play, so no table has to remember what a screen said.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
WATCHED = (deeds.OPEN, deeds.PAUSE, deeds.CLOSE, deeds.CALL, deeds.TRANSFER)
POSTS = {deeds.OPEN: OPEN, deeds.PAUSE: PAUSED, deeds.CLOSE: CLOSED}


@dataclass(frozen=True)
class Stay:
    """A number in one queue: who was handed on has been in two. `called`, `ended`: not yet, or never."""

    id: str
    queue: str
    first: bool
    came: datetime
    counter: str
    called: datetime | None
    ended: datetime | None


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
        self._play(hall, now.date(), today, self._log.of_days(now.date(), now.date(), WATCHED))
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
            log = self._log.of_days(today - BACK, today - timedelta(days=1), WATCHED)
            paces: dict[str, Pace] = {}
            for day in sorted({turn.ticket.day for turn in turns}):
                hall = Hall(self._queues, self._every, {code: pace.next_day(one) for code, one in paces.items()})
                self._play(hall, day, [turn for turn in turns if turn.ticket.day == day], [one for one in log if one.at.date() == day])
                paces = hall.paces
            self._learned = today, paces, any(turn.called_at for turn in turns)
        return self._learned[1], self._learned[2]

    def _play(self, hall: Hall, day: date, turns: Iterable[Turn], log: Iterable[Deed]) -> None:
        """A day's events in their order."""
        events: list[tuple[float, datetime, int, str, Stay | Deed]] = []  # at noon no open time passes: the wall's clock orders them
        log = list(log)
        for stay in _stays(list(turns), log):
            if stay.queue not in self._queues:
                continue
            spells = self._spells(stay.queue, stay.came)
            for rank, kind, moment in ((2, "come", stay.came), (3, "call", stay.called), (1, "end", stay.ended)):
                if moment is not None:
                    events.append((served(second(moment.time()), spells), moment, rank, kind, stay))
        first = next(iter(self._queues))
        posts = [one for one in log if one.kind in POSTS]
        events += [(served(second(one.at.time()), self._spells(first, one.at)), one.at, 0, "post", one) for one in posts]
        for at, _, _, kind, what in sorted(events, key=lambda event: event[:3]):
            if isinstance(what, Deed):
                hall.post(what.counter, POSTS[what.kind], at)
            elif kind == "come":
                hall.come(what.id, what.queue, at, what.first)
            elif kind == "call":
                hall.call(what.id, what.queue, what.counter, at)
            else:
                hall.end(what.counter, at)

    def _spells(self, queue: str, moment: datetime) -> Spells:
        hours = self._queues[queue].hours
        spells = [(second(opens), second(closes)) for opens, closes in open_spells(hours, moment.date())] if hours else ALL_DAY
        return spells or ALL_DAY


def _stays(turns: Sequence[Turn], log: Iterable[Deed]) -> Iterator[Stay]:
    """As the turns stand now; and, of who was handed on, the first queue, which only the log still knows."""
    known = {turn.ticket.id: turn for turn in turns}
    for id, turn in known.items():
        called = turn.called_at if turn.called_at is not None and turn.called_at >= turn.since else None
        yield Stay(id, turn.queue, bool(turn.ticket.priority), turn.since, turn.counter, called, turn.ended_at if called else None)
    calls: dict[str, datetime] = {}
    for deed in log:
        if deed.kind == deeds.CALL:
            calls[deed.ticket] = deed.at
        elif deed.kind == deeds.TRANSFER and deed.ticket in calls and deed.ticket in known:
            ticket = known.pop(deed.ticket).ticket  # the first time only: of which queue a second one was nobody has written down
            yield Stay(f"{ticket.id} before", ticket.queue, bool(ticket.priority), ticket.at, deed.counter, calls[ticket.id], deed.at)
