"""The rules of a queue: whose turn, which day, how long."""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import HALL_TIME, HandClock, SystemClock
from kiosk.rules.queue import (
    ACTIVE,
    ELDERLY,
    FAR,
    FLOOR,
    PRINTING,
    STEPS,
    VOID,
    Ticket,
    business_day,
    gives_numbers,
    has_room,
    in_order,
    is_open,
    next_opening,
)
from kiosk.rules.waiting import Waiting, waiting

WEDNESDAY = date(2026, 7, 1)


class Hours(NamedTuple):
    days: tuple[int, ...]
    opens: time
    closes: time


WARD = (Hours((0, 1, 2, 3, 4), time(7), time(11, 30)), Hours((0, 1, 2, 3, 4), time(13, 30), time(17)))


def at(clock: str, day: date = WEDNESDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), HALL_TIME)


def ticket(number: int, clock: str = "08:00", priority: str = "", state: str = ACTIVE) -> Ticket:
    return Ticket(f"T{number}", "h", WEDNESDAY, "A", "A", number, f"v{number}", state, at(clock), priority)


@pytest.mark.parametrize(
    ("clock", "serves", "gives"),
    [
        ("06:59", False, True),
        ("07:00", True, True),
        ("11:29", True, True),
        ("11:30", False, True),
        ("12:15", False, True),
        ("16:59", True, True),
        ("17:00", False, False),
    ],
)
def test_before_work_and_at_lunch_a_number_may_be_taken_and_after_work_not(clock: str, serves: bool, gives: bool) -> None:
    assert is_open(WARD, at(clock)) is serves
    assert gives_numbers(WARD, at(clock)) is gives


def test_on_saturday_and_on_a_holiday_nobody_serves_and_the_next_opening_is_told() -> None:
    saturday = date(2026, 7, 4)
    assert not is_open(WARD, at("08:00", saturday)) and not gives_numbers(WARD, at("06:00", saturday))
    assert not is_open(WARD, at("08:00"), {WEDNESDAY}) and not gives_numbers(WARD, at("08:00"), {WEDNESDAY})
    assert next_opening(WARD, at("08:00", saturday)) == at("07:00", date(2026, 7, 6))
    assert next_opening(WARD, at("08:00", saturday), {date(2026, 7, 6)}) == at("07:00", date(2026, 7, 7))
    assert next_opening(WARD, at("08:00")) == at("13:30")
    assert next_opening((Hours((), time(7), time(8)),), at("08:00")) is None


def test_a_queue_without_hours_is_always_open() -> None:
    assert is_open((), at("23:59")) and gives_numbers((), at("23:59"))


def test_the_cap_counts_numbers_and_zero_means_none() -> None:
    assert has_room(49, 50) and not has_room(50, 50) and has_room(10_000, 0)


def test_people_with_priority_come_first_in_the_order_of_their_numbers() -> None:
    taken = [ticket(1), ticket(2, priority=ELDERLY), ticket(3, state=VOID), ticket(4), ticket(5, priority=ELDERLY)]
    assert [t.number for t in in_order(reversed(taken))] == [2, 5, 1, 4]


def test_a_void_ticket_is_void_for_good_and_nothing_goes_back_to_printing() -> None:
    assert STEPS[VOID] == ()
    assert all(PRINTING not in after for after in STEPS.values())


@pytest.mark.parametrize(
    ("clock", "sure", "day", "doubtful"),
    [
        (WEDNESDAY, False, WEDNESDAY, False),
        (WEDNESDAY + timedelta(days=1), False, WEDNESDAY + timedelta(days=1), False),
        (WEDNESDAY - timedelta(days=1), False, WEDNESDAY, False),
        (date(1970, 1, 1), False, WEDNESDAY, False),
        (WEDNESDAY + FAR, False, WEDNESDAY + FAR, False),
        (WEDNESDAY + FAR + timedelta(days=1), False, WEDNESDAY, True),
        (date(2099, 1, 1), False, WEDNESDAY, True),
        (date(2099, 1, 1), True, date(2099, 1, 1), False),
    ],
)
def test_the_business_day_only_moves_forward_and_never_leaps_far_unasked(clock: date, sure: bool, day: date, doubtful: bool) -> None:
    assert business_day(WEDNESDAY, clock, sure) == (day, doubtful)


