"""Dossiers released in time and late, two numbers a day, as the one-stop system told them to one of the hall's kiosks."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import bindparam, func, select, text

from kiosk.rules.figures import Released
from kiosk.store.database import Database
from kiosk.store.schema import PUNCTUAL

_KEEP = text(
    "INSERT INTO punctual (hall, day, on_time, late) VALUES (:hall, :day, :on_time, :late) "
    "ON CONFLICT (hall, day) DO UPDATE SET on_time = excluded.on_time, late = excluded.late"
).bindparams(bindparam("day", type_=PUNCTUAL.c.day.type))


class Punctual:
    """Of one hall. Raises StoreError."""

    def __init__(self, database: Database, hall: str) -> None:
        self._database, self._hall = database, hall

    def keep(self, days: Mapping[date, tuple[int, int]]) -> None:
        """What was told last of a day is true."""
        with self._database.write() as connection:
            for day, (on_time, late) in days.items():
                connection.execute(_KEEP, {"hall": self._hall, "day": day, "on_time": on_time, "late": late})

    def of_days(self, first: date, last: date) -> Released:
        which = select(func.sum(PUNCTUAL.c.on_time), func.sum(PUNCTUAL.c.late), func.max(PUNCTUAL.c.day))
        with self._database.read() as connection:
            row = connection.execute(which.where(PUNCTUAL.c.hall == self._hall, PUNCTUAL.c.day.between(first, last))).one()
        return Released(int(row[0]), int(row[1]), row[2]) if row[2] else Released()
