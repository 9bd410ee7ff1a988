"""What officers did, one line each, chained by hashes: the audit's log. The boards read from it whom to announce.

A deed is written in the transaction of what it tells of. It names the officer's account, the counter and the ticket's id; no citizen.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from kiosk.clock import HALL_TIME, Clock
from kiosk.store.chain import FIRST
from kiosk.store.database import Database
from kiosk.store.schema import DEEDS

CALL, AGAIN, START, FINISH, ABSENT, BACK, TRANSFER = "call", "again", "start", "finish", "absent", "back", "transfer"
OPEN, PAUSE, CLOSE = "open", "pause", "close"
LOG_IN, LOG_OUT, LOCKED, ACCOUNT, SETTING, READ = "log-in", "log-out", "locked", "account", "setting", "read"
CALLS = (CALL, AGAIN)


@dataclass(frozen=True)
class Deed:
    seq: int
    at: datetime
    kind: str
    officer: str
    counter: str
    ticket: str
    text: str


class Deeds:
    """A hall's log. Every method raises StoreError when the database fails."""

    def __init__(self, database: Database, hall: str, clock: Clock) -> None:
        self.database, self.hall, self._clock = database, hall, clock

    def add(self, kind: str, officer: str = "", counter: str = "", ticket: str = "", text: str = "") -> int:
        """One deed by itself, for what is no turn: a log-in, an account. Its number."""
        with self.database.write() as connection:
            return add(connection, self.hall, self._clock, kind, officer, counter, ticket, text)

    def since(self, seq: int, kinds: Iterable[str] = (), limit: int = 200) -> list[Deed]:
        """Those after number `seq`, oldest first."""
        which = select(DEEDS).where(DEEDS.c.hall == self.hall, DEEDS.c.seq > seq).order_by(DEEDS.c.seq).limit(limit)
        if kinds:
            which = which.where(DEEDS.c.kind.in_(tuple(kinds)))
        with self.database.read() as connection:
            return [_deed(row) for row in connection.execute(which).mappings()]

    def of_days(self, first: date, last: date, kinds: Iterable[str] = ()) -> list[Deed]:
        """Those of the business days from `first` to `last`, oldest first."""
        which = select(DEEDS).where(DEEDS.c.hall == self.hall, DEEDS.c.day.between(first, last)).order_by(DEEDS.c.seq)
        if kinds:
            which = which.where(DEEDS.c.kind.in_(tuple(kinds)))
        with self.database.read() as connection:
            return [_deed(row) for row in connection.execute(which).mappings()]

    def last(self) -> int:
        """The newest deed's number; 0 when there is none."""
        with self.database.read() as connection:
            return connection.scalar(select(func.max(DEEDS.c.seq)).where(DEEDS.c.hall == self.hall)) or 0

    def verify(self, newest: int = 0) -> tuple[str, ...]:
        """Every break of the chain, one sentence each; () when nothing was changed or taken out. 8 ms a thousand deeds.

        `newest`: only so many, and whether they fit the one before them; 0 is all.
        """
        start = max(0, self.last() - newest) if newest else 0
        found, (seq, before) = list[str](), (start - 1, "") if start else (0, FIRST)
        which = select(DEEDS).where(DEEDS.c.hall == self.hall, DEEDS.c.seq >= start).order_by(DEEDS.c.seq)
        with self.database.read() as connection:
            for row in connection.execute(which).mappings():
                if row["seq"] != seq + 1:
                    found.append(f"{row['seq'] - seq - 1} deeds are missing before deed {row['seq']}")
                elif row["seq"] != start and row["hash"] != _link(before, row):
                    found.append(f"deed {row['seq']} does not fit the one before it")
                seq, before = row["seq"], row["hash"]
        return tuple(found)


def add(
    connection: Connection, hall: str, clock: Clock, kind: str, officer: str = "", counter: str = "", ticket: str = "", text: str = ""
) -> int:
    """Write a deed inside the caller's transaction, which holds the hall's write lock; its number."""
    newest = select(DEEDS.c.seq, DEEDS.c.hash).where(DEEDS.c.hall == hall).order_by(DEEDS.c.seq.desc()).limit(1)
    last = connection.execute(newest).one_or_none()
    seq, before = (last.seq, last.hash) if last else (0, FIRST)
    now = clock.now().astimezone(HALL_TIME)
    row: dict[str, Any] = {
        "hall": hall, "seq": seq + 1, "day": now.date(), "at": now, "kind": kind,
        "officer": officer, "counter": counter, "ticket": ticket, "text": text[:200],
    }  # fmt: skip
    connection.execute(insert(DEEDS).values(row | {"hash": _link(before, row)}))
    return seq + 1


def _link(before: str, row: Mapping[Any, Any]) -> str:
    kept = (before, *(str(row[name]) for name in ("hall", "seq", "day", "at", "kind", "officer", "counter", "ticket", "text")))
    return hashlib.sha256("\x1f".join(kept).encode()).hexdigest()


def _deed(row: Mapping[Any, Any]) -> Deed:
    return Deed(**{name: row[name] for name in Deed.__dataclass_fields__})
