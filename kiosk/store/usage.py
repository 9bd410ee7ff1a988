"""How often the kiosk was used, by the hour: counts of nobody in particular."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, func, select, text

from kiosk.clock import HALL_TIME, Clock
from kiosk.store.database import Database
from kiosk.store.schema import USAGE

VISIT = "visit"
KINDS = (VISIT, "ticket", "search", "procedure", "status", "form", "slip", "rating")
_ADD = text(
    "INSERT INTO usage (hall, day, hour, kiosk, kind, times) VALUES (:hall, :day, :hour, :kiosk, :kind, :times) "
    "ON CONFLICT (hall, day, hour, kiosk, kind) DO UPDATE SET times = usage.times + excluded.times"
).bindparams(bindparam("day", type_=USAGE.c.day.type))


@dataclass(frozen=True)
class Used:
    """Visits: this hour, today, this week (from Monday), this month, in all."""

    hour: int
    today: int
    week: int
    month: int
    ever: int


class Usage:
    """Of one hall, as one kiosk counts. Raises StoreError."""

    def __init__(self, database: Database, hall: str, clock: Clock, kiosk: str = "") -> None:
        self._database, self._hall, self._clock, self._kiosk = database, hall, clock, kiosk

    def add(self, counts: Mapping[str, int]) -> None:
        """What one visit did, in one transaction."""
        now = self._clock.now().astimezone(HALL_TIME)
        with self._database.write() as connection:
            for kind, times in counts.items():
                row = {"hall": self._hall, "day": now.date(), "hour": now.hour, "kiosk": self._kiosk, "kind": kind, "times": times}
                connection.execute(_ADD, row)

    def used(self) -> Used:
        now = self._clock.now().astimezone(HALL_TIME)
        today = now.date()
        monday = today - timedelta(days=today.weekday())
        counts = self.visits(date(2000, 1, 1), today)

        def since(first: date) -> int:
            return sum(times for (day, _), times in counts.items() if day >= first)

        month = since(today.replace(day=1))
        return Used(counts.get((today, now.hour), 0), since(today), since(monday), month, sum(counts.values()))

    def visits(self, first: date, last: date) -> dict[tuple[date, int], int]:
        """(day, hour) -> visits at all kiosks of the hall."""
        return {key: times for (key, kind), times in self.of_days(first, last).items() if kind == VISIT}

    def of_days(self, first: date, last: date) -> dict[tuple[tuple[date, int], str], int]:
        """((day, hour), kind) -> how often."""
        which = (
            select(USAGE.c.day, USAGE.c.hour, USAGE.c.kind, func.sum(USAGE.c.times).label("times"))
            .where(USAGE.c.hall == self._hall, USAGE.c.day.between(first, last))
            .group_by(USAGE.c.day, USAGE.c.hour, USAGE.c.kind)
        )
        with self._database.read() as connection:
            return {((row.day, row.hour), row.kind): int(row.times) for row in connection.execute(which)}
