"""What needs no window: a number committed, the first byte at the printer, a search."""

import time
from collections.abc import Iterator
from datetime import date

from kiosk import catalogue, searching
from kiosk.bench import Figure, against, median, percentile
from kiosk.commands.bench_search import NATIONAL, QUESTIONS, read
from kiosk.handout_measure import tap_to_first_byte
from kiosk.store import measure as store

COMMIT, FIRST_BYTE_MS, SEARCH_MS, INDEX_S = 2.0, 150.0, 10.0, 0.3
BUILDS = 5


def tickets(rounds: int) -> Iterator[Figure]:
    """A number committed, against a bare SQLite commit with the same PRAGMAs on the same disk."""
    told = store.measure(rounds=rounds)
    yield Figure("ticket_p50_ms", "ticket committed, p50", told["ticket_p50"], "ms", note=f"{told['raw_p50']} ms for a bare SQLite commit")
    yield against("ticket_p99_ms", "ticket committed, p99", told["ticket_p99"], told["raw_p99"], "ms", COMMIT, "a bare SQLite commit")


def first_byte(rounds: int) -> Iterator[Figure]:
    """From the tap to the ticket's first byte at a printer on the network; the ticket has a checklist."""
    usual = max(catalogue.load().on(date.today()).values(), key=lambda p: len(p.papers))
    told = tap_to_first_byte(rounds, usual)
    what = "tap to the printer's first byte"
    yield Figure("first_byte_p50_ms", f"{what}, p50", told["tap_to_first_byte_ms_p50"], "ms")
    papers = f"{len(usual.papers)} papers on it"
    yield Figure("first_byte_p99_ms", f"{what}, p99", told["tap_to_first_byte_ms_p99"], "ms", FIRST_BYTE_MS, papers)


def search(most: int) -> Iterator[Figure]:
    """The shipped questions (at most `most`) over the posted procedures and, where they are, the national records."""
    entries = searching.posted(catalogue.load(), date.today())
    entries += searching.records(NATIONAL) if NATIONAL.is_file() else []
    builds = []
    for _ in range(BUILDS):
        begun = time.perf_counter()
        index = searching.build(entries)
        builds.append(time.perf_counter() - begun)
    questions = [question for path in QUESTIONS.values() if path.is_file() for question, _ in read(path)][:most]
    times = []
    for question in questions or [entry.title for entry in entries[:most]]:
        begun = time.perf_counter()
        index.find(question)
        times.append((time.perf_counter() - begun) * 1000)
    over = f"{len(times)} questions over {len(entries)} records"
    yield Figure("search_p50_ms", "search, p50", round(median(times), 2), "ms")
    yield Figure("search_p95_ms", "search, p95", round(percentile(times, 0.95), 2), "ms", SEARCH_MS, over)
    yield Figure("index_s", "search index built", round(median(builds), 3), "s", INDEX_S, f"{len(entries)} records")
