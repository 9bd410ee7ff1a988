"""Reads the posted procedures from `config/procedures/*.toml`: one file per field, and the life events in `events.toml`."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from kiosk import paths
from kiosk.errors import CatalogueError
from kiosk.rules.procedures import (
    CHANGES,
    LEVELS,
    TIME_UNITS,
    Catalogue,
    Change,
    Fee,
    Field,
    LifeEvent,
    Paper,
    Procedure,
    TimeLimit,
)
from kiosk.toml_table import Table

EVENTS = "events"
LARGEST = 8_000_000  # bytes of one file; the shipped ones stay below 200,000
TITLE, LINE, NAME, NOTE = 120, 300, 1_000, 2_000  # longest texts, in characters
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z.\-]{0,39}")

T = TypeVar("T")


def load(folder: Path | None = None) -> Catalogue:
    """The whole catalogue of a folder, or of one file; the first fault is a CatalogueError naming file, code and key."""
    catalogue, faults = load_what_works(folder)
    if faults:
        raise CatalogueError(faults[0])
    return catalogue


def load_what_works(folder: Path | None = None) -> tuple[Catalogue, list[str]]:
    """Every record that can be read, and one sentence for each that cannot: a broken file takes no other away."""
    place = folder or paths.CONFIG / "procedures"
    faults: list[str] = []
    files = [place] if place.is_file() else sorted(place.glob("*.toml"))
    if not files:
        faults.append(f"{place.name}: no procedure file (*.toml) is here.")
    parts = [_file(path, faults) for path in files]
    return join(parts), faults


def join(parts: list[Catalogue]) -> Catalogue:
    """Several catalogues as one, in their order."""
    return Catalogue(
        tuple(field for part in parts for field in part.fields),
        tuple(event for part in parts for event in part.events),
        tuple(procedure for part in parts for procedure in part.procedures),
    )


def _file(path: Path, faults: list[str]) -> Catalogue:
    try:
        top = Table(_parse(path), path.name)
        if path.stem == EVENTS:
            events = _each(top, "event", _event, faults)
            top.done()
            return Catalogue(events=events)
        field = _field(top.take("field", dict), f"{path.name}, [field]", path.stem)
        procedures = _each(top, "procedure", lambda raw, where: _procedure(raw, where, path.stem), faults)
        top.done()
        return Catalogue((field,), (), procedures)
    except CatalogueError as error:
        faults.append(str(error))
        return Catalogue()


def _parse(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST:
            raise CatalogueError(f"{path.name}: the file is larger than {LARGEST} bytes.")
        return tomllib.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        raise CatalogueError(f"{path.name}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path.name}: is not UTF-8 (byte {error.start}).") from error
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise CatalogueError(f"{path.name}: is not TOML ({str(error)[:120]}).") from error


def _each(top: Table, key: str, read: Callable[[Any, str], T], faults: list[str]) -> tuple[T, ...]:
    """Reads the records that can be read; the others become faults."""
    found: list[T] = []
    for number, raw in enumerate(top.take(key, list) or [], 1):
        code = raw.get("code") if isinstance(raw, dict) else None
        named = code if isinstance(code, str) and CODE.fullmatch(code) else f"{key} {number}"
        try:
            found.append(read(raw, f"{top.where}, {named}"))
        except CatalogueError as error:
            faults.append(str(error))
    return tuple(found)


def _field(raw: object, where: str, code: str) -> Field:
    table = Table(raw, where)
    field = Field(code, table.words("name", TITLE, True), table.words("plain", LINE), table.text("icon", 40))
    table.done()
    return field


def _event(raw: object, where: str) -> LifeEvent:
    table = Table(raw, where)
    event = LifeEvent(
        _code(table),
        table.words("name", TITLE, True),
        table.words("plain", LINE),
        table.text("icon", 40),
        table.texts("procedures", 40, 60),
    )
    table.done()
    return event


def _procedure(raw: object, where: str, field: str) -> Procedure:
    table = Table(raw, where)
    procedure = Procedure(
        code=_code(table),
        official=table.text("official", NAME, True),
        plain=table.words("plain", TITLE, True),
        when=table.words("when", LINE),
        field=field,
        version=table.whole("version", 9_999, 1) or 0,
        aliases=table.texts("aliases", TITLE, 80),
        events=table.texts("events", 40, 20),
        channels=table.texts("channels", 20, 10),
        time=_time(table),
        fees=table.each("fees", 40, _fee),
        decision=table.text("decision", TITLE),
        level=table.one_of("level", LEVELS),
        old_level=table.text("old_level", 10),
        starts=table.day("starts"),
        ends=table.day("ends"),
        change=_change(table),
        complete=table.flag("complete"),
        verified=table.flag("verified", True),
        papers=table.each("papers", 120, _paper),
        steps=table.sentences("steps", NOTE, 60),
        result=table.words("result", NAME),
        done_by=table.words("done_by", LINE),
        legal=table.texts("legal", LINE, 60),
        forms=table.sentences("forms", LINE, 60),
        see_also=table.texts("see_also", 40, 40),
    )
    table.done()
    return procedure


def _code(table: Table) -> str:
    code = table.text("code", 40, True)
    if not CODE.fullmatch(code):
        raise table.wrong("code may hold only letters, digits, dots and dashes")
    return code


def _time(record: Table) -> TimeLimit | None:
    raw = record.take("time", dict)
    if raw is None:
        return None
    table = Table(raw, f"{record.where}, time")
    time = TimeLimit(
        table.words("text", LINE, True),
        table.flag("same_day"),
        table.whole("days", 10_000),
        table.one_of("unit", TIME_UNITS),
        table.flag("verified", True),
    )
    table.done()
    return time


def _change(record: Table) -> Change | None:
    raw = record.take("change", dict)
    if raw is None:
        return None
    table = Table(raw, f"{record.where}, change")
    kind, on = table.one_of("kind", CHANGES), table.day("on")
    if not kind or on is None:
        raise table.wrong(f"{'on' if kind else 'kind'} is missing")
    change = Change(kind, on, table.text("decision", TITLE))
    table.done()
    return change


def _fee(raw: object, where: str) -> Fee:
    table = Table(raw, where)
    fee = Fee(table.whole("amount", 1_000_000_000), table.words("unit", TITLE), table.words("note", NOTE), table.flag("verified", True))
    table.done()
    return fee


def _paper(raw: object, where: str) -> Paper:
    table = Table(raw, where)
    paper = Paper(
        table.words("name", NAME, True),
        table.whole("original", 99) or 0,
        table.whole("copy", 99) or 0,
        table.flag("present"),
        table.words("case", NAME),
        table.words("note", NAME),
        table.text("form", LINE),
        table.flag("verified", True),
    )
    table.done()
    return paper
