"""The same hall with everybody at once: kiosks, counters and board, each a thread with a connection of its own, nobody waiting for a turn.

Time is real and short. Who is called when is for the store's locks to decide: afterwards everybody was called once, and in each queue in
the order of the numbers, and the board announced each call once, as it was written down.
"""

import random
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from kiosk.bench import Figure
from kiosk.bench.hall_day import EVERY, QUEUES, Day, end, figure, hall_of, judge, stores
from kiosk.clock import HandClock
from kiosk.hall.board import board
from kiosk.hall.hall import Hall
from kiosk.rules.queue import ELDERLY
from kiosk.rules.turns import ABSENT, OPEN, SERVED
from kiosk.store import Tickets, open_tickets
from kiosk.store.deeds import CALL, Deeds
from kiosk.store.turns import Turns

COUNTERS = ("1", "2", "3")
PAUSE = 0.002  # s between two looks of one who found nothing to do
LONGEST = 300.0  # s: a race that takes longer has stopped


class Race:
    """One hall. `given`: set when the last number is handed out, `over`: when the last is served."""

    def __init__(self, url: str, citizens: int, kiosks: int, seed: int) -> None:
        self.url, self.citizens, self.kiosks, self.seed = url, citizens, kiosks, seed
        self.hall, self.clock = uuid.uuid4().hex, HandClock()
        self.given, self.over = threading.Event(), threading.Event()
        self.announced: list[int] = []
        self.until = time.monotonic() + LONGEST

    def door(self, name: str) -> Tickets:
        return open_tickets(self.url, self.hall, self.clock, name)

    def kiosk(self, index: int) -> None:
        chance = random.Random(f"{self.seed} kiosk {index}")
        with closing(self.door(f"K{index + 1}")) as tickets:
            for _ in range(index, self.citizens, self.kiosks):
                queue = chance.choice("AAB")
                tickets.reserve(queue, queue, uuid.uuid4().hex, ELDERLY if chance.random() < 0.12 else "")
                time.sleep(chance.random() * PAUSE)

    def counter(self, name: str) -> Day:
        """Calls until nobody is left: also who was handed on at the very end by another counter."""
        chance, day = random.Random(f"{self.seed} counter {name}"), Day()
        mine = [code for code, names in QUEUES.items() if name in names]
        with closing(self.door("hall")) as tickets:
            turns = Turns(tickets.database, self.hall, self.clock)
            turns.sit(name, f"officer{name}", OPEN)
            while not self.over.is_set() and time.monotonic() < self.until:
                turn = turns.call_next(name, f"officer{name}", mine, EVERY)
                if turn is None:
                    self._nobody(turns)
                    continue
                end(turns, turn, name, chance, day)
        return day

    def _nobody(self, turns: Turns) -> None:
        if self.given.is_set() and all(turn.state in (SERVED, ABSENT) for turn in turns.of_day()):
            self.over.set()
        time.sleep(PAUSE)

    def board(self) -> None:
        """Looks on, as the hall's TV does, until all is over; then once more."""
        with closing(self.door("board")) as tickets:
            hall = hall_of(tickets, self.clock, self.url)
            while not self.over.is_set() and time.monotonic() < self.until:
                self._look(hall)
                time.sleep(PAUSE)
            self._look(hall)

    def _look(self, hall: Hall) -> None:
        last = self.announced[-1] if self.announced else 0
        self.announced += [call.seq for call in board(hall).calls if call.seq > last]


def run(url: str, citizens: int = 120, kiosks: int = 2, seed: int = 1) -> Day:
    """Raises StoreError."""
    race, day = Race(url, citizens, kiosks, seed), Day(citizens)
    with closing(race.door("judge")) as tickets, ThreadPoolExecutor(len(COUNTERS) + kiosks + 1) as pool:
        counters = [pool.submit(race.counter, name) for name in COUNTERS]
        looking = pool.submit(race.board)
        for giving in [pool.submit(race.kiosk, index) for index in range(kiosks)]:
            giving.result(LONGEST)
        race.given.set()
        day.moved = sum(counter.result(LONGEST).moved for counter in counters)
        looking.result(LONGEST)
        turns, deeds = Turns(tickets.database, race.hall, race.clock), Deeds(tickets.database, race.hall, race.clock)
        judge(turns, deeds, tickets, day)
        _in_order(turns, deeds, race.announced, day)
    return day


def _in_order(turns: Turns, deeds: Deeds, announced: list[int], day: Day) -> None:
    calls = deeds.since(0, (CALL,), limit=100_000)
    if announced != [call.seq for call in calls]:
        day.wrong.append(f"the board announced {len(announced)} of {len(calls)} calls, or not in order")
    tickets, last = {turn.ticket.id: turn.ticket for turn in turns.of_day()}, dict[tuple[str, bool], int]()
    seen = set[str]()
    for call in calls:
        ticket = tickets[call.ticket]
        line = (ticket.queue, bool(ticket.priority))
        if ticket.id not in seen and ticket.number < last.get(line, 0):
            day.wrong.append(f"{ticket.label} was called after {last[line]}")
        seen.add(ticket.id)
        last[line] = max(last.get(line, 0), ticket.number)


def measured(citizens: int) -> Iterator[Figure]:
    """A server has two kiosks, a file one."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in stores(folder).items():
            day = run(url, citizens, kiosks=1 if name == "SQLite" else 2)
            yield figure(f"race_{name.lower()}", f"faults with everybody at once on {name}", day)
