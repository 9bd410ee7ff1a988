"""Moments of the staff's desk beyond its first page: tools, checks, numbers of today, a scan to try."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.moments import Moment, Paged
from kiosk.rules.queue import Ticket


@dataclass(frozen=True, kw_only=True)
class StaffList(Paged):
    """A list behind the PIN."""

    passing = True


@dataclass(frozen=True)
class StaffTools(StaffList):
    """What can be done. `note`: key of what came of the last one."""

    note: str = ""


@dataclass(frozen=True)
class StaffChecks(StaffList):
    """(state, key of what, said) of each check: ok, warn or fail."""

    rows: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class StaffTickets(StaffList):
    """Today's numbers, newest first: touch one to print it again."""

    tickets: tuple[Ticket, ...] = ()


@dataclass(frozen=True)
class StaffScan(Moment):
    """Hold anything before the camera or the hand scanner: its kind is told, never what is in it."""

    kind: str = ""
    fault: str = ""
    passing = True
