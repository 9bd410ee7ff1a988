"""Tells that something in the hall has changed, so that pages need not ask all the time: LISTEN on PostgreSQL, a look at SQLite's file."""

import sqlite3
import time

import psycopg

from kiosk.errors import StoreError
from kiosk.store import server
from kiosk.store.database import file_of, parse

LOOK = 0.1  # seconds between two looks at SQLite's own count of changes, which costs some microseconds
AGAIN = 2.0  # seconds after a server was lost


class Watch:
    """For one thread. Opens late and again by itself; may be closed twice."""

    def __init__(self, url: str, hall: str) -> None:
        self._file, self._parts, self._hall = file_of(url), parse(url), hall
        self._sqlite: sqlite3.Connection | None = None
        self._server: psycopg.Connection | None = None
        self._version = -1

    def wait(self, seconds: float) -> bool:
        """Until something changed, at most so long. Raises StoreError while the store is away, after AGAIN."""
        try:
            return self._look(seconds) if self._file else self._listen(seconds)
        except (sqlite3.Error, psycopg.Error) as error:
            self.close()
            time.sleep(min(seconds, AGAIN))
            raise StoreError(f"nobody hears what changes: {error}".splitlines()[0]) from error

    def _look(self, seconds: float) -> bool:
        if self._sqlite is None:
            self._sqlite = sqlite3.connect(f"file:{self._file}?mode=ro", uri=True, check_same_thread=False)
            self._version = self._count()
        until = time.monotonic() + seconds
        while (now := self._count()) == self._version:
            if time.monotonic() >= until:
                return False
            time.sleep(LOOK)
        self._version = now
        return True

    def _count(self) -> int:
        assert self._sqlite is not None
        return int(self._sqlite.execute("PRAGMA data_version").fetchone()[0])

    def _listen(self, seconds: float) -> bool:
        if self._server is None:
            self._server = server.standing(self._parts)
            return True  # what happened before nobody knows
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if any([note.payload == self._hall for note in self._server.notifies(timeout=left, stop_after=1)]):
                return True
        return False

    def close(self) -> None:
        for one in (self._sqlite, self._server):
            if one is not None:
                one.close()
        self._sqlite = self._server = None
