"""Whoever stands at the kiosk next finds nothing of whoever stood there before."""

from dataclasses import replace

import pytest
from stage import Stage, posted, procedure, sample

from kiosk.errors import KioskError, PaperOut
from kiosk.moments import Attract, Help, Home, PinPad, Searching, Sorry, Waiting
from kiosk.session import Choices, Session

DEATH = "1.000656"


def leave_traces(stage: Stage) -> None:
    """A question typed, a page opened, papers ticked, everything made large and English."""
    stage.kiosk.choose(language="en", size=2, contrast=True, low=True)
    stage.kiosk.browse.search()
    stage.type("chong toi moi mat")
    stage.settle()
    stage.kiosk.browse.open(procedure(DEATH))
    stage.kiosk.browse.tick(0)
    stage.kiosk.session.private["id"] = "079123456789"


class TestHomeForgets:
    def test_everything_of_a_visit_is_gone(self, stage: Stage) -> None:
        leave_traces(stage)
        old = stage.kiosk.session
        stage.kiosk.home()
        new = stage.kiosk.session
        assert (new.moment, new.trail, new.private, new.choices) == (Attract(), [], {}, Choices())
        assert new.number == old.number + 1
        assert new.visit != old.visit
        assert (old.private, old.trail) == ({}, [])  # whoever still holds the old one holds nothing

    def test_the_next_citizen_finds_an_empty_search_and_empty_boxes(self, stage: Stage) -> None:
        leave_traces(stage)
        stage.kiosk.home()
        stage.kiosk.wake()
        stage.kiosk.browse.search()
        assert stage.moment == Searching()
        stage.kiosk.browse.open(procedure(DEATH))
        assert getattr(stage.moment, "ticked", None) == frozenset()

    def test_the_screen_is_restyled_before_the_attract_screen_is_shown(self, stage: Stage) -> None:
        leave_traces(stage)
        order: list[str] = []
        stage.kiosk.restyled = lambda: order.append(f"restyled {stage.kiosk.choices.language}")
        stage.kiosk.shown = lambda moment: order.append(type(moment).__name__)
        stage.kiosk.home()
        assert order == ["restyled vi", "Attract"]

    def test_a_late_answer_of_the_last_visit_is_dropped(self, stage: Stage) -> None:
        with stage.held("printer"):
            stage.kiosk.browse.print_list(procedure(DEATH))
            stage.kiosk.home()
            stage.kiosk.wake()
            stage.names()
        stage.settle()
        assert stage.names() == []
        assert len(stage.printer.papers) == 1  # what was begun is finished all the same

    def test_a_late_failure_of_the_last_visit_is_dropped_too(self, stage: Stage) -> None:
        stage.printer.has_paper = False
        with stage.held("printer"):
            stage.kiosk.browse.print_list(procedure(DEATH))
            stage.kiosk.home()
            stage.names()
        stage.settle()
        assert stage.names() == []

    def test_an_answer_already_on_its_way_to_the_screen_is_dropped(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai tu")
        stage.finish_jobs()
        assert stage.posts
        stage.kiosk.home()
        stage.settle()
        assert stage.moment == Attract()


class TestTheChoices:
    def test_they_change_the_screen_at_once_and_the_place_stays(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        here, order = stage.moment, list[str]()
        stage.kiosk.restyled = lambda: order.append("restyled")
        stage.names()
        stage.kiosk.choose(language="en", size=1)
        assert (stage.names(), order) == (["ProcedurePage"], ["restyled"])
        assert stage.moment is here
        assert stage.kiosk.text("nav.back") == "Back"
        assert stage.kiosk.choices == Choices("en", 1)

    def test_starting_over_keeps_them_and_forgets_the_rest(self, stage: Stage) -> None:
        leave_traces(stage)
        number, choices = stage.kiosk.session.number, stage.kiosk.choices
        stage.kiosk.start_over()
        assert (stage.moment, stage.kiosk.session.trail, stage.kiosk.session.private) == (Home(), [], {})
        assert (stage.kiosk.session.number, stage.kiosk.choices) == (number, choices)


class TestTheWay:
    def test_the_first_touch_only_wakes(self, stage: Stage) -> None:
        stage.kiosk.home()
        stage.kiosk.wake()
        assert stage.moment == Home()
        stage.kiosk.browse.fields()
        stage.names()
        stage.kiosk.wake()
        assert stage.names() == []

    def test_the_attract_screen_is_no_way_back(self, stage: Stage) -> None:
        stage.kiosk.home()
        stage.kiosk.show(Home())
        stage.kiosk.back()
        assert stage.moment == Home()

    def test_help_asked_twice_is_one_help(self, stage: Stage) -> None:
        stage.kiosk.browse.fields()
        fields = stage.moment
        stage.kiosk.help()
        stage.kiosk.help()
        assert stage.moment == Help()
        stage.kiosk.back()
        assert stage.moment == fields

    def test_help_is_not_for_an_empty_hall(self, stage: Stage) -> None:
        stage.kiosk.home()
        stage.kiosk.help()
        assert stage.moment == Attract()

    def test_a_fault_says_sorry_and_back_is_where_it_happened(self, stage: Stage) -> None:
        stage.kiosk.browse.fields()
        fields = stage.moment
        stage.kiosk.show(Waiting("waiting.moment"))
        stage.kiosk.sorry(PaperOut())
        assert stage.moment == Sorry(PaperOut.key)
        stage.kiosk.back()
        assert stage.moment == fields

    def test_after_our_own_bug_everything_is_cleared_as_the_sentence_says(self, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
        leave_traces(stage)
        stage.kiosk.work.start("printer", lambda: 1 / 0, print, stage.kiosk.sorry)
        stage.settle()
        assert stage.moment == Sorry(KioskError.key)
        assert (stage.kiosk.session.private, stage.kiosk.session.trail) == ({}, [])
        assert "ZeroDivisionError" in caplog.text
        stage.kiosk.back()
        assert stage.moment == Home()


class TestPatience:
    def test_who_types_is_given_longer_and_a_pin_pad_is_not_left_open(self, stage: Stage) -> None:
        idle = sample().idle
        stage.kiosk.browse.fields()
        assert stage.kiosk.idle.limit == idle.ask_after
        stage.kiosk.browse.search()
        assert stage.kiosk.idle.limit == idle.form_after
        stage.kiosk.start_over()
        stage.kiosk.staff.gesture()
        assert isinstance(stage.moment, PinPad)
        assert stage.kiosk.idle.limit == idle.pin

    def test_changing_the_letters_counts_as_being_there_and_keeps_the_patience(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.clock.tick(sample().idle.form_after + 1)
        assert stage.kiosk.idle.left() == sample().idle.answer - 1
        stage.kiosk.choose(size=1)
        assert stage.kiosk.idle.left() is None
        assert stage.kiosk.idle.limit == sample().idle.form_after


def test_no_two_visits_have_the_same_name() -> None:
    assert len({Session().visit for _ in range(1000)}) == 1000


def test_nothing_a_citizen_types_is_logged(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)

    def bug(query: str) -> None:
        raise ValueError(query)

    stage.world.find = bug  # type: ignore[assignment,method-assign]
    stage.kiosk.browse.search()
    stage.type("bimatcuatoi")
    stage.settle()
    assert "ValueError" in caplog.text
    assert "bimat" not in caplog.text


def test_a_catalogue_that_is_replaced_meanwhile_is_what_the_next_touch_sees(stage: Stage) -> None:
    stage.world.catalogue = replace(posted(), procedures=posted().procedures[:1])
    assert len(stage.kiosk.offered()) == 1
