"""The sample portal's dossiers, out of `config/sample/dossiers.toml`, with their dates counted from today."""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from kiosk import paths
from kiosk.clock import HALL_TIME
from kiosk.errors import PortalError

FILE = paths.CONFIG / "sample" / "dossiers.toml"
FIRST_ID = 4_000
_TIME = re.compile(r"([+-])([0-9]{1,3}) ([0-2][0-9]:[0-5][0-9])")


def weekday(day: date) -> bool:
    return day.weekday() < 5


@dataclass(frozen=True)
class Sample:
    """One invented dossier. `entry` is its table in the file; `number` the portal's dossierId; times by their key, for today."""

    id: str
    number: int
    code: str
    secret: str
    owner: str
    owner_number: str
    status: str
    about: str
    service: str
    service_name: str
    way: tuple[tuple[str, str, str], ...]
    times: tuple[datetime, ...]
    entry: dict[str, Any]
    when: Callable[[str], datetime]


@dataclass(frozen=True)
class Book:
    """All of them on one day, by dossierId; and the services of the ward: code -> (name, field)."""

    agency_code: str
    agency: str
    status_text: dict[str, str]
    dossiers: dict[int, Sample]
    services: dict[str, tuple[str, str]]

    def find(self, name: str) -> Sample:
        """The dossier with this `id` of the file. Raises PortalError."""
        for sample in self.dossiers.values():
            if sample.id == name:
                return sample
        raise PortalError(f"there is no sample dossier {name!r}")


def book(today: date, file: Path = FILE, working: Callable[[date], bool] = weekday) -> Book:
    """Raises PortalError naming the file when it cannot be used. `working`: which days count."""
    try:
        raw = tomllib.loads(file.read_text("utf-8"))
        services = _services()
        found = [_sample(raw, entry, services, lambda text: moment(text, today, working)) for entry in raw["dossier"]]
        return Book(raw["agency_code"], raw["agency"], raw["status_text"], {one.number: one for one in found}, services)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise PortalError(f"{file.name}: cannot be used ({type(error).__name__}: {error})") from error


def moment(text: str, today: date, working: Callable[[date], bool] = weekday) -> datetime:
    """ "-3 08:15": at a quarter past eight, three working days ago. Raises ValueError."""
    found = _TIME.fullmatch(text)
    if not found:
        raise ValueError(f'{text!r} is no time like "-3 08:15"')
    step = timedelta(days=1 if found[1] == "+" else -1)
    day, left = today, int(found[2])
    while not working(day):
        day += step
    while left:
        day += step
        left -= working(day)
    return datetime.combine(day, time.fromisoformat(found[3]), HALL_TIME)


def _sample(raw: dict[str, Any], entry: dict[str, Any], services: dict[str, tuple[str, str]], when: Callable[[str], datetime]) -> Sample:
    owner = entry["owner"]
    return Sample(
        id=entry["id"],
        number=FIRST_ID + entry["serial"],
        code=f"{raw['agency_code']}-{when(entry.get('received') or entry['submitted']):%y%m%d}-{entry['serial']:04d}",
        secret=entry["secret"],
        owner=owner["name"],
        owner_number=owner["number"],
        status=entry["status"],
        about=entry["about"],
        service=entry["service"],
        service_name=services[entry["service"]][0],
        way=tuple((name, role, officer) for name, role, officer in raw["ways"][entry["way"]]),
        times=tuple(when(text) for text in entry.get("times", ())),
        entry=entry,
        when=when,
    )


@cache
def _services() -> dict[str, tuple[str, str]]:
    """code -> (name, field), from the ward's own catalogue."""
    found: dict[str, tuple[str, str]] = {}
    for file in sorted((paths.CONFIG / "procedures").glob("*.toml")):
        raw = tomllib.loads(file.read_text("utf-8"))
        for procedure in raw.get("procedure", ()):
            found[procedure["code"]] = (procedure["official"], raw["field"]["name"]["vi"])
    return found
