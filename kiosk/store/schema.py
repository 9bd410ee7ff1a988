"""The tables. The hall stands first in every key: several kiosks and halls will share one database.

halls     one row a hall: the business day, and the clock's day while that is in doubt
counters  one row a queue: the last number of `day`, how many were issued on it (a recovery may skip some), and the head of
          the queue's chain of hashes: `seq` tickets since ever, the last one's `hash`
tickets   one row a number; `called_at`, `served_at` and `counter` are for the counters' screens
remarks   what staff should know about the store itself: gaps, recoveries, a clock that jumped
pin_locks wrong tries of the staff PIN at each kiosk

In SQLite the rows lie in their key ("without rowid"): a page less to write for each number.
"""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

from kiosk.clock import HALL_TIME

CODE, TEXT = String(64), String(200)
METADATA = MetaData()


class HallTime(TypeDecorator[datetime]):
    """An aware time of the hall, kept as the wall's clock showed it."""

    impl = DateTime(timezone=False)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(HALL_TIME).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=HALL_TIME)


HALLS = Table(
    "halls",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("day", Date),
    Column("doubt", Date),
    sqlite_with_rowid=False,
)

COUNTERS = Table(
    "counters",
    METADATA,
    Column("hall", CODE, ForeignKey("halls.hall"), primary_key=True),
    Column("queue", CODE, primary_key=True),
    Column("day", Date, nullable=False),
    Column("last", Integer, nullable=False),
    Column("issued", Integer, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("hash", CODE, nullable=False),
    sqlite_with_rowid=False,
)

TICKETS = Table(
    "tickets",
    METADATA,
    Column("hall", CODE, ForeignKey("halls.hall"), primary_key=True),
    Column("id", CODE, primary_key=True),
    Column("kiosk", CODE, nullable=False),
    Column("seq", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("queue", CODE, nullable=False),
    Column("prefix", CODE, nullable=False),
    Column("number", Integer, nullable=False),
    Column("visit", CODE, nullable=False),
    Column("state", CODE, nullable=False),
    Column("at", HallTime, nullable=False),
    Column("priority", CODE, nullable=False),
    Column("procedure", CODE, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("why", TEXT, nullable=False),
    Column("printed_at", HallTime),
    Column("counter", CODE),
    Column("called_at", HallTime),
    Column("served_at", HallTime),
    Column("voided_at", HallTime),
    Column("voided_by", CODE),
    Column("hash", CODE, nullable=False),
    UniqueConstraint("hall", "day", "queue", "number", name="one_ticket_a_number"),
    UniqueConstraint("hall", "visit", name="one_ticket_a_visit"),
    CheckConstraint("state IN ('printing', 'active', 'shown', 'void')", name="known_state"),
    CheckConstraint("number >= 1", name="numbers_start_at_1"),
    sqlite_with_rowid=False,
)

REMARKS = Table(
    "remarks",
    METADATA,
    Column("hall", CODE, ForeignKey("halls.hall"), primary_key=True),
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kiosk", CODE, nullable=False),
    Column("at", HallTime, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("text", TEXT, nullable=False),
)

PIN_LOCKS = Table(
    "pin_locks",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("kiosk", CODE, primary_key=True),
    Column("fails", Integer, nullable=False),
)
