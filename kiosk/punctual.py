"""On time or late, as the one-stop system knows it: asked once an hour between two visits, kept as two numbers a day.

The portal's list has names in it, so it is read in a process of its own, `python -m kiosk.punctual PARENT` with the setup as JSON on stdin,
which says the numbers and ends.
"""

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from kiosk import apart, log
from kiosk.clock import Clock
from kiosk.errors import KioskError, PortalError
from kiosk.portal.released import Day
from kiosk.reader.locked import lock_up
from kiosk.settings import PortalSettings

EVERY, AGAIN = 3600.0, 600.0  # s until it is asked again: after an answer, after none
BEFORE = timedelta(days=31)  # what was put down later than it was done is counted too
SECONDS = 60.0


@dataclass(frozen=True)
class Setup:
    """Whom to ask, about whom."""

    portal: PortalSettings
    token: str
    agency: str


class Punctuality:
    """Asks in time. `days()` is called on a lane where nobody waits."""

    def __init__(self, setup: Setup, clock: Clock) -> None:
        self._setup, self._clock = setup, clock
        self._next = 0.0

    def days(self) -> Mapping[date, Day]:
        """The last month's days; nothing when it is not yet time, or the portal does not say."""
        if not self._setup.portal.url.startswith("http") or self._clock.monotonic() < self._next:
            return {}
        found = self._asked()
        self._next = self._clock.monotonic() + (EVERY if found else AGAIN)
        return found

    def _asked(self) -> dict[date, Day]:
        today = self._clock.today()
        setup = {**asdict(self._setup), "first": (today - BEFORE).isoformat(), "last": today.isoformat()}
        told = apart.ask("kiosk.punctual", setup, SECONDS)
        return {date.fromisoformat(day): Day(*counts) for day, counts in told.items()}


def counted(plain: dict[str, Any]) -> dict[str, list[int]]:
    """Day -> (in time, late). Raises PortalError, KeyError, TypeError, ValueError."""
    from kiosk.portal.client import Client  # in this process only

    client = Client(PortalSettings(**plain["portal"]), plain["token"])
    first, last = date.fromisoformat(plain["first"]), date.fromisoformat(plain["last"])
    return {day.isoformat(): list(counts) for day, counts in client.released(plain["agency"], first, last).items()}


def main(arguments: list[str]) -> None:
    said = os.dup(1)
    lock_up(int(arguments[0]))
    log.start()
    try:
        counts = counted(json.loads(sys.stdin.readline(65_536)))
    except KioskError as error:
        log.fault("punctual", error.key if isinstance(error, PortalError) else KioskError.key)
        os._exit(1)
    os.write(said, json.dumps(counts).encode("ascii") + b"\n")
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
