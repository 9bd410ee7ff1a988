"""The sample portal speaks as OpenCPS does, and its invented people and dossiers hold together on any day."""

import signal
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests

from kiosk.bench import portal as bench
from kiosk.commands.portal import listed
from kiosk.errors import PortalError
from kiosk.portal.client import Client
from kiosk.portal.sample import Server, serve
from kiosk.portal.sample_dossiers import FILE, Book, book, moment
from kiosk.rules.dossier import Dossier
from kiosk.settings import PortalSettings

TUESDAY, SUNDAY = date(2026, 11, 24), date(2026, 11, 29)
STATUSES = {
    *("new", "receiving", "processing", "waiting", "correcting", "pausing", "paying", "interoperating"),
    *("releasing", "posting", "done", "denied", "unresolved", "cancelling", "cancelled"),
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serve(today=lambda: TUESDAY) as server:
        yield server


@pytest.fixture(scope="module")
def dossiers(server: Server) -> dict[str, Dossier]:
    """As the client sees each of them."""
    client = Client(PortalSettings(server.url, "", "", ""), seconds=30.0)
    return {one.id: client.dossier(one.code, one.secret) for one in server.portal.book.dossiers.values()}


def shipped(today: date = TUESDAY) -> Book:
    return book(today)


class TestTheDossiers:
    def test_there_are_a_few_dozen_in_every_status(self, dossiers: dict[str, Dossier]) -> None:
        assert len(dossiers) >= 36
        assert {one.status for one in dossiers.values()} == STATUSES

    def test_some_are_late_with_a_letter_without_one_and_beyond_the_new_date(self, dossiers: dict[str, Dossier]) -> None:
        letter, none, beyond = dossiers["late-letter"], dossiers["late-no-letter"], dossiers["late-beyond"]
        assert letter.due and letter.new_due and letter.apology
        assert letter.due.date() < TUESDAY < letter.new_due.date()
        assert letter.apology.old_due == letter.due and letter.apology.new_due == letter.new_due and letter.apology.signed
        assert none.due and none.due.date() < TUESDAY and none.apology is None and none.new_due is None
        assert beyond.apology and beyond.new_due and beyond.new_due.date() < TUESDAY

    def test_one_must_be_supplemented_one_is_ready_one_comes_by_post_one_costs_money(self, dossiers: dict[str, Dossier]) -> None:
        supplement = dossiers["supplement"].supplement
        assert supplement and len(supplement.items) == 3 and supplement.reason and supplement.asked
        assert dossiers["supplement-no-list"].supplement is None
        assert dossiers["ready"].place and dossiers["ready"].released
        assert dossiers["by-post"].by_post and dossiers["by-post"].tracking
        assert dossiers["paying"].fee == 24_000 and dossiers["paying-unknown"].fee is None
        assert dossiers["denied"].note

    def test_each_is_at_one_step_at_most_and_time_runs_forward(self, dossiers: dict[str, Dossier]) -> None:
        for name, one in dossiers.items():
            begun = [step for step in one.steps if step.since]
            assert sum(step.until is None for step in begun) <= 1, name
            times = [time for step in begun for time in (step.since, step.until) if time]
            assert times == sorted(times), name
            assert not one.received or not one.due or one.received < one.due, name

    def test_codes_secrets_and_serials_are_each_dossiers_own(self) -> None:
        found = list(shipped().dossiers.values())
        assert len({one.code for one in found}) == len({one.id for one in found}) == len(found)
        assert len({one.secret for one in found}) == len({one.owner_number for one in found}) == len(found)
        assert all(one.code.startswith("000.00.00.X00-") for one in found)

    def test_numbers_fit_birth_and_sex(self) -> None:
        """TT 59/2021/TT-BCA: province 060, a digit for century and sex, two of the year, six more."""
        for one in shipped().dossiers.values():
            owner = one.entry["owner"]
            century = {"m": 0, "f": 1}[owner["sex"]] + 2 * (owner["born"].year // 100 - 19)
            assert one.owner_number[:6] == f"060{century}{owner['born'].year % 100:02d}", one.id
            assert len(one.owner_number) == 12 and one.owner_number.isdecimal()

    def test_the_file_is_plain_nfc_text(self) -> None:
        assert unicodedata.is_normalized("NFC", FILE.read_text("utf-8"))

    @pytest.mark.parametrize("day", [TUESDAY + timedelta(days=n) for n in range(0, 400, 9)])
    def test_they_hold_together_on_any_day(self, day: date) -> None:
        found = shipped(day)
        late, ready = found.find("late-letter"), found.find("ready")
        assert late.when(late.entry["due"]).date() < day < late.when(late.entry["extended"]).date()
        assert ready.when(ready.entry["released"]).date() <= day

    def test_days_off_do_not_count(self) -> None:
        assert moment("-0 08:00", SUNDAY).date() == date(2026, 11, 27)
        assert moment("+0 08:00", SUNDAY).date() == date(2026, 11, 30)
        assert moment("+1 08:00", SUNDAY).date() == date(2026, 12, 1)
        assert moment("-1 08:00", TUESDAY, lambda day: day != date(2026, 11, 23)).date() == date(2026, 11, 22)

    def test_midnight_brings_a_new_day(self) -> None:
        days = [TUESDAY]
        with serve(today=lambda: days[-1]) as server:
            before = server.sample("on-time").code
            days.append(TUESDAY + timedelta(days=1))
            assert server.sample("on-time").code != before

    @pytest.mark.parametrize("text", ["", "x =", "agency = 5", FILE.read_text("utf-8").replace('"-0 07:40"', '"today"')])
    def test_a_file_that_cannot_be_used_is_named(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "mine.toml").write_text(text, "utf-8")
        with pytest.raises(PortalError, match="mine.toml"):
            serve(file=tmp_path / "mine.toml")


class TestOverHttp:
    def get(self, server: Server, path: str, **headers: str) -> requests.Response:
        return requests.get(f"{server.url}/o/rest/v2{path}", headers=headers, timeout=20)

    def test_a_wrong_secret_is_203_and_no_json(self, server: Server) -> None:
        number = server.sample("ready").number
        assert self.get(server, f"/dossiers/{number}", secretCode="WXYZ").status_code == 203
        assert self.get(server, f"/dossiers/{number}", secretCode=server.sample("ready").secret).json()["dossierId"] == number

    def test_lists_have_a_total_and_pages(self, server: Server) -> None:
        page = self.get(server, "/serviceinfos?start=10&end=15").json()
        assert page["total"] > 100 and len(page["data"]) == 5
        first = page["data"][0]
        assert self.get(server, f"/serviceinfos/{first['serviceInfoId']}").json() == first

    def test_dates_come_in_both_shapes(self, server: Server) -> None:
        number = server.sample("ready").number
        secret = server.sample("ready").secret
        assert self.get(server, f"/dossiers/{number}", secretCode=secret).json()["dueDate"] == "24/11/2026 16:30:00"
        assert isinstance(self.get(server, f"/dossiers/{number}/sequences").json()["data"][0]["startDate"], int)

    @pytest.mark.parametrize("path", ["/nothing", "/dossiers/99999999", "/dossiers/x/sequences", "/serviceinfos/9999", "/dossiers/²", "/"])
    def test_what_is_not_there_is_404(self, server: Server, path: str) -> None:
        assert self.get(server, path).status_code == 404

    def test_a_taken_port_is_said(self, server: Server) -> None:
        with pytest.raises(PortalError, match=str(server.port)):
            serve(server.port)


class TestAtTheDesk:
    def test_the_list_tells_what_to_type(self) -> None:
        lines = listed().splitlines()
        assert len(lines) >= 36
        code, secret, number, status, name, *about = lines[0].split()
        assert code.startswith("000.00.00.X00-") and len(secret) == 4 and len(number) == 12 and status in STATUSES and name and about

    def test_kiosk_portal_serves_until_it_is_stopped(self) -> None:
        words = [sys.executable, "-m", "kiosk", "portal", "--port", "0"]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            assert process.stdout
            url = process.stdout.readline().split(" at ")[1].split()[0]
            assert requests.get(f"{url}/o/rest/v2/dossiers?dossierNo=X00", timeout=20).json()["total"] >= 36
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()
            _, errors = process.communicate()
        assert errors == ""

    def test_the_bench_puts_plain_requests_beside_the_client(self, server: Server) -> None:
        assert {figure.key for figure in bench.latency(server, 2)} == {"portal_p50_ms", "portal_p95_ms"}
        assert {figure.key for figure in bench.worst("bomb")} == {"portal_bomb_s", "portal_bomb_mb"}
