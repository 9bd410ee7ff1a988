"""`kiosk search`: one JSON line (or one readable line) per question."""

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from kiosk import catalogue, searching
from kiosk.errors import CatalogueError
from kiosk.rules.search import Answer, Index


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY", help="a question, as a citizen would ask it; several are answered one by one")
    parser.add_argument("--json", action="store_true", help="one JSON line per question")
    parser.add_argument("--catalogue", type=Path, metavar="PATH", help="records to search besides the shipped ones")
    parser.add_argument("--batch", metavar="FILE", help="one question per line (before the first tab); - reads the standard input")
    parser.add_argument("--limit", type=int, default=9, help="most answers per question")


def run(options: argparse.Namespace) -> int:
    entries = searching.posted(catalogue.load(), date.today())
    if options.catalogue:
        entries += searching.records(options.catalogue)
    index = searching.build(entries)
    for query in _queries(options):
        print(_line(index, query, options), flush=True)
    return 0


def _queries(options: argparse.Namespace) -> Iterator[str]:
    yield from options.query
    if options.batch:
        for line in _lines(options.batch):
            yield line.rstrip("\r\n").split("\t")[0]


def _lines(source: str) -> Iterable[str]:
    if source == "-":
        return (raw.decode("utf-8-sig", errors="replace") for raw in sys.stdin.buffer)
    try:
        return Path(source).read_text(encoding="utf-8-sig", errors="replace").removesuffix("\n").split("\n")
    except OSError as error:
        raise CatalogueError(f"{source}: cannot be read ({error}).") from error


def _line(index: Index, query: str, options: argparse.Namespace) -> str:
    start = time.perf_counter()
    answer = index.find(query, options.limit)
    ms = (time.perf_counter() - start) * 1000
    return _json(query, ms, answer) if options.json else _readable(query, answer)


def _json(query: str, ms: float, answer: Answer) -> str:
    printable = query.encode("utf-8", "replace").decode()  # an argument may hold bytes that are no text
    line: dict[str, object] = {"query": printable, "ms": round(ms, 3)}
    line["hits"] = [{"code": h.code, "title": h.title, "score": h.score} for h in answer.hits]
    if answer.elsewhere:
        line["elsewhere"] = answer.elsewhere.where.vi
    return json.dumps(line, ensure_ascii=False)


def _readable(query: str, answer: Answer) -> str:
    found = [f"  {h.code}  {h.title}" for h in answer.hits]
    where = f"  {answer.elsewhere.where.vi}" if answer.elsewhere else "  -"
    return "\n".join([query, *(found or [where])])
