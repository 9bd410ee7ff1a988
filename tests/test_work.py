"""Slow things go on beside the screen: one after the other on each machine's lane, and their answers come home in order."""

import threading
from collections import deque
from collections.abc import Callable

import pytest

from kiosk.errors import KioskError, PaperOut, StoreError
from kiosk.work import Work

SECONDS = 20.0


class Desk:
    """A screen's thread that takes its posts when told to."""

    def __init__(self) -> None:
        self.posts: deque[Callable[[], None]] = deque()
        self.visit = 1
        self.work = Work(self.posts.append, lambda: self.visit)
        self.said: list[object] = []

    def start(self, job: Callable[[], object], lane: str = "printer") -> None:
        self.work.start(lane, job, self.said.append, lambda error: self.said.append(error.key))

    def wait(self, lane: str = "printer") -> None:
        self.work.call(lane, lambda: None, SECONDS)

    def take(self) -> list[object]:
        self.wait()
        while self.posts:
            self.posts.popleft()()
        return self.said


@pytest.fixture
def desk() -> Desk:
    return Desk()


def fails(error: Exception) -> Callable[[], object]:
    def job() -> object:
        raise error

    return job


class TestAnswers:
    def test_an_answer_waits_for_the_screens_thread(self, desk: Desk) -> None:
        desk.start(threading.current_thread)
        desk.wait()
        assert desk.said == []
        assert desk.take() != [threading.current_thread()]
        assert len(desk.said) == 1

    def test_one_machine_does_one_thing_after_the_other(self, desk: Desk) -> None:
        for number in range(100):
            desk.start(lambda n=number: n)  # type: ignore[misc]
        assert desk.take() == list(range(100))

    def test_a_machine_that_hangs_holds_no_other_up(self, desk: Desk) -> None:
        go = threading.Event()
        desk.start(lambda: go.wait(SECONDS), "store")
        desk.start(lambda: "printed")
        assert desk.take() == ["printed"]
        go.set()

    def test_a_fault_of_ours_comes_back_as_what_it_is(self, desk: Desk) -> None:
        desk.start(fails(PaperOut("none")))
        assert desk.take() == [PaperOut.key]

    def test_a_bug_becomes_an_apology_and_a_line_in_the_log_and_the_lane_lives_on(
        self, desk: Desk, caplog: pytest.LogCaptureFixture
    ) -> None:
        desk.start(fails(ValueError("0791 private")))
        desk.start(lambda: "next")
        assert desk.take() == [KioskError.key, "next"]
        assert "bug in job on lane printer: ValueError" in caplog.text
        assert "private" not in caplog.text

    def test_answers_and_faults_for_a_citizen_who_has_left_are_dropped(self, desk: Desk) -> None:
        desk.start(lambda: "yours")
        desk.start(fails(PaperOut()))
        desk.visit = 2
        assert desk.take() == []

    def test_even_when_the_visit_ends_between_two_answers(self, desk: Desk) -> None:
        def leave(answer: object) -> None:
            desk.visit += 1

        desk.work.start("printer", lambda: 1, leave, print)
        desk.start(lambda: "late")
        assert desk.take() == []


class TestForTheKioskItself:
    def test_an_answer_follows_whoever_is_there(self, desk: Desk) -> None:
        desk.work.call_later("printer", lambda: "beat", desk.said.append)
        desk.visit = 2
        assert desk.take() == ["beat"]

    def test_a_job_that_fails_says_nothing_but_a_line_in_the_log(self, desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
        desk.work.call_later("printer", fails(OSError("gone")), desk.said.append)
        assert desk.take() == []
        assert "OSError" in caplog.text


class TestOneLaneAsksAnother:
    def test_it_waits_for_the_answer(self, desk: Desk) -> None:
        desk.start(lambda: desk.work.call("store", lambda: 7, SECONDS))
        assert desk.take() == [7]

    def test_on_its_own_lane_it_just_does_it(self, desk: Desk) -> None:
        desk.start(lambda: desk.work.call("printer", lambda: 7, SECONDS))
        assert desk.take() == [7]

    def test_whatever_the_job_raises_is_raised_where_it_was_asked(self, desk: Desk) -> None:
        with pytest.raises(StoreError, match="full"):
            desk.work.call("store", fails(StoreError("full")), SECONDS)

    def test_a_lane_that_does_not_answer_in_time_is_a_time_out(self, desk: Desk) -> None:
        go = threading.Event()
        desk.start(lambda: go.wait(SECONDS), "store")
        with pytest.raises(TimeoutError, match="store"):
            desk.work.call("store", lambda: None, 0.01)
        go.set()
        assert desk.work.call("store", lambda: "again", SECONDS) == "again"


def test_two_that_ask_for_the_same_lane_at_once_get_the_same(desk: Desk) -> None:
    found: list[object] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait(SECONDS)
        found.append(desk.work.lane("new"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert len(found) == 8
    assert len(set(map(id, found))) == 1


def test_a_job_that_hangs_does_not_hold_the_kiosks_exit(desk: Desk) -> None:
    threads: list[threading.Thread] = []
    desk.start(lambda: threads.append(threading.current_thread()))
    desk.wait()
    assert threads[0].daemon
    assert threads[0].name == "lane-printer"
