"""The database file: set up right, full disks, damage, older copies, answers that got lost."""

import logging
import os
import resource
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable

from kiosk.clock import HandClock
from kiosk.errors import StoreError
from kiosk.store import Tickets, open_tickets
from kiosk.store.days import GAP
from kiosk.store.disk import Disk
from kiosk.store.measure import measure
from kiosk.store.migrate import HEAD, SCRIPTS
from kiosk.store.schema import METADATA


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "kiosk.db"


@contextmanager
def opened(file: Path, disk: Disk | None = None, clock: HandClock | None = None) -> Iterator[Tickets]:
    tickets = open_tickets(f"sqlite:///{file}", "hall", clock or HandClock(), disk=disk)
    try:
        yield tickets
    finally:
        tickets.close()


def take(file: Path, count: int, prefix: str = "visit") -> list[int]:
    with opened(file) as tickets:
        return [tickets.reserve("A", "A", f"{prefix} {i}").number for i in range(count)]


def change(file: Path, sql: str, *values: object) -> None:
    raw = sqlite3.connect(file)
    with raw:
        assert raw.execute(sql, values).rowcount == 1
    raw.close()


def test_the_settings_that_keep_numbers_through_a_power_cut_are_really_on(file: Path) -> None:
    with opened(file) as tickets, tickets.database.read() as connection:
        names = ("synchronous", "journal_mode", "busy_timeout", "foreign_keys", "secure_delete")
        assert [connection.scalar(text(f"PRAGMA {name}")) for name in names] == [3, "wal", 10_000, 1, 1]


def test_a_disk_that_does_not_take_the_settings_is_refused(file: Path) -> None:
    class Stubborn(sqlite3.Connection):
        def execute(self, sql: str, *values: object) -> sqlite3.Cursor:  # type: ignore[override]
            return super().execute("SELECT 1" if sql == "PRAGMA synchronous=3" else sql, *values)

    class OldDisk(Disk):
        def connect(self, path: Path) -> sqlite3.Connection:
            return sqlite3.connect(path, isolation_level=None, factory=Stubborn)

    with pytest.raises(StoreError, match="synchronous is 2, not 3"):
        open_tickets(f"sqlite:///{file}", "hall", HandClock(), disk=OldDisk())


def test_the_steps_lead_to_the_tables_the_program_knows(file: Path) -> None:
    with opened(file) as tickets, tickets.database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    assert max(SCRIPTS.glob("versions/v*.py")).name.startswith(f"v{HEAD}_")


def test_a_store_of_the_first_step_is_brought_up_with_its_numbers_and_its_chain(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(SCRIPTS))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO halls VALUES ('hall', '2026-06-30', NULL)")
        for at in (1, 2, 3):
            connection.exec_driver_sql(
                "INSERT INTO tickets (hall, id, kiosk, seq, day, queue, prefix, number, visit, state, at, priority, procedure, attempts,"
                f" why, hash) VALUES ('hall', 'ID{at}', 'K1', {at}, '2026-06-30', 'A', 'A', {at}, 'v{at}', 'active',"
                f" '2026-06-30 08:0{at}:00.000000', '', '', 0, '', 'old')"
            )
        connection.exec_driver_sql("INSERT INTO counters VALUES ('hall', 'A', '2026-06-30', 3, 3, 3, 'old')")
    engine.dispose()
    with opened(file) as tickets:
        assert tickets.verify() == ()
        assert [tickets.of_visit(f"v{at}").number for at in (1, 2, 3)] == [1, 2, 3]  # type: ignore[union-attr]
        tickets.reserve("A", "A", "new")
        assert tickets.verify() == ()


def test_the_tables_can_be_made_on_postgresql() -> None:
    made = [str(CreateTable(table).compile(dialect=postgresql.dialect())) for table in METADATA.sorted_tables]
    assert len(made) == len(METADATA.tables) and all("PRIMARY KEY (hall" in table for table in made)


