"""What a new catalogue changes: the new procedures, the changed ones field by field, the abolished ones."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date

from kiosk.rules.procedures import Catalogue, Procedure, Words


@dataclass(frozen=True)
class Difference:
    """One field of a procedure; an empty text stands for "was not there" or "is gone"."""

    key: str
    before: str
    after: str


@dataclass(frozen=True)
class Changes:
    new: tuple[Procedure, ...]
    changed: tuple[tuple[Procedure, tuple[Difference, ...]], ...]
    abolished: tuple[Procedure, ...]


def compare(old: Catalogue, new: Catalogue) -> Changes:
    """From `old` to `new`, by code and its latest version. Abolished: gone, or newly marked so."""
    before, after = _latest(old), _latest(new)
    gone = [p for code, p in before.items() if code not in after and not _abolished(p)]
    gone += [p for code, p in after.items() if _abolished(p) and not (code in before and _abolished(before[code]))]
    out = {p.code for p in gone}
    changed = [(p, differences(before[code], p)) for code, p in after.items() if code in before and code not in out]
    return Changes(
        tuple(p for code, p in after.items() if code not in before and code not in out),
        tuple((p, found) for p, found in changed if found),
        tuple(gone),
    )


def differences(old: Procedure, new: Procedure) -> tuple[Difference, ...]:
    """Field by field; of a list, the entries that went and came (paired in order), or that the order changed."""
    return tuple(found for f in fields(Procedure) for found in _compare(f.name, getattr(old, f.name), getattr(new, f.name)))


def _compare(key: str, old: object, new: object) -> Iterator[Difference]:
    if old == new:
        return
    if isinstance(old, tuple) and isinstance(new, tuple):
        yield from _lists(key, old, new)
    elif type(old) is type(new) and is_dataclass(old):
        for f in fields(old):
            yield from _compare(f"{key}.{f.name}", getattr(old, f.name), getattr(new, f.name))
    else:
        yield Difference(key, say(old), say(new))


def _lists(key: str, old: tuple[object, ...], new: tuple[object, ...]) -> Iterator[Difference]:
    went, came = [item for item in old if item not in new], [item for item in new if item not in old]
    if not went and not came:
        yield Difference(f"{key} (order or repetition)", "; ".join(map(say, old)), "; ".join(map(say, new)))
    for place in range(max(len(went), len(came))):
        yield Difference(key, *(say(items[place]) if place < len(items) else "" for items in (went, came)))


def say(value: object) -> str:
    """A value on one line, as a technician reads it."""
    if value is None or value == "":
        return ""
    if isinstance(value, Words):
        return f"{value.vi} / {value.en}" if value.en else value.vi
    if is_dataclass(value):
        parts = ((f.name, getattr(value, f.name), f.default) for f in fields(value))
        return ", ".join(f"{name} {say(part)}" for name, part, usual in parts if part != usual)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _latest(catalogue: Catalogue) -> dict[str, Procedure]:
    latest: dict[str, Procedure] = {}
    for procedure in catalogue.procedures:
        if procedure.code not in latest or procedure.version >= latest[procedure.code].version:
            latest[procedure.code] = procedure
    return latest


def _abolished(p: Procedure) -> bool:
    return p.change is not None and p.change.kind == "abolished"
