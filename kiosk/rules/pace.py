"""How long somebody will probably wait, learned from what the counters really do, with the method's own past error.

The point. Work that stands before the newcomer (those ahead in the order in which they will be called, each for the learned mean time of
a service in that queue, and what is left of the services going on) is shared by the counters that serve the queue now. Service times
begin as the settings say (quick, slow) and follow what is seen, newer ones weighing more; the pause between two citizens belongs to
them. People with priority who come meanwhile are not reckoned with one by one: what they cost stands in the past errors (reckoning with
their rate was tried and foretold worse).

The range. For every citizen who had to wait it is noted how far the point was off, in units of its own expected spread. The 13 % and
87 % quantiles of these errors, mixed with a cautious beginning, make the next range: split conformal prediction with normalised
scores (Vovk, Gammerman, Shafer 2005; Lei et al. 2018), decayed so that it follows the hall. So a method that is always too hopeful here
corrects itself here. The shown range is then rounded outwards to humane steps.

Times are seconds for which the doors have been open that day: the noon break is no time.
"""

import math
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kiosk.rules.queue import Hours
from kiosk.rules.turns import OPEN

PRIOR, MEMORY = 8.0, 150.0  # services that the settings' minutes count for, and those that are remembered
SCORES, CAUTION = 160, 24  # past errors kept, and those that caution makes up
LOW, HIGH = 0.13, 0.87
REST = 300.0  # a pause longer than that is no part of a service
LATELY = 2700.0  # a counter that called nobody for so long is not there, where posts are not reported
GROSS = 4.0  # a service longer than so many usual ones is counted as that
BASE = 40.0  # seconds of spread that nothing explains
DRIFT = 0.18  # how far a day's pace may be off from the learned one


@dataclass(frozen=True)
class Facts:
    """What the settings say of a queue. `minutes`: one citizen at one counter, quick and slow."""

    counters: tuple[str, ...]
    minutes: tuple[int, int]
    hours: Sequence[Hours] = ()


