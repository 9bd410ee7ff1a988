"""How long a citizen will probably wait, said honestly.

Until the counters report whom they called, nobody knows who was served. So the day is replayed: the numbers taken so far
go through the queue's counters in the order they would be called, during the opening hours only, once with every citizen
quick and once with every citizen slow (both from the settings). The truth lies between as long as the counters are staffed
as the settings say; nobody who left, nobody who brought three cases at once and no officer called away is known to it.
People with priority who come later push an ordinary number back by more than the range says.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from kiosk.rules.queue import Hours, Ticket, open_spells

Spells = list[tuple[int, int]]  # open from, to, in seconds after midnight
ALL_DAY: Spells = [(0, 24 * 3600)]


@dataclass(frozen=True)
class Waiting:
    """`ahead`: people before this one, estimated. `low` to `high`: minutes, rounded outwards to humane steps.

    `today` is False when, all being slow, the turn would come after closing: then say so instead of a range.
    """

    ahead: int
    low: int
    high: int
    today: bool = True


def waiting(
    tickets: Iterable[Ticket], now: datetime, counters: int, minutes: tuple[int, int], hours: Sequence[Hours] = (), priority: bool = False
) -> Waiting:
    """The wait of somebody who takes a number now, or took the last one just now (give the others without it).

    `tickets`: the queue's valid tickets of the day (`Tickets.of_day`); `minutes`: one citizen at one counter, quick and
    slow; `hours`: when the queue is served, none means always. Raises nothing.
    """
    spells = [(second(opens), second(closes)) for opens, closes in open_spells(hours, now.date())] if hours else ALL_DAY
    here = second(now.time())
    comers = sorted((served(min(second(t.at.time()), here), spells), not t.priority) for t in tickets)
    newcomer = (served(here, spells), not priority)
    paces = (minutes[0] * 60, sum(minutes) * 30, minutes[1] * 60)
    quick, middling, slow = [_replay(comers, newcomer, max(1, counters), pace) for pace in paces]
    soonest, latest = wall(quick.start, spells), wall(slow.start, spells)
    last = max(here, spells[-1][1]) if spells else here
    low, high = (last if soonest is None else soonest) - here, (last if latest is None else latest) - here
    return Waiting(middling.ahead, humane(low, up=False), max(5, humane(high, up=True)), latest is not None)


@dataclass(frozen=True)
class _Replay:
    start: int  # served seconds since the doors opened, when the newcomer's turn comes
    ahead: int  # of those who came before, how many start no earlier than the newcomer came


def _replay(comers: list[tuple[int, bool]], newcomer: tuple[int, bool], counters: int, pace: int) -> _Replay:
    """Serve (arrival, ordinary) at so many counters, the prioritised first among those waiting, until the newcomer's turn."""
    coming = [*comers, newcomer]
    mine, ahead, next_one, moment = len(comers), 0, 0, 0
    free, hall = [0] * counters, list[tuple[bool, int]]()
    while True:
        moment = max(moment, free[0], 0 if hall else coming[next_one][0])
        while next_one < len(coming) and coming[next_one][0] <= moment:
            heapq.heappush(hall, (coming[next_one][1], next_one))
            next_one += 1
        if heapq.heappop(hall)[1] == mine:
            return _Replay(moment, ahead)
        ahead += moment >= newcomer[0]
        heapq.heapreplace(free, moment + pace)


def second(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def served(second: int, spells: Spells) -> int:
    """For how long the doors had been open at that second of the day."""
    return sum(min(max(second - opens, 0), closes - opens) for opens, closes in spells)


def wall(served: int, spells: Spells) -> int | None:
    """The second of the day at which the doors have been open for so long and somebody serves; None: not today."""
    for opens, closes in spells:
        if served < closes - opens:
            return opens + served
        served -= closes - opens
    return None


def humane(seconds: int, up: bool) -> int:
    """Minutes, in steps of 5 in the first hour, of 10 in the second, of 30 after."""
    step = 300 if seconds <= 3600 else 600 if seconds <= 7200 else 1800
    return (-(-seconds // step) if up else seconds // step) * step // 60
