"""Working days of the ward: weekends, holidays and their swaps, and by when a citizen's result is owed."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk import holidays
from kiosk.clock import HALL_TIME
from kiosk.errors import SettingsError
from kiosk.rules.calendar import Calendar, Late

SHIPPED = holidays.load()
PLAIN = Calendar()
days = st.dates(date(2022, 1, 1), date(2028, 12, 31))


def at(year: int, month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=HALL_TIME)


def counted(calendar: Calendar, a: date, b: date) -> int:
    """The same as working_days_between, day by day."""
    return sum(calendar.is_working(a + timedelta(days=step)) for step in range(1, (b - a).days + 1))


class TestWhichDaysAreWorked:
    @pytest.mark.parametrize("day", [date(2026, 11, 21), date(2026, 11, 22), date(2026, 2, 17), date(2026, 8, 31), date(2023, 5, 3)])
    def test_weekends_holidays_and_days_in_place_of_them_are_free(self, day: date) -> None:
        assert not SHIPPED.is_working(day)

    @pytest.mark.parametrize("day", [date(2026, 11, 20), date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)])
    def test_ordinary_days_and_saturdays_in_exchange_are_worked(self, day: date) -> None:
        assert SHIPPED.is_working(day)

    @pytest.mark.parametrize("year", range(2023, 2028))
    def test_every_shipped_year_has_its_eleven_holidays_off(self, year: int) -> None:
        """Bộ luật Lao động 2019 Đ.112: eleven days, all of which fall on or move to weekdays; swaps add days and take as many Saturdays."""
        off = sum(day.year == year for day in SHIPPED.holidays)
        assert off - sum(day.year == year for day in SHIPPED.swaps) == 11

    @pytest.mark.parametrize("tet", [date(2023, 1, 22), date(2024, 2, 10), date(2025, 1, 29), date(2026, 2, 17), date(2027, 2, 6)])
    def test_tet_is_off_from_its_eve(self, tet: date) -> None:
        assert not any(SHIPPED.is_working(tet + timedelta(days=step)) for step in range(-1, 3))

    def test_new_year_reunification_labour_and_national_day_are_never_worked(self) -> None:
        assert not any(SHIPPED.is_working(date(year, *day)) for year in range(2023, 2028) for day in ((1, 1), (4, 30), (5, 1), (9, 2)))

    def test_a_year_without_a_checked_notice_is_an_estimate(self) -> None:
        checked = replace(SHIPPED, years=frozenset({2023, 2024, 2025}))
        assert checked.sure(date(2023, 4, 11), date(2025, 12, 31))
        assert not checked.sure(date(2025, 12, 1), date(2027, 2, 1))
        assert not PLAIN.sure(date(1, 1, 1), date(9999, 1, 1))


class TestCounting:
    def test_the_first_day_is_not_counted_the_last_one_is(self) -> None:
        assert SHIPPED.working_days_between(date(2026, 11, 20), date(2026, 11, 25)) == 3
        assert SHIPPED.working_days_between(date(2026, 11, 25), date(2026, 11, 25)) == 0
        assert SHIPPED.working_days_between(date(2026, 11, 25), date(2026, 11, 20)) == -3

    def test_over_tet(self) -> None:
        assert SHIPPED.working_days_between(date(2026, 2, 13), date(2026, 2, 23)) == 1
        assert SHIPPED.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)

    def test_over_a_saturday_that_is_worked(self) -> None:
        assert SHIPPED.add_working_days(date(2026, 8, 20), 2) == date(2026, 8, 22)
        assert SHIPPED.add_working_days(date(2026, 8, 28), 1) == date(2026, 9, 3)

    def test_no_days_at_all_is_the_day_itself_or_the_next_one_that_is_worked(self) -> None:
        assert SHIPPED.add_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)
        assert SHIPPED.add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 23)

    @pytest.mark.parametrize("n", [-1, 2_001])
    def test_a_limit_that_is_a_mistake(self, n: int) -> None:
        for unit in ("working", "calendar", "hour"):
            with pytest.raises(ValueError, match=str(n)):
                SHIPPED.due(at(2026, 11, 20), n, unit)  # type: ignore[arg-type]

    @given(days, days)
    def test_counting_in_weeks_is_counting_day_by_day(self, a: date, b: date) -> None:
        assert SHIPPED.working_days_between(a, b) == (counted(SHIPPED, a, b) if a <= b else -counted(SHIPPED, b, a))

    @given(days, st.integers(1, 60))
    def test_adding_and_counting_agree(self, day: date, n: int) -> None:
        then = SHIPPED.add_working_days(day, n)
        assert SHIPPED.is_working(then) and SHIPPED.working_days_between(day, then) == n

    @given(st.sets(days, max_size=30), st.sets(days, max_size=10), days, days)
    def test_with_any_holidays_and_swaps(self, free: set[date], swaps: set[date], a: date, b: date) -> None:
        calendar = Calendar(frozenset(free), frozenset(swaps))
        a, b = min(a, b), max(a, b)
        assert calendar.working_days_between(a, b) == counted(calendar, a, b)

    def test_a_clock_gone_mad_does_not_hang(self) -> None:
        assert PLAIN.working_days_between(date(1, 1, 1), date(9999, 12, 31)) > 2_600_000


class TestWhenAResultIsOwed:
    def test_working_days_end_with_the_last_day_s_work(self) -> None:
        assert SHIPPED.due(at(2026, 11, 20, 16, 30), 3, "working") == at(2026, 11, 25, 17)

    def test_a_dossier_that_came_on_a_free_day_came_on_the_next_one(self) -> None:
        assert SHIPPED.due(at(2026, 11, 21), 3, "working") == SHIPPED.due(at(2026, 11, 23), 3, "working") == at(2026, 11, 26, 17)

    def test_calendar_days_that_end_on_a_free_day_end_on_the_next_one(self) -> None:
        """Bộ luật Dân sự 2015 Đ.148 k.5."""
        assert SHIPPED.due(at(2026, 11, 20), 1, "calendar") == at(2026, 11, 23, 17)
        assert SHIPPED.due(at(2026, 11, 20), 5, "calendar") == at(2026, 11, 25, 17)

    @pytest.mark.parametrize(
        ("received", "due"),
        [
            (at(2026, 11, 20, 8), at(2026, 11, 20, 17)),
            (at(2026, 11, 20, 15), at(2026, 11, 20, 17)),
            (at(2026, 11, 20, 15, 1), at(2026, 11, 23, 17)),  # Friday after 15:00: Monday
            (at(2026, 11, 21, 16), at(2026, 11, 23, 17)),  # on a Saturday: as if on Monday morning
            (at(2026, 2, 13, 16), at(2026, 2, 23, 17)),  # before Tết
        ],
    )
    def test_a_same_day_procedure_and_the_hour_after_which_it_is_the_next(self, received: datetime, due: datetime) -> None:
        assert SHIPPED.due(received, 0, "working") == due

    def test_the_hour_is_the_ward_s_to_set(self) -> None:
        assert Calendar(same_day_until=time(16)).due(at(2026, 11, 20, 15, 30), 0, "working") == at(2026, 11, 20, 17)

    @pytest.mark.parametrize(
        ("received", "hours", "due"),
        [
            (at(2026, 11, 20, 8), 2, at(2026, 11, 20, 10)),
            (at(2026, 11, 20, 10), 4, at(2026, 11, 20, 16)),  # over noon
            (at(2026, 11, 20, 14), 8, at(2026, 11, 23, 14)),  # over the weekend
            (at(2026, 11, 20, 18), 1, at(2026, 11, 23, 8)),
            (at(2026, 11, 21, 18), 1, at(2026, 11, 23, 8)),
            (at(2026, 11, 20, 12), 0, at(2026, 11, 20, 13, 30)),
        ],
    )
    def test_hours_are_hours_of_work(self, received: datetime, hours: int, due: datetime) -> None:
        assert SHIPPED.due(received, hours, "hour") == due


class TestHowLateItIs:
    DUE = at(2026, 11, 20, 11)  # a Friday

    @pytest.mark.parametrize(
        ("now", "late"),
        [
            (at(2026, 11, 16), Late(left=4)),
            (at(2026, 11, 19, 23, 59), Late(left=1)),
            (at(2026, 11, 20, 0), Late(today=True)),
            (at(2026, 11, 20, 16), Late(today=True)),  # the day counts, not the hour
            (at(2026, 11, 21), Late(days=1)),  # over is over, on a Saturday too
            (at(2026, 11, 22), Late(days=1)),
            (at(2026, 11, 23), Late(days=1)),
            (at(2026, 11, 24), Late(days=2)),
        ],
    )
    def test_in_working_days(self, now: datetime, late: Late) -> None:
        assert SHIPPED.lateness(self.DUE, now) == late

    def test_a_date_on_a_free_day_means_the_next_one(self) -> None:
        assert SHIPPED.lateness(at(2026, 11, 21), at(2026, 11, 23)) == Late(today=True)
        assert SHIPPED.lateness(at(2026, 2, 17), at(2026, 2, 23)) == Late(today=True)

    def test_a_date_from_another_time_zone_is_brought_home(self) -> None:
        from datetime import UTC

        assert SHIPPED.lateness(datetime(2026, 11, 19, 18, tzinfo=UTC), at(2026, 11, 20)) == Late(today=True)

    @given(st.datetimes(datetime(2023, 1, 1), datetime(2027, 12, 1)), st.datetimes(datetime(2023, 1, 1), datetime(2027, 12, 1)))
    def test_never_two_things_at_once(self, due: datetime, now: datetime) -> None:
        late = SHIPPED.lateness(due, now)
        assert sum((late.days > 0, late.left > 0, late.today)) == 1


class TestTheFile:
    @pytest.mark.parametrize(
        ("change", "why"),
        [
            (("year = 2023", "year = 2024"), "must be a day of 2024"),
            (("2023-01-02,", "2023-01-01,"), "weekdays only"),
            (("work = [2024-05-04]", "work = [2024-05-03]"), "weekends only"),
            (('same_day_until = "15:00"', 'same_day_until = "25:00"'), "same_day_until"),
            (('"07:00-11:30", "13:30-17:00"', '"13:30-17:00", "07:00-11:30"'), "in order"),
            (('"07:00-11:30"', '"11:30-07:00"'), "must be hours"),
            (("\nverified = false", "\nsure = false"), "not a key"),
            (("year = 2023", "jahr = 2023"), "year is missing"),
            (("2023-01-02,", "2023-01-02T00:00:00,"), "must be a day"),
        ],
    )
    def test_a_mistake_is_named(self, tmp_path: Path, change: tuple[str, str], why: str) -> None:
        shipped = (holidays.paths.CONFIG / "holidays.toml").read_text("utf-8")
        file = tmp_path / "holidays.toml"
        file.write_text(shipped.replace(*change, 1), "utf-8")
        with pytest.raises(SettingsError, match=why):
            holidays.load(file)

    def test_a_year_written_twice_is_a_mistake(self, tmp_path: Path) -> None:
        file = tmp_path / "holidays.toml"
        file.write_text('same_day_until = "15:00"\nspells = ["07:00-17:00"]\n' + "[[year]]\nyear = 2023\n" * 2, "utf-8")
        with pytest.raises(SettingsError, match="twice"):
            holidays.load(file)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SettingsError, match=r"none\.toml"):
            holidays.load(tmp_path / "none.toml")
