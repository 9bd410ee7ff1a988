"""On time or late, as the one-stop system says: counted apart from the names, two numbers a day, nothing invented."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hall_server import served
from stage import Stage

from kiosk import build, settings
from kiosk.clock import HandClock
from kiosk.errors import PortalError
from kiosk.portal.released import MOST, PAGE, Day, count, question
from kiosk.portal.sample import Server, serve
from kiosk.punctual import AGAIN, BEFORE, EVERY, Punctuality, Setup
from kiosk.rules.figures import Released
from kiosk.settings import PortalSettings
from kiosk.store import Tickets, open_tickets
from kiosk.store.punctual import Punctual

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
AGENCY = "000.00.00.X00"


def row(number: int, released: str = "10/11/2026 09:00:00", due: str = "10/11/2026 16:30:00", **more: Any) -> dict[str, Any]:
    return {"dossierNo": f"X-{number:04}", "govAgencyCode": AGENCY, "releaseDate": released, "dueDate": due, "applicantName": "Kín"} | more


def counted(rows: list[dict[str, Any]]) -> dict[date, Day]:
    def ask(start: int, end: int) -> dict[str, Any]:
        return {"total": len(rows), "data": rows[start:end]}

    return {day: found for day, found in count(ask, AGENCY, FIRST, LAST).items() if found != Day()}


class TestCounting:
    def test_the_first_promise_decides(self) -> None:
        rows = [row(1), row(2, "10/11/2026 16:31:00"), row(3, "12/11/2026 08:00:00", extendDate="13/11/2026 16:30:00")]
        assert counted(rows) == {date(2026, 11, 10): Day(1, 1), date(2026, 11, 12): Day(0, 1)}

    def test_a_promise_without_an_hour_holds_the_whole_day(self) -> None:
        assert counted([row(1, due="10/11/2026"), row(2, due="09/11/2026 00:00:00")]) == {date(2026, 11, 10): Day(1, 1)}

    def test_who_ignores_the_question_is_not_believed(self) -> None:
        """Other days, other agencies, the same one twice, one not yet released, one without a promise."""
        other, unfinished = row(2, "31/10/2026 09:00:00"), row(4, "")
        rows = [row(1), row(1), other, row(3, govAgencyCode="000.00.00.Y00"), unfinished, row(5, due=""), row(6, dossierNo="")]
        assert counted(rows) == {date(2026, 11, 10): Day(1, 0)}

    def test_where_there_is_no_release_the_end_counts(self) -> None:
        assert counted([row(1, "", finishDate="11/11/2026 09:00:00")]) == {date(2026, 11, 11): Day(0, 1)}

    def test_all_pages_are_read(self) -> None:
        assert counted([row(number) for number in range(2 * PAGE + 7)]) == {date(2026, 11, 10): Day(2 * PAGE + 7, 0)}

    def test_more_than_can_be_counted_is_no_number(self) -> None:
        with pytest.raises(PortalError):
            count(lambda start, end: {"total": MOST + 1, "data": [row(start + at) for at in range(PAGE)]}, AGENCY, FIRST, LAST)

    @pytest.mark.parametrize("answer", [[], {"data": 5}, {"total": "x", "data": [row(1)]}, {"total": 1, "data": [5]}])
    def test_what_cannot_be_understood_is_no_number(self, answer: Any) -> None:
        with pytest.raises(PortalError):
            count(lambda start, end: answer, AGENCY, FIRST, LAST)

    @pytest.mark.parametrize("change", [{"releaseDate": "yesterday"}, {"dueDate": True}, {"dossierNo": "no code"}])
    def test_nor_is_one_wrong_dossier(self, change: dict[str, Any]) -> None:
        with pytest.raises(PortalError):
            counted([row(1) | change])

    def test_a_portal_that_stops_before_its_total_ends(self) -> None:
        assert count(lambda start, end: {"total": 900, "data": []}, AGENCY, FIRST, LAST)[FIRST] == Day()

    def test_the_question_is_in_the_portals_own_words(self) -> None:
        assert question(AGENCY, FIRST, LAST) == {"agency": AGENCY, "fromReleaseDate": "01/11/2026", "toReleaseDate": "30/11/2026"}


class TestAsking:
    @pytest.fixture
    def clock(self) -> HandClock:
        return HandClock()

    @pytest.fixture
    def portal(self, clock: HandClock) -> Iterator[Server]:
        with serve(today=clock.today, token="let me in") as server:
            yield server

    def setup(self, portal: Server, token: str = "let me in") -> Setup:
        return Setup(PortalSettings(portal.url, "", "", ""), token, AGENCY)

    def test_the_sample_portal_is_counted_once_an_hour(self, portal: Server, clock: HandClock) -> None:
        asks = Punctuality(self.setup(portal), clock)
        days = asks.days()
        assert set(days) == {clock.today() - timedelta(days=back) for back in range(BEFORE.days + 1)}
        released = [one for one in portal.portal.book.dossiers.values() if "released" in one.entry]
        late = [one for one in released if one.when(one.entry["released"]) > one.when(one.entry["due"])]
        assert sum(day.on_time + day.late for day in days.values()) == len(released) > 2
        assert sum(day.late for day in days.values()) == len(late) > 0
        asked = portal.portal.questions
        assert asks.days() == {} and portal.portal.questions == asked
        clock.tick(EVERY + 1)
        assert asks.days() == days

    def test_a_portal_that_refuses_is_asked_again_later_and_nothing_is_invented(self, portal: Server, clock: HandClock) -> None:
        asks = Punctuality(self.setup(portal, "wrong"), clock)
        assert asks.days() == {}
        asked = portal.portal.questions
        clock.tick(AGAIN - 1)
        assert asks.days() == {} and portal.portal.questions == asked
        clock.tick(2)
        assert asks.days() == {} and portal.portal.questions > asked

    @pytest.mark.parametrize("url", ["", "sample"])
    def test_without_a_portal_nobody_is_asked(self, clock: HandClock, url: str) -> None:
        assert Punctuality(Setup(PortalSettings(url, "", "", ""), "", AGENCY), clock).days() == {}

    def test_its_process_says_days_and_numbers_and_nothing_else(self, portal: Server, clock: HandClock) -> None:
        plain = {**asdict(self.setup(portal)), "first": clock.today().isoformat(), "last": clock.today().isoformat()}
        command = [sys.executable, "-m", "kiosk.punctual", str(os.getpid())]
        done = subprocess.run(command, input=json.dumps(plain) + "\n", capture_output=True, text=True, timeout=60, check=True)
        assert re.fullmatch(r'\{"\d{4}-\d\d-\d\d": \[\d+, \d+\]\}\n', done.stdout)
        assert not any(one.owner in done.stderr for one in portal.portal.book.dossiers.values())


class TestKeeping:
    def test_what_was_told_last_is_true(self, tickets: Tickets) -> None:
        kept = Punctual(tickets.database, tickets.hall)
        assert kept.of_days(FIRST, LAST) == Released() and kept.of_days(FIRST, LAST).share is None
        kept.keep({date(2026, 11, 10): (3, 1), date(2026, 11, 11): (0, 0), date(2026, 10, 31): (9, 9)})
        kept.keep({date(2026, 11, 10): (6, 2)})
        found = kept.of_days(FIRST, LAST)
        assert found == Released(6, 2, date(2026, 11, 11)) and found.share == 0.75

    def test_another_hall_has_its_own(self, store_url: str, tickets: Tickets, clock: HandClock) -> None:
        Punctual(tickets.database, tickets.hall).keep({FIRST: (1, 1)})
        with closing(open_tickets(store_url, f"{tickets.hall[:30]}x", clock)) as other:
            assert Punctual(other.database, other.hall).of_days(FIRST, LAST) == Released()

    def test_the_kiosk_asks_between_two_visits(self, stage: Stage) -> None:
        class Told:
            def days(self) -> dict[date, tuple[int, int]]:
                return {date(2026, 11, 10): (6, 2)}

        stage.kiosk.world.make_punctuality = Told  # type: ignore[assignment]
        stage.do(stage.kiosk.home)
        stage.do(stage.kiosk.look_at_printer)
        main = stage.kiosk.world.tickets
        assert isinstance(main, Tickets)
        assert Punctual(main.database, main.hall).of_days(FIRST, LAST) == Released(6, 2, date(2026, 11, 10))

    def test_the_hall_s_page_shows_it_or_says_that_nobody_told(self, tmp_path: Path) -> None:
        clock = HandClock()
        with served(tmp_path, clock) as hall, hall.client() as client:
            assert "chưa có số liệu từ hệ thống một cửa" in client.get("/figures").text
            Punctual(hall.hall.tickets.database, hall.hall.tickets.hall).keep({clock.today(): (19, 1)})
            clock.tick(60)
            told = client.get("/figures").text
            assert "95 %" in told and "19 đúng hạn, 1 trễ" in told

    def test_the_settings_name_the_portal_and_whom_to_ask_it_about(self, clock: HandClock) -> None:
        sample = settings.load()
        with serve(today=clock.today) as portal:
            here = replace(sample, portal=replace(sample.portal, url=portal.url), ward=replace(sample.ward, agency_code="000.00.00.Y00"))
            asks = build.world(here, clock).punctuality
            assert asks is not None and sum(map(sum, asks.days().values())) == 0  # another agency has released nothing there
            asks = build.world(replace(here, ward=sample.ward), clock).punctuality
            assert asks is not None and sum(map(sum, asks.days().values())) > 0
