"""Is anybody still there? The kiosk asks before it forgets, and waits as long as anybody needs to answer."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from stage import sample

from kiosk.clock import HandClock
from kiosk.idle import Idle

SETTINGS = sample().idle


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def idle(clock: HandClock) -> Idle:
    return Idle(SETTINGS, clock.monotonic)


def test_nobody_is_asked_before_a_minute_of_silence(idle: Idle, clock: HandClock) -> None:
    clock.tick(SETTINGS.ask_after - 0.1)
    assert idle.left() is None
    clock.tick(0.1)
    assert idle.left() == SETTINGS.answer


def test_there_are_twenty_seconds_to_answer_and_then_it_is_over(idle: Idle, clock: HandClock) -> None:
    clock.tick(SETTINGS.ask_after)
    for second in range(SETTINGS.answer):
        assert idle.left() == SETTINGS.answer - second > 0
        clock.tick(1)
    assert idle.left() == 0
    clock.tick(10_000)
    assert idle.left() == 0


def test_one_touch_answers_as_often_as_the_citizen_likes(idle: Idle, clock: HandClock) -> None:
    for _ in range(20):
        clock.tick(SETTINGS.ask_after + SETTINGS.answer - 1)
        assert idle.left() == 1
        idle.begin()
        assert idle.left() is None


def test_a_screen_with_its_own_patience_keeps_it_until_the_next_one(idle: Idle, clock: HandClock) -> None:
    idle.begin(90)
    clock.tick(80)
    idle.begin()
    clock.tick(89)
    assert idle.left() is None
    idle.begin(15)
    clock.tick(15)
    assert idle.left() == SETTINGS.answer


def test_setting_the_walls_clock_wipes_nobody_and_saves_nobody(idle: Idle, clock: HandClock) -> None:
    clock.jump(timedelta(days=365))
    assert idle.left() is None
    clock.tick(SETTINGS.ask_after + 5)
    clock.jump(timedelta(days=-700))
    assert idle.left() == SETTINGS.answer - 5


@given(some.lists(some.floats(0, 200), max_size=20))
def test_whatever_passes_the_seconds_left_only_fall_and_stay_within_the_answer(steps: list[float]) -> None:
    clock = HandClock()
    idle, before = Idle(SETTINGS, clock.monotonic), float(SETTINGS.answer)
    for step in steps:
        clock.tick(step)
        left = idle.left()
        assert left is None or 0 <= left <= before
        before = before if left is None else left