def test_a_store_written_by_a_newer_kiosk_is_left_alone(file: Path) -> None:
    take(file, 1)
    change(file, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer kiosk"):
        take(file, 1)
    assert not list(file.parent.glob("*damaged*"))


@pytest.mark.parametrize("url", ["kiosk.db", "sqlite://", "sqlite:///:memory:", "nonsense://x"])
def test_an_address_that_is_no_store_is_told_in_a_sentence(url: str) -> None:
    with pytest.raises(StoreError):
        open_tickets(url, "hall", HandClock())


def test_a_folder_that_cannot_be_made_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands where the folder should be")
    with pytest.raises(StoreError, match="cannot be made"):
        open_tickets(f"sqlite:///{tmp_path}/state/deep/kiosk.db", "hall", HandClock())
    with pytest.raises(StoreError):
        open_tickets(f"sqlite:///{tmp_path}/state/kiosk.db", "hall", HandClock())


def test_an_error_says_nothing_of_the_citizen(file: Path) -> None:
    with opened(file) as tickets:
        tickets.reserve("A", "A", "first")
        with tickets.database.write() as connection:
            connection.execute(text("CREATE TRIGGER no BEFORE INSERT ON tickets BEGIN SELECT RAISE(ABORT, 'no room'); END"))
        with pytest.raises(StoreError) as told:
            tickets.reserve("A", "A", "secret-visit", procedure="secret-procedure")
        assert "no room" in str(told.value)
        assert "secret" not in str(told.value) + str(told.value.__cause__)


def test_the_lane_may_be_another_thread_than_the_one_that_opened(file: Path) -> None:
    with opened(file) as tickets:
        numbers: list[int] = []
        lane = threading.Thread(target=lambda: numbers.append(tickets.reserve("A", "A", "visit").number))
        lane.start()
        lane.join()
        assert numbers == [1] and tickets.reserve("A", "A", "visit").number == 1


def test_after_waiting_in_vain_for_another_program_the_store_goes_on(file: Path) -> None:
    with opened(file) as tickets:
        with tickets.database.read() as connection:
            connection.execute(text("PRAGMA busy_timeout=20"))
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(StoreError, match="locked"):
                tickets.reserve("A", "A", "visit")
        assert tickets.healthy()
        other.execute("ROLLBACK")
        other.close()
        assert tickets.reserve("A", "A", "visit").number == 1


def test_when_the_answer_to_a_commit_is_lost_the_citizen_still_gets_that_number(file: Path) -> None:
    class Deaf(sqlite3.Connection):
        lost = 0

        def commit(self) -> None:
            super().commit()
            if self.lost:
                self.lost -= 1
                raise sqlite3.OperationalError("disk I/O error")

    class DeafDisk(Disk):
        def connect(self, path: Path) -> sqlite3.Connection:
            self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, factory=Deaf)
            return self.connection

    disk = DeafDisk()
    with opened(file, disk) as tickets:
        disk.connection.lost = 1
        assert tickets.reserve("A", "A", "first").number == 1
        assert tickets.reserve("A", "A", "first").number == 1
        assert tickets.reserve("A", "A", "second").number == 2


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(tickets: Tickets) -> int:
    """Take numbers until the disk refuses; how many were given."""
    for given in range(100_000):
        try:
            tickets.reserve("A", "A", f"visit {given}")
        except StoreError:
            return given
    raise AssertionError("the disk was never full")


def goes_on(tickets: Tickets, given: int) -> None:
    """Every number given before the disk was full is there, and the next one follows."""
    assert tickets.healthy() and tickets.verify() == ()
    assert [t.number for t in tickets.of_day("A")] == list(range(1, given + 1))
    assert tickets.reserve("A", "A", f"visit {given}").number == given + 1


def test_a_file_that_may_not_grow_gives_no_wrong_number_and_goes_on_later(file: Path) -> None:
    with opened(file) as tickets:
        with no_file_grows_beyond(300_000):
            given = fill(tickets)
        assert given > 0
        goes_on(tickets, given)
    with opened(file) as tickets:
        goes_on(tickets, given + 1)


def test_a_full_disk_gives_no_wrong_number_and_goes_on_when_there_is_room(tmp_path: Path) -> None:
    disk = tmp_path / "small"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(disk)]
    if os.geteuid() != 0 or subprocess.run(command, capture_output=True).returncode:
        pytest.skip("A FULL DISK WAS NOT TRIED: mounting a small one needs root")
    try:
        (disk / "ballast").write_bytes(bytes(200_000))
        with opened(disk / "kiosk.db") as tickets:
            given = fill(tickets)
            with pytest.raises(StoreError, match="full"):
                tickets.reserve("A", "A", "one more")
            (disk / "ballast").unlink()
            goes_on(tickets, given)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_changed_row_is_noticed(file: Path) -> None:
    take(file, 5)
    change(file, "UPDATE tickets SET procedure = 'x' WHERE number = 3")
    with opened(file) as tickets:
        assert tickets.verify() == ("ticket A 3 of 2026-07-01 does not fit the one before it",)


def test_a_missing_row_is_noticed_also_when_it_is_the_last(file: Path) -> None:
    take(file, 5)
    change(file, "DELETE FROM tickets WHERE number = 5")
    with opened(file) as tickets:
        assert tickets.verify() == ("queue A: the last tickets are not those that were counted",)
    change(file, "DELETE FROM tickets WHERE number = 2")
    with opened(file) as tickets:
        assert tickets.verify()[0] == "1 tickets are missing before ticket A 3 of 2026-07-01"


