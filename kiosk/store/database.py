"""The database: opened so that what was committed survives a power cut. SQLite for one machine, PostgreSQL where several share a hall.

SQLite: `synchronous=EXTRA` stands before `journal_mode=WAL` on every connection, because the switch of a new file to WAL
itself goes through a rollback journal whose removal must be durable. A new database is made, its folder is synced, it is
closed, opened again and checked before the first number.

PostgreSQL: see `kiosk.store.server`.
"""

import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from kiosk.errors import StoreError
from kiosk.store import migrate
from kiosk.store.disk import PATIENCE, Disk

PRAGMAS = {  # in this order; and as they must read back
    "busy_timeout": int(PATIENCE * 1000),
    "synchronous": 3,  # EXTRA
    "journal_mode": "wal",
    "foreign_keys": 1,
    "secure_delete": 1,
}
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Closing(Protocol):
    def close(self) -> None: ...


class Damaged(StoreError):
    """The file is there and is no sound database."""


class Database:
    """One connection, used by one thread at a time. `path` is None on a server, where a lost connection is made anew by the next call."""

    def __init__(self, engine: Engine, path: Path | None = None, hall: str = "") -> None:
        self.path = path
        self._write = "BEGIN IMMEDIATE" if path else _server().lock(hall)
        self._engine = engine
        self._lock = threading.Lock()
        self._begin = ""
        event.listen(engine, "begin", self._begun)
        with _told():
            self._connection = engine.connect()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its first moment. Raises StoreError; nothing is kept then."""
        with self._transaction(self._write) as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look. Raises StoreError."""
        with self._transaction("BEGIN" if self.path else "") as connection:
            yield connection

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Connection]:
        with self._lock, _told(), self._in_time():
            self._begin = begin
            with self._connection.begin():
                yield self._connection

    def at_once(self, statement: str, values: dict[str, Any]) -> tuple[Any, ...] | None:
        """PostgreSQL: one statement by itself, committed when this returns; its first row. Raises StoreError."""
        with self._lock, _told(), self._in_time():
            try:
                row: tuple[Any, ...] | None = _server().at_once(self._connection.connection.driver_connection, statement, values)
                return row
            except _server().Lost:
                self._connection.invalidate()
                raise

    @contextmanager
    def _in_time(self) -> Iterator[None]:
        if self.path:
            yield
        else:
            with _server().in_time(self._connection.connection.driver_connection):
                yield

    def _begun(self, connection: Connection) -> None:
        """Past SQLAlchemy's own machinery, which costs each number as much again as the statement itself."""
        if self._begin:
            connection.connection.cursor().execute(self._begin)

    def close(self) -> None:
        """Let go of the file. May be called twice."""
        with self._lock, _told():
            self._connection.close()
            self._engine.dispose()


def _server() -> Any:
    """`kiosk.store.server`. It brings psycopg, ten megabytes that a kiosk with a file of its own never needs."""
    from kiosk.store import server

    return server


def _faults() -> tuple[type[Exception], ...]:
    """What a database raises: psycopg's own only where it was ever used."""
    return SQLAlchemyError, sqlite3.Error, *((_server().Fault,) if "psycopg" in sys.modules else ())


@contextmanager
def _told() -> Iterator[None]:
    """Every fault of the database becomes a StoreError that names the fault and no values."""
    try:
        yield
    except _faults() as error:
        cause = getattr(error, "orig", None) or error
        kind = Damaged if getattr(cause, "sqlite_errorcode", 0) & 0xFF in DAMAGED else StoreError
        raise kind(f"the store of numbers failed: {cause}".splitlines()[0]) from error
    except OSError as error:
        raise StoreError(f"the store of numbers failed: {error.strerror}") from error


@contextmanager
def closed_on_fault(thing: Closing) -> Iterator[None]:
    """Nothing stays open behind an opening that failed."""
    try:
        yield
    except BaseException:
        thing.close()
        raise


def parse(url: str) -> URL:
    """Raises StoreError when the address names no database file or server."""
    try:
        parts = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"{url!r} is no address of a store; sqlite:///PATH is one") from error
    if parts.get_backend_name() == "sqlite" and parts.database in (None, "", ":memory:"):
        raise StoreError("the store must be a file: sqlite:///PATH")
    return parts


def file_of(url: str) -> Path | None:
    """The database file; None for a server."""
    parts = parse(url)
    return Path(str(parts.database)) if parts.get_backend_name() == "sqlite" else None


def open_database(url: str, disk: Disk, hall: str = "") -> Database:
    """Open, and make or upgrade where needed; a file's folder is held by the caller. Raises Damaged, StoreError."""
    path = file_of(url)
    if path is None:
        return _open_server(parse(url), hall)
    with _told():
        _prepare(path, disk)
        return _open_checked(path, disk)


def _prepare(path: Path, disk: Disk) -> None:
    """Make or upgrade the tables, close, and make the folder durable, before anybody relies on them."""
    database = Database(_file_engine(path, disk), path)
    try:
        _upgrade(database)
    finally:
        database.close()
    disk.sync(path.parent)


def _upgrade(database: Database) -> None:
    with database.read() as connection:
        found = migrate.version(connection)
    if found == migrate.HEAD:
        return
    if found > migrate.HEAD:
        raise StoreError(f"the store was written by a newer kiosk (step {found}; this one knows {migrate.HEAD})")
    with database.write() as connection:
        migrate.upgrade(connection)


def _open_checked(path: Path, disk: Disk) -> Database:
    database = Database(_file_engine(path, disk), path)
    with closed_on_fault(database):
        with database.read() as connection:
            found = connection.scalar(text("PRAGMA quick_check(1)"))
        if found != "ok":
            raise Damaged(f"{path} is damaged")
    return database


def _file_engine(path: Path, disk: Disk) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = disk.connect(path)
        try:
            _set_pragmas(connection)
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    return create_engine("sqlite://", creator=connect, poolclass=NullPool, hide_parameters=True)


def _set_pragmas(connection: sqlite3.Connection) -> None:
    """Set each, then read each back: SQLite does not complain about a setting that it does not take."""
    for name, value in PRAGMAS.items():
        connection.execute(f"PRAGMA {name}={value}").fetchall()
    for name, value in PRAGMAS.items():
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise sqlite3.OperationalError(f"PRAGMA {name} is {found}, not {value}")


def _open_server(parts: URL, hall: str) -> Database:
    with _told():
        database = Database(_server().engine(parts), hall=hall)
    with closed_on_fault(database):
        with database.read() as connection:
            found = migrate.version(connection)
        if found != migrate.HEAD:
            with database.write() as connection:
                connection.execute(text(_server().ALONE))  # one kiosk upgrades, the others wait
                if migrate.version(connection) != migrate.HEAD:
                    migrate.upgrade(connection)
    return database
