"""What the search promises, measured: rates on the question files, time per question, time to build."""

import time
from datetime import date
from pathlib import Path

from kiosk import catalogue, paths, searching
from kiosk.rules.search import Index

QUESTIONS = {
    "public": paths.ROOT.parent / "shared" / "data" / "queries_public.tsv",
    "tuning": paths.ROOT / "tests" / "data" / "queries_tuning.tsv",
    "heldout": paths.ROOT / "tests" / "data" / "queries_heldout.tsv",
    "fresh": paths.ROOT / "tests" / "data" / "queries_fresh.tsv",  # written last, measured once, never tuned on
}
NATIONAL = paths.ROOT.parent / "shared" / "data" / "tthc_cap_xa.jsonl"
REPEATS = 3


def measure(national: Path = NATIONAL) -> dict[str, object]:
    """Rates and milliseconds per question file that is there, over the posted procedures and the national records."""
    entries = searching.posted(catalogue.load(), date.today())
    if national.is_file():
        entries += searching.records(national)
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        index = searching.build(entries)
        seconds.append(time.perf_counter() - start)
    found = {name: rates(index, read(path)) for name, path in QUESTIONS.items() if path.is_file()}
    return {"procedures": len({e.code for e in entries}), "build_s": round(min(seconds), 3), **found}


def read(path: Path) -> list[tuple[str, frozenset[str]]]:
    """Questions with the codes that answer them; "-" (no code) means that the question belongs elsewhere."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return [(row[0], frozenset(row[1].split()) - {"-"}) for row in rows if len(row) > 1]


def rates(index: Index, questions: list[tuple[str, frozenset[str]]]) -> dict[str, float]:
    """first and three: parts of the answerable questions; refused: part of the others; p95_ms: time of one find."""
    first = three = refused = answerable = 0
    times = []
    for question, codes in questions:
        start = time.perf_counter()
        hits = [hit.code for hit in index.find(question).hits]
        times.append((time.perf_counter() - start) * 1000)
        answerable += bool(codes)
        first += bool(codes.intersection(hits[:1]))
        three += bool(codes.intersection(hits[:3]))
        refused += not codes and not hits
    elsewhere = len(questions) - answerable
    return {
        "questions": len(questions),
        "first": round(first / max(answerable, 1), 4),
        "three": round(three / max(answerable, 1), 4),
        "refused": round(refused / elsewhere, 4) if elsewhere else 1.0,
        "p95_ms": round(sorted(times)[int(len(times) * 0.95)], 2) if times else 0.0,
    }
