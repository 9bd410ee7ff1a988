"""A citizen fills in a form without writing, and it goes where the citizen wants: moment by moment, over real HTTP to the sample portal."""

import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdf
import pytest
from form_visit import CARD, KEY, OTHER, PLANTED, FormVisit
from stage import MORNING, sample

from kiosk import counter_code
from kiosk.bench.page_pictures import take
from kiosk.clock import HandClock
from kiosk.errors import PrinterGone, ReaderError
from kiosk.form_count import Cost, count
from kiosk.forms import load as load_forms
from kiosk.moments import Attract, Ready, Sorry, TicketGiven, Waiting
from kiosk.moments_dossier import CardRead, StatusPage
from kiosk.moments_form import (
    ChangeWhat,
    Consent,
    Digits,
    FormPage,
    FormPaper,
    Gone,
    Paid,
    PapersToSend,
    Paying,
    Photograph,
    Photographed,
    Picking,
    ReturnHow,
    ReviewForm,
    ShowCard,
    WhereTo,
    Writing,
)
from kiosk.outbox.deliver import deliver
from kiosk.outbox.seal import Sealer
from kiosk.outbox.store import Outbox
from kiosk.places import load as load_places
from kiosk.portal.sample import Server, serve
from kiosk.portal.submit import Submit
from kiosk.rules.filling import Context
from kiosk.settings import PortalSettings


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIOSK_OUTBOX_KEY", KEY)


@pytest.fixture
def portal() -> Iterator[Server]:
    with serve(today=MORNING.date) as server:
        yield server


@pytest.fixture
def visit(tmp_path: Path, portal: Server) -> FormVisit:
    return FormVisit(tmp_path, url=portal.url)


def with_a4(queue: str = "simulated") -> object:
    return replace(sample(), a4=replace(sample().a4, queue=queue))


