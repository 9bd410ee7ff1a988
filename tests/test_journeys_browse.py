"""A citizen looks something up: as lists of moments, from the first touch to the way back."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from stage import MORNING, Stage, posted, procedure

from kiosk.errors import CatalogueError, PaperOut
from kiosk.journeys.browse import MAX_QUERY
from kiosk.moments import (
    Details,
    Events,
    Fields,
    Found,
    Home,
    Listing,
    ProcedurePage,
    Row,
    Searching,
    SlipGiven,
    Sorry,
    TakeAlong,
    Waiting,
)
from kiosk.rules.procedures import Catalogue, Change, Field, LifeEvent, Procedure, Words
from kiosk.rules.search import Answer, Hit

TODAY = MORNING.date()
DEATH = "1.000656"
COPY = "2.000815"


def searched(stage: Stage) -> Searching:
    assert isinstance(stage.moment, Searching)
    return stage.moment


def codes(rows: tuple[Row, ...]) -> list[str]:
    return [row.procedure.code for row in rows]


class TestLists:
    def test_from_the_first_screen_through_a_field_to_a_procedure_and_all_the_way_back(self, stage: Stage) -> None:
        stage.kiosk.browse.fields()
        assert isinstance(fields := stage.moment, Fields)
        stage.kiosk.browse.field(fields.fields[0][0])
        assert isinstance(listing := stage.moment, Listing)
        stage.kiosk.browse.open(listing.rows[0].procedure)
        assert stage.names() == ["Fields", "Listing", "ProcedurePage"]
        for _ in range(4):
            stage.kiosk.back()
        assert stage.names() == ["Listing", "Fields", "Home", "Home"]

    def test_the_fields_stand_as_the_hall_is_laid_out_and_say_how_many_procedures_they_hold(self, stage: Stage) -> None:
        stage.kiosk.browse.fields()
        assert isinstance(fields := stage.moment, Fields)
        assert [field.code for field, _ in fields.fields][:3] == ["ho-tich", "nuoi-con-nuoi", "chung-thuc"]
        assert sum(n for _, n in fields.fields) == len(stage.kiosk.offered())
        for field, n in fields.fields:
            stage.kiosk.browse.field(field)
            assert isinstance(listing := stage.moment, Listing)
            assert len(listing.rows) == n > 0

    def test_what_happened_at_home_leads_to_what_has_to_be_done(self, stage: Stage) -> None:
        stage.kiosk.browse.events()
        assert isinstance(events := stage.moment, Events)
        for event in events.events:
            stage.kiosk.browse.event(event)
            assert isinstance(listing := stage.moment, Listing)
            assert listing.of == event
            assert codes(listing.rows) == [code for code in event.procedures if code in stage.kiosk.offered()] != []

    def test_the_next_page_of_a_list_is_the_same_place(self, stage: Stage) -> None:
        stage.kiosk.browse.fields()
        stage.kiosk.browse.turn(9)
        assert isinstance(stage.moment, Fields)
        assert stage.moment.first == 9
        stage.kiosk.browse.turn(-9)
        assert stage.moment.first == 0
        stage.kiosk.back()
        assert isinstance(stage.moment, Home)

    def test_coming_back_to_a_list_finds_the_page_that_was_left(self, stage: Stage) -> None:
        stage.kiosk.browse.field(posted().fields[0])
        stage.kiosk.browse.turn(8)
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.back()
        assert isinstance(stage.moment, Listing)
        assert stage.moment.first == 8

    def test_turning_a_page_where_there_are_none_does_nothing(self, stage: Stage) -> None:
        stage.kiosk.browse.turn(3)
        assert stage.names() == []


def lifecycle() -> Catalogue:
    """One field with a new, an amended, an abolished, a future and an ordinary procedure; the event "old" lost all it had."""

    def one(code: str, **more: object) -> Procedure:
        return replace(Procedure(code, code, Words(code), Words(), "ho-tich"), **more)  # type: ignore[arg-type]

    ago = TODAY - timedelta(days=10)
    return Catalogue(
        fields=(Field("ho-tich", Words("Hộ tịch"), Words(), "family"),),
        events=(
            LifeEvent("old", Words("Cũ"), Words(), "baby", ("gone",)),
            LifeEvent("now", Words("Nay"), Words(), "baby", ("gone", "new", "plain")),
        ),
        procedures=(
            one("plain"),
            one("new", starts=ago, change=Change("new", ago, "1/QĐ")),
            one("amended", change=Change("amended", ago)),
            one("gone", ends=TODAY - timedelta(days=1), change=Change("abolished", ago, "2/QĐ")),
            one("long-gone", ends=date(2026, 1, 1), change=Change("abolished", date(2026, 1, 1))),
            one("future", starts=TODAY + timedelta(days=1)),
        ),
    )


class TestWhatIsOffered:
    @pytest.fixture
    def stage(self, tmp_path: Path) -> Iterator[Stage]:
        with closing(Stage(tmp_path, known=lifecycle())) as opened:
            yield opened.start()

    def listing(self, stage: Stage) -> Listing:
        stage.kiosk.browse.field(stage.world.catalogue.fields[0])
        assert isinstance(stage.moment, Listing)
        return stage.moment

    def test_new_and_amended_ones_are_marked_and_abolished_ones_stand_at_the_end_struck_out(self, stage: Stage) -> None:
        rows = [(row.procedure.code, row.mark) for row in self.listing(stage).rows]
        assert rows == [("plain", ""), ("new", "new"), ("amended", "amended"), ("gone", "abolished")]

    def test_an_abolished_one_cannot_be_opened(self, stage: Stage) -> None:
        gone = self.listing(stage).rows[-1].procedure
        stage.names()
        stage.kiosk.browse.open(gone)
        assert stage.names() == []

    def test_a_future_one_cannot_be_opened_before_its_day(self, stage: Stage) -> None:
        future = stage.world.catalogue.procedures[-1]
        stage.kiosk.browse.open(future)
        assert isinstance(stage.moment, Home)
        stage.clock.tick(24 * 3600)
        stage.kiosk.browse.open(future)
        assert isinstance(stage.moment, ProcedurePage)

    def test_after_thirty_days_nothing_is_marked_and_the_abolished_one_is_gone(self, stage: Stage) -> None:
        stage.clock.tick(30 * 24 * 3600)
        assert [(row.procedure.code, row.mark) for row in self.listing(stage).rows] == [
            ("plain", ""),
            ("new", ""),
            ("amended", ""),
            ("future", ""),
        ]

    def test_an_event_that_leads_to_nothing_any_more_is_not_offered(self, stage: Stage) -> None:
        stage.kiosk.browse.events()
        assert isinstance(stage.moment, Events)
        assert [event.code for event in stage.moment.events] == ["now"]
        stage.kiosk.browse.event(stage.moment.events[0])
        assert isinstance(stage.moment, Listing)
        assert codes(stage.moment.rows) == ["new", "plain"]

    def test_a_procedure_without_confirmed_papers_says_so_on_its_page(self, stage: Stage) -> None:
        plain = stage.world.catalogue.procedures[0]
        stage.kiosk.browse.open(plain)
        assert isinstance(stage.moment, ProcedurePage)
        assert (stage.moment.procedure.papers, stage.moment.procedure.fees, stage.moment.procedure.time) == ((), (), None)


class TestAProceduresPage:
    def test_it_leads_to_the_counter_that_serves_it(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        assert isinstance(stage.moment, ProcedurePage)
        assert stage.moment.queue == stage.queue("A")
        assert stage.moment.open

    def test_in_the_evening_it_says_that_the_counter_is_closed(self, stage: Stage) -> None:
        stage.clock.tick(12 * 3600)
        stage.kiosk.browse.open(procedure(DEATH))
        assert isinstance(stage.moment, ProcedurePage)
        assert not stage.moment.open

    def test_one_that_no_counter_serves_has_no_number(self, stage: Stage) -> None:
        stage.kiosk.browse.open(replace(procedure(DEATH), field="unknown", code="9"))
        assert isinstance(stage.moment, ProcedurePage)
        assert (stage.moment.queue, stage.moment.open) == (None, False)

    def test_a_paper_at_hand_is_ticked_and_unticked(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        assert isinstance(stage.moment, ProcedurePage)
        stage.kiosk.browse.tick(1)
        stage.kiosk.browse.tick(0)
        assert isinstance(stage.moment, ProcedurePage)
        assert stage.moment.ticked == {0, 1}
        stage.kiosk.browse.tick(1)
        assert stage.moment.ticked == {0}

    def test_what_was_ticked_is_still_ticked_when_the_page_is_opened_again(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.browse.tick(1)
        stage.kiosk.back()
        stage.kiosk.browse.open(procedure(COPY))
        assert isinstance(stage.moment, ProcedurePage)
        assert stage.moment.ticked == frozenset()
        stage.kiosk.back()
        stage.kiosk.browse.open(procedure(DEATH))
        assert isinstance(stage.moment, ProcedurePage)
        assert stage.moment.ticked == {1}

    def test_ticking_where_there_is_no_list_does_nothing(self, stage: Stage) -> None:
        stage.kiosk.browse.tick(0)
        assert stage.names() == []
        assert stage.kiosk.session.private == {}

    @pytest.mark.parametrize("what", ["steps", "forms"])
    def test_the_steps_and_the_forms_stand_on_pages_of_their_own(self, stage: Stage, what: str) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.browse.details(what)
        assert stage.moment == Details(procedure(DEATH), what)
        stage.kiosk.back()
        assert isinstance(stage.moment, ProcedurePage)

    def test_the_list_for_a_phone_names_the_procedure_and_its_papers(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.browse.take_along(procedure(DEATH))
        assert isinstance(stage.moment, TakeAlong)
        assert DEATH in stage.moment.payload.vi
        assert procedure(DEATH).papers[0].name.vi in stage.moment.payload.vi
        stage.kiosk.back()
        assert isinstance(stage.moment, ProcedurePage)


class TestTheSlip:
    def test_the_list_comes_out_on_paper(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        stage.do(stage.kiosk.browse.print_list, procedure(DEATH))
        assert stage.names() == ["ProcedurePage", "Waiting waiting.slip", "SlipGiven"]
        assert stage.moment == SlipGiven(procedure(DEATH))
        assert len(stage.printer.papers) == 1
        stage.kiosk.back()
        assert isinstance(stage.moment, ProcedurePage)

    def test_an_impatient_finger_gets_one_slip(self, stage: Stage) -> None:
        with stage.held("printer"):
            for _ in range(5):
                stage.kiosk.browse.print_list(procedure(DEATH))
        stage.settle()
        assert len(stage.printer.papers) == 1
        assert isinstance(stage.moment, SlipGiven)

    def test_without_paper_it_is_said_and_the_phone_is_offered(self, stage: Stage) -> None:
        stage.printer.has_paper = False
        stage.kiosk.browse.open(procedure(DEATH))
        stage.do(stage.kiosk.browse.print_list, procedure(DEATH))
        assert stage.moment == SlipGiven(procedure(DEATH), PaperOut.key)
        stage.kiosk.browse.take_along(procedure(DEATH))
        assert isinstance(stage.moment, TakeAlong)
        stage.kiosk.back()
        assert isinstance(stage.moment, ProcedurePage)

    def test_an_english_reader_gets_an_english_slip(self, stage: Stage) -> None:
        stage.do(stage.kiosk.browse.print_list, procedure(DEATH))
        stage.kiosk.choose(language="en")
        stage.do(stage.kiosk.browse.print_list, procedure(DEATH))
        vietnamese, english = stage.printer.papers
        assert vietnamese.shape != english.shape or (vietnamese != english).any()


class TestSearch:
    def test_typing_finds_while_typing(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("ong noi moi mat")
        stage.settle()
        assert searched(stage).query == "ong noi moi mat"
        assert searched(stage).done
        assert codes(searched(stage).rows)[0] == DEATH

    def test_a_result_is_opened_and_back_is_the_question_as_it_was_typed(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai tu")
        stage.settle()
        before = stage.moment
        stage.kiosk.browse.open(searched(stage).rows[0].procedure)
        stage.kiosk.back()
        assert stage.moment == before

    def test_find_puts_the_keyboard_away_and_back_brings_it_again(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai tu ")
        stage.settle()
        stage.kiosk.browse.key("find")
        stage.settle()
        found = stage.moment
        assert isinstance(found, Found)
        assert (found.query, found.rows[0].procedure.code) == ("khai tu", "1.000656")
        stage.kiosk.back()
        assert searched(stage).query == "khai tu "

    def test_find_before_the_answer_is_there_shows_no_older_one(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai tu")
        stage.settle()
        with stage.held("search"):
            stage.type(" ho tich")
            stage.kiosk.browse.key("find")
            assert isinstance(stage.moment, Searching)

    def test_a_second_tap_on_find_leaves_one_list_and_one_way_back(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai tu")
        stage.kiosk.browse.key("find")
        stage.kiosk.browse.key("find")
        stage.settle()
        assert isinstance(stage.moment, Found)
        stage.kiosk.back()
        assert searched(stage).query == "khai tu"

    def test_who_types_on_after_find_is_not_taken_away_from_the_keyboard(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai tu")
        with stage.held("search"):
            stage.kiosk.browse.key("find")
            stage.type("x")
        stage.settle()
        assert searched(stage).query == "khai tux"

    def test_find_says_where_to_go_instead_in_both_languages(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("lam ho chieu")
        stage.do(stage.kiosk.browse.key, "find")
        assert isinstance(stage.moment, Found)
        assert stage.moment.rows == ()
        assert "Công an tỉnh" in stage.moment.elsewhere
        assert "provincial police" in stage.moment.elsewhere_en

    def test_find_with_nothing_typed_stays(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.kiosk.browse.key("find")
        assert stage.moment == Searching()

    def test_a_suggestion_is_typed_for_the_citizen(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("ong noi")
        stage.do(stage.kiosk.browse.suggestion, "khai tử")
        assert (searched(stage).query, searched(stage).cursor) == ("khai tử", 7)
        assert DEATH in codes(searched(stage).rows)

    def test_what_is_done_elsewhere_says_where_to_go_in_both_languages(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("lam ho chieu")
        stage.settle()
        assert searched(stage).rows == ()
        assert "Công an tỉnh" in searched(stage).elsewhere
        assert "provincial police" in searched(stage).elsewhere_en

    def test_nonsense_finds_nothing_and_says_so(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("xqzw kkkk")
        stage.settle()
        here = searched(stage)
        assert (here.rows, here.elsewhere, here.done) == ((), "", True)

    def test_clearing_the_field_takes_results_and_suggestions_away(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("lam ho chieu")
        stage.settle()
        stage.do(stage.kiosk.browse.key, "clear")
        assert stage.moment == Searching()

    def test_an_answer_that_comes_after_the_field_was_cleared_is_dropped(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai tu")
        stage.finish_jobs()
        stage.kiosk.browse.key("clear")
        stage.settle()
        assert stage.moment == Searching()

    def test_answers_out_of_order_show_only_what_the_newest_question_found(self, stage: Stage) -> None:
        death, copy = procedure(DEATH), procedure(COPY)
        answers = {"a": Answer((Hit(death.code, death.official, 1.0),)), "ab": Answer((Hit(copy.code, copy.official, 1.0),))}
        stage.world.find = answers.__getitem__  # type: ignore[method-assign]
        stage.kiosk.browse.search()
        stage.type("ab")
        stage.finish_jobs()
        assert len(stage.posts) == 2
        stage.posts.reverse()
        stage.settle()
        assert codes(searched(stage).rows) == [COPY]

    def test_an_answer_that_comes_when_a_procedure_is_open_disturbs_nobody(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai tu")
        stage.finish_jobs()
        stage.kiosk.browse.open(procedure(COPY))
        page = stage.moment
        stage.settle()
        assert stage.moment == page

    def test_a_question_of_ten_thousand_letters_is_cut_and_answered(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        with stage.held("search"):
            stage.type("[b]{x}'; drop--" * 667)
        stage.settle()
        assert len(searched(stage).query) == MAX_QUERY
        assert searched(stage).query.startswith("[b]{x}'; drop--")
        assert searched(stage).done

    def test_in_a_full_field_a_letter_in_the_middle_pushes_none_off_the_end(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("x" * MAX_QUERY)
        stage.settle()
        stage.kiosk.change(replace(searched(stage), cursor=0))
        stage.do(stage.kiosk.browse.key, "y")
        assert searched(stage).query == "x" * MAX_QUERY
        stage.do(stage.kiosk.browse.key, "delete")
        assert searched(stage).query == "x" * (MAX_QUERY - 1)

    def test_whatever_reaches_the_search_itself_it_answers(self, stage: Stage) -> None:
        for hostile in ("a" * 10_000, "\x00\x1b@", "\ud800", "́" * 500, "[ref=x]" * 99, "０１２"):
            assert isinstance(stage.world.find(hostile), Answer)

    def test_shift_is_for_one_letter(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.kiosk.browse.key("shift")
        stage.type("hà")
        assert searched(stage).query == "Hà"
        assert not searched(stage).shift

    def test_the_typing_mode_goes_round_and_telex_makes_accents(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.kiosk.browse.key("mode")
        assert searched(stage).mode == "telex"
        stage.type("khai tuwr")
        assert searched(stage).query == "khai tử"
        stage.kiosk.browse.key("mode")
        stage.kiosk.browse.key("mode")
        assert searched(stage).mode == "direct"

    def test_keys_pressed_where_nothing_is_typed_do_nothing(self, stage: Stage) -> None:
        stage.kiosk.browse.key("a")
        stage.kiosk.browse.suggestion("a")
        assert stage.names() == []

    def test_a_search_that_cannot_be_read_is_said_once_to_who_searches(self, stage: Stage) -> None:
        def broken(query: str) -> Answer:
            raise CatalogueError("concepts.toml is gone")

        stage.world.find = broken  # type: ignore[method-assign]
        stage.kiosk.browse.search()
        stage.type("ab")
        stage.settle()
        assert stage.moment == Sorry(CatalogueError.key)
        stage.kiosk.back()
        assert searched(stage).query == "ab"
        stage.type("c")
        stage.kiosk.browse.fields()
        stage.settle()
        assert isinstance(stage.moment, Fields)

    def test_a_procedure_that_ended_since_the_index_was_built_is_not_listed(self, stage: Stage) -> None:
        stage.world.find = lambda query: Answer((Hit("no-such-code", "x", 1.0), Hit(DEATH, "x", 0.9)))  # type: ignore[method-assign]
        stage.kiosk.browse.search()
        stage.type("a")
        stage.settle()
        assert codes(searched(stage).rows) == [DEATH]


def test_while_something_is_waited_for_the_moment_says_for_what(stage: Stage) -> None:
    with stage.held("printer"):
        stage.kiosk.browse.print_list(procedure(DEATH))
        assert stage.moment == Waiting("waiting.slip")
