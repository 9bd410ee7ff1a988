"""The counters' side of the numbers: call, call again, start, finish, not there, put back, hand on. One transaction each.

Each writes its deed in the same transaction. Two officers who press at the same moment get two numbers: the hall's write
lock lets one in after the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from kiosk.clock import Clock
from kiosk.errors import TurnRefused
from kiosk.rules.queue import VOID, Ticket
from kiosk.rules.turns import ABSENT, CALLED, CLOSED, SERVED, SERVING, STEPS, WAITING, Post, Turn, at_counter, waiting_in
from kiosk.store import days, deeds
from kiosk.store.database import Database
from kiosk.store.schema import HALLS, POSTS, TICKETS, TURNS

_NUMBER = [column.label(f"t_{column.name}") for column in TICKETS.c if column.name in Ticket.__dataclass_fields__]
_TURN = [TURNS.c[name] for name in ("counter", "officer", "calls", "first", "called_at", "started_at", "ended_at")]
_QUEUE = func.coalesce(TURNS.c.queue, TICKETS.c.queue).label("now_queue")
_STATE = func.coalesce(TURNS.c.state, WAITING).label("now_state")
_SINCE = TURNS.c.since.label("moved_at")
_ALL = (
    select(*_NUMBER, *_TURN, _QUEUE, _STATE, _SINCE, func.coalesce(TURNS.c.note, "").label("now_note"))
    .select_from(TICKETS.outerjoin(TURNS, and_(TURNS.c.hall == TICKETS.c.hall, TURNS.c.ticket == TICKETS.c.id)))
    .where(TICKETS.c.hall == bindparam("h"), TICKETS.c.state != VOID)
)
_ONE = _ALL.where(TICKETS.c.id == bindparam("i"))
_DAY = _ALL.where(TICKETS.c.day == bindparam("d"))


class Turns:
    """A hall's numbers as its counters handle them. Raises StoreError when the database fails, TurnRefused when a step makes no sense."""

    def __init__(self, database: Database, hall: str, clock: Clock) -> None:
        self.database, self.hall, self._clock = database, hall, clock

    # -- looking

    def of_day(self, day: date | None = None) -> list[Turn]:
        """All valid numbers of a business day (today's when left out), by the time they were taken."""
        with self.database.read() as connection:
            return self._of_day(connection, day)

    def _of_day(self, connection: Connection, day: date | None = None) -> list[Turn]:
        day = day or days.day_of(connection.scalar(select(HALLS.c.day).where(HALLS.c.hall == self.hall)), self._clock)[0]
        rows = connection.execute(_DAY.order_by(TICKETS.c.at, TICKETS.c.number), {"h": self.hall, "d": day}).mappings()
        return [_turn(row) for row in rows]

    def of_days(self, first: date, last: date) -> list[Turn]:
        """All valid numbers of the business days from `first` to `last`."""
        which = _ALL.where(TICKETS.c.day.between(first, last)).order_by(TICKETS.c.day, TICKETS.c.at, TICKETS.c.number)
        with self.database.read() as connection:
            return [_turn(row) for row in connection.execute(which, {"h": self.hall}).mappings()]

    def one(self, ticket: str) -> Turn | None:
        """The number with that ticket's id; None when there is none, or it was taken back."""
        with self.database.read() as connection:
            return self._one(connection, ticket)

    def _one(self, connection: Connection, ticket: str) -> Turn | None:
        row = connection.execute(_ONE, {"h": self.hall, "i": ticket}).mappings().one_or_none()
        return None if row is None else _turn(row)

    def waiting(self, queues: Sequence[str], every: int) -> list[Turn]:
        """Who waits in these queues today, as they will be called. `every`: see `rules.turns.order`."""
        return waiting_in(self.of_day(), queues, every)

    def at(self, counter: str) -> Turn | None:
        """Whom this counter has called or serves."""
        return at_counter(self.of_day(), counter)

    def posts(self) -> list[Post]:
        """The counters somebody has sat at, with their state of today; yesterday's are closed."""
        with self.database.read() as connection:
            rows = connection.execute(select(POSTS).where(POSTS.c.hall == self.hall).order_by(POSTS.c.counter)).all()
        today = self._clock.today()
        return [Post(row.counter, row.officer, row.state if row.since.date() == today else CLOSED, row.since) for row in rows]

    # -- doing

    def call_next(self, counter: str, officer: str, queues: Sequence[str], every: int) -> Turn | None:
        """Call who is next in these queues to this counter; None when nobody waits. Raises TurnRefused while it has somebody."""
        with self.database.write() as connection:
            today = self._of_day(connection)
            self._free(today, counter)
            waiting = waiting_in(today, queues, every)
            return self._step(connection, waiting[0], CALLED, deeds.CALL, officer, counter) if waiting else None

    def call(self, ticket: str, counter: str, officer: str) -> Turn:
        """Call this very number: out of turn, or one that was not there. Raises TurnRefused."""
        with self.database.write() as connection:
            self._free(self._of_day(connection), counter)
            return self._step(connection, self._known(connection, ticket), CALLED, deeds.CALL, officer, counter)

    def again(self, ticket: str, counter: str, officer: str) -> Turn:
        """Announce once more whom this counter has called."""
        with self.database.write() as connection:
            turn = self._own(connection, ticket, counter)
            return self._step(connection, turn, CALLED, deeds.AGAIN, officer, counter)

    def start(self, ticket: str, counter: str, officer: str) -> Turn:
        """The citizen sits at the counter."""
        return self._of_counter(ticket, counter, officer, SERVING, deeds.START)

    def finish(self, ticket: str, counter: str, officer: str) -> Turn:
        """Served."""
        return self._of_counter(ticket, counter, officer, SERVED, deeds.FINISH)

    def absent(self, ticket: str, counter: str, officer: str) -> Turn:
        """Called, and nobody came."""
        return self._of_counter(ticket, counter, officer, ABSENT, deeds.ABSENT)

    def _of_counter(self, ticket: str, counter: str, officer: str, state: str, kind: str) -> Turn:
        with self.database.write() as connection:
            return self._step(connection, self._own(connection, ticket, counter), state, kind, officer, counter)

    def back(self, ticket: str, counter: str, officer: str, first: bool = False) -> Turn:
        """Put back among those who wait: at the end of its queue, or `first` of it."""
        with self.database.write() as connection:
            turn = self._known(connection, ticket)
            self._mine(turn, counter)
            return self._move(connection, turn, turn.queue, turn.note, first, deeds.BACK, officer, counter)

    def transfer(self, ticket: str, queue: str, counter: str, officer: str, note: str = "", first: bool = True) -> Turn:
        """Hand on to another queue with a word for its officer; before all others there, unless `first` is False."""
        with self.database.write() as connection:
            turn = self._known(connection, ticket)
            self._mine(turn, counter)
            return self._move(connection, turn, queue, note, first, deeds.TRANSFER, officer, counter)

    def sit(self, counter: str, officer: str, state: str) -> None:
        """Open, pause or close a counter."""
        values = {"officer": officer, "state": state, "since": self._clock.now()}
        here = and_(POSTS.c.hall == self.hall, POSTS.c.counter == counter)
        with self.database.write() as connection:
            if not connection.execute(update(POSTS).where(here).values(values)).rowcount:
                connection.execute(insert(POSTS).values(hall=self.hall, counter=counter, **values))
            kind = {"open": deeds.OPEN, "paused": deeds.PAUSE, "closed": deeds.CLOSE}[state]
            deeds.add(connection, self.hall, self._clock, kind, officer, counter)

    # -- inside a transaction

    def _known(self, connection: Connection, ticket: str) -> Turn:
        turn = self._one(connection, ticket)
        if turn is None:
            raise TurnRefused("there is no such number")
        if turn.ticket.day != days.day_of(connection.scalar(select(HALLS.c.day).where(HALLS.c.hall == self.hall)), self._clock)[0]:
            raise TurnRefused("this number is of another day")
        return turn

    def _own(self, connection: Connection, ticket: str, counter: str) -> Turn:
        turn = self._known(connection, ticket)
        if turn.counter != counter or turn.state not in (CALLED, SERVING):
            raise TurnRefused("this counter has not called that number")
        return turn

    def _mine(self, turn: Turn, counter: str) -> None:
        if turn.state in (CALLED, SERVING) and turn.counter != counter:
            raise TurnRefused("another counter has that number")

    def _free(self, today: Iterable[Turn], counter: str) -> None:
        if at_counter(today, counter) is not None:
            raise TurnRefused("this counter still has somebody")

    def _step(self, connection: Connection, turn: Turn, state: str, kind: str, officer: str, counter: str) -> Turn:
        now = self._clock.now()
        values: dict[str, Any] = {"state": state, "counter": counter, "officer": officer}
        if state == CALLED:
            values |= {"called_at": now, "started_at": None, "ended_at": None, "calls": turn.calls + 1, "first": 0}
        elif state == SERVING:
            values["started_at"] = now
        else:
            values |= {"ended_at": now} | ({"started_at": turn.called_at} if state == SERVED and turn.started_at is None else {})
        return self._write(connection, turn, values, kind, officer, counter, "")

    def _move(
        self, connection: Connection, turn: Turn, queue: str, note: str, first: bool, kind: str, officer: str, counter: str
    ) -> Turn:
        values = {"state": WAITING, "queue": queue, "note": note[:200], "since": self._clock.now(), "first": int(first)}
        values |= {"counter": "", "officer": "", "started_at": None, "ended_at": None}
        return self._write(connection, turn, values, kind, officer, counter, queue)

    def _write(
        self, connection: Connection, turn: Turn, values: Mapping[str, Any], kind: str, officer: str, counter: str, text: str
    ) -> Turn:
        if values["state"] not in STEPS[turn.state]:
            raise TurnRefused(f"the number is {turn.state}: it cannot become {values['state']}")
        ticket, here = turn.ticket, and_(TURNS.c.hall == self.hall, TURNS.c.ticket == turn.ticket.id)
        if not connection.execute(update(TURNS).where(here).values(values)).rowcount:
            new = {"queue": ticket.queue, "calls": 0, "first": 0, "since": ticket.at, "note": ""}
            connection.execute(insert(TURNS).values(new | {"hall": self.hall, "ticket": ticket.id, "day": ticket.day} | dict(values)))
        deeds.add(connection, self.hall, self._clock, kind, officer, counter, ticket.id, text)
        found = self._one(connection, ticket.id)
        assert found is not None
        return found


def _turn(row: Mapping[Any, Any]) -> Turn:
    ticket = Ticket(**{name: row[f"t_{name}"] for name in Ticket.__dataclass_fields__})
    since: datetime = row["moved_at"] or ticket.at
    return Turn(
        ticket, row["now_queue"], row["now_state"], since, row["counter"] or "", row["officer"] or "", row["calls"] or 0,
        bool(row["first"]), row["called_at"], row["started_at"], row["ended_at"], row["now_note"],
    )  # fmt: skip
