"""Staff at the kiosk: a hidden gesture, a PIN, the desk, the way out. Nobody else gets that far."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from stage import Stage, procedure, sample

from kiosk.errors import PaperOut, PrinterGone, PrintUnsure, StoreError
from kiosk.moments import Attract, Home, PinPad, Sorry, StaffDesk
from kiosk.rules.procedures import Catalogue
from kiosk.rules.queue import ACTIVE
from kiosk.store.pin import FREE_TRIES, hash_pin

PIN = "20458817"


@pytest.fixture(scope="module")
def pin_hash() -> str:
    return hash_pin(PIN)


@pytest.fixture
def stage(tmp_path: Path, pin_hash: str) -> Iterator[Stage]:
    with closing(Stage(tmp_path, replace(sample(), staff=replace(sample().staff, pin_hash=pin_hash)))) as opened:
        yield opened.start()


def enter(stage: Stage, pin: str) -> None:
    for digit in pin:
        stage.kiosk.staff.digit(digit)
    stage.do(stage.kiosk.staff.enter)


def desk(stage: Stage) -> StaffDesk:
    """Through the gesture and the PIN."""
    stage.kiosk.staff.gesture()
    enter(stage, PIN)
    assert isinstance(stage.moment, StaffDesk)
    return stage.moment


def without_paper(stage: Stage) -> None:
    """A citizen's number whose paper stopped in the middle."""
    stage.printer.dies_after = 300
    stage.kiosk.ticket.choose(stage.queue())
    stage.do(stage.kiosk.ticket.priority, "")
    stage.printer.answers = True
    stage.kiosk.home()
    stage.kiosk.wake()


