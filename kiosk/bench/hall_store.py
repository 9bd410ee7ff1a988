"""Many kiosks on one store: 20 at once, a million numbers already there, a province's halls on one server.

SQLite always; PostgreSQL where $KIOSK_BENCH_STORE names a server (its tables are made; halls of random names are used).
"""

import os
import random
import tempfile
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from kiosk.bench import Figure, median, percentile
from kiosk.bench.issuers import Told, read, start
from kiosk.clock import SystemClock
from kiosk.store import Tickets, open_tickets
from kiosk.store.measure import fill

VARIABLE = "KIOSK_BENCH_STORE"
P99 = {"SQLite": 100.0, "PostgreSQL": 120.0}  # ms, 20 issuers at once
FULL = 1.5  # times an empty store
HALLS, PEAK = 3300, 330.0  # a province; its numbers a second when each hall gives one in ten


def measure(kiosks: int = 20, each: int = 100, many: int = 20_000, stored: int = 1_000_000, seconds: float = 15.0) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        stores = {"SQLite": f"sqlite:///{folder}/kiosk.db"} | ({"PostgreSQL": url} if (url := os.environ.get(VARIABLE, "")) else {})
        for name, address in stores.items():
            yield from at_once(name, address, kiosks, each, Path(folder))
            yield from doubled(name, address, kiosks, many, Path(folder))
        for name, address in stores.items():
            yield from full(name, address.replace("kiosk.db", "full.db"), stored)
        if "PostgreSQL" in stores:
            yield from province(stores["PostgreSQL"], seconds)


def _issued(address: str, kiosks: int, each: int, folder: Path) -> list[Told]:
    hall = uuid.uuid4().hex
    open_tickets(address, hall, SystemClock()).close()
    files = [folder / f"{hall}-{at}" for at in range(kiosks)]
    running = [start(address, hall, "A", each, f"K{at}", file) for at, file in enumerate(files)]
    for one in running:
        if one.wait():
            raise RuntimeError("a kiosk of the bench failed")
    return [told for file in files for told in read(file)]


def at_once(name: str, address: str, kiosks: int, each: int, folder: Path) -> Iterator[Figure]:
    """All in one queue, as fast as each can."""
    told = _issued(address, kiosks, each, folder)
    numbers = sorted(one.number for one in told)
    gaps = sum(after - before != 1 for before, after in zip([0, *numbers], numbers, strict=False))
    took = [one.took / 1e6 for one in told]
    key = f"issuers_{name.lower()}"
    note = f"{len(told)} numbers, p50 {median(took):.1f} ms, {gaps} gaps or doubles"
    yield Figure(f"{key}_p99_ms", f"{kiosks} issuers at once on {name}, p99", round(percentile(took, 0.99), 1), "ms", P99[name], note)
    yield Figure(f"{key}_gaps", f"gaps and doubles among them on {name}", gaps, "", 0)


def doubled(name: str, address: str, kiosks: int, many: int, folder: Path) -> Iterator[Figure]:
    told = _issued(address, kiosks, many // kiosks, folder)
    twice = len(told) - len({one.number for one in told})
    yield Figure(f"doubled_{name.lower()}", f"numbers given twice of {len(told)} on {name}", twice, "", 0)


def full(name: str, address: str, stored: int) -> Iterator[Figure]:
    """Issuing into a store that has seen many years, against an empty hall beside it, in turns."""
    old, new = (open_tickets(address, uuid.uuid4().hex, SystemClock()) for _ in range(2))
    fill(old, stored)
    spent: dict[Tickets, list[float]] = {old: [], new: []}
    for at in range(400):
        for tickets in (old, new):
            begun = time.perf_counter()
            tickets.reserve("A", "A", f"bench {at}")
            spent[tickets].append((time.perf_counter() - begun) * 1000)
    ratio = median(spent[old][20:]) / median(spent[new][20:])
    note = f"{median(spent[old][20:]):.2f} ms of {median(spent[new][20:]):.2f} ms, {stored} tickets stored"
    yield Figure(f"full_{name.lower()}", f"a number in a full store on {name}, times an empty one", round(ratio, 2), "x", FULL, note)
    old.close()
    new.close()


def province(address: str, seconds: float, workers: int = 8) -> Iterator[Figure]:
    """As many numbers as this machine gives, over all halls of a province: is it more than their peak?"""
    tag = uuid.uuid4().hex[:8]
    open_tickets(address, f"{tag}-0", SystemClock()).close()
    with ProcessPoolExecutor(workers) as pool:
        parts = list(pool.map(_work, [(address, tag, worker, workers, seconds) for worker in range(workers)]))
    took = [one for part in parts for one in part]
    rate = len(took) / seconds
    note = f"{HALLS} halls, {workers} connections, p99 {percentile(took, 0.99):.1f} ms; the peak is {PEAK:.0f} a second"
    yield Figure("province_share", "a province's peak, as a share of what this machine gives", round(PEAK / rate, 2), "", 1.0, note)
    yield Figure("province_per_s", "numbers a second over a province's halls", round(rate), "1/s")


def _work(job: tuple[str, str, int, int, float]) -> list[float]:
    """One connection that serves its share of the halls, each number in a hall of chance; the first number of a hall is not counted."""
    address, tag, worker, workers, seconds = job
    chance = random.Random(worker)
    tickets = open_tickets(address, f"{tag}-{worker}", SystemClock(), f"K{worker}")
    mine, known, took = range(worker, HALLS, workers), set[int](), list[float]()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        hall = chance.choice(mine)
        tickets.hall = f"{tag}-{hall}"
        if hall not in known:
            tickets.start()
            tickets.reserve("A", "A", uuid.uuid4().hex)
            known.add(hall)
        begun = time.perf_counter()
        tickets.reserve("A", "A", uuid.uuid4().hex)
        took.append((time.perf_counter() - begun) * 1000)
    tickets.close()
    return took