@dataclass
class Pace:
    """What was learned of one queue: a service's mean and spread (seconds), and past errors with their low, middle and high cut."""

    mean: float
    spread: float
    weight: float = PRIOR
    scores: deque[float] = field(default_factory=lambda: deque(maxlen=SCORES))
    cuts: tuple[float, float, float] = (-1.28, 0.0, 1.28)

    def see(self, seconds: float) -> None:
        """A service took so long."""
        seconds = min(max(seconds, 10.0), GROSS * self.mean)
        share = 1 / min(self.weight + 1, MEMORY)
        off = seconds - self.mean
        self.mean += share * off
        self.spread = math.sqrt((1 - share) * (self.spread**2 + share * off**2))
        self.weight = min(self.weight + 1, MEMORY)

    def learn(self, error: float) -> None:
        """The point was off by so much, in units of its spread."""
        self.scores.append(error)
        caution = [-1.6 + 3.2 * (one + 0.5) / CAUTION for one in range(CAUTION)]
        ordered = sorted([*self.scores, *caution[:: 1 + len(self.scores) // 40]])
        self.cuts = (_quantile(ordered, LOW), _quantile(ordered, 0.5), _quantile(ordered, HIGH))


@dataclass(frozen=True)
class Guess:
    """Seconds from now: the point, its spread, and the range. `raw`: the point before past errors moved it. `ahead`: people."""

    point: float
    spread: float
    low: float
    high: float
    raw: float
    ahead: float


@dataclass
class _Waiting:
    at: float
    first: bool
    guess: Guess
    pace: Pace


class Hall:
    """Plays a day's events in their order and guesses at any moment."""

    def __init__(self, queues: Mapping[str, Facts], every: int, paces: Mapping[str, Pace] | None = None) -> None:
        self._counters = {code: facts.counters for code, facts in queues.items()}
        self.paces = {code: begin(facts.minutes) for code, facts in queues.items()} | dict(paces or {})
        self._every = every
        self._waiting: dict[str, dict[str, _Waiting]] = {code: {} for code in queues}
        self._serving: dict[str, tuple[str, float]] = {}  # counter -> queue, since
        self._pause: dict[str, tuple[str, float, float]] = {}  # counter -> queue, its service's length, its end
        self._called: dict[str, float] = {}
        self._posts: dict[str, str] = {}

    # -- events

    def come(self, id: str, queue: str, now: float, first: bool = False) -> Guess:
        """Somebody takes a number."""
        guess = self.guess(queue, now, first)
        self._waiting[queue][id] = _Waiting(now, first, guess, self.paces[queue])
        return guess

    def call(self, id: str, queue: str, counter: str, now: float) -> None:
        """Called: how long it really was is learned."""
        one = self._waiting[queue].pop(id, None)
        if one is not None and one.guess.raw:  # who walked to a free counter tells nothing about waits
            one.pace.learn((now - one.at - one.guess.raw) / one.guess.spread)
        self._end_pause(counter, now)
        self._serving[counter], self._called[counter] = (queue, now), now

    def end(self, counter: str, now: float) -> None:
        """The counter is free again: served, not there, put back or handed on."""
        if counter not in self._serving:
            return
        queue, since = self._serving.pop(counter)
        self._pause[counter] = queue, now - since, now

    def post(self, counter: str, state: str, now: float) -> None:
        """A counter opens, pauses or closes."""
        self._posts[counter] = state
        if state != OPEN:
            self._end_pause(counter, math.inf)

    def _end_pause(self, counter: str, now: float) -> None:
        if counter in self._pause:
            queue, length, ended = self._pause.pop(counter)
            busy = now - ended <= REST
            self.paces[queue].see(length + (now - ended if busy else 0.0))

    # -- guessing

    def guess(self, queue: str, now: float, first: bool = False, ahead: int | None = None) -> Guess:
        """For somebody who comes now; `ahead`: of its own queue, when that is known better than from priority alone."""
        pace = self.paces[queue]
        counters = self._there(queue, now)
        mine = ahead if ahead is not None else self.before(queue, first)
        work, variance = mine * pace.mean, mine * pace.spread**2 + (mine * DRIFT * pace.mean) ** 2
        people = float(mine)
        for other, waiting in self._waiting.items():
            shared = len(set(counters) & set(self._counters[other])) / max(1, len(self._counters[other]))
            if other != queue and shared:
                count = len(waiting) * shared
                work += count * self.paces[other].mean
                variance += count * self.paces[other].spread ** 2
                people += count
        free = False
        for counter in counters:
            if counter in self._serving:
                serving, since = self._serving[counter]
                left, off = _left(self.paces[serving], now - since)
                work, variance, people = work + left, variance + off**2, people + 1
            else:
                free = True
        share = 1 / len(counters)
        point = 0.0 if free and not mine else max(0.0, work - (pace.mean * (len(counters) - 1) / 2 if not free else 0.0)) * share
        spread = math.sqrt(variance) * share + BASE
        low, middle, high = (max(0.0, point + cut * spread) for cut in pace.cuts)
        return Guess(middle, spread, low, max(60.0, high), point, people)

    def before(self, queue: str, first: bool) -> int:
        """How many are called before somebody who comes now."""
        waiting = self._waiting[queue].values()
        if not first:
            return len(waiting)
        special = sum(one.first for one in waiting)
        return special + (min(len(waiting) - special, special // self._every) if self._every else 0)

    def _there(self, queue: str, now: float) -> list[str]:
        """The counters that serve this queue now, as far as anybody knows; one at least: a queue is never given up."""
        mine = self._counters[queue]
        if any(counter in self._posts for counter in mine):
            found = [counter for counter in mine if self._posts.get(counter) == OPEN or counter in self._serving]
        else:
            found = [counter for counter in mine if counter in self._serving or now - self._called.get(counter, 0.0) < LATELY]
        return found or list(mine[:1])


def begin(minutes: tuple[int, int]) -> Pace:
    """Before anything was seen: as the settings say, quick and slow being the ends of the usual."""
    quick, slow = minutes[0] * 60.0, minutes[1] * 60.0
    return Pace((quick + slow) / 2, max(30.0, (slow - quick) / 3))


def next_day(pace: Pace) -> Pace:
    """What is taken over to another day: the service's length with less weight, and the errors."""
    return Pace(pace.mean, pace.spread, min(pace.weight, MEMORY / 2), deque(pace.scores, SCORES), pace.cuts)


def _left(pace: Pace, gone: float) -> tuple[float, float]:
    """What is left of a service that has gone on for so long, and how sure that is: long ones tend to last."""
    left = max(0.25 * pace.mean, pace.mean - gone)
    return left, max(0.3 * pace.spread, min(pace.spread, left))



def _quantile(ordered: Sequence[float], at: float) -> float:
    place = at * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])
