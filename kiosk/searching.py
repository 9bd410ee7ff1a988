"""Loads what the search knows: `config/search/*.toml`, the posted procedures, and records of other catalogues."""

import gc
import json
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from kiosk import paths
from kiosk.errors import CatalogueError
from kiosk.rules.procedures import Catalogue, Procedure, Words
from kiosk.rules.search import Elsewhere, Entry, Index, Knowledge
from kiosk.rules.vietnamese import nfc

CODE_KEYS = ("ma", "MATTHC", "code", "maTTHC", "ma_tthc", "id")
TITLE_KEYS = ("ten", "TENTTHC", "title", "tenTTHC", "ten_tthc", "name", "official", "official_name")
FIELD_KEYS = ("linh_vuc", "field", "LINHVUCTHUCHIEN")


def knowledge(folder: Path | None = None) -> Knowledge:
    """Everything in `config/search/`; a file that cannot be read is a CatalogueError that names it."""
    parts = [_toml(path) for path in sorted((folder or paths.CONFIG / "search").glob("*.toml"))]
    sayings: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for code, text in part.get("say", {}).items():
            sayings[code] = sayings.get(code, ()) + _lines(text)
    return Knowledge(
        shorthand={k: v for part in parts for k, v in part.get("rewrite", {}).items()},
        regional={k: v for part in parts for k, v in part.get("regional", {}).items()},
        stops=tuple(line for part in parts for line in _lines(part.get("stops", ""))),
        concepts={name: _lines(text) for part in parts for name, text in part.get("concept", {}).items()},
        sayings=sayings,
        elsewhere=tuple(_elsewhere(e) for part in parts for e in part.get("elsewhere", ())),
        field_factors={k: float(v) for part in parts for k, v in part.get("field_factor", {}).items()},
        code_factors={k: float(v) for part in parts for k, v in part.get("code_factor", {}).items()},
    )


def posted(catalogue: Catalogue, today: date) -> list[Entry]:
    """The procedures offered today, as the search wants them."""
    return [_entry(p) for p in catalogue.on(today).values()]


def _entry(p: Procedure) -> Entry:
    more = "\n".join(w for w in (p.when.vi, p.plain.en, p.when.en) if w)
    return Entry(p.code, p.official, p.official, p.plain.vi, p.aliases, p.field, more)


def records(path: Path) -> list[Entry]:
    """The records of a file: JSON lines, a JSON array, or the national `LayThuTuc` shape; those without code or title are left out."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path}: cannot be read ({error}).") from error
    found = [_record(raw) for raw in _raw_records(text)]
    return [entry for entry in found if entry]


def _raw_records(text: str) -> Iterable[dict[str, Any]]:
    try:
        top: Any = json.loads(text)
    except json.JSONDecodeError:
        top = [made for line in text.splitlines() if (made := _json(line)) is not None]
    while isinstance(top, dict) and not any(k in top for k in CODE_KEYS[:4]):
        inner = [v for v in top.values() if isinstance(v, list | dict)]
        if not inner:
            return []
        top = max(inner, key=len)
    return [raw for raw in (top if isinstance(top, list) else [top]) if isinstance(raw, dict)]


def _json(line: str) -> Any:
    try:
        return json.loads(line) if line.strip() else None
    except json.JSONDecodeError:
        return None


def _record(raw: dict[str, Any]) -> Entry | None:
    code, title = _first(raw, CODE_KEYS), " ".join(_first(raw, TITLE_KEYS).split())
    if not code or not title:
        return None
    field = raw.get("linh_vuc") or raw.get("field") or ""
    national = raw.get("LINHVUCTHUCHIEN")
    if isinstance(national, list) and national and isinstance(national[0], dict):
        field = national[0].get("TENLINHVUC", "")
    return Entry(code, nfc(title), nfc(title), field=nfc(str(field)))


def _first(raw: dict[str, Any], keys: Iterable[str]) -> str:
    return next((str(raw[k]).strip() for k in keys if isinstance(raw.get(k), str | int | float) and str(raw[k]).strip()), "")


def build(entries: Iterable[Entry], known: Knowledge | None = None) -> Index:
    """The index over these entries with the shipped knowledge."""
    gc.disable()  # a hundred thousand small lists are made and none is garbage: collecting costs a fifth of the time
    try:
        return Index(entries, known or knowledge())
    finally:
        gc.enable()


def _elsewhere(raw: dict[str, Any]) -> Elsewhere:
    where = Words(nfc(raw["vi"]), raw.get("en", ""))
    return Elsewhere(raw["name"], where, _lines(raw.get("say", "")), tuple(raw.get("unless", ())))


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line for raw in nfc(text).splitlines() if (line := raw.strip()))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path.name}: {error}") from error
