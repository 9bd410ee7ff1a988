"""Two servers, the second one in step; the first loses its power while kiosks take numbers, and the second goes on."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import postgres
import pytest
from postgres import Server

from kiosk.bench import issuers
from kiosk.clock import SystemClock
from kiosk.store import open_tickets
from kiosk.store.turns import Turns

KIOSKS = 6
SYNCHRONOUS = {"synchronous_standby_names": "second", "synchronous_commit": "on"}


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Server, Server]]:
    with postgres.server() as first:
        second = Server(postgres.owned(first.folder.parent / "second"), postgres.free_port())
        words = ("-D", second.folder, "-d", f"{first.url}?application_name=second", "-R", "-X", "stream", "-c", "fast")
        subprocess.run(postgres.as_server(postgres.programs() / "pg_basebackup", *words), check=True, capture_output=True, cwd="/")  # type: ignore[operator]
        second.start(hot_standby="on")
        first.stop()
        first.start(**SYNCHRONOUS)
        try:
            yield first, second
        finally:
            second.stop("immediate")


def wait_for(what: object, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.05)


def test_the_second_server_goes_on_and_no_number_is_lost_or_given_twice(pair: tuple[Server, Server], tmp_path: Path) -> None:
    first, second = pair
    wait_for(lambda: first.ask("SELECT sync_state FROM pg_stat_replication") == "sync")
    hosts = f"host=127.0.0.1:{first.port}&host=127.0.0.1:{second.port}"
    url, hall = f"postgresql://postgres@/postgres?{hosts}&target_session_attrs=read-write", uuid4().hex
    open_tickets(url, hall, SystemClock()).close()
    files = [tmp_path / f"told{at}" for at in range(KIOSKS)]
    kiosks = [issuers.start(url, hall, "A", 0, f"K{at}", file) for at, file in enumerate(files)]
    try:
        wait_for(lambda: sum(len(issuers.read(file)) for file in files) > 100)
        first.stop("immediate")
        second.control("promote", "-w")
        promoted = time.monotonic_ns()
        wait_for(lambda: all(any(told.at > promoted for told in issuers.read(file)) for file in files))
    finally:
        for kiosk in kiosks:
            kiosk.kill()
            kiosk.wait()
    told = [one for file in files for one in issuers.read(file)]
    tickets = open_tickets(second.url, hall, SystemClock())
    kept = {turn.ticket.visit: turn.ticket.number for turn in Turns(tickets.database, hall, SystemClock()).of_day()}
    assert [one for one in told if kept.get(one.visit) != one.number] == [], "a citizen was told a number that is lost"
    assert len({one.number for one in told}) == len(told), "a number was given twice"
    assert sorted(kept.values()) == list(range(1, len(kept) + 1)) and tickets.verify() == ()
    tickets.close()