def test_a_kiosk_that_starts_with_a_dead_battery_leaves_its_made_up_day_as_soon_as_the_clock_is_set() -> None:
    assert business_day(None, date(1970, 1, 1)) == (FLOOR, False)
    assert business_day(FLOOR, date(2026, 11, 23)) == (date(2026, 11, 23), False)
    assert business_day(None, WEDNESDAY) == (WEDNESDAY, False)


@given(st.dates(date(2026, 1, 2)), st.lists(st.tuples(st.dates(), st.booleans())))
def test_whatever_the_clock_does_no_day_comes_back(first: date, clock: list[tuple[date, bool]]) -> None:
    day = first
    for shown, sure in clock:
        later, _ = business_day(day, shown, sure)
        assert later >= day
        assert later in (day, shown)
        day = later


def test_with_nobody_before_the_turn_comes_at_once() -> None:
    assert waiting([], at("08:00"), 1, (5, 15), WARD) == Waiting(0, 0, 5)


def test_ten_people_at_once_are_ahead_for_as_long_as_they_take() -> None:
    crowd = [ticket(n) for n in range(1, 11)]
    assert waiting(crowd, at("08:00"), 1, (6, 12), WARD) == Waiting(10, 60, 120)
    assert waiting(crowd, at("08:00"), 2, (6, 12), WARD) == Waiting(10, 30, 60)


def test_those_served_meanwhile_are_no_longer_ahead() -> None:
    crowd = [ticket(n) for n in range(1, 11)]
    assert waiting(crowd, at("09:00"), 1, (6, 12), WARD) == Waiting(3, 0, 60)
    assert waiting(crowd, at("10:30"), 1, (6, 12), WARD) == Waiting(0, 0, 5)


def test_nobody_is_served_before_the_doors_open_nor_at_lunch() -> None:
    early = [ticket(n, "06:30") for n in range(1, 4)]
    assert waiting(early, at("06:40"), 1, (5, 10), WARD) == Waiting(3, 35, 50)
    late = [ticket(n, "11:20") for n in range(1, 4)]
    assert waiting(late, at("11:25"), 1, (5, 10), WARD) == Waiting(2, 120, 150)


def test_a_turn_after_closing_is_said_and_not_promised() -> None:
    crowd = [ticket(n, "16:00") for n in range(1, 9)]
    answer = waiting(crowd, at("16:01"), 1, (5, 15), WARD)
    assert not answer.today and (answer.ahead, answer.low, answer.high) == (7, 35, 60)


def test_somebody_of_75_waits_only_for_the_others_with_priority() -> None:
    crowd = [ticket(1), ticket(2), ticket(3, priority=ELDERLY), ticket(4)]
    assert waiting(crowd, at("08:00"), 1, (10, 10), WARD, priority=True) == Waiting(1, 10, 10)
    assert waiting(crowd, at("08:00"), 1, (10, 10), WARD) == Waiting(4, 40, 40)


@given(
    st.lists(st.tuples(st.integers(0, 600), st.booleans()), max_size=60),
    st.integers(0, 700),
    st.integers(1, 4),
    st.tuples(st.integers(1, 20), st.integers(0, 40)),
    st.booleans(),
)
def test_the_range_is_never_upside_down_and_nobody_ahead_is_invented(
    comers: list[tuple[int, bool]], now: int, counters: int, pace: tuple[int, int], priority: bool
) -> None:
    start = at("06:30")
    taken = [
        Ticket(f"T{n}", "h", WEDNESDAY, "A", "A", n, f"v{n}", ACTIVE, start + timedelta(minutes=minute), ELDERLY if first else "")
        for n, (minute, first) in enumerate(sorted(comers), 1)
    ]
    answer = waiting(taken, start + timedelta(minutes=now), counters, (pace[0], sum(pace)), WARD, priority)
    assert 0 <= answer.low <= answer.high and 0 <= answer.ahead <= len(taken)


def test_the_hall_lives_in_vietnamese_time_and_a_hand_clock_can_jump() -> None:
    assert SystemClock().now().utcoffset() == timedelta(hours=7)
    assert SystemClock().today() == SystemClock().now().date()
    clock = HandClock()
    before = clock.now()
    clock.jump(timedelta(days=-1))
    assert clock.monotonic() == 0 and clock.today() == before.date() - timedelta(days=1)
    clock.tick(90)
    assert clock.monotonic() == 90