class TestFilling:
    def test_the_card_fills_the_form_and_the_citizen_writes_nothing(self, visit: FormVisit, portal: Server) -> None:
        """The promise of the house: an extract of oneself, no letter typed, at most 12 taps from the first screen to the paper."""
        visit.to_review()
        gone = visit.send()
        assert isinstance(gone, Gone) and gone.outcome.state == "sent" and gone.printed
        assert visit.typed == 0 and visit.taps <= 12, visit.taps
        (dossier,) = portal.portal.inbox.dossiers.values()
        assert dossier.form["applicantName"] == "Nguyễn Thị Mẫu Kín" and dossier.submitted

    def test_nothing_is_read_before_the_citizen_agrees(self, visit: FormVisit) -> None:
        listed = visit.tap(visit.kiosk.submit.start)
        visit.tap(visit.kiosk.submit.choose_form, listed.rows[0])
        consent = visit.show(CARD)
        assert isinstance(consent, Consent) and consent.card is not None
        assert isinstance(visit.tap(visit.kiosk.submit.agree), FormPage)

    def test_without_a_card_all_is_asked(self, visit: FormVisit) -> None:
        listed = visit.tap(visit.kiosk.submit.start)
        visit.tap(visit.kiosk.submit.choose_form, next(row for row in listed.rows if row.form == "trich-luc"))
        visit.tap(visit.kiosk.submit.without_card)
        page = visit.page()
        assert page.view.at == 0 and not any(field.filled for field in page.view.fields)
        assert isinstance(visit.next(), Writing)  # straight to the first thing that is missing

    def test_a_second_card_fills_the_other_person(self, visit: FormVisit) -> None:
        visit.begin("khai-tu")
        visit.choose("relation", "grandparent")
        assert visit.page().view.role == "dead"
        assert isinstance(visit.tap(visit.kiosk.submit.show_card), ShowCard)
        visit.show(OTHER)
        page = visit.page()
        filled = {field.key for field in page.view.fields if field.source == "second"}
        assert filled >= {"dead_name", "dead_birth", "dead_number", "dead_sex"}
        assert visit.typed == 0

    def test_a_card_held_up_on_a_page_that_wants_one_needs_no_button(self, visit: FormVisit) -> None:
        visit.begin("khai-tu")
        visit.choose("relation", "parent")
        visit.show(OTHER)
        assert next(field for field in visit.page().view.fields if field.key == "dead_name").filled

    def test_a_problem_is_said_where_it_is_and_the_form_waits_there(self, visit: FormVisit) -> None:
        visit.begin("khai-tu")
        visit.choose("relation", "parent")
        visit.show(OTHER)
        visit.next()
        visit.tap(visit.kiosk.submit.put, "death_date", "1930-01-01")
        field = next(one for one in visit.page().view.fields if one.key == "death_date")
        assert "trước ngày sinh" in field.problem.vi
        at = visit.page().view.at
        visit.next()
        visit.stage.do(visit.kiosk.back)
        assert visit.page().view.at == at

    def test_a_field_left_with_a_wrong_number_says_so_at_once(self, visit: FormVisit) -> None:
        visit.begin("trich-luc")
        visit.choose("whom", "self")
        visit.choose("paper", "birth")
        visit.tap(visit.kiosk.submit.touch, "declarant_phone")
        for digit in "123":
            visit.stage.do(visit.kiosk.submit.digit, digit)
        wrong = visit.tap(visit.kiosk.submit.digit, "enter")
        assert isinstance(wrong, Digits) and "10 chữ số" in wrong.problem.vi

    def test_the_old_address_and_its_new_names_are_there_to_choose(self, visit: FormVisit) -> None:
        visit.begin("trich-luc")
        visit.tap(visit.kiosk.submit.previous)
        picking = visit.tap(visit.kiosk.submit.touch, "declarant_address")
        assert isinstance(picking, Picking) and len(picking.field.offered) == 2
        before = visit.drawn("field:declarant_address")
        visit.choose("declarant_address", "#1")
        assert visit.drawn("field:declarant_address") != before

    def test_the_keyboard_writes_what_nobody_knows(self, visit: FormVisit) -> None:
        visit.begin("cai-chinh")
        visit.choose("whom", "self")
        visit.choose("what", "correct")
        visit.choose("record", "birth")
        visit.next()
        visit.write("old", "nguyeen")
        assert next(field for field in visit.page().view.fields if field.key == "old").filled
        assert visit.typed == 7 and visit.drawn("field:old")

    def test_a_line_is_changed_from_the_review_and_the_review_comes_back(self, visit: FormVisit) -> None:
        review = visit.to_review()
        assert isinstance(review, ReviewForm)
        spot = next(one for sheet in review.sheets.sheets for one in sheet.spots if one.field == "copies")
        before = visit.drawn("sheet:0")
        assert isinstance(visit.tap(visit.kiosk.submit.change, spot.page), FormPage)
        visit.tap(visit.kiosk.submit.count, "copies", 1)
        assert isinstance(visit.next(), ReviewForm)
        assert visit.drawn("sheet:0") != before
        assert isinstance(visit.tap(visit.kiosk.send.change_what), ChangeWhat)

    def test_no_moment_holds_a_word_of_the_citizens(self, visit: FormVisit) -> None:
        visit.to_review()
        visit.send()
        told = repr(visit.stage.seen) + repr(visit.kiosk.session)
        assert [text for text in PLANTED if text in told] == []

    def test_the_visits_end_ends_the_form(self, visit: FormVisit) -> None:
        visit.to_review()
        visit.stage.do(visit.kiosk.home)
        assert isinstance(visit.moment, Attract)
        visit.stage.do(visit.kiosk.send.review)
        assert isinstance(visit.moment, Sorry) and visit.moment.key == "error.form"

    def test_a_reader_that_dies_takes_the_form_and_the_kiosk_says_so(self, visit: FormVisit) -> None:
        visit.begin("trich-luc")
        visit.stage.reader.works = False
        visit.choose("whom", "self")
        assert isinstance(visit.moment, Sorry) and visit.moment.key == ReaderError.key

    def test_a_card_elsewhere_still_asks_what_it_is_for(self, visit: FormVisit) -> None:
        assert isinstance(visit.show(CARD), CardRead)


