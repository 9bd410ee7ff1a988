"""PostgreSQL under the store (psycopg 3): a commit means durable, nobody waits for ever, a lost server is left for the next one.

The address may name several hosts (`?host=a:5432&host=b:5432&target_session_attrs=read-write`): after a promotion the next
connection finds the server that takes numbers. With synchronous replication a commit returns when the second server has it.
"""

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from kiosk.errors import StoreError

Fault = psycopg.Error
PATIENCE = 2.0  # seconds for one call: a commit takes milliseconds, and the kiosk has numbers of its own when it takes longer
ALONE = "SELECT pg_advisory_xact_lock(7451)"
LOCK = 7452
CREDENTIAL = "store_password"
CHANNEL = "kiosk_hall"  # NOTIFY, by the triggers of migration 0002; the payload is the hall


class Lost(psycopg.OperationalError):
    """The connection is gone: whether the statement was carried out is not known."""


def lock(hall: str) -> str:
    """Begins a writing transaction: one at a time in a hall, all halls beside each other."""
    return f"SELECT pg_advisory_xact_lock({LOCK}, hashtext('{hall.replace(chr(39), chr(39) * 2)}'))"


def engine(parts: URL) -> Engine:
    """Connects when it is first used. Raises StoreError at connecting when a commit would not be durable there."""
    made = create_engine(parts.set(drivername="postgresql+psycopg"), poolclass=NullPool, hide_parameters=True, connect_args=arguments())
    event.listen(made, "connect", _durable)
    return made


def arguments() -> dict[str, Any]:
    """For libpq: short waits, and the password where systemd keeps it (else libpq's own ways: ~/.pgpass, $PGPASSWORD)."""
    given: dict[str, Any] = {
        "connect_timeout": 2,
        "tcp_user_timeout": 3000,
        "options": "-c statement_timeout=3000 -c lock_timeout=3000 -c idle_in_transaction_session_timeout=10000",
    }
    file = Path(os.environ.get("CREDENTIALS_DIRECTORY", "/nonexistent")) / CREDENTIAL
    if file.is_file():
        given["password"] = file.read_text("utf-8").strip()
    return given


def _durable(connection: Any, record: object) -> None:
    """A commit that returns before it is on the disk, or on the second server where there is one, could lose a number."""
    with connection.cursor() as cursor:
        names = ("synchronous_commit", "synchronous_standby_names", "fsync")
        cursor.execute(f"SELECT {', '.join(f'current_setting({name!r})' for name in names)}")
        commit, standby, fsync = cursor.fetchone()
    connection.rollback()
    if commit == "off" or fsync == "off" or (commit == "local" and standby):
        connection.close()
        raise StoreError(f"the server has synchronous_commit {commit} and fsync {fsync}: a number could be lost")


def at_once(driver: Any, statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """One statement, one journey, one commit. Raises Lost when the connection ended under it, else psycopg's own errors."""
    driver.autocommit = True
    try:
        found: tuple[Any, ...] | None = driver.execute(statement, values).fetchone()
        return found
    except psycopg.OperationalError as error:
        raise Lost(str(error)) if driver.closed else error from error
    finally:
        if not driver.closed:
            driver.autocommit = False


@contextmanager
def in_time(driver: Any) -> Iterator[None]:
    """Hangs up when the server has not answered after PATIENCE: a commit that waits for a dead second server waits for ever."""
    timer = threading.Timer(PATIENCE, _hang_up, [driver])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _hang_up(driver: Any) -> None:
    with suppress(OSError, psycopg.Error), socket.socket(fileno=os.dup(driver.fileno())) as link:
        link.shutdown(socket.SHUT_RDWR)


def standing(url: URL) -> psycopg.Connection[Any]:
    """A connection of its own that listens to what happens in the halls. Raises psycopg.Error."""
    words = dict(url.query) | {"host": url.query.get("host", url.host), "port": url.port, "user": url.username, "dbname": url.database}
    host = words["host"]
    if isinstance(host, tuple):
        pairs = [one.partition(":") for one in host]
        words |= {"host": ",".join(name for name, _, _ in pairs), "port": ",".join(port or "5432" for _, _, port in pairs)}
    kept = {name: value for name, value in words.items() if value is not None}
    made = psycopg.connect(**(arguments() | kept), autocommit=True)
    made.execute(f"LISTEN {CHANNEL}")
    return made
