"""Takes published records into the catalogue: `LayThuTuc` answers (JSON) or one record per line (JSONL).

Nothing is written unless a folder is named, and no file that is already there with other words is overwritten.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.catalogue_facts import Refused, procedure
from kiosk.catalogue_national import as_crawled, is_national, records
from kiosk.catalogue_write import toml_of
from kiosk.errors import CatalogueError
from kiosk.rules.procedures import Catalogue, Field, Procedure, Words

LARGEST = 64_000_000  # bytes; the 588 published records of the communes are 7 million


@dataclass(frozen=True)
class Imported:
    """`read` records were found; `refused` and `doubts` are (record, why) pairs, the record named by code or by line."""

    catalogue: Catalogue
    read: int
    refused: tuple[tuple[str, str], ...]
    doubts: tuple[tuple[str, str], ...]


def read(path: Path) -> Imported:
    """Every record of a file that can be taken. Raises CatalogueError when the file itself cannot be read."""
    taken: dict[str, Procedure] = {}
    fields: dict[str, Field] = {}
    refused: list[tuple[str, str]] = []
    doubts: list[tuple[str, str]] = []
    raws = _records(path)
    for name, raw in raws:
        left_out: list[str] = []
        try:
            found, field = _one(raw, left_out)
            if found.code in taken:
                raise Refused(f"the code {found.code} came before in this file")
        except Refused as why:
            refused.append((_named(raw, name), str(why)))
            continue
        taken[found.code] = found
        fields.setdefault(found.field, Field(found.field, Words(field), Words(), ""))
        doubts += [(found.code, what) for what in dict.fromkeys(left_out)]
    return Imported(Catalogue(tuple(fields.values()), (), tuple(taken.values())), len(raws), tuple(refused), tuple(doubts))


def write(catalogue: Catalogue, folder: Path) -> list[Path]:
    """One TOML file per field into `folder`. Raises CatalogueError before writing anything when a file would be overwritten."""
    texts = {
        folder / f"{field.code}.toml": toml_of(field, [p for p in catalogue.procedures if p.field == field.code])
        for field in catalogue.fields
    }
    try:
        for path, text in texts.items():
            if path.exists() and path.read_bytes() != text.encode():
                raise CatalogueError(f"{path} is already there: name an empty folder.")
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            path.write_bytes(text.encode())
    except OSError as error:
        raise CatalogueError(f"{folder}: cannot be written ({error.strerror}).") from error
    return list(texts)


def _one(raw: object, doubts: list[str]) -> tuple[Procedure, str]:
    if isinstance(raw, str):
        raise Refused(raw)
    if not isinstance(raw, dict):
        raise Refused("it is no record")
    return procedure(as_crawled(raw) if is_national(raw) else raw, doubts)


def _named(raw: object, otherwise: str) -> str:
    code = (raw.get("ma") or raw.get("MATTHC")) if isinstance(raw, dict) else None
    return code if isinstance(code, str) and code.isascii() and code.isprintable() and 0 < len(code) <= 40 else otherwise


def _records(path: Path) -> list[tuple[str, object]]:
    """(name, record) pairs; a line that cannot be read stands as the sentence that says why."""
    try:
        if path.stat().st_size > LARGEST:
            raise CatalogueError(f"{path.name}: the file is larger than {LARGEST} bytes.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CatalogueError(f"{path.name}: cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path.name}: is not UTF-8 (byte {error.start}).") from error
    whole = _json(text)
    if not isinstance(whole, str):
        return [(f"record {number}", raw) for number, raw in enumerate(_opened(whole), 1)]
    lines = [(f"line {number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    return [(name, raw) for name, line in lines for raw in _opened(_json(line))]


def _json(text: str) -> Any:
    """The value, or the sentence that says why there is none."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return "it is not JSON"
    return "it is no record" if isinstance(value, str) else value


def _opened(value: Any) -> list[Any]:
    if isinstance(value, list):
        return [raw for item in value for raw in _opened(item)] if all(isinstance(item, dict) for item in value) else value
    if not isinstance(value, dict):
        return [value]
    try:
        return records(value)
    except Refused as why:
        return [str(why)]
