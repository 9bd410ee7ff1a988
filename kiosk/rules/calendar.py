"""Working days: weekends, public holidays and the Saturdays worked for them, and by when a dossier is due.

Days are counted as Bộ luật Dân sự 2015 Đ.147-148 has it: the day of reception is not counted, the last one counts to its end, and a last
day that is free moves to the next working day. So a dossier is late from the day after its date, not from the hour on the receipt.
Holidays come from yearly notices (config/holidays.toml); a year without one has only its weekends, and `sure` says so.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Unit = Literal["working", "calendar", "hour"]
Spells = tuple[tuple[time, time], ...]
MOST_DAYS = 2_000  # of any time limit; more is a mistake
_ONE = timedelta(days=1)


@dataclass(frozen=True)
class Late:
    """`days`: working days late, at least 1 once the day is over, else 0. `left`: working days until the day. `today`: it is this day."""

    days: int = 0
    left: int = 0
    today: bool = False


@dataclass(frozen=True)
class Calendar:
    """`holidays`: free days that would be worked; `swaps`: free weekend days that are worked instead; `years`: of a checked notice.

    `same_day_until`: what is handed in later and cannot be settled at once is due on the next working day (15:00 in the published texts of
    the same-day hộ tịch procedures, such as 1.001193). `spells`: the hours worked, for limits in hours and the end of a day.
    """

    holidays: frozenset[date] = frozenset()
    swaps: frozenset[date] = frozenset()
    years: frozenset[int] = frozenset()
    same_day_until: time = time(15)
    spells: Spells = ((time(7), time(11, 30)), (time(13, 30), time(17)))

    def is_working(self, day: date) -> bool:
        return day in self.swaps or (day.weekday() < 5 and day not in self.holidays)

    def sure(self, first: date, last: date) -> bool:
        """Whether every year between the two has a checked notice."""
        return all(year in self.years for year in range(first.year, last.year + 1)) if last.year - first.year < 100 else False

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the next one that is."""
        for _ in range(60):  # Tết is the longest pause
            if self.is_working(day):
                return day
            day += _ONE
        return day

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a` up to and with `b`; the other way round when `b` is earlier, then negative."""
        if b < a:
            return -self.working_days_between(b, a)
        weeks, rest = divmod((b - a).days, 7)
        days = weeks * 5 + sum((a.weekday() + step) % 7 < 5 for step in range(1, rest + 1))
        free = sum(a < day <= b and day.weekday() < 5 and day not in self.swaps for day in self.holidays)
        return days - free + sum(a < day <= b and day.weekday() >= 5 for day in self.swaps)

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`; for 0 the day itself, or the next working one. Raises ValueError below 0 and above 2,000."""
        if not 0 <= n <= MOST_DAYS:
            raise ValueError(f"{n} working days")
        for _ in range(n):
            day = self.next_working(day + _ONE)
        return self.next_working(day)

    def due(self, received: datetime, days: int, unit: Unit) -> datetime:
        """By when a result is owed: `days` working or calendar days, or hours of work, after reception; 0 days is a same-day procedure.

        Handed in on a free day counts as handed in on the next working one; days end when work ends. Raises ValueError beyond 0 to 2,000.
        """
        start = self._at_work(received)
        if unit == "hour":
            return self._after_hours(start, days)
        if days == 0:
            late = start.time() > self.same_day_until
            return self._end(self.add_working_days(start.date(), 1) if late else start.date(), received)
        if unit == "working":
            return self._end(self.add_working_days(start.date(), days), received)
        if not 0 <= days <= MOST_DAYS:
            raise ValueError(f"{days} days")
        return self._end(self.next_working(received.date() + timedelta(days=days)), received)

    def lateness(self, due: datetime, now: datetime) -> Late:
        """How late a result is, or how long is left, seen from `now`. Both with the same kind of time zone."""
        if due.tzinfo and now.tzinfo:
            due = due.astimezone(now.tzinfo)
        last, today = self.next_working(due.date()), now.date()
        if today > last:
            return Late(days=max(1, self.working_days_between(last, today)))
        return Late(left=self.working_days_between(today, last), today=today == last)

    def _at_work(self, received: datetime) -> datetime:
        day = self.next_working(received.date())
        return received if day == received.date() else datetime.combine(day, time(), received.tzinfo)

    def _end(self, day: date, like: datetime) -> datetime:
        return datetime.combine(day, self.spells[-1][1], like.tzinfo)

    def _after_hours(self, start: datetime, hours: int) -> datetime:
        """The moment after so many hours of work."""
        if not 0 <= hours <= MOST_DAYS:
            raise ValueError(f"{hours} hours")
        left, day, zone = timedelta(hours=hours), start.date(), start.tzinfo
        while True:
            for opens, closes in self.spells:
                begin, end = max(datetime.combine(day, opens, zone), start), datetime.combine(day, closes, zone)
                if end - begin >= left:
                    return begin + left
                left -= max(end - begin, timedelta())
            day = self.next_working(day + _ONE)
