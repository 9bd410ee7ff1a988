"""The numbers of one hall: reserved, printed, shown, taken back. One transaction each; committed before anybody hears of it."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, bindparam, insert, or_, select, update

from kiosk.clock import HALL_TIME, Clock
from kiosk.errors import QueueClosed, StoreError
from kiosk.rules.queue import ACTIVE, PRINTING, SHOWN, STEPS, VOID, Ticket
from kiosk.store import chain, days, issuing
from kiosk.store.database import Database
from kiosk.store.days import Remark
from kiosk.store.highwater import HighWater
from kiosk.store.schema import HALLS, REMARKS, TICKETS

OVERDUE = timedelta(minutes=2)  # a ticket still printing after that is nobody's: its kiosk has died
POWER = "power"  # why a ticket is shown whose kiosk went down while it was printed

_SEEN = [column for column in TICKETS.c if column.name in Ticket.__dataclass_fields__]
_HERE = select(*_SEEN).where(TICKETS.c.hall == bindparam("h"))
_BY_VISIT = _HERE.where(TICKETS.c.visit == bindparam("v"))
_BY_ID = _HERE.where(TICKETS.c.id == bindparam("i"))
_NEW = insert(TICKETS)
_STEP = update(TICKETS).where(TICKETS.c.hall == bindparam("h"), TICKETS.c.id == bindparam("i"))


class Tickets:
    """A hall's tickets as one kiosk handles them. Opened by `kiosk.store.open_tickets`; used on one lane.

    Every method raises StoreError when the database fails; nothing has changed then, and the call may be repeated.
    """

    def __init__(self, database: Database, hall: str, clock: Clock, kiosk: str, high: HighWater | None = None) -> None:
        self.database = database
        self.hall = hall
        self.kiosk = kiosk
        self._clock = clock
        self._high = high

    def reserve(
        self, queue: str, prefix: str, visit: str, priority: str = "", procedure: str = "", daily_cap: int = 0, again: bool = True
    ) -> Ticket:
        """The visit's ticket, in state printing, committed: a second call with the same visit gives the same ticket.

        Numbers start at 1 each business day (`rules.queue.business_day`) and have no gaps. `visit` is any text of up to
        64 letters that is never used for another visit. Raises QueueClosed when the queue's cap (0: none) is reached.
        After any fault the visit is looked up first: a tap before this one, or a commit whose end nobody heard, may have
        taken its number already (no second row can: UNIQUE(hall, visit)). Not `again`: for who has numbers of its own meanwhile.
        """
        row = {"hall": self.hall, "id": days.token(), "kiosk": self.kiosk, "queue": queue, "prefix": prefix, "visit": visit}
        row |= {"priority": priority, "procedure": procedure}
        try:
            ticket = self._issue(row, daily_cap)
        except StoreError as error:
            closed = isinstance(error, QueueClosed)
            if (again or closed) and (known := self.of_visit(visit)) is not None:
                return known
            if self.database.path or closed or not again:
                raise
            ticket = self._issue(row, daily_cap)  # a server that was started anew: the connection is whole again
        if self._high is not None:
            self._high.note(self.hall, ticket.day, queue, ticket.number)
        return ticket

    def _issue(self, row: dict[str, Any], cap: int) -> Ticket:
        known = None if self.database.path else issuing.issue(self.database, row, self._clock, cap)
        return _ticket(known or self._commit(row, cap))

    def _commit(self, given: dict[str, Any], cap: int) -> dict[str, Any]:
        with self.database.write() as connection:
            place = days.place(connection, self.hall, given["queue"], self._clock, cap)
            row = given | {"seq": place.seq, "day": place.day, "number": place.number, "at": self._clock.now().astimezone(HALL_TIME)}
            row |= {"state": PRINTING, "attempts": 0, "why": ""}
            row["hash"] = chain.link(place.before, row)
            connection.execute(_NEW, row)
            days.count(connection, self.hall, row["queue"], place, row["hash"])
            if place.turned and place.doubt:
                self._remark(connection, "clock", f"the clock says {place.doubt}, the last day was {place.day}: staff must confirm")
        return row

    def adopt(self, ticket: Ticket) -> Ticket:
        """Take over a number that was given elsewhere while this store was away (`kiosk.store.blocks`); asked twice it does it once.

        If the visit got a number here as well, unheard, that one is taken back: the citizen has never seen it.
        """
        with self.database.write() as connection:
            if (known := connection.execute(_BY_ID, {"h": self.hall, "i": ticket.id}).mappings().one_or_none()) is not None:
                return Ticket(**known)
            days.stored_day(connection, self.hall)
            visit = ticket.visit
            if (ghost := connection.execute(_BY_VISIT, {"h": self.hall, "v": visit}).mappings().one_or_none()) is not None:
                values = {"state": VOID, "why": f"{ticket.label} was given instead", "voided_by": "kiosk", "voided_at": self._clock.now()}
                connection.execute(_STEP.values(**values), {"h": self.hall, "i": ghost["id"]})
                visit = f"{visit[:60]}+b"
            row = vars(ticket) | {"visit": visit, "kiosk": self.kiosk}
            row |= days.joined(connection, self.hall, row)
            connection.execute(_NEW, row)
            return _one(connection, self.hall, ticket.id)

    def printed(self, id: str) -> Ticket:
        """The printer said that a whole ticket is on paper."""
        return self._step(id, ACTIVE, why="", printed_at=self._clock.now())

    def shown(self, id: str, why: str) -> Ticket:
        """The number was given on the screen: paper is missing or nobody knows. It stands on the staff list until printed."""
        return self._step(id, SHOWN, why=why)

    def void(self, id: str, staff: str, reason: str) -> Ticket:
        """Taken back by staff, for good."""
        return self._step(id, VOID, why=reason, voided_by=staff, voided_at=self._clock.now())

    def _step(self, id: str, state: str, **values: Any) -> Ticket:
        with self.database.write() as connection:
            ticket = _one(connection, self.hall, id)
            if state not in STEPS[ticket.state]:
                raise StoreError(f"ticket {id} is {ticket.state}: it cannot become {state}")
            connection.execute(_STEP.values(state=state, **values), {"h": self.hall, "i": id})
            return _one(connection, self.hall, id)

    def again(self, id: str) -> Ticket:
        """Count one more printing; `attempts` is the k of "IN LẠI lần k". The state stays until the printer has spoken."""
        with self.database.write() as connection:
            ticket = _one(connection, self.hall, id)
            if ticket.state == VOID:
                raise StoreError(f"ticket {id} is void: it is not printed again")
            connection.execute(_STEP.values(attempts=ticket.attempts + 1), {"h": self.hall, "i": id})
            return _one(connection, self.hall, id)

    def unfinished(self) -> list[Ticket]:
        """At start, before the first number: this kiosk's tickets still `printing` become `shown`, and are returned.

        Their paper may or may not have come out before the power went; the kiosk asks, staff see them on their list.
        """
        left = and_(TICKETS.c.hall == self.hall, TICKETS.c.kiosk == self.kiosk, TICKETS.c.state == PRINTING)
        with self.database.write() as connection:
            ids = connection.scalars(select(TICKETS.c.id).where(left).order_by(TICKETS.c.queue, TICKETS.c.seq)).all()
            connection.execute(update(TICKETS).where(left).values(state=SHOWN, why=POWER))
            return [_one(connection, self.hall, id) for id in ids]

    def of_visit(self, visit: str) -> Ticket | None:
        """The visit's ticket, if it took one: the answer after a commit nobody knows the end of."""
        return self._find(_BY_VISIT, v=visit)

    def by_id(self, id: str) -> Ticket | None:
        return self._find(_BY_ID, i=id)

    def _find(self, statement: Any, **key: str) -> Ticket | None:
        with self.database.read() as connection:
            row = connection.execute(statement, {"h": self.hall, **key}).mappings().one_or_none()
        return None if row is None else Ticket(**row)

    def staff_list(self) -> list[Ticket]:
        """Today's tickets somebody must look after: shown without certain paper, or printing for longer than OVERDUE."""
        overdue = and_(TICKETS.c.state == PRINTING, TICKETS.c.at < self._clock.now() - OVERDUE)
        return self._today(or_(TICKETS.c.state == SHOWN, overdue))

    def all(self) -> list[Ticket]:
        """Every ticket of the hall, oldest first: for a store that is kept small (`kiosk.store.blocks`)."""
        with self.database.read() as connection:
            return [Ticket(**row) for row in connection.execute(_HERE.order_by(TICKETS.c.at, TICKETS.c.seq), {"h": self.hall}).mappings()]

    def of_day(self, queue: str) -> list[Ticket]:
        """The queue's valid tickets of the business day in the order of their numbers, for the waiting rule."""
        return self._today(and_(TICKETS.c.queue == queue, TICKETS.c.state != VOID))

    def _today(self, which: Any) -> list[Ticket]:
        with self.database.read() as connection:
            statement = _HERE.where(TICKETS.c.day == self._today_or_doubt(connection)[0], which).order_by(TICKETS.c.queue, TICKETS.c.number)
            return [Ticket(**row) for row in connection.execute(statement, {"h": self.hall}).mappings()]

    def day(self) -> date:
        """The business day the next number would be given on."""
        with self.database.read() as connection:
            return self._today_or_doubt(connection)[0]

    def _today_or_doubt(self, connection: Connection) -> tuple[date, date | None]:
        return days.day_of(connection.scalar(select(HALLS.c.day).where(HALLS.c.hall == self.hall)), self._clock)

    def doubt(self) -> date | None:
        """The day the clock claims, when it is too far ahead to be believed; staff are to be asked."""
        with self.database.read() as connection:
            return self._today_or_doubt(connection)[1]

    def confirm_day(self, staff: str) -> date:
        """Staff say that the clock is right: its day is opened (never an earlier one). The business day is returned."""
        with self.database.write() as connection:
            day = max(days.stored_day(connection, self.hall) or self._clock.today(), self._clock.today())
            days.set_day(connection, self.hall, day)
            self._remark(connection, "clock", f"{staff} confirmed the day {day}")
        return day

    def remarks(self) -> list[Remark]:
        """What happened to the store itself, oldest first: gaps, recoveries, a doubted clock."""
        with self.database.read() as connection:
            mine = select(REMARKS).where(REMARKS.c.hall == self.hall).order_by(REMARKS.c.id)
            return [Remark(row.at, row.kind, row.text) for row in connection.execute(mine)]

    def tell(self, kind: str, text: str) -> None:
        """Leave a word for staff; the same one twice on a day is one. `text`: no citizen's data (a dossier's code is none)."""
        if text not in self.told(kind):
            with self.database.write() as connection:
                days.stored_day(connection, self.hall)
                self._remark(connection, kind, text)

    def told(self, kind: str) -> list[str]:
        """Today's words of that kind, oldest first."""
        return [remark.text for remark in self.remarks() if remark.kind == kind and remark.at.date() == self._clock.today()]

    def _remark(self, connection: Connection, kind: str, text: str) -> None:
        days.remark(connection, self.hall, self.kiosk, self._clock, kind, text)

    def start(self, gap: int = 0, remark: str = "") -> None:
        """Make the hall's row; go above every number known beside the database (and `gap` further). Part of opening."""
        known = self._high.last_day(self.hall) if self._high is not None else None
        with self.database.write() as connection:
            days.stored_day(connection, self.hall)
            lifted = days.raise_counters(connection, self.hall, known, gap) if known is not None else []
            for text in [remark] * bool(remark) + [f"numbers without a row: {line}" for line in lifted]:
                self._remark(connection, "recovery", text)

    @property
    def main(self) -> "Tickets":
        """The hall's own numbers: these."""
        return self

    def settle(self) -> int:
        """Nothing to hand over: this is the hall's own store (see `kiosk.store.blocks`)."""
        return 0

    def verify(self, newest: int = 0) -> tuple[str, ...]:
        """Every break of the chain of hashes, one sentence each; () when nothing was changed, lost or rotten. See `chain.faults`."""
        with self.database.read() as connection:
            return chain.faults(connection, self.hall, newest)

    def healthy(self) -> bool:
        """Whether the store answers, for the watchdog: one cheap look, no exception."""
        try:
            self.day()
        except StoreError:
            return False
        return True

    def close(self) -> None:
        """Let go of the files. May be called twice."""
        self.database.close()
        if self._high is not None:
            self._high.close()


def _ticket(row: dict[str, Any]) -> Ticket:
    """A new row, as it was written."""
    known: dict[str, Any] = {"attempts": 0, "why": ""} | row
    return Ticket(**{column.name: known[column.name] for column in _SEEN})


def _one(connection: Connection, hall: str, id: str) -> Ticket:
    row = connection.execute(_BY_ID, {"h": hall, "i": id}).mappings().one_or_none()
    if row is None:
        raise StoreError(f"there is no ticket {id}")
    return Ticket(**row)
