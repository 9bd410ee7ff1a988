"""The hall's business day and its counters, inside the caller's transaction."""

import base64
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from kiosk.clock import Clock
from kiosk.errors import QueueClosed
from kiosk.rules.queue import business_day, has_room
from kiosk.store.chain import FIRST, link
from kiosk.store.schema import COUNTERS, HALLS, REMARKS

GAP = 20  # numbers skipped after a damaged file: more than anybody takes in the half minute that kiosk.high may lag

_HALL = select(HALLS).where(HALLS.c.hall == bindparam("h"))
_HALL_ON = update(HALLS).where(HALLS.c.hall == bindparam("h"))
_COUNTER = (COUNTERS.c.hall == bindparam("h"), COUNTERS.c.queue == bindparam("q"))
_COUNTED = ("day", "last", "issued", "seq", "hash")
_PLACE = (
    select(HALLS.c.day, HALLS.c.doubt, *[COUNTERS.c[name] for name in _COUNTED])
    .select_from(HALLS.outerjoin(COUNTERS, and_(COUNTERS.c.hall == HALLS.c.hall, COUNTERS.c.queue == bindparam("q"))))
    .where(HALLS.c.hall == bindparam("h"))
)
_HELD = select(COUNTERS.c.last).where(*_COUNTER).with_for_update()
_COUNT = update(COUNTERS).where(*_COUNTER).values({name: bindparam(f"new_{name}") for name in _COUNTED})


@dataclass(frozen=True)
class Remark:
    """What staff should know about the store itself."""

    at: datetime
    kind: str
    text: str


def token() -> str:
    """80 random bits as 16 of A-Z2-7: hard to guess, and a QR keeps it in its dense letters-and-digits mode."""
    return base64.b32encode(secrets.token_bytes(10)).decode()


@dataclass(frozen=True)
class Place:
    """Where the next ticket of a queue stands: day, number, and its link in the queue's chain. `doubt`: see `day_of`."""

    day: date
    doubt: date | None
    number: int
    issued: int
    seq: int
    before: str
    new: bool  # the queue has no counter yet
    turned: bool  # the hall's row must be told a new day or doubt


def place(connection: Connection, hall: str, queue: str, clock: Clock, cap: int) -> Place:
    """The queue's next place today; nothing is written. Raises QueueClosed when the day's cap (0: none) is reached."""
    if connection.dialect.name != "sqlite":  # SQLite's write lock holds everything; elsewhere `issuing` takes numbers beside this
        connection.execute(_HELD, {"h": hall, "q": queue})
    hall_day, hall_doubt, counted, last, issued, seq, before = connection.execute(_PLACE, {"h": hall, "q": queue}).fetchall()[0]
    day, doubt = day_of(hall_day, clock)
    if counted != day:
        last, issued = 0, 0
    if not has_room(issued, cap):
        raise QueueClosed(f"queue {queue} has handed out its {cap} numbers of {day}")
    turned = (day, doubt) != (hall_day, hall_doubt)
    return Place(day, doubt, last + 1, issued + 1, (seq or 0) + 1, before or FIRST, counted is None, turned)


def count(connection: Connection, hall: str, queue: str, place: Place, hash: str) -> None:
    """Write that the place is taken by the ticket with this hash."""
    values = {"day": place.day, "last": place.number, "issued": place.issued, "seq": place.seq, "hash": hash}
    if place.new:
        connection.execute(insert(COUNTERS).values(hall=hall, queue=queue, **values))
    else:
        connection.execute(_COUNT, {"h": hall, "q": queue} | {f"new_{name}": value for name, value in values.items()})
    if place.turned:
        set_day(connection, hall, place.day, place.doubt)


def stored_day(connection: Connection, hall: str) -> date | None:
    """The hall's business day; its row is made on the first call. None before the first number."""
    row = connection.execute(_HALL, {"h": hall}).one_or_none()
    if row is None:
        connection.execute(insert(HALLS).values(hall=hall))
        return None
    day: date | None = row.day
    return day


def set_day(connection: Connection, hall: str, day: date, doubt: date | None = None) -> None:
    connection.execute(_HALL_ON.values(day=day, doubt=doubt), {"h": hall})


def day_of(stored: date | None, clock: Clock) -> tuple[date, date | None]:
    """The business day, and the clock's day when that is in doubt."""
    today = clock.today()
    day, doubtful = business_day(stored, today)
    if doubtful:  # only then is it worth asking whether a time server was heard
        day, doubtful = business_day(stored, today, clock.sure())
    return day, today if doubtful else None


def remark(connection: Connection, hall: str, kiosk: str, clock: Clock, kind: str, text: str) -> None:
    """Leave a word for staff."""
    id = (connection.scalar(select(func.max(REMARKS.c.id)).where(REMARKS.c.hall == hall)) or 0) + 1
    connection.execute(insert(REMARKS).values(hall=hall, id=id, kiosk=kiosk, at=clock.now(), kind=kind, text=text[:200]))


def raise_counters(connection: Connection, hall: str, known: tuple[date, dict[str, int]], gap: int) -> list[str]:
    """Lift the hall's day and counters to numbers known from elsewhere, `gap` more where one was below; what was lifted."""
    day, numbers = known
    stored = stored_day(connection, hall)
    if stored is not None and stored > day:
        return []
    set_day(connection, hall, day)
    lifted = [_lift(connection, hall, queue, day, number, gap) for queue, number in sorted(numbers.items())]
    return [line for line in lifted if line]


def _lift(connection: Connection, hall: str, queue: str, day: date, number: int, gap: int) -> str:
    row = connection.execute(select(COUNTERS).where(*_COUNTER), {"h": hall, "q": queue}).one_or_none()
    last = row.last if row is not None and row.day == day else 0
    if last >= number:
        return ""
    seq, before = (row.seq, row.hash) if row is not None else (0, FIRST)
    count(connection, hall, queue, Place(day, None, number + gap, number, seq, before, row is None, False), before)
    return f"{queue} {last + 1}-{number + gap}"


def joined(connection: Connection, hall: str, row: dict[str, Any]) -> dict[str, Any]:
    """`seq` and `hash` of a ticket with a number of its own that joins its queue's chain; the counter's own numbers stay."""
    if connection.dialect.name != "sqlite":
        connection.execute(_HELD, {"h": hall, "q": row["queue"]})
    counter = connection.execute(select(COUNTERS).where(*_COUNTER), {"h": hall, "q": row["queue"]}).one_or_none()
    if counter is None:
        place = Place(row["day"], None, 0, 0, 1, FIRST, True, False)
    else:
        place = Place(counter.day, None, counter.last, counter.issued, counter.seq + 1, counter.hash, False, False)
    hash = link(place.before, row | {"seq": place.seq})
    count(connection, hall, row["queue"], place, hash)
    return {"seq": place.seq, "hash": hash}
