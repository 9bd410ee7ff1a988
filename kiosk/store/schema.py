"""The tables. The hall stands first in every key: several kiosks and halls will share one database.

halls     one row a hall: the business day, and the clock's day while that is in doubt
counters  one row a queue: the last number of `day`, how many were issued on it (a recovery may skip some), and the head of
          the queue's chain of hashes: `seq` tickets since ever, the last one's `hash`
tickets   one row a number, as it was handed out
turns     what the counters did with a number: called, served, absent ...; none before it is called or moved
posts     one row a counter: who sits there since when, and whether numbers are called
deeds     all that officers did, chained by hashes: the audit's log, and what the boards announce
officers  accounts; `fails` counts wrong passwords in a row
logins    an open log-in each; the token itself is not kept
ratings   one row a rating, and at most one for a number
reports   what was said of harassment, sealed for the inspection team
usage     how often something was done, by the hour; nothing of anybody
punctual  dossiers released in time and late, by the day, as the one-stop system said
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
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
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
    Column("voided_at", HallTime),
    Column("voided_by", CODE),
    Column("hash", CODE, nullable=False),
    UniqueConstraint("hall", "day", "queue", "prefix", "number", name="one_ticket_a_number"),
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

TURNS = Table(
    "turns",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("ticket", CODE, primary_key=True),
    Column("day", Date, nullable=False),
    Column("queue", CODE, nullable=False),  # where it waits now: another one after a transfer
    Column("state", CODE, nullable=False),
    Column("counter", CODE, nullable=False),
    Column("officer", CODE, nullable=False),
    Column("calls", Integer, nullable=False),
    Column("first", Integer, nullable=False),  # 1: before all others of its queue
    Column("since", HallTime, nullable=False),  # from when it waits there
    Column("called_at", HallTime),
    Column("started_at", HallTime),
    Column("ended_at", HallTime),
    Column("note", TEXT, nullable=False),
    ForeignKeyConstraint(["hall", "ticket"], ["tickets.hall", "tickets.id"], name="turn_of_a_ticket"),
    CheckConstraint("state IN ('waiting', 'called', 'serving', 'served', 'absent')", name="known_turn"),
    sqlite_with_rowid=False,
)
Index("turns_of_a_day", TURNS.c.hall, TURNS.c.day, TURNS.c.queue)

POSTS = Table(
    "posts",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("counter", CODE, primary_key=True),
    Column("officer", CODE, nullable=False),
    Column("state", CODE, nullable=False),
    Column("since", HallTime, nullable=False),
    CheckConstraint("state IN ('open', 'paused', 'closed')", name="known_post"),
    sqlite_with_rowid=False,
)

DEEDS = Table(
    "deeds",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("at", HallTime, nullable=False),
    Column("kind", CODE, nullable=False),
    Column("officer", CODE, nullable=False),
    Column("counter", CODE, nullable=False),
    Column("ticket", CODE, nullable=False),
    Column("text", TEXT, nullable=False),
    Column("hash", CODE, nullable=False),
)
Index("deeds_of_a_day", DEEDS.c.hall, DEEDS.c.day)

OFFICERS = Table(
    "officers",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("name", CODE, primary_key=True),
    Column("shown", TEXT, nullable=False),
    Column("roles", TEXT, nullable=False),  # comma-separated
    Column("hash", TEXT, nullable=False),
    Column("active", Integer, nullable=False),
    Column("fails", Integer, nullable=False),
    sqlite_with_rowid=False,
)

LOGINS = Table(
    "logins",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("token", CODE, primary_key=True),  # SHA-256 of it
    Column("officer", CODE, nullable=False),
    Column("counter", CODE, nullable=False),
    Column("at", HallTime, nullable=False),
    Column("seen", HallTime, nullable=False),
    sqlite_with_rowid=False,
)

RATINGS = Table(
    "ratings",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("id", CODE, primary_key=True),
    Column("ticket", CODE, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", HallTime, nullable=False),
    Column("queue", CODE, nullable=False),
    Column("counter", CODE, nullable=False),
    Column("procedure", CODE, nullable=False),
    Column("face", Integer, nullable=False),
    Column("answers", Text, nullable=False),  # JSON: criterion -> points
    Column("words", Text, nullable=False),
    Column("contact", Text, nullable=False),  # sealed for the inspection team
    Column("place", CODE, nullable=False),  # kiosk or phone
    UniqueConstraint("hall", "ticket", name="one_rating_a_ticket"),
    CheckConstraint("face BETWEEN 1 AND 5", name="five_faces"),
    sqlite_with_rowid=False,
)
Index("ratings_of_a_day", RATINGS.c.hall, RATINGS.c.day)

REPORTS = Table(
    "reports",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("id", CODE, primary_key=True),
    Column("at", HallTime, nullable=False),
    Column("sealed", Text, nullable=False),
    sqlite_with_rowid=False,
)

USAGE = Table(
    "usage",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("hour", Integer, primary_key=True, autoincrement=False),
    Column("kiosk", CODE, primary_key=True),
    Column("kind", CODE, primary_key=True),
    Column("times", Integer, nullable=False),
    sqlite_with_rowid=False,
)

PUNCTUAL = Table(
    "punctual",
    METADATA,
    Column("hall", CODE, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("on_time", Integer, nullable=False),
    Column("late", Integer, nullable=False),
    sqlite_with_rowid=False,
)
