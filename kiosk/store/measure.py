"""What a number costs, against the least that SQLite can do with the same settings in the same run."""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from kiosk.clock import HALL_TIME, SystemClock
from kiosk.store import Tickets, open_tickets
from kiosk.store.database import PRAGMAS
from kiosk.store.schema import COUNTERS, TICKETS

BATCH = 20_000  # rows of one transaction
RAW_TABLES = """
CREATE TABLE counter (day TEXT, queue TEXT, n INTEGER, PRIMARY KEY (day, queue));
CREATE TABLE ticket (day TEXT, queue TEXT, n INTEGER, visit TEXT UNIQUE, state TEXT, UNIQUE (day, queue, n));
INSERT INTO counter VALUES ('2026-07-01', 'A', 0);
"""


def measure(folder: Path | None = None, rounds: int = 1000) -> dict[str, float]:
    """Milliseconds until a number is committed (`ticket_p50`, `ticket_p99`, `ticket_max`) and until a bare sqlite3 commit of
    one counter and one row is (`raw_...`), taken in turns so that both meet the same disk; `p50_ratio`, `p99_ratio`.

    `folder`: on the disk to be measured (the system's temporary one otherwise). About 1 s a thousand rounds.
    """
    with tempfile.TemporaryDirectory(dir=folder) as home:
        raw = _raw(Path(home) / "raw.db")
        tickets = open_tickets(f"sqlite:///{home}/kiosk.db", "bench", SystemClock())
        try:
            pairs = [_pair(tickets, raw, f"visit {i}") for i in range(rounds)]
        finally:
            tickets.close()
            raw.close()
    return _figures(*zip(*pairs, strict=True))


def _pair(tickets: Tickets, raw: sqlite3.Connection, visit: str) -> tuple[float, float]:
    return _ms(lambda: tickets.reserve("A", "A", visit)), _ms(lambda: _raw_issue(raw, visit))


def _raw(path: Path) -> sqlite3.Connection:
    raw = sqlite3.connect(path, isolation_level=None)
    for name, value in PRAGMAS.items():
        raw.execute(f"PRAGMA {name}={value}").fetchall()
    raw.executescript(RAW_TABLES)
    return raw


def _raw_issue(raw: sqlite3.Connection, visit: str) -> None:
    raw.execute("BEGIN IMMEDIATE")
    (n,) = raw.execute("UPDATE counter SET n = n + 1 WHERE day = '2026-07-01' AND queue = 'A' RETURNING n").fetchone()
    raw.execute("INSERT INTO ticket VALUES ('2026-07-01', 'A', ?, ?, 'printing')", (n, visit))
    raw.execute("COMMIT")


def _ms(job: Callable[[], object]) -> float:
    begun = time.perf_counter()
    job()
    return (time.perf_counter() - begun) * 1000


def _figures(ticket: tuple[float, ...], raw: tuple[float, ...]) -> dict[str, float]:
    figures: dict[str, float] = {"rounds": len(ticket)}
    for name, times in (("ticket", sorted(ticket)), ("raw", sorted(raw))):
        figures |= {
            f"{name}_p50": round(times[len(times) // 2], 3),
            f"{name}_p99": round(times[len(times) * 99 // 100], 3),
            f"{name}_max": round(times[-1], 3),
        }
    figures["p50_ratio"] = round(figures["ticket_p50"] / figures["raw_p50"], 2)
    figures["p99_ratio"] = round(figures["ticket_p99"] / figures["raw_p99"], 2)
    return figures


def fill(tickets: Tickets, stored: int) -> None:
    """Numbers of years gone by, 400 a day; their chain is not made."""
    now = SystemClock().now().astimezone(HALL_TIME)
    for begin in range(0, stored, BATCH):
        rows = [_row(tickets.hall, at, now) for at in range(begin, min(begin + BATCH, stored))]
        with tickets.database.write() as connection:
            connection.execute(insert(TICKETS), rows)
    with tickets.database.write() as connection:
        last = {"day": now.date().replace(year=now.year - 1), "last": 400, "issued": 400, "seq": stored, "hash": "0" * 64}
        connection.execute(insert(COUNTERS).values(hall=tickets.hall, queue="A", **last))


def _row(hall: str, at: int, now: Any) -> dict[str, Any]:
    day = now.date().fromordinal(now.date().toordinal() - 400 - at // 400)
    return {
        "hall": hall, "id": f"{at:016d}", "kiosk": "K1", "seq": at + 1, "day": day, "queue": "A", "prefix": "A", "number": at % 400 + 1,
        "visit": f"old {at}", "state": "active", "at": now, "priority": "", "procedure": "", "attempts": 0, "why": "", "hash": "0" * 64,
    }  # fmt: skip
