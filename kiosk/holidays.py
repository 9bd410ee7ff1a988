"""Reads `config/holidays.toml` into a Calendar."""

import re
from datetime import date, datetime, time
from pathlib import Path

from kiosk import config_file, paths
from kiosk.errors import CatalogueError
from kiosk.rules.calendar import Calendar, Spells
from kiosk.toml_table import Table

MOST_YEARS, MOST_DAYS = 60, 60
_CLOCK = "((?:[01][0-9]|2[0-3]):[0-5][0-9])"


def load(path: Path | None = None) -> Calendar:
    """The working days of all years in the file. Raises SettingsError naming file and key."""
    return config_file.read(path or paths.CONFIG / "holidays.toml", _calendar)


def _calendar(top: Table) -> Calendar:
    until = re.fullmatch(_CLOCK, top.text("same_day_until", 5, needed=True))
    if until is None:
        raise top.wrong('same_day_until must be a time like "15:00"')
    spells: Spells = top.each("spells", 6, _spell)
    if not spells or any(later[0] <= earlier[1] for earlier, later in zip(spells, spells[1:], strict=False)):
        raise top.wrong("spells must be one or more, in order and apart")
    years = top.each("year", MOST_YEARS, _year)
    if len({year for year, *_ in years}) < len(years):
        raise top.wrong("a year stands twice")
    return Calendar(
        frozenset(day for _, _, off, _ in years for day in off),
        frozenset(day for _, _, _, work in years for day in work),
        frozenset(year for year, verified, _, _ in years if verified),
        time.fromisoformat(until[1]),
        spells,
    )


def _year(raw: object, where: str) -> tuple[int, bool, tuple[date, ...], tuple[date, ...]]:
    table = Table(raw, where)
    year = table.whole("year", 2200)
    if year is None:
        raise table.wrong("year is missing")
    verified = table.flag("verified")
    off, work = (table.each(key, MOST_DAYS, lambda raw, where: _day(raw, where, year)) for key in ("off", "work"))
    table.done()
    if any(day.weekday() >= 5 for day in off) or any(day.weekday() < 5 for day in work):
        raise table.wrong("off has weekdays only, work has weekends only")
    return year, verified, off, work


def _day(raw: object, where: str, year: int) -> date:
    if not isinstance(raw, date) or isinstance(raw, datetime) or raw.year != year:
        raise CatalogueError(f"{where}: must be a day of {year}.")
    return raw


def _spell(raw: object, where: str) -> tuple[time, time]:
    found = re.fullmatch(f"{_CLOCK}-{_CLOCK}", raw) if isinstance(raw, str) else None
    if found is None or found[1] >= found[2]:
        raise CatalogueError(f'{where}: must be hours like "07:00-11:30".')
    return time.fromisoformat(found[1]), time.fromisoformat(found[2])
