"""What time it is in the hall: the one place that asks, so that a test can wind it by hand."""

import time
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Protocol

HALL_TIME = timezone(timedelta(hours=7))  # Việt Nam has one zone and no summer time: right even where TZ is set wrongly
SYNCHRONISED = Path("/run/systemd/timesync/synchronized")  # systemd-timesyncd touches it once a time server answered


class Clock(Protocol):
    """The wall's clock, which may be wrong and may jump, and one that only counts seconds."""

    def now(self) -> datetime:
        """The hall's time, aware (+07:00)."""

    def today(self) -> date:
        """The calendar day of `now()`."""

    def monotonic(self) -> float:
        """Seconds that never jump; they mean nothing after a restart."""

    def sure(self) -> bool:
        """Whether a time server confirmed the wall's clock since the machine started."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(HALL_TIME)

    def today(self) -> date:
        return self.now().date()

    def monotonic(self) -> float:
        return time.monotonic()

    def sure(self) -> bool:
        return SYNCHRONISED.exists()


class HandClock:
    """A clock wound by hand: `tick` lets time pass, `jump` sets the wall's clock as a technician or a dead battery does."""

    def __init__(self, now: datetime = datetime(2026, 7, 1, 8, 0), sure: bool = False) -> None:
        self._now = now if now.tzinfo else now.replace(tzinfo=HALL_TIME)
        self._seconds = 0.0
        self._sure = sure

    def now(self) -> datetime:
        return self._now

    def today(self) -> date:
        return self._now.astimezone(HALL_TIME).date()

    def monotonic(self) -> float:
        return self._seconds

    def sure(self) -> bool:
        return self._sure

    def tick(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._seconds += seconds
        self._now += timedelta(seconds=seconds)

    def jump(self, by: timedelta) -> None:
        """Move the wall's clock without any time passing."""
        self._now += by


class HallClock(SystemClock):
    """The machine's clock, moved to an hour of a working day: for the tour, which is played at any time."""

    def __init__(self, hour: int, minute: int) -> None:
        real = super().now()
        start = real.replace(hour=hour, minute=minute, second=0)
        while start.weekday() > 4:
            start += timedelta(days=1)
        self._ahead = start - real

    def now(self) -> datetime:
        return super().now() + self._ahead
