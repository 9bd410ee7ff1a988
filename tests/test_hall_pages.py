"""The officers' pages: who may see what, what a stranger cannot do, and a counter's morning."""

import io
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from hall_server import PASSWORD, Served, on_disk, served, token_in
from starlette.routing import Route

from kiosk import counter_code
from kiosk.__main__ import main
from kiosk.clock import HandClock
from kiosk.forms import load_what_works
from kiosk.hall import accounts, events
from kiosk.hall.app import MODULES
from kiosk.hall.guard import known
from kiosk.store import open_tickets
from kiosk.store.officers import Officers

NEVER_CHANGES = {"/static", "/fonts"}


def let_in(phone: httpx.Client) -> bool:
    """Whether a stream begins; it is left at once."""
    with phone.stream("GET", "/events") as stream:
        return stream.status_code == 200


@pytest.fixture
def hall(tmp_path: Path, clock: HandClock) -> Iterator[Served]:
    with served(tmp_path, clock) as opened:
        yield opened


@pytest.fixture
def lan(hall: Served) -> Iterator[httpx.Client]:
    """An officer at counter 1."""
    hall.officer()
    with hall.client("lan") as client:
        yield client


class TestAStranger:
    def test_cannot_take_all_streams_from_one_address(self, hall: Served, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(events, "OF_ONE", 2)
        with hall.client() as phone, ExitStack() as held:
            told = [held.enter_context(phone.stream("GET", "/events")).iter_lines() for _ in range(2)]
            assert all(next(lines).startswith("data:") for lines in told)
            assert not let_in(phone)
        with hall.client() as phone:
            end = time.monotonic() + 20
            while not let_in(phone):  # those who left make room
                assert time.monotonic() < end
                time.sleep(0.1)

    def test_every_form_is_refused_without_its_token(self, hall: Served, lan: httpx.Client) -> None:
        routes = [route for module in MODULES for route in module(hall.hall) if isinstance(route, Route)]
        posts = [route.path for route in routes if "POST" in (route.methods or ())]
        assert len(posts) > 10
        for path in posts:
            address = re.sub(r"\{[^}]*\}", "X", path)
            assert lan.post(address, data={"ticket": "x"}).status_code == 403, path
            assert lan.post(address, data={"csrf": "0" * 64}).status_code == 403, path

    def test_another_browsers_token_does_not_fit(self, hall: Served, lan: httpx.Client) -> None:
        with hall.client() as other:
            token = token_in(other.get("/login").text)
        assert lan.post("/counter/next", data={"csrf": token}).status_code == 403

    def test_nobody_comes_in_without_logging_in(self, hall: Served) -> None:
        with hall.client() as client:
            for path in ("/counter", "/accounts", "/audit"):
                assert client.get(path).url.path == "/login"

    def test_a_page_says_what_browsers_may_not_do_with_it(self, hall: Served) -> None:
        with hall.client() as client:
            answer = client.get("/")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store" and "server" not in answer.headers
        assert "HttpOnly" in answer.headers["set-cookie"] and "SameSite=strict" in answer.headers["set-cookie"]

    @pytest.mark.parametrize(
        ("host", "good"),
        [("127.0.0.1:8790", True), ("[::1]:8790", True), ("192.168.1.5", True), ("localhost:1", True), ("evil.example", False)],
    )
    def test_a_name_that_somebody_pointed_here_is_not_answered(self, host: str, good: bool) -> None:
        assert known(host, {"localhost"}) == good

    def test_such_a_name_is_told_so(self, hall: Served) -> None:
        with hall.client() as client:
            assert client.get("/", headers={"host": "evil.example"}).status_code == 421

    def test_a_flood_is_cut_off(self, hall: Served) -> None:
        with hall.client() as client:
            assert client.post("/login", data={"csrf": "x" * 100_000}).status_code == 413

            def slowly() -> Iterator[bytes]:
                for _ in range(20):
                    yield b"x" * 10_000

            kind = {"content-type": "application/x-www-form-urlencoded"}
            assert client.post("/login", content=slowly(), headers=kind).status_code == 413

    def test_there_is_no_page_that_tells_of_the_inside(self, hall: Served, lan: httpx.Client) -> None:
        assert lan.get("/nowhere").status_code == 404
        hall.hall.tickets.close()
        answer = lan.get("/")
        assert answer.status_code == 503 and "sqlite" not in answer.text.lower() and "Traceback" not in answer.text


class TestLoggingIn:
    def test_a_wrong_password_locks_after_five_tries_and_longer_each_time(self, hall: Served, clock: HandClock) -> None:
        hall.officer()
        with hall.client() as client:
            for _ in range(4):
                assert hall.post(client, "/login", name="lan", password="sai").status_code == 401
            assert "30 giây" in hall.post(client, "/login", name="lan", password="sai").text
            assert hall.post(client, "/login", name="lan", password=PASSWORD).status_code == 429  # the right one neither
            assert [deed.kind for deed in hall.hall.deeds.since(0)] == ["locked"]  # who knocks on fills no log
            clock.tick(31)
            assert "60 giây" in hall.post(client, "/login", name="lan", password="sai").text
            clock.tick(61)
            assert hall.post(client, "/login", name="lan", password=PASSWORD).status_code == 200

    def test_many_tries_at_once_are_no_more_than_five(self, hall: Served) -> None:
        hall.officer()
        with ThreadPoolExecutor(16) as tries:
            answers = list(tries.map(lambda _: hall.hall.officers.check("lan", "sai").wait, range(16)))
        assert answers.count(0.0) == 4 and len(answers) == 16  # the fifth begins the wait

    def test_the_lock_is_still_there_after_a_restart(self, tmp_path: Path, clock: HandClock) -> None:
        for _ in range(2):
            tickets = open_tickets(f"sqlite:///{tmp_path}/kiosk.db", "hall", clock)
            officers = Officers(tickets.database, "hall", clock)
            if not officers.all():
                officers.add("lan", "Lan", ("counter",), PASSWORD)
                assert [officers.check("lan", "sai").wait for _ in range(5)] == [0, 0, 0, 0, 30]
            clock.jump(HandClock().now() - HandClock().now())
            assert officers.check("lan", PASSWORD).officer is None
            tickets.close()

    def test_a_name_that_nobody_has_looks_the_same(self, hall: Served) -> None:
        with hall.client() as client:
            answers = [hall.post(client, "/login", name="nobody", password="sai").status_code for _ in range(5)]
        assert answers == [401, 401, 401, 401, 429]
        assert [deed.officer for deed in hall.hall.deeds.since(0)] == []

    def test_silence_and_the_days_end_log_out(self, hall: Served, lan: httpx.Client, clock: HandClock) -> None:
        clock.tick(59 * 60)
        assert lan.get("/counter").url.path == "/counter"
        clock.tick(61 * 60)
        assert lan.get("/counter").url.path == "/login"

    def test_logging_out_ends_it_at_once(self, hall: Served, lan: httpx.Client) -> None:
        token = lan.cookies["kiosk_login"]
        hall.post(lan, "/logout", "/counter")
        assert hall.hall.logins.find(token) is None

    def test_the_store_has_neither_password_nor_token(self, hall: Served, lan: httpx.Client, tmp_path: Path) -> None:
        kept = on_disk(tmp_path)
        assert PASSWORD.encode() not in kept and lan.cookies["kiosk_login"].encode() not in kept


class TestRoles:
    def test_an_officer_makes_no_accounts_and_a_lead_does(self, hall: Served, lan: httpx.Client) -> None:
        assert lan.get("/accounts").status_code == 403 and lan.get("/audit").status_code == 403
        hall.officer("mai", ("lead",))
        with hall.client("mai", "") as mai:
            fields = {"name": "huy", "shown": "Huy", "password": PASSWORD, "counter": "1"}
            assert hall.post(mai, "/accounts/add", "/accounts", **fields).status_code == 200
            assert hall.hall.officers.one("huy") is not None
            short = hall.post(mai, "/accounts/add", "/accounts", **fields | {"name": "tam", "password": "ngắn"})
            assert short.status_code == 422 and hall.hall.officers.one("tam") is None
            hall.post(mai, "/accounts/switch", "/accounts", name="lan", active="0")
            assert lan.get("/counter").url.path == "/login"  # who is switched off is out at once
            assert hall.post(mai, "/accounts/switch", "/accounts", name="mai", active="0").status_code == 422
            own = {"name": "mai", "password": PASSWORD, "counter": "1"}
            assert hall.post(mai, "/accounts/add", "/accounts", **own).status_code == 422  # nor does she take her own role away
            log = mai.get("/audit").text
        assert "huy: counter" in log and "Chuỗi nhật ký còn nguyên vẹn" in log

    def test_a_log_that_was_changed_says_so(self, hall: Served, lan: httpx.Client) -> None:
        with hall.hall.tickets.database.write() as connection:
            connection.exec_driver_sql("UPDATE deeds SET officer = 'nobody' WHERE seq = 1")
        hall.officer("mai", ("lead",))
        with hall.client("mai", "") as mai:
            assert "Nhật ký đã bị sửa" in mai.get("/audit").text

    def test_of_a_long_log_the_newest_part_is_looked_at_until_all_is_asked_for(
        self, hall: Served, lan: httpx.Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(accounts, "CHECKED", 2)
        for state in ("open", "paused", "open"):
            hall.post(lan, "/counter/sit", "/counter", state=state)
        with hall.hall.tickets.database.write() as connection:
            connection.exec_driver_sql("UPDATE deeds SET officer = 'nobody' WHERE seq = 1")
        hall.officer("mai", ("lead",))
        with hall.client("mai", "") as mai:
            assert "Chuỗi của 2 thao tác mới nhất còn nguyên vẹn" in mai.get("/audit").text
            assert "Nhật ký đã bị sửa" in mai.get("/audit?all=1").text

    def test_the_first_account_is_made_on_the_machine(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        sample = Path("config/kiosk.toml").read_text("utf-8").replace("sqlite:///kiosk.db", f"sqlite:///{tmp_path}/kiosk.db")
        (tmp_path / "kiosk.toml").write_text(sample, "utf-8")
        monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "kiosk.toml"))
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
        assert main(["officers", "add", "mai", "--roles", "lead,counter"]) == 0
        monkeypatch.setattr("sys.stdin", io.StringIO("kurz\n"))
        assert main(["officers", "add", "tam"]) == 2


class TestACounter:
    def current(self, hall: Served) -> tuple[str, str]:
        turn = hall.hall.turns.at("1")
        return (turn.ticket.id, turn.state) if turn else ("", "")

    def test_calls_serves_and_calls_the_next(self, hall: Served, lan: httpx.Client) -> None:
        first, second = hall.take(), hall.take(procedure="2.000635")
        shown = hall.post(lan, "/counter/next", "/counter")
        assert "A 001" in shown.text and self.current(hall) == (first, "called")
        hall.post(lan, "/counter/again", "/counter", ticket=first)
        hall.post(lan, "/counter/start", "/counter", ticket=first)
        shown = hall.post(lan, "/counter/finish-next", "/counter", ticket=first)
        assert self.current(hall) == (second, "called") and "A 002" in shown.text
        assert hall.hall.catalogue.on(hall.hall.clock.today())["2.000635"].plain.vi in shown.text

    def test_a_double_press_calls_one(self, hall: Served, lan: httpx.Client) -> None:
        first, _ = hall.take(), hall.take()
        token = token_in(lan.get("/counter").text)
        for _ in range(2):
            answer = lan.post("/counter/next", data={"csrf": token})
        assert "vừa thay đổi" in answer.text and self.current(hall) == (first, "called")
        assert len(hall.hall.turns.waiting(["A"], 3)) == 1

    def test_hands_on_with_a_note(self, hall: Served, lan: httpx.Client) -> None:
        ticket = hall.take()
        hall.post(lan, "/counter/next", "/counter")
        hall.post(lan, "/counter/start", "/counter", ticket=ticket)
        hall.post(lan, "/counter/transfer", "/counter", ticket=ticket, queue="B", note="<b>cần sao y</b>")
        hall.officer("huy")
        with hall.client("huy", "2") as huy:
            shown = hall.post(huy, "/counter/next", "/counter").text
        assert "&lt;b&gt;cần sao y&lt;/b&gt;" in shown and "A 001" in shown

    def test_who_was_not_there_stands_in_a_list_and_can_be_picked(self, hall: Served, lan: httpx.Client) -> None:
        ticket = hall.take()
        hall.post(lan, "/counter/next", "/counter")
        shown = hall.post(lan, "/counter/absent", "/counter", ticket=ticket)
        assert "Gọi mà vắng mặt" in shown.text
        hall.post(lan, "/counter/pick", "/counter", number="a 1")
        assert self.current(hall) == (ticket, "called")
        hall.post(lan, "/counter/back", "/counter", ticket=ticket)
        assert self.current(hall) == ("", "") and len(hall.hall.turns.waiting(["A"], 3)) == 1

    def test_nobody_there_and_no_such_number_are_said(self, hall: Served, lan: httpx.Client) -> None:
        assert "Không còn ai chờ" in hall.post(lan, "/counter/next", "/counter").text
        assert "không có số đó" in hall.post(lan, "/counter/pick", "/counter", number="Z99").text

    def test_pauses_and_closes(self, hall: Served, lan: httpx.Client) -> None:
        for state in ("open", "paused", "closed"):
            hall.post(lan, "/counter/sit", "/counter", state=state)
            assert [post.state for post in hall.hall.turns.posts()] == [state]

    def test_speaks_english_where_asked(self, hall: Served, lan: httpx.Client) -> None:
        assert "Call the next number" in lan.get("/counter?lang=en").text

    def test_opens_a_form_that_was_filled_in_at_the_kiosk(
        self, hall: Served, lan: httpx.Client, clock: HandClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        keys = counter_code.new_keys()
        monkeypatch.setenv("KIOSK_COUNTER_WARD_KEY", keys["ward private"])
        monkeypatch.setenv("KIOSK_COUNTER_KIOSK_KEYS", keys["kiosk public"])
        form = next(one for one in load_what_works()[0].all if one.code == "trich-luc")
        text = next(one for one in form.fields if one.kind == "text").key
        sign = counter_code.raw_key(keys["kiosk private"])
        ward = counter_code.raw_key(keys["ward public"])
        code = counter_code.make(form, "2.000635", ((text, "Nguyễn Thị Mẫu Kín"),), clock.now(), 30, ward, sign)
        assert "Nguyễn Thị Mẫu Kín" in hall.post(lan, "/counter/form", "/counter", code=code).text
        assert "Không mở được mã này" in hall.post(lan, "/counter/form", "/counter", code=code[:-3] + "AAA").text
        clock.tick(31 * 60)
        assert "Không mở được mã này" in hall.post(lan, "/counter/form", "/counter", code=code).text
        kept = on_disk(tmp_path)
        assert "Mẫu Kín".encode() not in kept