class TestThePad:
    def test_from_the_first_screen_through_the_pad_to_the_desk_and_home(self, stage: Stage) -> None:
        desk(stage)
        assert stage.names() == ["PinPad"] * (len(PIN) + 1) + ["Waiting waiting.pin", "Waiting waiting.desk", "StaffDesk"]
        stage.kiosk.home()
        assert isinstance(stage.moment, Attract)

    def test_the_gesture_opens_the_pad_from_the_first_screen_only(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure("1.000656"))
        stage.names()
        stage.kiosk.staff.gesture()
        stage.kiosk.home()
        stage.kiosk.staff.gesture()
        assert stage.names() == ["Attract"]

    def test_the_pad_shows_how_many_digits_and_never_which(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        for digit in PIN:
            stage.kiosk.staff.digit(digit)
        assert stage.moment == PinPad(typed=len(PIN))
        assert PIN not in repr([stage.moment, stage.seen, stage.kiosk.session.trail])

    def test_a_wrong_pin_is_only_wrong(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        enter(stage, "11111111")
        assert stage.moment == PinPad(wrong=True)
        stage.kiosk.staff.digit("2")
        assert stage.moment == PinPad(typed=1)

    def test_erasing_begins_again(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        stage.kiosk.staff.digit("9")
        stage.kiosk.staff.erase()
        assert stage.moment == PinPad()
        enter(stage, PIN)
        assert isinstance(stage.moment, StaffDesk)

    def test_entering_nothing_is_no_try(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        for _ in range(FREE_TRIES + 1):
            enter(stage, "")
        assert stage.moment == PinPad()
        enter(stage, PIN)
        assert isinstance(stage.moment, StaffDesk)

    def test_a_finger_resting_on_a_digit_types_no_more_than_a_pin(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        for _ in range(100):
            stage.kiosk.staff.digit("1")
        assert stage.moment == PinPad(typed=12)

    def test_after_five_wrong_ones_the_pad_is_locked_and_the_right_one_does_not_open_it(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        for _ in range(FREE_TRIES):
            enter(stage, "11111111")
        assert stage.moment == PinPad(wrong=True, locked=30)
        stage.kiosk.staff.digit("2")
        assert stage.moment == PinPad(wrong=True, locked=30)
        stage.kiosk.start_over()
        stage.kiosk.staff.gesture()
        enter(stage, PIN)
        assert stage.moment == PinPad(wrong=True, locked=30)
        stage.clock.tick(31)
        stage.kiosk.start_over()
        desk(stage)

    def test_half_a_pin_does_not_wait_for_the_next_person(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        stage.kiosk.staff.digit("2")
        stage.kiosk.start_over()
        assert stage.kiosk.session.private == {}
        stage.kiosk.staff.digit("2")
        stage.kiosk.staff.erase()
        stage.do(stage.kiosk.staff.enter)
        assert isinstance(stage.moment, Home)

    def test_without_a_pin_in_the_settings_nobody_gets_in(self, tmp_path: Path) -> None:
        with closing(Stage(tmp_path / "other").start()) as plain:
            plain.kiosk.staff.gesture()
            enter(plain, "123456")
            assert plain.moment == PinPad(wrong=True)

    def test_when_no_try_can_be_counted_nobody_gets_in(self, stage: Stage) -> None:
        stage.world.tickets = None
        stage.kiosk.staff.gesture()
        enter(stage, PIN)
        assert stage.moment == Sorry(StoreError.key)

    def test_who_walks_away_from_the_pad_leaves_no_desk_behind(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        for digit in PIN:
            stage.kiosk.staff.digit(digit)
        with stage.held("store"):
            stage.kiosk.staff.enter()
            stage.kiosk.home()
        stage.settle()
        assert isinstance(stage.moment, Attract)


class TestTheDesk:
    def test_it_says_what_the_machines_say(self, stage: Stage) -> None:
        assert desk(stage) == StaffDesk()
        stage.printer.near_end = True
        stage.do(stage.kiosk.staff.desk)
        assert stage.moment == StaffDesk(near_end=True)
        stage.printer.has_paper = False
        stage.do(stage.kiosk.staff.desk)
        assert stage.moment == StaffDesk(printer=PaperOut.key)

    def test_a_number_without_certain_paper_is_printed_again_and_leaves_the_list(self, stage: Stage) -> None:
        without_paper(stage)
        here = desk(stage)
        assert [(t.label, t.why) for t in here.tickets] == [("B 001", PrintUnsure.key)]
        stage.do(stage.kiosk.staff.reprint, here.tickets[0])
        assert stage.moment == StaffDesk(note="staff.reprinted")
        assert stage.tickets()[0].state == ACTIVE
        assert len(stage.printer.papers) == 1

    def test_when_it_still_cannot_be_printed_the_desk_says_why_and_keeps_it(self, stage: Stage) -> None:
        without_paper(stage)
        here = desk(stage)
        stage.printer.answers = False
        stage.do(stage.kiosk.staff.reprint, here.tickets[0])
        assert stage.moment == StaffDesk(here.tickets, PrinterGone.key, note=PrinterGone.key)

    def test_a_test_print_shows_paper(self, stage: Stage) -> None:
        desk(stage)
        stage.do(stage.kiosk.staff.test_print)
        assert stage.moment == StaffDesk(note="staff.tested")
        assert len(stage.printer.papers) == 1
        stage.printer.has_paper = False
        stage.do(stage.kiosk.staff.test_print)
        assert stage.moment == StaffDesk(printer=PaperOut.key, note=PaperOut.key)

    def test_without_a_catalogue_a_test_print_says_so_instead_of_done(self, stage: Stage) -> None:
        desk(stage)
        stage.world.catalogue = Catalogue()
        stage.do(stage.kiosk.staff.test_print)
        assert stage.moment == StaffDesk(note="error.catalogue")
        assert stage.printer.papers == []

    def test_a_store_that_fails_takes_the_list_but_not_the_desk(self, stage: Stage) -> None:
        desk(stage)
        stage.world.tickets = None
        stage.printer.has_paper = False
        stage.do(stage.kiosk.staff.desk)
        assert stage.moment == StaffDesk(printer=PaperOut.key, note=StoreError.key)

    def test_the_kiosk_is_closed_from_the_desk_and_from_nowhere_else(self, stage: Stage) -> None:
        closed: list[str] = []
        stage.kiosk.closing = lambda: closed.append("closed")
        stage.kiosk.staff.close()
        stage.kiosk.staff.gesture()
        stage.kiosk.staff.close()
        assert closed == []
        enter(stage, PIN)
        stage.kiosk.staff.close()
        assert closed == ["closed"]

    def test_from_anywhere_else_nothing_of_the_desk_can_be_done(self, stage: Stage) -> None:
        without_paper(stage)
        ticket = stage.tickets()[0]
        stage.names()
        stage.do(stage.kiosk.staff.reprint, ticket)
        stage.do(stage.kiosk.staff.test_print)
        assert stage.names() == []
        assert stage.printer.papers == []
