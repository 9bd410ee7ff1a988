"""What the hall's numbers say: counts, waits, who was not there, how citizens rated. Pure arithmetic on turns and ratings.

A wait is from taking the number (or being handed on) to the call; a service from the call to its end. Medians and the 90th percentile are
of the nearest rank: figures that really happened.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from kiosk.rules.turns import ABSENT, SERVED, Turn


class Share(float):
    """0 to 1, shown as a percentage."""


@dataclass(frozen=True)
class Line:
    """One row of a table; minutes, None where there is nothing to measure. `satisfied`: share of faces 4 and 5."""

    name: str
    taken: int
    served: int
    absent: int
    wait_median: float | None
    wait_p90: float | None
    service_median: float | None
    ratings: int
    satisfied: Share | None


class Released(NamedTuple):
    """Dossiers that came by the date first promised, and later. `until`: the last day that is known; None: nobody has told anything."""

    on_time: int = 0
    late: int = 0
    until: date | None = None

    @property
    def share(self) -> Share | None:
        """In time, of all."""
        return Share(self.on_time / (self.on_time + self.late)) if self.on_time + self.late else None


@dataclass(frozen=True)
class Report:
    """A period. `crowd`: (weekday, hour) -> numbers taken. `late`: codes of dossiers that staff had to see, with and without a letter."""

    first: date
    last: date
    total: Line
    queues: tuple[Line, ...]
    counters: tuple[Line, ...]
    procedures: tuple[Line, ...]
    days: tuple[tuple[date, int], ...]
    crowd: Mapping[tuple[int, int], int]
    faces: Mapping[int, int]
    criteria: Mapping[str, tuple[int, float]]  # code -> answers, mean points
    late_with: int = 0
    late_without: int = 0
    usage: Mapping[str, int] = field(default_factory=dict)
    released: Released = Released()


def quantile(values: Sequence[float], share: float) -> float | None:
    """The nearest rank; None of nothing."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else None


def line(name: str, turns: Sequence[Turn], ratings: Sequence[Mapping[str, Any]]) -> Line:
    """The figures of these numbers and these ratings."""
    waits = [(turn.called_at - turn.since).total_seconds() / 60 for turn in turns if turn.called_at and turn.called_at >= turn.since]
    done = [turn for turn in turns if turn.state == SERVED]
    services = [(turn.ended_at - turn.called_at).total_seconds() / 60 for turn in done if turn.ended_at and turn.called_at]
    good = sum(one["face"] >= 4 for one in ratings)
    return Line(
        name,
        len(turns),
        len(done),
        sum(turn.state == ABSENT for turn in turns),
        quantile(waits, 0.5),
        quantile(waits, 0.9),
        quantile(services, 0.5),
        len(ratings),
        Share(good / len(ratings)) if ratings else None,
    )


def report(
    first: date,
    last: date,
    turns: Sequence[Turn],
    ratings: Sequence[Mapping[str, Any]],
    remarks: Iterable[str] = (),
    usage: Mapping[str, int] | None = None,
) -> Report:
    """All of a period. `remarks`: "CODE FAULT FAULT" of dossiers that staff had to see; `usage`: kind -> how often."""
    crowd = Counter((turn.ticket.day.weekday(), turn.ticket.at.hour) for turn in turns)
    days = Counter(turn.ticket.day for turn in turns)
    codes: dict[str, bool] = {}
    for remark in remarks:
        code, *faults = remark.split()
        codes[code] = codes.get(code, False) or "no-letter" in faults
    return Report(
        first,
        last,
        line("", turns, ratings),
        _by(turns, ratings, lambda turn: turn.queue, "queue"),
        _by([turn for turn in turns if turn.counter], ratings, lambda turn: turn.counter, "counter"),
        _by([turn for turn in turns if turn.ticket.procedure], ratings, lambda turn: turn.ticket.procedure, "procedure"),
        tuple(sorted(days.items())),
        dict(crowd),
        dict(Counter(one["face"] for one in ratings)),
        _criteria(ratings),
        sum(not without for without in codes.values()),
        sum(codes.values()),
        dict(usage or {}),
    )


def _by(turns: Sequence[Turn], ratings: Sequence[Mapping[str, Any]], key: Any, column: str) -> tuple[Line, ...]:
    mine: dict[str, list[Turn]] = {}
    for turn in turns:
        mine.setdefault(key(turn), []).append(turn)
    said: dict[str, list[Mapping[str, Any]]] = {}
    for one in ratings:
        said.setdefault(one[column], []).append(one)
    return tuple(line(name, mine[name], said.get(name, [])) for name in sorted(mine))


def _criteria(ratings: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, float]]:
    points: dict[str, list[int]] = {}
    for one in ratings:
        for code, given in one["answers"].items():
            points.setdefault(code, []).append(given)
    return {code: (len(given), sum(given) / len(given)) for code, given in sorted(points.items())}


def quarter(name: str) -> tuple[date, date]:
    """"2026Q4" -> its first and last day. Raises ValueError."""
    year, _, number = name.upper().partition("Q")
    if not (year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4")):
        raise ValueError("a quarter is written 2026Q4")
    month = 3 * int(number) - 2
    first = date(int(year), month, 1)
    after = date(int(year) + (month == 10), (month + 3 - 1) % 12 + 1, 1)
    return first, date.fromordinal(after.toordinal() - 1)
