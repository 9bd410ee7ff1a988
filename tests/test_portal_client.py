"""What a citizen's code brings back from the portal, and what it never does: another's dossier, a whole name, a trace."""

import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.clock import HALL_TIME
from kiosk.errors import DossierUnknown, PortalError, SecondWrong
from kiosk.portal import fields, parse
from kiosk.portal.account import token
from kiosk.portal.catalogue import FILE
from kiosk.portal.circuit import LONGEST, PROBE, SHORTEST, Circuit, Told
from kiosk.portal.client import Client
from kiosk.portal.hostile import HostilePortal
from kiosk.portal.sample import Portal, Reply, Server, serve
from kiosk.rules.dossier import Dossier
from kiosk.settings import PortalSettings

TODAY = date(2026, 11, 24)  # a Tuesday
ACCOUNT = "a-service-account"


class Recording(Portal):
    """A sample portal that remembers what it was asked, and changes what it answers: `changes` by the end of the path."""

    def __init__(self, account: str = "") -> None:
        super().__init__(lambda: TODAY, token=account)
        self.heard: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.changes: dict[str, Any] = {}
        self.instead: dict[str, Reply] = {}

    def answer(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Reply:
        self.heard.append((path, query, headers))
        last = next((end for end in ("sequences", "logs", "dossiers") if path.endswith(end)), "detail")
        if last in self.instead:
            return self.instead[last]
        status, shape = super().answer(path, query, headers)
        if last == "detail" and status == 200:
            shape = shape | self.changes
        if last == "dossiers" and "dossierNo" in self.changes:
            shape["data"] = [row for row in self.book_rows() if row["dossierNo"].endswith(query["dossierNo"][-4:])]
        return status, shape

    def book_rows(self) -> list[dict[str, Any]]:
        return [{"dossierNo": one.code, "dossierId": one.number} for one in self.book.dossiers.values()]


@pytest.fixture
def portal() -> Recording:
    return Recording()


@pytest.fixture
def server(portal: Recording) -> Iterator[Server]:
    with Server(portal, 0) as server:
        yield server


@pytest.fixture
def client(server: Server, tmp_path: Path) -> Client:
    return ask(server, tmp_path)


def ask(server: Server, folder: Path, account: str = "", group: str = "") -> Client:
    return Client(PortalSettings(server.url, group, "", ""), account, cache=folder / FILE, seconds=20.0)


def detail(**changes: Any) -> dict[str, Any]:
    return {"dossierNo": "X-230411-0001", "dossierStatus": "processing"} | changes


class TestTheTwoWaysIn:
    def test_the_secret_of_the_receipt_opens_the_dossier(self, server: Server, client: Client) -> None:
        one = server.sample("on-time")
        found = client.dossier(one.code, secret=one.secret)
        assert (found.code, found.service_code, found.status) == (one.code, "1.004873", "processing")
        assert [step.name for step in found.steps][:2] == ["Tiếp nhận hồ sơ", "Kiểm tra, soạn giấy tờ"]

    def test_so_does_the_owners_number(self, server: Server, client: Client) -> None:
        one = server.sample("on-time")
        assert client.dossier(one.code, owner_number=one.owner_number) == client.dossier(one.code, secret=one.secret)

    def test_a_number_typed_with_gaps_is_the_same_number(self, server: Server, client: Client) -> None:
        one = server.sample("on-time")
        spaced = f"{one.owner_number[:3]} {one.owner_number[3:6]} {one.owner_number[6:]}"
        assert client.dossier(one.code.lower(), owner_number=spaced).code == one.code

    def test_a_code_alone_opens_nothing_and_is_not_even_asked(self, server: Server, portal: Recording, client: Client) -> None:
        with pytest.raises(SecondWrong):
            client.dossier(server.sample("on-time").code)
        assert portal.heard == []

    @pytest.mark.parametrize("second", [{"secret": "WXYZ"}, {"owner_number": "060190000123"}, {"owner_number": "1"}, {"secret": "Ă B"}])
    def test_a_wrong_second_thing_opens_nothing(self, server: Server, client: Client, second: dict[str, str]) -> None:
        with pytest.raises(SecondWrong):
            client.dossier(server.sample("on-time").code, **second)

    def test_with_both_both_must_fit(self, server: Server, client: Client) -> None:
        one, other = server.sample("on-time"), server.sample("ready")
        assert client.dossier(one.code, one.secret, one.owner_number)
        with pytest.raises(SecondWrong):
            client.dossier(one.code, one.secret, other.owner_number)

    @pytest.mark.parametrize("code", ["000.00.00.X00-230411-9999", "", "x", "../../etc/passwd", "a b c d e", "Ü" * 20, "1" * 61, "A\r\nX"])
    def test_a_code_that_nobody_has_is_unknown(self, client: Client, code: str) -> None:
        with pytest.raises(DossierUnknown):
            client.dossier(code, secret="ABCD")

    def test_a_search_that_finds_more_than_the_code_is_not_believed(self, server: Server, client: Client) -> None:
        """The search of the portal finds what merely resembles the code."""
        with pytest.raises(DossierUnknown):
            client.dossier(server.sample("on-time").code[:-1], secret="ABCD")

    def test_another_dossier_than_the_one_asked_for_is_not_shown(self, server: Server, portal: Recording, client: Client) -> None:
        one = server.sample("on-time")
        portal.changes = {"dossierNo": server.sample("ready").code}
        with pytest.raises(SecondWrong):
            client.dossier(one.code, secret=one.secret)

    def test_a_record_without_an_owners_number_belongs_to_nobody_who_asks(self, server: Server, portal: Recording, client: Client) -> None:
        one = server.sample("on-time")
        portal.changes = {"applicantIdNo": "", "dossierNo": one.code}
        with pytest.raises(SecondWrong):
            client.dossier(one.code, owner_number=one.owner_number)

    def test_203_inside_an_answer_is_a_wrong_secret_too(self, server: Server, portal: Recording, client: Client) -> None:
        portal.instead["detail"] = 200, {"code": 203, "message": "secretCode not sucess"}
        with pytest.raises(SecondWrong):
            client.dossier(server.sample("on-time").code, secret="ABCD")


class TestTheServiceAccount:
    def test_the_portal_asks_for_it_and_gets_it(self, tmp_path: Path) -> None:
        with serve(today=lambda: TODAY, token=ACCOUNT) as server:
            one = server.sample("on-time")
            assert ask(server, tmp_path, ACCOUNT).dossier(one.code, owner_number=one.owner_number).code == one.code
            with pytest.raises(PortalError) as refused:
                ask(server, tmp_path).dossier(one.code, owner_number=one.owner_number)
        assert not isinstance(refused.value, SecondWrong | DossierUnknown)

    def test_it_never_goes_with_a_secret(self, tmp_path: Path) -> None:
        """OpenCPS lets an administrator in whatever the secret is."""
        portal = Recording(ACCOUNT)
        with Server(portal, 0) as server, pytest.raises(SecondWrong):
            ask(server, tmp_path, ACCOUNT).dossier(server.sample("on-time").code, secret="WXYZ")
        told = [headers for path, _, headers in portal.heard if "secretcode" in headers]
        assert told and not any("authorization" in headers for headers in told)

    def test_the_number_of_the_site_goes_with_every_question(self, server: Server, portal: Recording, tmp_path: Path) -> None:
        one = server.sample("on-time")
        ask(server, tmp_path, group="35301").dossier(one.code, secret=one.secret)
        assert {headers.get("groupid") for _, _, headers in portal.heard} == {"35301"}

    def test_it_comes_from_systemd_else_from_the_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
        monkeypatch.delenv("KIOSK_PORTAL_TOKEN", raising=False)
        assert token() == ""
        monkeypatch.setenv("KIOSK_PORTAL_TOKEN", "one\n")
        assert token() == "one"
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        assert token() == "one"
        (tmp_path / "portal_token").write_text("two\n")
        assert token() == "two"

    def test_an_account_that_fits_no_header_is_told_without_quoting_it(self, server: Server, tmp_path: Path) -> None:
        with pytest.raises(PortalError) as caught:
            ask(server, tmp_path, "sesame\r\nX: y").dossier(server.sample("on-time").code, owner_number="060190000123")
        assert "sesame" not in repr(caught.value)

    def test_proxies_and_passwords_of_the_machine_are_left_alone(
        self, server: Server, portal: Recording, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        (tmp_path / "netrc").write_text("machine 127.0.0.1 login a password b\n")
        monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
        one = server.sample("on-time")
        assert client.dossier(one.code, secret=one.secret)
        assert not any("authorization" in headers for _, _, headers in portal.heard)


class TestPrivacy:
    def test_names_and_numbers_arrive_masked(self, server: Server, portal: Recording, client: Client) -> None:
        one = server.sample("late-letter")
        portal.changes = {"lastActionNote": f"Đã gọi bà {one.owner}, số {one.owner_number}, nhà ở khu phố 2."}
        found = client.dossier(one.code, secret=one.secret)
        assert found.owner == "Trần T** T** C**"
        assert found.owner_number.endswith(one.owner_number[-4:])
        assert one.owner not in repr(found) and one.owner_number not in repr(found)
        assert found.note.startswith("Đã gọi bà Trần T** T** C**, số ••••")

    def test_the_owners_number_never_stands_in_an_address(self, server: Server, portal: Recording, client: Client) -> None:
        one = server.sample("on-time")
        client.dossier(one.code, owner_number=one.owner_number)
        client.dossier(one.code, secret=one.secret)
        told = repr([(path, query) for path, query, _ in portal.heard])
        assert one.owner_number not in told and one.secret not in told

    def test_no_log_and_no_error_holds_what_the_citizen_gave(
        self, server: Server, client: Client, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        one = server.sample("on-time")
        errors: list[BaseException] = []
        with caplog.at_level(logging.DEBUG):
            client.dossier(one.code, secret=one.secret)
            for behaviour in ("502", "log-in page", "short body", "reset", "wrong kinds within", "200 headers"):
                with HostilePortal(behaviour) as bad:
                    for second in ({"secret": one.secret}, {"owner_number": one.owner_number}):
                        try:
                            Client(PortalSettings(bad.url, "", "", ""), ACCOUNT, seconds=1.5).dossier(one.code, **second)
                        except PortalError as error:
                            errors.append(error)
            for second in ({"secret": "WXYZ"}, {"owner_number": "060190000123"}):
                try:
                    client.dossier(one.code, **second)
                except PortalError as error:
                    errors.append(error)
        assert len(errors) == 14
        private = (one.code, one.secret, one.owner_number, one.owner, "060190000123", ACCOUNT)
        for error in errors:
            assert error.__cause__ is None and error.__context__ is None
        for told in [caplog.text, *map(repr, errors)]:
            assert not any(word in told for word in private)

    def test_nothing_of_a_dossier_is_written_to_the_disk(self, server: Server, client: Client, tmp_path: Path) -> None:
        one = server.sample("on-time")
        client.dossier(one.code, secret=one.secret)
        assert list(tmp_path.iterdir()) == []


class TestMeaning:
    @pytest.mark.parametrize(
        "written",
        [
            "11/04/2023 08:15:00",
            "11/04/2023 08:15",
            "2023-04-11T08:15:00",
            "2023-04-11T08:15:00.000+07:00",
            "2023-04-11T01:15:00Z",
            1681175700000,
            "1681175700000",
        ],
    )
    def test_a_moment_is_the_halls_however_it_is_written(self, written: object) -> None:
        assert fields.moment({"t": written}, "t") == datetime(2023, 4, 11, 8, 15, tzinfo=HALL_TIME)

    @pytest.mark.parametrize("written", ["", None, 0, "0"])
    def test_no_moment_is_none(self, written: object) -> None:
        assert fields.moment({"t": written}, "t") is None

    @pytest.mark.parametrize("written", ["yesterday", "31/02/2023", 17, -5, 10**17, 1.5, [], {}, True, "9999-01-01", "1" * 50, "1/1/1"])
    def test_what_is_no_moment_is_an_error(self, written: object) -> None:
        with pytest.raises(PortalError):
            fields.moment({"t": written}, "t")

    @pytest.mark.parametrize(
        ("raw", "shown"),
        [
            ("  Đăng  ký\tkết\nhôn ", "Đăng ký kết hôn"),
            ("Nguye\u0302\u0303n", "Nguyễn"),
            ("[b]To[/b] {x}", "(b)To(/b) (x)"),
            ("a\x00b\x1b@c\u202ed\u200be", "a b @c d e"),
            ("&lt;b&gt; &amp;bl; R&amp;D", "b R&D"),
            ("a" + "\u0301" * 50, "á\u0301\u0301\u0301"),
            ("x" * 300, "x" * 199 + "…"),
        ],
    )
    def test_every_text_is_one_plain_line(self, raw: str, shown: str) -> None:
        assert fields.line({"t": raw}, "t") == shown

    @pytest.mark.parametrize(
        "changes",
        [
            {"dossierStatus": None},
            {"dossierStatus": ["processing"]},
            {"dossierStatus": "in Bearbeitung!"},
            {"dossierNo": 17},
            {"dossierNo": ""},
            {"applicantName": {"vi": "A"}},
            {"applicantIdNo": 60190000123},
            {"dueDate": "soon"},
            {"metaData": 5},
            {"metaData": '{"apology": "sorry"}'},
            {"metaData": '{"apology": {"reason": 5}}'},
            {"metaData": '{"supplement": {"items": "papers"}}'},
            {"metaData": '{"supplement": {"items": [5]}}'},
            {"metaData": '{"result": []}', "online": []},
        ],
    )
    def test_a_record_of_wrong_kinds_is_an_error(self, changes: dict[str, Any]) -> None:
        with pytest.raises(PortalError):
            parse.dossier(detail(**changes))

    @pytest.mark.parametrize("meta", [None, "", "{}", "free text of another program", "[1]", '{"other": {"a": 1}}', '{"apology": null}'])
    def test_letters_may_be_missing(self, meta: object) -> None:
        found = parse.dossier(detail(metaData=meta))
        assert found == Dossier("X-230411-0001", "", "", "", "processing")

    def test_a_letter_has_a_reason_and_both_dates(self) -> None:
        letter = {"reason": "Chờ xác minh", "newDue": "14/04/2023 16:30:00", "signed": "10/04/2023"}
        found = parse.dossier(detail(dueDate="11/04/2023 16:30:00", metaData=json.dumps({"apology": letter})))
        assert found.apology and found.apology.old_due == found.due
        assert found.new_due == found.apology.new_due == datetime(2023, 4, 14, 16, 30, tzinfo=HALL_TIME)
        assert found.apology.signed == date(2023, 4, 10)
        for missing in letter:
            part = {key: value for key, value in letter.items() if key != missing}
            again = parse.dossier(detail(dueDate="11/04/2023 16:30:00", metaData=json.dumps({"apology": part})))
            assert bool(again.apology) == (missing == "signed")

    @pytest.mark.parametrize(("fee", "amount"), [("24000", 24000), ("24.000 đ", 24000), ("", None), ("Không thu", None), (8000, 8000)])
    def test_a_fee_is_an_amount_or_not_known(self, fee: object, amount: int | None) -> None:
        assert parse.dossier(detail(dossierStatus="paying", paymentFee=fee)).fee == amount

    def test_what_is_paid_already_is_no_fee_to_pay(self) -> None:
        assert parse.dossier(detail(paymentFee="24000")).fee is None

    def test_a_dossier_is_shown_without_its_steps_when_they_cannot_be_had(self, server: Server, portal: Recording, client: Client) -> None:
        one = server.sample("on-time")
        portal.instead = {"sequences": (500, {}), "logs": (200, {"total": 1, "data": "none"})}
        assert client.dossier(one.code, secret=one.secret).steps == ()

    def test_a_portal_without_sequences_tells_the_steps_by_its_log(self, server: Server, portal: Recording, client: Client) -> None:
        one = server.sample("on-time")
        portal.instead = {"sequences": (200, {"total": 0, "data": []})}
        steps = client.dossier(one.code, secret=one.secret).steps
        assert [step.name for step in steps] == ["Tiếp nhận hồ sơ", "Kiểm tra, soạn giấy tờ"]
        assert all(step.until for step in steps)


class TestTheCircuit:
    def test_a_dead_portal_is_asked_twice_and_then_left_alone(self, tmp_path: Path) -> None:
        with HostilePortal("502") as portal:
            client = Client(PortalSettings(portal.url, "", "", ""), seconds=3.0)
            for _ in range(2):
                with pytest.raises(PortalError):
                    client.dossier("X-230411-0001", secret="ABCD")
            asked = portal.connections
            assert client.circuit.state == "open"
            for _ in range(20):
                with pytest.raises(PortalError):
                    client.dossier("X-230411-0001", secret="ABCD")
            assert portal.connections == asked

    def test_after_a_while_one_question_finds_out_and_the_others_wait(self) -> None:
        seconds = [0.0]
        circuit = Circuit(lambda: seconds[0])
        circuit.failed()
        circuit.ask()
        circuit.failed()
        assert circuit.state == "open"
        seconds[0] = SHORTEST * 1.3
        assert circuit.state == "half-open"
        circuit.ask()
        with pytest.raises(PortalError):
            circuit.ask()
        circuit.worked()
        assert circuit.state == "closed"
        circuit.ask()

    def test_a_probe_that_never_reports_does_not_block_the_way_for_ever(self) -> None:
        seconds = [0.0]
        circuit = Circuit(lambda: seconds[0])
        circuit.failed()
        circuit.failed()
        seconds[0] = LONGEST
        circuit.ask()
        seconds[0] += PROBE
        circuit.ask()

    def test_pauses_grow_to_half_a_minute_and_no_further(self) -> None:
        seconds = [0.0]
        circuit = Circuit(lambda: seconds[0])
        pauses = []
        for _ in range(10):
            circuit.failed()
            pauses.append(circuit.told().until - seconds[0])
        assert all(SHORTEST <= pause <= LONGEST for pause in pauses[1:])
        assert pauses[1] < pauses[-1] == LONGEST

    def test_the_next_process_knows_what_the_last_one_learnt(self) -> None:
        circuit = Circuit(lambda: 100.0)
        circuit.failed()
        circuit.failed()
        assert Circuit(lambda: 101.0, circuit.told()).state == "open"
        assert Circuit(lambda: 101.0, Told(5, 10**9)).told().until <= 101.0 + LONGEST

    def test_an_unknown_code_is_an_answer(self, server: Server, client: Client) -> None:
        for _ in range(5):
            with suppress(DossierUnknown, SecondWrong):
                client.dossier("X-230411-0001", secret="ABCD")
                client.dossier(server.sample("on-time").code, secret="WXYZ")
        assert client.circuit.state == "closed"


class TestTheServices:
    def test_every_page_is_fetched(self, server: Server, portal: Recording, client: Client) -> None:
        services = client.services()
        assert len(services) == len(portal.book.services) > 100
        assert {service.code for service in services} == set(portal.book.services)
        assert len(portal.heard) == 2

    def test_those_of_the_last_time_stand_while_the_portal_is_away(self, server: Server, client: Client) -> None:
        before = client.services()
        server.close()
        assert client.services() == before

    def test_those_of_another_portal_or_of_a_broken_file_do_not(self, server: Server, client: Client, tmp_path: Path) -> None:
        file = tmp_path / FILE
        client.services()
        server.close()
        good = file.read_text("utf-8")
        for bad in ("", "[]", good[:-20], good.replace("127.0.0.1", "127.0.0.2"), good.replace('"code"', '"cod"')):
            file.write_text(bad, "utf-8")
            with pytest.raises(PortalError):
                client.services()

    def test_a_disk_that_cannot_be_written_only_keeps_nothing(self, server: Server, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        client = Client(PortalSettings(server.url, "", "", ""), cache=tmp_path / "file" / FILE)
        assert client.services()


def test_the_epoch_is_not_moved_by_the_machines_zone() -> None:
    assert fields.moment({"t": 86_400_000 * 20_000}, "t") == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=20_000)
