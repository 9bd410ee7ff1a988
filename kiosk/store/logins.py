"""Who is logged in where. The browser has the token, the store only its SHA-256."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import and_, bindparam, delete, insert, select, update

from kiosk.clock import Clock
from kiosk.store.database import Database
from kiosk.store.schema import LOGINS

LONGEST, SILENT = timedelta(hours=12), timedelta(minutes=60)
TOUCH = timedelta(minutes=1)  # how exactly it is known when somebody was last seen

_ROW = and_(LOGINS.c.hall == bindparam("h"), LOGINS.c.token == bindparam("k"))


class Logins:
    """The open log-ins of one hall. Raises StoreError."""

    def __init__(self, database: Database, hall: str, clock: Clock) -> None:
        self._database, self._hall, self._clock = database, hall, clock

    def open(self, officer: str, counter: str) -> str:
        """A new log-in; its token, 256 random bits. What is too old is taken away."""
        token, now = secrets.token_urlsafe(32), self._clock.now()
        with self._database.write() as connection:
            connection.execute(delete(LOGINS).where(LOGINS.c.hall == self._hall, LOGINS.c.at < now - LONGEST))
            row = {"hall": self._hall, "token": _kept(token), "officer": officer, "counter": counter, "at": now, "seen": now}
            connection.execute(insert(LOGINS).values(row))
        return token

    def find(self, token: str) -> tuple[str, str] | None:
        """(account, counter) of a log-in that is neither too old nor silent for too long."""
        key, now = {"h": self._hall, "k": _kept(token)}, self._clock.now()
        with self._database.read() as connection:
            row = connection.execute(select(LOGINS).where(_ROW), key).one_or_none()
        if row is None or now - row.at > LONGEST or now - row.seen > SILENT:
            return None
        if now - row.seen > TOUCH:
            with self._database.write() as connection:
                connection.execute(update(LOGINS).where(_ROW).values(seen=now), key)
        return row.officer, row.counter

    def close(self, token: str) -> None:
        with self._database.write() as connection:
            connection.execute(delete(LOGINS).where(_ROW), {"h": self._hall, "k": _kept(token)})

    def close_all(self, officer: str) -> None:
        """Everywhere: a new password, an account switched off."""
        with self._database.write() as connection:
            connection.execute(delete(LOGINS).where(LOGINS.c.hall == self._hall, LOGINS.c.officer == officer))


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
