"""Where does my dossier stand? A receipt, a card, a code typed by hand; on whatever screen."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from portal_by_hand import ADDRESS, APOLOGY, CARD, CODE, OWNER, PROCESSING, SECRET, STRANGER, SUPPLEMENT, at
from stage import Stage

from kiosk.journeys.status import MOST_AN_HOUR, MOST_TRIES
from kiosk.moments import Attract, Home, Sorry, TicketGiven, Waiting
from kiosk.moments_dossier import (
    CardRead,
    LetterPage,
    NotForUs,
    NumberPad,
    PaperGiven,
    QueuePlace,
    Scan,
    Second,
    StatusPage,
    SupplementPage,
    Typing,
)
from kiosk.rules.dossier import Dossier


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with closing(Stage(tmp_path)) as opened:
        yield opened.start()


def type_code(stage: Stage, text: str = CODE) -> None:
    for letter in text:
        stage.kiosk.status.key(letter)
    stage.do(stage.kiosk.status.key, "enter")


def late(**more: object) -> Dossier:
    return replace(PROCESSING, received=at(16), due=at(20, 15), **more)  # type: ignore[arg-type]


class TestScanning:
    def test_a_receipt_that_names_its_owner_opens_its_status(self, stage: Stage) -> None:
        stage.kiosk.status.start()
        stage.scan(ADDRESS)
        assert stage.names() == ["Scan", "Waiting waiting.portal", "StatusPage"]
        assert stage.moment.standing.dossier.code == CODE

    def test_a_bare_code_asks_for_one_thing_more_and_the_card_is_it(self, stage: Stage) -> None:
        stage.scan(CODE)
        assert stage.moment == Second(CODE)
        stage.scan(CARD)
        assert isinstance(stage.moment, StatusPage)

    def test_a_card_first_asks_what_it_is_for_and_then_for_the_receipt(self, stage: Stage) -> None:
        stage.scan(CARD)
        assert isinstance(stage.moment, CardRead)
        stage.do(stage.kiosk.status.start)
        assert stage.moment == Scan("receipt")
        stage.scan(CODE)
        assert isinstance(stage.moment, StatusPage)

    def test_a_card_alone_opens_no_dossier(self, stage: Stage) -> None:
        stage.scan(CARD)
        assert stage.portal.asked == 0

    def test_somebody_elses_card_opens_nothing(self, stage: Stage) -> None:
        stage.scan(CODE)
        stage.scan(STRANGER)
        assert stage.moment == Second(CODE, wrong=True)
        stage.scan(CARD)
        assert isinstance(stage.moment, StatusPage)

    def test_a_scan_wakes_the_kiosk_and_the_way_back_leads_to_the_first_question(self, stage: Stage) -> None:
        stage.kiosk.home()
        assert stage.reader.rate == "slow"
        stage.scan(CARD)
        assert stage.reader.rate == "full"
        stage.kiosk.back()
        assert isinstance(stage.moment, Home)

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("https://example.com/a", "link"),
            ("WIFI:T:WPA;S:nha;P:matkhau;;", "wifi"),
            ("BEGIN:VCARD\nFN:A\nEND:VCARD", "contact"),
            ("\x1b@xin chao", "unknown"),
            ("060190000123||Nguyễn Thị Mẫu|31021990|Nữ|Phú Hài|10052021", "id-faulty"),
        ],
    )
    def test_anything_else_is_named_politely(self, stage: Stage, text: str, kind: str) -> None:
        stage.scan(text)
        assert stage.moment == NotForUs(kind)
        stage.kiosk.back()
        assert isinstance(stage.moment, Home)

    def test_a_scan_on_the_search_screen_opens_the_status_and_back_leads_to_the_words_typed(self, stage: Stage) -> None:
        stage.kiosk.browse.search()
        stage.type("khai")
        stage.settle()
        stage.scan(ADDRESS)
        assert isinstance(stage.moment, StatusPage)
        stage.kiosk.back()
        assert getattr(stage.moment, "query", "") == "khai"

    def test_a_scan_while_a_number_is_printed_waits_its_turn(self, stage: Stage) -> None:
        stage.kiosk.ticket.choose(stage.queue())
        with stage.held("printer"):
            stage.kiosk.ticket.priority("")
            stage.reader.show(CARD)
            stage._drain()
            assert isinstance(stage.moment, Waiting)
        stage.settle()
        assert isinstance(stage.moment, CardRead)
        stage.kiosk.back()
        assert isinstance(stage.moment, TicketGiven), "the number is not lost"

    def test_staff_at_the_pad_are_not_disturbed(self, stage: Stage) -> None:
        stage.kiosk.staff.gesture()
        stage.names()
        stage.scan(CARD)
        assert stage.names() == []

    def test_a_camera_that_fails_is_an_ordinary_state(self, stage: Stage) -> None:
        stage.kiosk.status.start()
        stage.do(stage.reader.fails, "error.camera")
        assert stage.moment == Scan(fault="error.camera")
        type_code_screen = stage.do(stage.kiosk.status.type, "code")
        assert isinstance(type_code_screen, Typing)
        stage.kiosk.back()
        stage.do(stage.reader.fails, "")
        assert stage.kiosk.camera_fault == ""


class TestTyping:
    def test_the_code_is_typed_and_then_the_secret(self, stage: Stage) -> None:
        stage.kiosk.status.type("code")
        type_code(stage)
        assert stage.moment == Second(CODE)
        stage.kiosk.status.type("secret")
        type_code(stage, SECRET)
        assert isinstance(stage.moment, StatusPage)

    def test_the_wards_own_beginning_is_offered(self, stage: Stage) -> None:
        stage.kiosk.status.type("code")
        agency = stage.world.settings.ward.agency_code
        assert stage.moment.suggestions[0].startswith(agency)
        stage.kiosk.status.suggestion(stage.moment.suggestions[0])
        assert stage.moment.text.startswith(agency)

    def test_spaces_small_letters_and_half_a_code(self, stage: Stage) -> None:
        stage.kiosk.status.type("code")
        type_code(stage, "000.00")
        assert stage.moment.wrong
        stage.kiosk.status.key("clear")
        assert not stage.moment.wrong
        type_code(stage, CODE.lower())
        assert stage.moment == Second(CODE)

    def test_the_owners_number_is_typed_and_never_stands_in_a_moment(self, stage: Stage) -> None:
        stage.scan(CODE)
        stage.kiosk.status.type_number()
        for digit in OWNER:
            stage.kiosk.status.digit(digit)
        assert stage.moment == NumberPad(typed=12)
        digits = stage.kiosk.session.private["digits"]
        assert OWNER not in repr([stage.moment, stage.seen, stage.kiosk.session.trail])
        stage.do(stage.kiosk.status.digit, "enter")
        assert isinstance(stage.moment, StatusPage)
        assert not any(digits)

    def test_a_number_too_short_is_said(self, stage: Stage) -> None:
        stage.scan(CODE)
        stage.kiosk.status.type_number()
        for digit in "0601":
            stage.kiosk.status.digit(digit)
        stage.kiosk.status.digit("clear")
        stage.do(stage.kiosk.status.digit, "enter")
        assert stage.moment == NumberPad(typed=3, wrong=True)

    def test_guessing_ends_with_an_officer(self, stage: Stage) -> None:
        stage.scan(CODE)
        for n in range(MOST_TRIES):
            stage.kiosk.status.type("secret")
            type_code(stage, f"X{n}")
            assert stage.moment == Second(CODE, wrong=True)
        asked = stage.portal.asked
        stage.kiosk.status.type("secret")
        type_code(stage, SECRET)
        assert stage.moment == Sorry("error.too_many_tries")
        assert stage.portal.asked == asked


    def test_who_guesses_in_one_visit_after_the_other_is_stopped_for_an_hour(self, stage: Stage) -> None:
        for n in range(MOST_AN_HOUR):
            stage.scan(CODE)
            stage.kiosk.status.type("secret")
            type_code(stage, f"X{n}")
            stage.kiosk.home()
            stage.kiosk.wake()
        assert stage.scan(ADDRESS) == Sorry("error.too_many_tries")
        stage.clock.tick(3600)
        stage.kiosk.home()
        assert isinstance(stage.scan(ADDRESS), StatusPage)


class TestThePortal:
    def test_that_does_not_answer_is_said(self, stage: Stage) -> None:
        stage.portal.works = False
        stage.scan(ADDRESS)
        assert stage.moment == Sorry("error.portal")

    def test_that_does_not_know_the_dossier_is_said(self, stage: Stage) -> None:
        stage.portal.dossiers.clear()
        stage.scan(ADDRESS)
        assert stage.moment == Sorry("error.dossier_unknown")

    def test_an_answer_for_somebody_who_left_is_dropped(self, stage: Stage) -> None:
        with stage.held("portal"):
            stage.reader.show(ADDRESS)
            stage._drain()
            stage.kiosk.home()
        stage.settle()
        assert isinstance(stage.moment, Attract)


class TestThePage:
    def test_the_slip_is_printed(self, stage: Stage) -> None:
        stage.scan(ADDRESS)
        stage.do(stage.kiosk.status.print_status)
        assert stage.moment == PaperGiven("status")
        assert len(stage.printer.papers) == 1
        stage.kiosk.back()
        assert isinstance(stage.moment, StatusPage)

    def test_no_paper_is_said(self, stage: Stage) -> None:
        stage.scan(ADDRESS)
        stage.printer.has_paper = False
        stage.do(stage.kiosk.status.print_status)
        assert stage.moment == PaperGiven("status", "error.paper_out")

    def test_a_late_dossier_shows_its_letter_and_prints_it(self, stage: Stage) -> None:
        stage.portal.put(late(new_due=at(27, 15), apology=APOLOGY))
        stage.scan(ADDRESS)
        assert not stage.moment.standing.meaning.owes_letter
        stage.do(stage.kiosk.status.letter)
        assert isinstance(stage.moment, LetterPage)
        stage.do(stage.kiosk.status.print_letter)
        assert stage.moment == PaperGiven("letter") and len(stage.printer.papers) == 1

    def test_a_late_dossier_without_a_letter_stands_on_the_staffs_desk_once(self, stage: Stage) -> None:
        stage.portal.put(late())
        for _ in range(2):
            stage.scan(ADDRESS)
            assert stage.moment.standing.meaning.owes_letter
            stage.kiosk.home()
            stage.kiosk.wake()
        assert stage.kiosk.work.call("store", stage.world.staff.dossiers_to_see, 20) == (f"{CODE} no-letter",)

    def test_what_is_missing_is_a_list_to_tick_and_to_print(self, stage: Stage) -> None:
        stage.portal.put(replace(PROCESSING, status="waiting", supplement=SUPPLEMENT))
        stage.scan(ADDRESS)
        stage.do(stage.kiosk.status.supplement)
        stage.kiosk.status.tick(1)
        assert stage.moment == SupplementPage(dossier=stage.moment.dossier, ticked=frozenset({1}))
        stage.do(stage.kiosk.status.print_supplement)
        assert stage.moment == PaperGiven("supplement") and len(stage.printer.papers) == 1

    def test_the_letter_and_the_list_come_out_on_a4_too(self, stage: Stage) -> None:
        stage.portal.put(late(status="waiting", new_due=at(27, 15), apology=APOLOGY, supplement=SUPPLEMENT))
        stage.scan(ADDRESS)
        for page in (stage.kiosk.status.letter, stage.kiosk.status.supplement):
            stage.do(page)
            stage.do(stage.kiosk.status.print_a4)
            assert stage.moment == PaperGiven("a4")
            stage.kiosk.back()
            stage.kiosk.back()
        assert [pdf[:5] for pdf in stage.a4.papers] == [b"%PDF-"] * 2
        assert not any(OWNER.encode() in pdf for pdf in stage.a4.papers)

    def test_an_a4_printer_without_paper_is_said(self, stage: Stage) -> None:
        stage.portal.put(late(new_due=at(27, 15), apology=APOLOGY))
        stage.scan(ADDRESS)
        stage.do(stage.kiosk.status.letter)
        stage.a4.has_paper = False
        stage.do(stage.kiosk.status.print_a4)
        assert stage.moment == PaperGiven("a4", "error.paper_out")

    def test_verbs_without_their_screen_do_nothing(self, stage: Stage) -> None:
        for verb in ("letter", "supplement", "print_status", "print_letter", "print_supplement", "print_a4"):
            stage.do(getattr(stage.kiosk.status, verb))
        stage.kiosk.status.key("a")
        stage.kiosk.status.digit("1")
        stage.kiosk.status.tick(0)
        assert stage.names() == []


    def test_without_a_date_of_the_portal_s_the_posted_time_limit_gives_an_estimate(self, stage: Stage) -> None:
        stage.portal.put(replace(PROCESSING, service_code="1.004873", due=None))
        meaning = stage.scan(ADDRESS).standing.meaning
        assert meaning.due is not None and meaning.due.date() == at(26).date() and not meaning.sure

    def test_where_nobody_confirmed_a_time_limit_no_date_is_made_up(self, stage: Stage) -> None:
        stage.portal.put(replace(PROCESSING, service_code="9.999999", due=None))
        assert stage.scan(ADDRESS).standing.meaning.due is None


class TestATicket:
    def take(self, stage: Stage) -> TicketGiven:
        stage.kiosk.ticket.choose(stage.queue())
        given = stage.do(stage.kiosk.ticket.priority, "")
        assert isinstance(given, TicketGiven)
        stage.kiosk.home()
        stage.kiosk.wake()
        return given

    def test_shows_how_many_are_ahead_now(self, stage: Stage) -> None:
        self.take(stage)
        given = self.take(stage)
        place = stage.scan(given.payload)
        assert isinstance(place, QueuePlace) and place.label == given.ticket.label and place.wait is not None and not place.why

    def test_from_yesterday_is_said_to_be(self, stage: Stage) -> None:
        given = self.take(stage)
        stage.clock.tick(24 * 3600)
        self.take(stage)
        assert stage.scan(given.payload).why == "place.other_day"

    def test_of_another_hall_is_said_to_be(self, stage: Stage) -> None:
        assert stage.scan("PH1:AAAAAAAAAAAAAAAA").why == "place.unknown"


class TestWhatIsLeft:
    def test_the_end_of_the_visit_ends_all_that_the_reader_knew(self, stage: Stage) -> None:
        stage.scan(CARD)
        visits = stage.reader.visits
        stage.kiosk.home()
        assert stage.reader.visits == visits + 1
        stage.kiosk.wake()
        stage.scan(CODE)
        assert stage.moment == Second(CODE), "the last citizen's card is not known any more"

    def test_starting_over_forgets_the_card_too(self, stage: Stage) -> None:
        stage.scan(CARD)
        stage.kiosk.start_over()
        stage.scan(CODE)
        assert stage.moment == Second(CODE)

    def test_no_moment_of_a_whole_visit_holds_the_number_or_the_name(self, stage: Stage) -> None:
        stage.scan(CARD)
        stage.scan(ADDRESS)
        stage.do(stage.kiosk.status.print_status)
        told = repr([stage.seen, stage.kiosk.session])
        assert OWNER not in told and "Thị Mẫu" not in told and SECRET not in told
