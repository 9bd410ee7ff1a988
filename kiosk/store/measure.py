"""What a number costs, against the least that SQLite can do with the same settings in the same run."""

import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.store import Tickets, open_tickets
from kiosk.store.database import PRAGMAS

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
