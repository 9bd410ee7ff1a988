"""A citizen takes a number: from the first touch to the paper in the hand, and everything that may go wrong on the way."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from stage import SECONDS, Stage, procedure, sample, with_queue

from kiosk.devices.simulated import SimulatedPrinter
from kiosk.errors import CoverOpen, PaperOut, PrinterGone, PrintUnsure, StoreError
from kiosk.moments import Attract, Help, Home, NoPaper, Priority, ProcedurePage, Queues, Ready, Sorry, TicketGiven, Unprinted, Waiting
from kiosk.papers import Picture
from kiosk.rules.queue import ACTIVE, ELDERLY, PRINTING, SHOWN
from kiosk.store.tickets import POWER

DEATH = "1.000656"  # a procedure with papers, served by queue A
BARE = "1.001656"  # one whose papers nobody confirmed


def given(stage: Stage) -> TicketGiven:
    assert isinstance(stage.moment, TicketGiven)
    return stage.moment


def take(stage: Stage, code: str = "B", priority: str = "") -> TicketGiven:
    """From the first screen to the number."""
    stage.do(stage.kiosk.ticket.start)
    stage.kiosk.ticket.choose(stage.queue(code))
    stage.do(stage.kiosk.ticket.priority, priority)
    return given(stage)


class SlowPrinter(SimulatedPrinter):
    """Stands still in the middle of a paper until `go`."""

    def __init__(self) -> None:
        super().__init__()
        self.go = Event()
        self.begun = Event()

    def print(self, picture: Picture, job: str) -> None:
        self.begun.set()
        self.go.wait(SECONDS)
        super().print(picture, job)


class TestANumberOnPaper:
    def test_from_the_attract_screen_to_a_number_on_paper(self, tmp_path: Path) -> None:
        with closing(Stage(tmp_path)) as stage:
            stage.do(stage.kiosk.open)
            stage.kiosk.wake()
            ticket = take(stage)
            assert stage.names() == [
                "Home",
                "Waiting waiting.queues",
                "Queues",
                "Priority",
                "Waiting waiting.ticket",
                "TicketGiven",
            ]
            assert (ticket.ticket.label, ticket.ticket.state, ticket.printed, ticket.fault, ticket.asks) == (
                "B 001",
                ACTIVE,
                True,
                "",
                False,
            )
            assert (ticket.wait.ahead, ticket.payload) == (0, f"PH1:{ticket.ticket.id}")
            assert len(stage.printer.papers) == 1

    def test_from_a_procedures_page_straight_to_its_own_queue_after_the_question_about_the_papers(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.ticket.for_procedure(procedure(DEATH))
        stage.kiosk.ticket.ready()
        stage.do(stage.kiosk.ticket.priority, "")
        assert stage.names() == ["ProcedurePage", "Ready", "Priority", "Waiting waiting.ticket", "TicketGiven"]
        assert (given(stage).ticket.label, given(stage).ticket.procedure) == ("A 001", DEATH)

    def test_without_a_list_of_papers_nobody_is_asked_about_papers(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(BARE))
        stage.kiosk.ticket.for_procedure(procedure(BARE))
        assert isinstance(stage.moment, Priority)

    def test_a_procedure_that_no_counter_serves_leads_to_an_officer(self, stage: Stage) -> None:
        nobodys = replace(procedure(DEATH), field="unknown", code="9")
        stage.kiosk.browse.open(nobodys)
        stage.kiosk.ticket.for_procedure(nobodys)
        assert isinstance(stage.moment, Help)
        stage.kiosk.back()
        assert isinstance(stage.moment, ProcedurePage)

    def test_the_queues_say_who_waits(self, stage: Stage) -> None:
        take(stage)
        stage.kiosk.home()
        stage.kiosk.wake()
        stage.do(stage.kiosk.ticket.start)
        assert isinstance(stage.moment, Queues)
        rows = {row.queue.code: row for row in stage.moment.rows}
        assert [row.queue.code for row in stage.moment.rows] == [q.code for q in sample().queues]
        assert (rows["B"].wait.ahead, rows["A"].wait.ahead) == (1, 0)
        assert rows["B"].wait.high > 0

    def test_the_second_citizen_has_the_next_number_and_one_ahead(self, stage: Stage) -> None:
        take(stage)
        stage.kiosk.home()
        stage.kiosk.wake()
        second = take(stage)
        assert (second.ticket.number, second.wait.ahead) == (2, 1)

    def test_who_must_go_first_is_asked_once_and_it_stands_on_the_ticket(self, stage: Stage) -> None:
        assert take(stage, priority=ELDERLY).ticket.priority == ELDERLY

    def test_where_a_queue_knows_no_priority_nobody_is_asked(self, tmp_path: Path) -> None:
        with closing(Stage(tmp_path, with_queue("B", priority=False)).start()) as stage:
            stage.do(stage.kiosk.ticket.choose, stage.queue())
            assert stage.names() == ["Waiting waiting.ticket", "TicketGiven"]

    def test_what_was_ticked_on_the_page_is_ticked_all_the_way_to_the_number(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.browse.tick(0)
        stage.kiosk.ticket.for_procedure(procedure(DEATH))
        assert isinstance(stage.moment, Ready)
        assert stage.moment.ticked == {0}
        stage.kiosk.browse.tick(1)
        stage.kiosk.ticket.ready()
        stage.do(stage.kiosk.ticket.priority, "")
        assert given(stage).ticked == {0, 1}
        stage.kiosk.browse.tick(0)
        assert given(stage).ticked == {1}

    def test_in_english_the_paper_is_english(self, stage: Stage) -> None:
        take(stage)
        stage.kiosk.home()
        stage.kiosk.wake()
        stage.kiosk.choose(language="en")
        take(stage, "C")
        vietnamese, english = stage.printer.papers
        assert vietnamese.shape != english.shape or (vietnamese != english).any()
        assert stage.kiosk.text("ticket.printed") == "Your ticket is printed"


class TestOneNumber:
    def test_a_double_tap_on_the_last_button_gives_one_number_and_one_paper(self, stage: Stage) -> None:
        stage.do(stage.kiosk.ticket.start)
        stage.kiosk.ticket.choose(stage.queue())
        for _ in range(5):
            stage.kiosk.ticket.priority("")
        stage.settle()
        assert given(stage).ticket.number == 1
        assert (len(stage.tickets()), len(stage.printer.papers)) == (1, 1)

    def test_a_double_tap_where_nothing_is_asked_gives_one_number_too(self, tmp_path: Path) -> None:
        with closing(Stage(tmp_path, with_queue("B", priority=False)).start()) as stage:
            with stage.held("printer"):
                stage.kiosk.ticket.choose(stage.queue())
                stage.kiosk.ticket.choose(stage.queue())
            stage.settle()
            assert stage.names() == ["Waiting waiting.ticket", "TicketGiven"]
            assert (len(stage.tickets()), len(stage.printer.papers)) == (1, 1)

    def test_who_needs_a_second_counter_gets_a_second_number(self, stage: Stage) -> None:
        first = take(stage, "B")
        stage.kiosk.help()
        stage.kiosk.start_over()
        second = take(stage, "C")
        assert (first.ticket.label, second.ticket.label, second.queue.code) == ("B 001", "C 001", "C")
        assert len(stage.printer.papers) == 2

    def test_trying_again_after_the_store_did_not_answer_gives_the_number_that_was_taken(self, stage: Stage) -> None:
        """The commit went through, only its answer never came."""
        taken = stage.kiosk.work.call("store", lambda: stage.world.tickets.reserve("B", "B", stage.kiosk.session.visit), SECONDS)  # type: ignore[union-attr]
        assert take(stage).ticket.id == taken.id
        assert len(stage.tickets()) == 1


class TestTheWayBack:
    def test_back_from_the_question_about_papers_is_the_procedure_with_its_ticks(self, stage: Stage) -> None:
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.ticket.for_procedure(procedure(DEATH))
        stage.kiosk.browse.tick(1)
        stage.kiosk.back()
        assert isinstance(stage.moment, ProcedurePage)
        assert stage.moment.ticked == {1}

    def test_back_from_the_question_about_priority_is_the_queues(self, stage: Stage) -> None:
        stage.do(stage.kiosk.ticket.start)
        stage.kiosk.ticket.choose(stage.queue())
        stage.kiosk.back()
        assert isinstance(stage.moment, Queues)
        stage.kiosk.back()
        assert isinstance(stage.moment, Home)

    def test_nobody_comes_back_to_a_waiting(self, stage: Stage) -> None:
        stage.do(stage.kiosk.ticket.start)
        stage.kiosk.back()
        assert isinstance(stage.moment, Home)

    def test_back_from_no_paper_is_the_question_before(self, stage: Stage) -> None:
        stage.printer.has_paper = False
        stage.kiosk.ticket.choose(stage.queue())
        stage.do(stage.kiosk.ticket.priority, "")
        assert isinstance(stage.moment, NoPaper)
        stage.kiosk.back()
        assert stage.moment == Priority(stage.queue())
        assert stage.tickets() == []

    def test_asking_for_help_with_the_number_on_the_screen_does_not_lose_the_number(self, stage: Stage) -> None:
        ticket = take(stage)
        stage.kiosk.help()
        stage.kiosk.help()
        assert isinstance(stage.moment, Help)
        stage.kiosk.back()
        assert stage.moment == ticket

    def test_asking_for_help_while_the_number_is_taken_changes_nothing(self, stage: Stage) -> None:
        stage.kiosk.ticket.choose(stage.queue())
        with stage.held("printer"):
            stage.kiosk.ticket.priority("")
            stage.kiosk.help()
            assert stage.moment == Waiting("waiting.ticket")
        stage.settle()
        assert given(stage).printed


class TestThePrinter:
    @pytest.mark.parametrize(
        ("part", "value", "key"),
        [("has_paper", False, PaperOut.key), ("cover_open", True, CoverOpen.key), ("answers", False, PrinterGone.key)],
    )
    def test_what_is_known_before_is_said_before_and_the_number_is_offered_all_the_same(
        self, stage: Stage, part: str, value: bool, key: str
    ) -> None:
        setattr(stage.printer, part, value)
        stage.kiosk.ticket.choose(stage.queue())
        stage.do(stage.kiosk.ticket.priority, ELDERLY)
        assert stage.moment == NoPaper(stage.queue(), None, ELDERLY, key)
        assert stage.tickets() == []
        stage.names()
        stage.do(stage.kiosk.ticket.without_paper)
        assert stage.names() == ["Waiting waiting.number", "TicketGiven"]
        here = given(stage)
        assert (here.ticket.label, here.ticket.state, here.printed, here.asks, here.fault) == ("B 001", SHOWN, False, False, key)
        assert here.ticket.priority == ELDERLY

    def test_a_number_without_paper_is_on_the_staff_list(self, stage: Stage) -> None:
        stage.printer.has_paper = False
        stage.kiosk.ticket.choose(stage.queue())
        stage.do(stage.kiosk.ticket.priority, "")
        stage.do(stage.kiosk.ticket.without_paper)
        listed = stage.kiosk.work.call("printer", stage.world.staff.without_paper, SECONDS)
        assert [ticket.id for ticket in listed] == [given(stage).ticket.id]

    def test_the_paper_ends_while_printing_so_the_citizen_is_asked_and_gets_it_again(self, stage: Stage) -> None:
        stage.printer.dies_after = 300
        asked = take(stage)
        assert (asked.asks, asked.printed, asked.fault, asked.ticket.state) == (True, False, PrintUnsure.key, SHOWN)
        stage.printer.answers = True
        stage.names()
        stage.do(stage.kiosk.ticket.again)
        assert stage.names() == ["Waiting waiting.reprint", "TicketGiven"]
        again = given(stage)
        assert (again.ticket.id, again.ticket.attempts, again.ticket.state) == (asked.ticket.id, 1, ACTIVE)
        assert (again.printed, again.asks, again.fault) == (True, False, "")
        assert len(stage.printer.papers) == len(stage.tickets()) == 1

    def test_the_citizen_has_it_in_the_hand_after_all(self, stage: Stage) -> None:
        stage.printer.dies_after = 300
        take(stage)
        stage.kiosk.ticket.got_it()
        here = given(stage)
        assert (here.asks, here.fault, here.in_hand, here.printed) == (False, "", True, False)
        assert stage.tickets()[0].state == SHOWN  # the printer never said it: nothing calls it printed

    def test_the_citizen_asks_an_officer_and_keeps_the_number(self, stage: Stage) -> None:
        stage.printer.dies_after = 300
        before = take(stage)
        stage.kiosk.ticket.ask_officer()
        here = given(stage)
        assert (here.ticket, here.asks, here.staff_told) == (before.ticket, False, True)

    def test_printing_again_fails_too_and_the_number_stays_on_the_screen(self, stage: Stage) -> None:
        stage.printer.dies_after = 300
        before = take(stage)
        stage.do(stage.kiosk.ticket.again)
        here = given(stage)
        assert (here.ticket.id, here.printed, here.fault) == (before.ticket.id, False, PrinterGone.key)

    def test_printing_again_when_the_store_is_gone_leaves_the_number_on_the_screen(self, stage: Stage) -> None:
        stage.printer.dies_after = 300
        before = take(stage)
        stage.world.tickets = None
        stage.do(stage.kiosk.ticket.again)
        assert given(stage).ticket == before.ticket
        assert given(stage).fault == StoreError.key

    def test_what_was_ticked_outlives_a_reprint(self, stage: Stage) -> None:
        stage.printer.dies_after = 300
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.browse.tick(1)
        stage.kiosk.ticket.for_procedure(procedure(DEATH))
        stage.kiosk.ticket.ready()
        stage.do(stage.kiosk.ticket.priority, "")
        stage.printer.answers = True
        stage.do(stage.kiosk.ticket.again)
        assert given(stage).ticked == {1}

    def test_the_answers_about_a_ticket_mean_nothing_elsewhere(self, stage: Stage) -> None:
        for verb in (
            stage.kiosk.ticket.again,
            stage.kiosk.ticket.got_it,
            stage.kiosk.ticket.ask_officer,
            stage.kiosk.ticket.without_paper,
            stage.kiosk.ticket.ready,
        ):
            stage.do(verb)
        stage.do(stage.kiosk.ticket.priority, ELDERLY)
        assert stage.names() == []
        assert stage.printer.papers == []


class TestTheStore:
    @pytest.fixture
    def dead(self, tmp_path: Path) -> Iterator[Stage]:
        stage = Stage(tmp_path)
        stage.store_works = False
        with closing(stage):
            yield stage.start()

    def test_with_a_dead_store_the_kiosk_opens_says_so_and_browsing_works(self, dead: Stage) -> None:
        assert dead.moment == Home(("error.store",))
        dead.kiosk.browse.open(procedure(DEATH))
        assert isinstance(dead.moment, ProcedurePage)
        dead.do(dead.kiosk.browse.print_list, procedure(DEATH))
        assert len(dead.printer.papers) == 1

    def test_with_a_dead_store_there_is_no_number_and_no_paper_but_a_sorry_and_a_way_back(self, dead: Stage) -> None:
        dead.kiosk.browse.open(procedure(BARE))
        dead.kiosk.ticket.for_procedure(procedure(BARE))
        dead.do(dead.kiosk.ticket.priority, "")
        assert dead.moment == Sorry("error.store")
        assert dead.printer.papers == []
        dead.kiosk.back()
        assert isinstance(dead.moment, Priority)
        dead.kiosk.back()
        assert isinstance(dead.moment, ProcedurePage)

    def test_with_a_dead_store_the_queues_are_a_sorry(self, dead: Stage) -> None:
        dead.do(dead.kiosk.ticket.start)
        assert dead.moment == Sorry("error.store")
        dead.kiosk.back()
        assert isinstance(dead.moment, Home)

    def test_a_store_that_comes_back_gives_numbers_to_the_next_citizen_without_a_restart(self, dead: Stage) -> None:
        dead.do(dead.kiosk.home)
        dead.kiosk.wake()
        assert dead.moment == Home(("error.store",))
        dead.store_works = True
        dead.do(dead.kiosk.home)
        dead.kiosk.wake()
        assert dead.moment == Home()
        assert take(dead).ticket.number == 1

    def test_with_an_empty_catalogue_the_kiosk_says_so_and_gives_numbers(self, stage: Stage) -> None:
        stage.world.catalogue = replace(stage.world.catalogue, procedures=())
        stage.kiosk.start_over()
        assert stage.moment == Home(("error.catalogue",))
        assert take(stage).printed


class TestClosed:
    def test_in_the_evening_every_queue_says_that_it_is_closed(self, stage: Stage) -> None:
        stage.clock.tick(10 * 3600)
        stage.do(stage.kiosk.ticket.start)
        assert isinstance(stage.moment, Queues)
        assert {(row.open, row.why) for row in stage.moment.rows} == {(False, "queue.closed_hours")}

    def test_a_queue_with_hours_of_its_own_closes_on_its_own(self, tmp_path: Path) -> None:
        early = replace(sample().ward.hours[0], closes=sample().ward.hours[0].opens.replace(hour=8))
        with closing(Stage(tmp_path, with_queue("B", hours=(early,))).start()) as stage:
            stage.do(stage.kiosk.ticket.start)
            assert isinstance(stage.moment, Queues)
            assert [row.queue.code for row in stage.moment.rows if not row.open] == ["B"]

    def test_at_noon_a_number_for_the_afternoon_is_given(self, stage: Stage) -> None:
        stage.clock.tick(3.5 * 3600)
        assert take(stage).printed

    def test_who_still_reads_while_the_doors_close_gets_no_number_that_nobody_will_call(self, stage: Stage) -> None:
        stage.kiosk.ticket.choose(stage.queue())
        stage.clock.tick(9 * 3600)
        stage.do(stage.kiosk.ticket.priority, "")
        assert stage.moment == Sorry("error.queue_closed")
        assert stage.tickets() == stage.printer.papers == []

    def test_when_the_days_numbers_are_used_up_it_is_said_and_other_queues_go_on(self, tmp_path: Path) -> None:
        with closing(Stage(tmp_path, with_queue("B", daily_cap=1)).start()) as stage:
            take(stage)
            stage.kiosk.home()
            stage.kiosk.wake()
            stage.kiosk.ticket.choose(stage.queue())
            stage.do(stage.kiosk.ticket.priority, "")
            assert stage.moment == Sorry("error.queue_full")
            stage.kiosk.start_over()
            assert take(stage, "C").ticket.label == "C 001"

    def test_the_next_day_numbers_start_at_one_again(self, stage: Stage) -> None:
        take(stage)
        stage.kiosk.home()
        stage.clock.tick(24 * 3600)
        stage.kiosk.wake()
        assert take(stage).ticket.label == "B 001"


class TestWalkingAway:
    def test_who_walks_away_while_printing_has_a_valid_ticket_and_the_next_citizen_sees_nothing_of_it(self, stage: Stage) -> None:
        stage.world._printer = slow = SlowPrinter()
        stage.kiosk.ticket.choose(stage.queue())
        stage.kiosk.ticket.priority("")
        stage.finish_jobs()
        stage._drain()
        assert slow.begun.wait(SECONDS)
        stage.kiosk.home()
        stage.kiosk.wake()
        stage.names()
        slow.go.set()
        stage.settle()
        assert stage.names() == []
        assert isinstance(stage.moment, Home)
        assert [(ticket.number, ticket.state) for ticket in stage.tickets()] == [(1, ACTIVE)]
        assert len(slow.papers) == 1
        assert take(stage).ticket.number == 2

    def test_who_walks_away_before_the_number_was_taken_took_none(self, stage: Stage) -> None:
        stage.kiosk.ticket.choose(stage.queue())
        with stage.held("printer"):
            stage.kiosk.ticket.priority("")
            stage.kiosk.home()
        stage.settle()
        assert isinstance(stage.moment, Attract)
        assert stage.tickets() == []

    def test_the_number_is_forgotten_at_home(self, stage: Stage) -> None:
        take(stage)
        stage.kiosk.home()
        assert isinstance(stage.moment, Attract)
        assert stage.kiosk.session.trail == []
        stage.kiosk.wake()
        stage.kiosk.back()
        assert isinstance(stage.moment, Home)


class TestAPowerCut:
    @pytest.fixture
    def after(self, stage: Stage, tmp_path: Path) -> Iterator[Stage]:
        """The same kiosk, started again on what the disk held when the power went in the middle of a paper."""
        stage.world._printer = slow = SlowPrinter()
        stage.kiosk.choose(language="en")
        stage.kiosk.browse.open(procedure(DEATH))
        stage.kiosk.ticket.for_procedure(procedure(DEATH))
        stage.kiosk.ticket.ready()
        stage.kiosk.ticket.priority("")
        stage.finish_jobs()
        stage._drain()
        assert slow.begun.wait(SECONDS)
        assert [ticket.state for ticket in stage.tickets("A")] == [PRINTING]
        disk = tmp_path / "after"
        disk.mkdir()
        for file in tmp_path.glob("kiosk.*"):
            shutil.copy(file, disk)
        with closing(Stage(disk)) as again:
            again.do(again.kiosk.open)
            yield again
        slow.go.set()

    def test_at_the_next_start_the_kiosk_asks_and_prints_the_same_number_again(self, after: Stage) -> None:
        asked = after.moment
        assert isinstance(asked, Unprinted)
        assert [(t.label, t.state, t.why) for t in asked.tickets] == [("A 001", SHOWN, POWER)]
        after.do(after.kiosk.ticket.reprint_left_over, asked.tickets[0])
        assert after.names() == ["Unprinted", "Waiting waiting.reprint", "Unprinted"]
        assert after.moment == Unprinted((), "unprinted.printed")
        assert [(t.number, t.state, t.attempts, t.procedure) for t in after.tickets("A")] == [(1, ACTIVE, 1, DEATH)]
        assert len(after.printer.papers) == 1

    def test_the_next_citizen_gets_the_next_number(self, after: Stage) -> None:
        after.kiosk.home()
        after.kiosk.wake()
        assert take(after, "A").ticket.number == 2

    def test_when_it_cannot_be_printed_now_it_is_said_and_stays_on_the_list(self, after: Stage) -> None:
        assert isinstance(asked := after.moment, Unprinted)
        after.printer.has_paper = False
        after.do(after.kiosk.ticket.reprint_left_over, asked.tickets[0])
        assert after.moment == Unprinted(asked.tickets, PaperOut.key)
        after.kiosk.home()
        assert [t.number for t in after.kiosk.work.call("printer", after.world.staff.without_paper, SECONDS)] == [1]

    def test_a_number_of_a_queue_that_the_settings_no_longer_have_is_an_officers(self, after: Stage) -> None:
        assert isinstance(asked := after.moment, Unprinted)
        after.world.settings = replace(after.world.settings, queues=after.world.settings.queues[1:])
        after.do(after.kiosk.ticket.reprint_left_over, asked.tickets[0])
        assert after.moment == Unprinted(asked.tickets, "error.settings")

    def test_after_a_quiet_end_nobody_is_asked(self, tmp_path: Path) -> None:
        with closing(Stage(tmp_path).start()) as before:
            take(before)
        with closing(Stage(tmp_path)) as again:
            again.do(again.kiosk.open)
            assert isinstance(again.moment, Attract)
            again.do(again.kiosk.ticket.reprint_left_over, again.tickets()[0])
            assert again.names() == []