def test_the_newest_part_of_the_chain_is_looked_at_by_itself(file: Path) -> None:
    take(file, 5)
    with opened(file) as tickets:
        assert tickets.verify(2) == tickets.verify(5) == tickets.verify(9) == ()
    change(file, "UPDATE tickets SET procedure = 'x' WHERE number = 2")
    with opened(file) as tickets:
        assert tickets.verify(2) == () and len(tickets.verify(4)) == len(tickets.verify()) == 1
    change(file, "UPDATE tickets SET procedure = 'x' WHERE number = 4")
    with opened(file) as tickets:
        assert tickets.verify(2) == ("ticket A 4 of 2026-07-01 does not fit the one before it",)
    change(file, "DELETE FROM tickets WHERE number = 3")
    with opened(file) as tickets:
        assert tickets.verify(2)[0] == "1 tickets are missing before ticket A 4 of 2026-07-01"


def test_what_happens_to_a_ticket_later_does_not_break_the_chain(file: Path) -> None:
    with opened(file) as tickets:
        ticket = tickets.reserve("A", "A", "visit")
        tickets.printed(ticket.id)
        tickets.again(ticket.id)
        tickets.void(ticket.id, "Lan", "x")
        assert tickets.verify() == ()


@pytest.mark.parametrize("damage", ["header", "pages", "text"])
def test_a_damaged_file_is_kept_aside_and_numbers_go_on_above_every_one_known(
    file: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    take(file, 5)
    content = file.read_bytes()
    broken = {"header": b"\x07" * 100 + content[100:], "pages": content[:8192] + b"\x55" * (len(content) - 8192), "text": b"hello"}
    file.write_bytes(broken[damage])
    with caplog.at_level(logging.ERROR), opened(file) as tickets:
        assert tickets.reserve("A", "A", "after").number == 5 + GAP + 1
        assert tickets.reserve("B", "B", "after too").number == 1
        assert ["damaged" in r.text for r in tickets.remarks()] == [True, False]
        assert tickets.remarks()[1].text == f"numbers without a row: A 1-{5 + GAP}"
        assert tickets.verify() == ()
    assert "damaged" in caplog.text
    assert [p.read_bytes() for p in file.parent.glob("kiosk.db.damaged-*")] == [broken[damage]]


def test_a_damaged_file_that_another_program_still_writes_is_not_moved_from_under_it(file: Path) -> None:
    with opened(file) as tickets:
        tickets.reserve("A", "A", "visit")
        copy = file.with_name("copy")
        file.rename(copy)
        file.write_bytes(b"hello")
        with pytest.raises(StoreError, match="another program"):
            take(file, 1)
        copy.rename(file)
    assert take(file, 1, "later") == [2]


def test_an_older_copy_put_back_gives_no_number_again(file: Path) -> None:
    take(file, 3)
    shutil.copy(file, file.with_name("old"))
    take(file, 7)
    shutil.copy(file.with_name("old"), file)
    with opened(file) as tickets:
        assert tickets.reserve("A", "A", "after").number == 8
        assert [r.text for r in tickets.remarks()] == ["numbers without a row: A 4-7"]
        assert tickets.verify() == ()


def test_a_lost_file_gives_no_number_again_even_with_yesterdays_clock(file: Path) -> None:
    take(file, 3)
    file.unlink()
    clock = HandClock()
    clock.jump(timedelta(days=-1))
    with opened(file, clock=clock) as tickets:
        assert tickets.reserve("A", "A", "after").number == 4 and tickets.day() == date(2026, 7, 1)
    clock.jump(timedelta(days=2))
    with opened(file, clock=clock) as tickets:
        assert tickets.reserve("A", "A", "tomorrow").number == 1


def test_a_torn_or_rotten_line_beside_the_database_is_passed_over(file: Path) -> None:
    take(file, 3)
    high = file.with_suffix(".high")
    lines = high.read_bytes()
    high.write_bytes(lines.replace(b'"A", 3]', b'"A", 9]') + b"\xff\x00 what\n" + lines[:9])
    take(file, 4)
    file.unlink()
    assert take(file, 1, "after") == [5]


def test_a_kiosk_that_cannot_write_beside_the_database_still_gives_numbers(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(file) as tickets:
        with file.with_suffix(".high").open("ab") as high:
            high.write(b"\n" * 200_000)
        with no_file_grows_beyond(200_000):
            assert [tickets.reserve("A", "A", f"visit {i}").number for i in range(3)] == [1, 2, 3]
    assert caplog.text.count("cannot be written") == 1


def test_the_bench_tells_its_figures() -> None:
    figures = measure(rounds=20)
    assert figures["rounds"] == 20 and 0 < figures["ticket_p50"] <= figures["ticket_p99"] <= figures["ticket_max"]
    assert figures["p99_ratio"] == pytest.approx(figures["ticket_p99"] / figures["raw_p99"], abs=0.01)
