"""One file of `config/` that is not kiosk.toml: bounded, TOML, and every fault a SettingsError that names file and key."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kiosk.errors import CatalogueError, SettingsError
from kiosk.rules.procedures import Words
from kiosk.toml_table import Table, unfit

LARGEST = 1_000_000  # bytes; the shipped ones stay below 20,000
FIELD = re.compile(r"\{([a-z_]+)\}")  # a place in a sentence that is filled in later

T = TypeVar("T")


def read(path: Path, build: Callable[[Table], T]) -> T:
    """What `build` makes of the file; a key that it does not ask for is a fault too. Raises SettingsError."""
    try:
        if path.stat().st_size > LARGEST:
            raise SettingsError(f"{path.name}: the file is larger than {LARGEST} bytes.")
        table = Table(tomllib.loads(path.read_bytes().decode("utf-8")), path.name)
        built = build(table)
        table.done()
    except OSError as error:
        raise SettingsError(f"{path.name}: cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, nested without end
        raise SettingsError(f"{path.name}: {str(error)[:120]}") from error
    except CatalogueError as error:
        raise SettingsError(str(error)) from None
    return built


def sentence(table: Table, key: str, fields: tuple[str, ...], longest: int, needed: bool = True) -> Words:
    """A sentence in both languages that may hold `{named}` fields out of `fields` and no other brackets. Raises CatalogueError."""
    raw = table.take(key, dict)
    if raw is None:
        if needed:
            raise table.wrong(f"{key} is missing")
        return Words()
    return filled_sentence(raw, f"{table.where}, {key}", fields, longest)


def filled_sentence(raw: object, where: str, fields: tuple[str, ...], longest: int) -> Words:
    """The same for one table of a list. The Vietnamese is needed; the English, where there is one, fills in nothing else."""
    table = Table(raw, where)
    vi, en = (table.take(language, str) or "" for language in ("vi", "en"))
    table.done()
    if not vi.strip():
        raise table.wrong("vi is missing")
    for text in (vi, en):
        if why := unfit(FIELD.sub("x", text), longest):
            raise table.wrong(why)
        if unknown := [name for name in FIELD.findall(text) if name not in fields]:
            raise table.wrong(f"{{{unknown[0]}}} is no field here; there are {', '.join(fields) or 'none'}")
    if en and set(FIELD.findall(en)) != set(FIELD.findall(vi)):
        raise table.wrong("vi and en fill in different fields")
    return Words(vi, en)
