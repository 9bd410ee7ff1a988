"""PostgreSQL under the store: what a file does not have. Connections that break, commits that would not last, halls beside each other."""

import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import postgres
import psycopg
import pytest
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from kiosk.clock import HandClock, SystemClock
from kiosk.errors import StoreError
from kiosk.store import Tickets, open_tickets
from kiosk.store.migrate import HEAD
from kiosk.store.schema import METADATA
from kiosk.store.watch import Watch


@pytest.fixture
def url() -> str:
    return postgres.shared_url()


@pytest.fixture
def tickets(url: str) -> Iterator[Tickets]:
    opened = open_tickets(url, uuid4().hex, SystemClock())
    yield opened
    opened.close()


def ask(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]


def new_database(url: str) -> str:
    name = f"t{uuid4().hex}"
    ask(url, f"CREATE DATABASE {name}")
    return url.rpartition("/")[0] + f"/{name}"


def test_a_server_that_hung_up_is_asked_again_by_itself(url: str, tickets: Tickets) -> None:
    tickets.reserve("A", "A", "one")
    ask(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
    assert tickets.reserve("A", "A", "two").number == 2
    assert [ticket.number for ticket in tickets.of_day("A")] == [1, 2]


def test_a_server_whose_commits_do_not_last_is_refused(url: str) -> None:
    other = new_database(url)
    ask(url, f"ALTER DATABASE {other.rpartition('/')[2]} SET synchronous_commit = off")
    with pytest.raises(StoreError, match="a number could be lost"):
        open_tickets(other, "hall", HandClock())


def test_nobody_waits_for_ever_for_a_number_that_another_program_holds(url: str, tickets: Tickets) -> None:
    tickets.reserve("A", "A", "one")
    with psycopg.connect(url) as other:
        other.execute("SELECT * FROM counters WHERE hall = %s FOR UPDATE", (tickets.hall,))
        with pytest.raises(StoreError):
            tickets.reserve("A", "A", "two")
    assert tickets.reserve("A", "A", "two").number == 2


def test_one_halls_work_does_not_hold_up_another_hall(url: str, tickets: Tickets) -> None:
    other = open_tickets(url, uuid4().hex, SystemClock())
    with tickets.database.write():
        assert other.reserve("A", "A", "one").number == 1
        other.tell("test", "said while the other hall was writing")
    other.close()


def test_the_tables_may_be_partitioned_by_hall_without_a_change_of_the_program(url: str) -> None:
    """So a province may spread its halls over a server's parts, or over several servers (Citus)."""
    parted = new_database(url)
    for table in METADATA.sorted_tables:
        made = str(CreateTable(table).compile(dialect=postgresql.dialect()))
        parts = (f"CREATE TABLE {table.name}_{at} PARTITION OF {table.name} FOR VALUES WITH (MODULUS 4, REMAINDER {at})" for at in range(4))
        ask(parted, f"{made} PARTITION BY HASH (hall)", *parts)
    ask(parted, "CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)", f"INSERT INTO alembic_version VALUES ('{HEAD}')")
    for hall in ("phu-hai", "mui-ne", "ham-tien"):
        tickets = open_tickets(parted, hall, SystemClock())
        assert [tickets.reserve("A", "A", f"visit {at}").number for at in range(5)] == [1, 2, 3, 4, 5]
        assert tickets.verify() == ()
        tickets.close()


def test_a_password_comes_from_the_credentials_never_from_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kiosk.store import server

    (tmp_path / server.CREDENTIAL).write_text("geheim\n")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert server.arguments()["password"] == "geheim"


class TestWatch:
    def test_hears_a_new_number_and_nothing_else(self, store_url: str) -> None:
        hall = uuid4().hex
        tickets = open_tickets(store_url, hall, SystemClock())
        watch = Watch(store_url, hall)
        watch.wait(0.01)  # begins to listen
        assert not watch.wait(0.2)
        threading.Timer(0.3, lambda: tickets.reserve("A", "A", "one")).start()
        assert watch.wait(30)
        watch.close()
        watch.close()
        tickets.close()

    def test_says_so_while_the_store_is_away(self) -> None:
        with pytest.raises(StoreError):
            Watch(f"postgresql://nobody@127.0.0.1:{postgres.free_port()}/none", "hall").wait(0.1)
