"""A day of a hall on a real store: kiosks give numbers, counters call them, citizens are prioritised, missing, handed on.

Time is wound by hand, every step is the store's own. Afterwards nothing may be lost, called twice or out of order.
"""

import heapq
import os
import random
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from kiosk import settings
from kiosk.bench import Figure
from kiosk.bench.hall_store import VARIABLE
from kiosk.clock import HandClock
from kiosk.hall.board import board
from kiosk.hall.hall import Hall
from kiosk.rules.procedures import Catalogue
from kiosk.rules.queue import ELDERLY
from kiosk.rules.turns import ABSENT, OPEN, SERVED, WAITING, Turn, order
from kiosk.store import Tickets, open_tickets
from kiosk.store.deeds import CALL, Deeds
from kiosk.store.turns import Turns

MORNING = datetime(2026, 11, 24, 7, 0)
RATES = (16, 14, 10, 8, 6, 6, 12, 9, 6, 5)  # citizens an hour, scaled to the day's number
EVERY = 3
QUEUES = {"A": ("1", "3"), "B": ("2", "3")}


@dataclass
class Day:
    """What was played and what was wrong with it."""

    citizens: int = 0
    served: int = 0
    absent: int = 0
    moved: int = 0
    wrong: list[str] = field(default_factory=list)