class TestOnline:
    def test_it_is_paid_and_the_receipt_comes_out(self, visit: FormVisit, portal: Server) -> None:
        visit.to_review()
        gone = visit.send()
        assert isinstance(gone, Gone) and gone.payment is not None and gone.payment.amount == 8000
        paying = visit.tap(visit.kiosk.send.pay)
        assert isinstance(paying, Paying) and visit.drawn("qr:payment", 400)
        portal.portal.inbox.pay(gone.outcome.code)
        for _ in range(3):
            visit.stage.do(visit.kiosk.send.tick)
        paid = visit.moment
        assert isinstance(paid, Paid) and paid.how == "paid" and paid.printed
        assert isinstance(visit.tap(visit.kiosk.send.number), Ready)

    def test_a_payment_that_is_cancelled_or_never_comes_is_said(self, visit: FormVisit, portal: Server) -> None:
        visit.to_review()
        gone = visit.send()
        visit.tap(visit.kiosk.send.pay)
        portal.portal.inbox.cancel(gone.outcome.code)
        for _ in range(3):
            visit.stage.do(visit.kiosk.send.tick)
        assert isinstance(visit.moment, Paid) and visit.moment.how == "cancelled"
        visit.kiosk.change(Paying(gone, gone.payment, 1))
        visit.stage.do(visit.kiosk.send.tick)
        assert isinstance(visit.moment, Paid) and visit.moment.how == "late"

    def test_it_can_be_looked_up_at_once(self, visit: FormVisit) -> None:
        visit.to_review()
        gone = visit.send()
        assert gone.outcome.secret and visit.drawn("secret")

    def test_by_post_the_address_is_shown_and_the_charge_is_said(self, visit: FormVisit, portal: Server) -> None:
        visit.to_review()
        visit.tap(visit.kiosk.send.confirm)
        visit.tap(visit.kiosk.send.online)
        visit.tap(visit.kiosk.send.papers_done)
        visit.tap(visit.kiosk.send.by_post)
        here = visit.moment
        assert isinstance(here, ReturnHow) and here.post and here.returns.charge.vi and not here.returns.verified
        assert isinstance(visit.tap(visit.kiosk.send.by_post), Digits)  # the telephone is missing
        for digit in "0912345678":
            visit.stage.do(visit.kiosk.submit.digit, digit)
        assert isinstance(visit.tap(visit.kiosk.submit.digit, "enter"), ReturnHow)
        gone = visit.tap(visit.kiosk.send.by_post)
        assert isinstance(gone, Gone) and gone.payment is not None and gone.payment.post == 30000
        (dossier,) = portal.portal.inbox.dossiers.values()
        assert dossier.form["viaPostal"] == "2" and dossier.form["postalAddress"].startswith("Khu phố 9")
        assert dossier.form["postalTelNo"] == "0912345678"

    def test_where_the_portal_wants_a_login_the_phone_goes_on(self, tmp_path: Path, portal: Server) -> None:
        address = "https://portal.example/to-khai/{no}?ma={secret}"
        here = replace(sample(), portal=replace(sample().portal, eform=address))
        visit = FormVisit(tmp_path, here, portal.url)
        visit.begin("ket-hon")
        visit.next()
        visit.show(OTHER)
        while isinstance(visit.moment, FormPage):
            visit.next()
        where = visit.tap(visit.kiosk.send.confirm)
        assert isinstance(where, WhereTo) and where.login == "vneid"  # said before
        gone = visit.tap(visit.kiosk.send.online)
        assert isinstance(gone, Gone) and gone.outcome.state == "handover"
        assert visit.drawn("qr:handover", 400)
        (eform,) = portal.portal.inbox.eforms.values()
        assert "Nguyễn Thị Mẫu Kín" in eform["eFormData"]  # filled in already, for the phone
        assert portal.portal.inbox.dossiers == {}

    def test_a_portal_that_is_away_leaves_it_in_the_outbox_with_an_honest_slip(self, visit: FormVisit, portal: Server) -> None:
        portal.portal.faults.away = True
        visit.to_review()
        gone = visit.send()
        assert isinstance(gone, Gone) and gone.outcome.state == "kept" and gone.printed
        portal.portal.faults.away = False
        visit.stage.do(visit.kiosk.home)
        assert portal.portal.inbox.dossiers == {}
        visit.stage.reader.scan(f"PH2:{gone.outcome.code}")
        visit.stage.settle()
        again = visit.moment
        assert isinstance(again, Gone) and again.outcome.state == "kept"

    def test_without_a_key_nothing_is_kept_and_nothing_is_promised(
        self, visit: FormVisit, portal: Server, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("KIOSK_OUTBOX_KEY")
        portal.portal.faults.away = True
        visit.to_review()
        gone = visit.send()
        assert isinstance(gone, Gone) and gone.outcome.state == "nothing" and not gone.printed

    def test_a_second_tap_sends_nothing_twice(self, visit: FormVisit, portal: Server) -> None:
        visit.to_review()
        visit.send()
        visit.stage.do(visit.kiosk.send.send)
        assert len(portal.portal.inbox.dossiers) == 1

    def test_a_printer_without_paper_does_not_stop_it(self, visit: FormVisit) -> None:
        visit.stage.printer.has_paper = False
        visit.to_review()
        gone = visit.send()
        assert isinstance(gone, Gone) and gone.outcome.state == "sent" and gone.fault and not gone.printed


class TestPhotographs:
    def test_a_page_is_photographed_only_when_the_button_is_touched(self, visit: FormVisit, portal: Server) -> None:
        here = replace(sample(), camera=replace(sample().camera, device="pictures:none"))
        visit.kiosk.settings = here
        visit.to_review()
        visit.tap(visit.kiosk.send.confirm)
        papers = visit.tap(visit.kiosk.send.online)
        assert isinstance(papers, PapersToSend) and papers.camera
        visit.stage.reader.frames = [take(3).frame]
        assert isinstance(visit.tap(visit.kiosk.send.photograph, 0), Photograph) and visit.stage.reader.aimed
        shot = visit.tap(visit.kiosk.send.shoot)
        assert isinstance(shot, Photographed) and shot.shot.why == ""
        assert len(visit.drawn("shot", 300)) % (300 * 3) == 0
        kept = visit.tap(visit.kiosk.send.keep_shot, True)
        assert isinstance(kept, PapersToSend) and kept.papers.papers[0].pages == 1
        visit.tap(visit.kiosk.send.papers_done)
        assert not visit.stage.reader.aimed
        visit.tap(visit.kiosk.send.at_counter)
        (dossier,) = portal.portal.inbox.dossiers.values()
        assert len(dossier.files) == 2 and int(dossier.files[1]["fileSize"]) > 20_000

    def test_an_empty_desk_is_refused_with_the_reason(self, visit: FormVisit) -> None:
        visit.to_review()
        visit.tap(visit.kiosk.send.confirm)
        visit.tap(visit.kiosk.send.online)
        visit.stage.reader.frames = [np.full((720, 1280, 3), 120, np.uint8)]
        visit.tap(visit.kiosk.send.photograph, 0)
        shot = visit.tap(visit.kiosk.send.shoot)
        assert isinstance(shot, Photographed) and shot.shot.why == "capture.no_page"
        assert isinstance(visit.tap(visit.kiosk.send.keep_shot, False), Photograph)

    def test_a_code_on_a_paper_does_not_lead_away_from_it(self, visit: FormVisit) -> None:
        visit.to_review()
        visit.tap(visit.kiosk.send.confirm)
        visit.tap(visit.kiosk.send.online)
        visit.tap(visit.kiosk.send.photograph, 0)
        assert isinstance(visit.show(CARD), Photograph)


class TestPaperAndCounter:
    def test_the_official_form_comes_out_on_a4_and_says_everything(self, tmp_path: Path) -> None:
        visit = FormVisit(tmp_path, with_a4())  # type: ignore[arg-type]
        visit.to_review()
        where = visit.tap(visit.kiosk.send.confirm)
        assert isinstance(where, WhereTo) and where.a4
        paper = visit.tap(visit.kiosk.send.paper)
        assert isinstance(paper, FormPaper) and paper.what == "form" and not paper.fault
        text = " ".join(pypdf.PdfReader(BytesIO(visit.stage.a4.papers[0])).pages[0].extract_text().split())
        for words in ("Nguyễn Thị Mẫu Kín", "15/01/1990", "060190054321", "Khu phố 9, Phường Phú Hài", "khai sinh", "1 bản"):
            assert words in text

    def test_a_broken_a4_printer_leaves_the_summary(self, tmp_path: Path) -> None:
        visit = FormVisit(tmp_path, with_a4())  # type: ignore[arg-type]
        visit.stage.a4.answers = False
        visit.to_review()
        visit.tap(visit.kiosk.send.confirm)
        paper = visit.tap(visit.kiosk.send.paper)
        assert isinstance(paper, FormPaper) and paper.fault == PrinterGone.key
        summary = visit.tap(visit.kiosk.send.summary)
        assert isinstance(summary, FormPaper) and not summary.fault and visit.stage.printer.papers

    def test_the_ticket_carries_the_form_to_the_counter(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        keys = counter_code.new_keys()
        monkeypatch.setenv("KIOSK_COUNTER_SIGN_KEY", keys["kiosk private"])
        here = replace(sample(), forms=replace(sample().forms, counter_key=keys["ward public"]))
        visit = FormVisit(tmp_path, here)
        visit.to_review()
        visit.tap(visit.kiosk.send.confirm)
        assert isinstance(visit.tap(visit.kiosk.send.counter), Ready)
        code = visit.kiosk.session.private["counter code"]
        assert zlib.crc32(code.encode()) and not any(text in code for text in PLANTED)
        private, public = counter_code.raw_key(keys["ward private"]), counter_code.raw_key(keys["kiosk public"])
        found = counter_code.read(code, private, [public], load_forms().all, visit.stage.clock.now())
        assert dict(found.values)["declarant_number"] == "060190054321" and found.procedure == "2.000635"
        visit.tap(visit.kiosk.ticket.ready)
        given = visit.tap(visit.kiosk.ticket.priority, "")
        assert isinstance(given, TicketGiven) and given.printed

    def test_without_the_wards_key_the_summary_goes_along(self, visit: FormVisit) -> None:
        visit.to_review()
        visit.tap(visit.kiosk.send.confirm)
        paper = visit.tap(visit.kiosk.send.counter)
        assert isinstance(paper, FormPaper) and paper.what == "summary"
        assert isinstance(visit.tap(visit.kiosk.send.number), Ready)


def test_every_wait_says_what_for(visit: FormVisit) -> None:
    visit.to_review()
    visit.stage.seen.clear()
    visit.send()
    assert {moment.key for moment in visit.stage.seen if isinstance(moment, Waiting)} >= {"waiting.send"}


def test_what_was_kept_and_has_gone_says_so_to_whoever_shows_its_slip(tmp_path: Path, visit: FormVisit, portal: Server) -> None:
    portal.portal.faults.away = True
    visit.to_review()
    gone = visit.send()
    assert isinstance(gone, Gone) and gone.outcome.state == "kept"
    portal.portal.faults.away = False
    visit.stage.do(visit.kiosk.home)
    outbox = Outbox(tmp_path / "outbox.db", Sealer(b"k" * 32), visit.kiosk.settings.store.kiosk)
    clock = HandClock(visit.kiosk.world.clock.now() + timedelta(hours=1))
    done = deliver(outbox, Submit(PortalSettings(portal.url, "", "", ""), "", clock), clock)
    outbox.close()
    assert done.sent == 1 and len(portal.portal.inbox.dossiers) == 1
    visit.stage.reader.scan(f"PH2:{gone.outcome.code}")
    visit.stage.settle()
    assert isinstance(visit.moment, Gone) and visit.moment.outcome.state == "sent"


def test_a_slip_nobody_knows_is_said_to_be_unknown(visit: FormVisit) -> None:
    visit.stage.do(visit.kiosk.send.kept, "K7F392QD")
    assert isinstance(visit.moment, Gone) and visit.moment.outcome.state == "unknown"
    assert not isinstance(visit.moment, StatusPage)


class TestTheCount:
    """`kiosk forms count` says what a real visit needs."""

    def test_of_the_extract_for_oneself(self, visit: FormVisit) -> None:
        visit.to_review()
        visit.tap(visit.kiosk.send.confirm)
        visit.tap(visit.kiosk.send.paper)
        cost = counted("trich-luc", copies="1")
        assert (visit.taps, visit.typed) == (cost.taps, cost.typed) == (9, 0)

    def test_of_a_marriage_with_two_cards(self, visit: FormVisit) -> None:
        visit.begin("ket-hon")
        visit.tap(visit.kiosk.submit.show_card)
        visit.show(OTHER)
        while isinstance(visit.moment, FormPage):
            visit.next()
        visit.tap(visit.kiosk.send.confirm)
        visit.tap(visit.kiosk.send.paper)
        cost = counted("ket-hon", man_ethnic="kinh")
        assert (visit.taps, visit.typed, 2) == (cost.taps, cost.typed, cost.cards)


def counted(code: str, **changes: str) -> Cost:
    found = load_forms()
    form = next(one for one in found.all if one.code == code)
    form = replace(form, sample=replace(form.sample, values=tuple((dict(form.sample.values) | changes).items())))
    ward = sample().ward
    here = ward.authority.vi, ward.name.vi, ward.district, ward.province
    return count(form, Context(MORNING.date(), *here, found.lists, found.says, load_places()))
