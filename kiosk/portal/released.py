"""How punctual the office was: dossiers released on each day, in time or late. Only the counts leave this module.

OpenCPS: GET /dossiers with agency, fromReleaseDate and toReleaseDate (dd/MM/yyyy), asked with the service account. A portal that does not
know these questions brings others too: counted is only what says itself that this agency released it in the period. In time is what came
by the date first promised (dueDate): an extension with its letter of apology does not make it punctual.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from kiosk.errors import PortalError
from kiosk.portal.fields import code, moment, rows, table, whole

PAGE, MOST = 100, 5_000  # dossiers
LONGEST = 93  # days
SHAPE = "%d/%m/%Y"


class Day(NamedTuple):
    """What was released on one day."""

    on_time: int = 0
    late: int = 0


def question(agency: str, first: date, last: date) -> dict[str, str]:
    """What is asked, but for the page."""
    return {"agency": agency, "fromReleaseDate": f"{first:{SHAPE}}", "toReleaseDate": f"{last:{SHAPE}}"}


def count(ask: Callable[[int, int], Any], agency: str, first: date, last: date) -> dict[date, Day]:
    """Every day from `first` to `last`. `ask(start, end)`: one page. Raises PortalError, also when there are more than can be counted."""
    days = {first + timedelta(days=at): Day() for at in range(min(LONGEST, (last - first).days + 1))}
    seen, start, total = set[str](), 0, 1
    while start < total:
        if start >= MOST:
            raise PortalError("the portal has more dossiers than can be counted")
        answer = ask(start, start + PAGE)
        found = rows(answer, "dossiers", PAGE)
        if not found:
            break
        for raw in found:
            _add(days, seen, raw, agency)
        start, total = start + len(found), whole(table(answer, "dossiers"), "total") or 0
    return days


def _add(days: dict[date, Day], seen: set[str], raw: dict[str, Any], agency: str) -> None:
    number, released, due = code(raw, "dossierNo"), moment(raw, "releaseDate") or moment(raw, "finishDate"), moment(raw, "dueDate")
    if not number or number in seen or code(raw, "govAgencyCode") not in ("", agency):
        return
    if released is None or due is None or released.date() not in days:
        return
    seen.add(number)
    day = days[released.date()]
    days[released.date()] = day._replace(late=day.late + 1) if _late(released, due) else day._replace(on_time=day.on_time + 1)


def _late(released: datetime, due: datetime) -> bool:
    """A promise without an hour holds until the day is over."""
    return released.date() > due.date() if due.time() == time() else released > due