class Screen:
    """The board of the hall's TV, as its script reads it: `announced` has the deeds that it spoke."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.announced: list[int] = []

    def look(self, called: Turn, day: Day) -> None:
        """After a call: it is shown at its counter, and spoken once."""
        shown = board(self._hall)
        place = next(one for one in shown.places if one.counter == called.counter)
        if place.turn is None or place.turn.ticket.id != called.ticket.id or not place.fresh:
            day.wrong.append(f"the board does not show {called.ticket.label}")
        last = self.announced[-1] if self.announced else 0
        self.announced += [call.seq for call in shown.calls if call.seq > last]


def hall_of(tickets: Tickets, clock: HandClock, url: str) -> Hall:
    """The pages' hall with the day's queues."""
    here = settings.load()
    queues = tuple(replace(here.queue(code), counters=names) for code, names in QUEUES.items())
    here = replace(here, queues=queues, hall=replace(here.hall, priority_every=EVERY))
    return Hall(here, clock, tickets, Catalogue(), store_url=url)


def play(url: str, citizens: int = 400, kiosks: int = 1, seed: int = 1, hall: str = "") -> Day:
    """Raises StoreError."""
    chance, clock, day = random.Random(seed), HandClock(MORNING), Day(citizens)
    hall = hall or uuid.uuid4().hex
    doors = [open_tickets(url, hall, clock, f"K{at + 1}") for at in range(kiosks)]
    turns, deeds = Turns(doors[0].database, hall, clock), Deeds(doors[0].database, hall, clock)
    events: list[tuple[float, int, str, str]] = []
    for at, second in enumerate(_arrivals(chance, citizens)):
        heapq.heappush(events, (second, at, "come", chance.choice("AAB")))
    counters = sorted({counter for names in QUEUES.values() for counter in names})
    for counter in counters:
        turns.sit(counter, f"officer{counter}", OPEN)
    screen = Screen(hall_of(doors[0], clock, url))
    busy: dict[str, Turn] = {}
    now = 0.0
    serial = citizens
    while events:
        second, _, kind, what = heapq.heappop(events)
        clock.tick(max(0.0, second - now))
        now = max(now, second)
        if kind == "come":
            chance.choice(doors).reserve(what, what, uuid.uuid4().hex, ELDERLY if chance.random() < 0.12 else "")
        else:
            end(turns, busy.pop(what), what, chance, day)
        for counter in counters:
            if counter in busy:
                continue
            queues = [code for code, names in QUEUES.items() if counter in names]
            wanted = turns.waiting(queues, EVERY)
            called = turns.call_next(counter, f"officer{counter}", queues, EVERY)
            if called is None:
                continue
            if called.ticket.id != wanted[0].ticket.id:
                day.wrong.append(f"{called.ticket.label} was called out of order")
            busy[counter] = called
            screen.look(called, day)
            serial += 1
            heapq.heappush(events, (now + chance.lognormvariate(5.6, 0.5), serial, "end", counter))
    judge(turns, deeds, doors[0], day)
    if screen.announced != [deed.seq for deed in deeds.since(0, (CALL,), limit=100_000)]:
        day.wrong.append("the board did not announce every call once, in order")
    for door in doors:
        door.close()
    return day


def _arrivals(chance: random.Random, citizens: int) -> list[float]:
    """Poisson by the hour: a known number of arrivals of such a day are independent draws from its rates."""
    hours = chance.choices(range(len(RATES)), RATES, k=citizens)
    return sorted(3600 * (hour + chance.random()) for hour in hours)


def end(turns: Turns, turn: Turn, counter: str, chance: random.Random, day: Day) -> None:
    """What comes of a called number: some are not there, some are handed on, most are served."""
    officer, kind = f"officer{counter}", chance.random()
    if kind < 0.07:
        turns.absent(turn.ticket.id, counter, officer)
        return
    turns.start(turn.ticket.id, counter, officer)
    if kind < 0.12 and not turn.note:
        turns.transfer(turn.ticket.id, "B" if turn.queue == "A" else "A", counter, officer, "mời xem tiếp")
        day.moved += 1
    else:
        turns.finish(turn.ticket.id, counter, officer)


def judge(turns: Turns, deeds: Deeds, tickets: Tickets, day: Day) -> None:
    """What the store holds at the end: everybody once, no gaps, both chains whole; what is wrong goes to the day."""
    all_of_them = turns.of_day()
    day.served = sum(turn.state == SERVED for turn in all_of_them)
    day.absent = sum(turn.state == ABSENT for turn in all_of_them)
    if len(all_of_them) != day.citizens or day.served + day.absent != day.citizens:
        day.wrong.append(f"{len(all_of_them)} numbers, {day.served} served, {day.absent} absent of {day.citizens}")
    calls: dict[str, int] = {}
    for deed in deeds.since(0, (CALL,), limit=100_000):
        calls[deed.ticket] = calls.get(deed.ticket, 0) + 1
    wrong = sum(calls.values()) - day.citizens - day.moved
    if wrong or set(calls) != {turn.ticket.id for turn in all_of_them}:
        day.wrong.append(f"{wrong} calls too many")
    if order([turn for turn in all_of_them if turn.state == WAITING], EVERY):
        day.wrong.append("somebody still waits")
    for queue in QUEUES:
        numbers = sorted(turn.ticket.number for turn in all_of_them if turn.ticket.queue == queue)
        if numbers != list(range(1, len(numbers) + 1)):
            day.wrong.append(f"queue {queue} has gaps")
    day.wrong += [*tickets.verify(), *deeds.verify()]


def stores(folder: str) -> dict[str, str]:
    """Name -> address: SQLite, and the server of $KIOSK_BENCH_STORE where there is one."""
    server = os.environ.get(VARIABLE, "")
    return {"SQLite": f"sqlite:///{folder}/day.db"} | ({"PostgreSQL": server} if server else {})


def measured(citizens: int) -> Iterator[Figure]:
    """A server has two kiosks, a file one."""
    with tempfile.TemporaryDirectory() as folder:
        for name, url in stores(folder).items():
            day = play(url, citizens, kiosks=1 if name == "SQLite" else 2)
            yield figure(f"day_{name.lower()}", f"faults of a simulated day on {name}", day)


def figure(name: str, what: str, day: Day) -> Figure:
    """Its faults, with what was played."""
    note = f"{day.citizens} citizens: {day.served} served, {day.absent} not there, {day.moved} handed on"
    return Figure(name, what, len(day.wrong), "", 0, "; ".join([note, *day.wrong[:3]]))
