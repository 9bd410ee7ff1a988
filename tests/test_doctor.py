"""The technician's visit: the doctor names each fault; the counts are there for who watches from afar."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from hall_server import served
from postgres import free_port
from stage import Stage, sample

from kiosk import counts, doctor, metrics, paths, settings
from kiosk.__main__ import main
from kiosk.clock import HandClock
from kiosk.doctor import FAIL, OK, WARN, Finding
from kiosk.errors import SettingsError
from kiosk.moments import StaffDesk
from kiosk.moments_staff import StaffChecks, StaffScan, StaffTickets, StaffTools
from kiosk.outbox.store import Counts
from kiosk.portal.catalogue import Service
from kiosk.rules.queue import ACTIVE
from kiosk.settings import Settings
from kiosk.store import Tickets, open_tickets


@pytest.fixture
def tickets(tmp_path: Path) -> Iterator[Tickets]:
    with closing(open_tickets(f"sqlite:///{tmp_path}/kiosk.db", "hall", HandClock())) as opened:
        yield opened


def found(here: Settings, tickets: Tickets | None, what: str) -> list[Finding]:
    return [one for one in doctor.look(here, HandClock(), tickets) if one.what == f"doctor.{what}"]


class TestTheDoctor:
    def test_looks_at_every_part(self, tickets: Tickets) -> None:
        told = doctor.look(sample(), HandClock(), tickets)
        wanted = "pin catalogue forms store deeds printer camera portal outbox clock disk voice fonts"
        assert {one.what.removeprefix("doctor.") for one in told} == set(wanted.split())
        assert not [one for one in told if one.state == FAIL]

    def test_a_store_that_cannot_be_opened_is_to_be_mended(self) -> None:
        assert [one.state for one in found(sample(), None, "store")] == [FAIL]

    def test_a_row_that_somebody_changed_shows(self, tickets: Tickets) -> None:
        tickets.reserve("A", "A", "one")
        with tickets.database.write() as connection:
            connection.exec_driver_sql("UPDATE tickets SET visit = 'other'")
        assert [one.state for one in found(sample(), tickets, "store")] == [FAIL]

    def test_what_is_missing_is_named(self, tickets: Tickets) -> None:
        here = replace(
            sample(),
            camera=replace(sample().camera, device="/dev/video99"),
            printer=replace(sample().printer, url=f"tcp://127.0.0.1:{free_port()}"),
            portal=replace(sample().portal, url=f"http://127.0.0.1:{free_port()}"),
        )
        for what in ("camera", "printer", "portal"):
            assert [one.state for one in found(here, tickets, what)] == [FAIL], what

    @pytest.mark.parametrize(("days", "state"), [(-1, FAIL), (10, WARN), (300, OK)])
    def test_a_certificate_near_its_end_is_told_in_time(self, tickets: Tickets, tmp_path: Path, days: int, state: str) -> None:
        key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hall")])
        end = datetime.now(UTC) + timedelta(days=days)
        made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        signed = made.not_valid_before(end - timedelta(days=400)).not_valid_after(end).sign(key, hashes.SHA256())
        from cryptography.hazmat.primitives.serialization import Encoding

        (tmp_path / "c.pem").write_bytes(signed.public_bytes(Encoding.PEM))
        here = replace(sample(), hall=replace(sample().hall, tls_cert=str(tmp_path / "c.pem"), tls_key="/k"))
        assert [one.state for one in found(here, tickets, "tls")] == [state]

    def test_dossiers_that_wait_to_be_sent_are_told(self, tickets: Tickets, monkeypatch: pytest.MonkeyPatch) -> None:
        for told, state in ((Counts(waiting=2), WARN), (Counts(waiting=1, refused=1), FAIL)):
            monkeypatch.setattr("kiosk.outbox.store.counts", lambda *where, told=told: told)
            assert [(one.state, one.said) for one in found(sample(), tickets, "waiting")] == [(state, f"{told.waiting} + {told.refused}")]

    def test_a_check_that_breaks_takes_no_other_away(self, tickets: Tickets, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KIOSK_OUTBOX_KEY", "no key")
        told = doctor.look(sample(), HandClock(), tickets)
        assert [one.what for one in told if one.state == FAIL] == ["doctor.check"] and len(told) > 10

    def test_the_command_says_it_in_both_languages_and_by_its_exit_code(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        text = Path("config/kiosk.toml").read_text("utf-8").replace("sqlite:///kiosk.db", f"sqlite:///{tmp_path}/kiosk.db")
        (tmp_path / "kiosk.toml").write_text(text, "utf-8")
        monkeypatch.setenv("KIOSK_CONFIG", str(tmp_path / "kiosk.toml"))
        assert main(["doctor"]) == 1 and not (tmp_path / "kiosk.db").exists()  # a store that is gone shows, and none is made
        assert "      -> Đừng xóa tệp nào." in capsys.readouterr().out
        open_tickets(f"sqlite:///{tmp_path}/kiosk.db", "phu-hai", HandClock()).close()
        assert main(["doctor"]) == 0
        assert "OK    Kho số" in capsys.readouterr().out
        assert main(["doctor", "--json", "--language", "en"]) == 0
        lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        assert {"state": "ok", "what": "fonts", "said": ""} in lines
        (tmp_path / "kiosk.toml").write_text(text.replace('device = ""', 'device = "/dev/video99"'), "utf-8")
        assert main(["doctor"]) == 1


class TestTheCounts:
    def test_are_read_over_http_from_this_machine_only(self) -> None:
        counts.add("ticket", "A")
        counts.add("print_failed", "error.paper_out")
        counts.commit(0.02)
        port = free_port()
        stop = metrics.serve(f"127.0.0.1:{port}", metrics.Kiosk(lambda: {"store_up": 1.0}))
        told = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode()
        stop()
        assert 'kiosk_tickets_total{queue="A"}' in told and 'kiosk_print_failures_total{fault="error.paper_out"}' in told
        assert "kiosk_store_up 1.0" in told and 'kiosk_commit_seconds_bucket{le="0.025"}' in told

    def test_the_settings_allow_no_other_address(self, tmp_path: Path) -> None:
        text = Path("config/kiosk.toml").read_text("utf-8")
        text = text.replace('[metrics]\nlisten = ""', '[metrics]\nlisten = "0.0.0.0:9110"')
        (tmp_path / "k.toml").write_text(text, "utf-8")
        with pytest.raises(SettingsError, match="metrics.listen"):
            settings.load(tmp_path / "k.toml")

    def test_a_number_and_a_visit_are_counted_and_name_nobody(self, stage: Stage) -> None:
        before = counts.read()[0]
        stage.kiosk.ticket.choose(stage.queue())
        stage.do(stage.kiosk.ticket.priority, "")
        after, commits, _ = counts.read()
        queue = stage.queue().code
        assert after["ticket", queue] == before.get(("ticket", queue), 0) + 1 and sum(commits) >= 1
        stage.do(stage.kiosk.help)
        stage.do(stage.kiosk.back)
        assert counts.read()[0]["ticket", queue] == after["ticket", queue]  # a way back is no other number
        looked = metrics.seen(stage.kiosk.world, lambda: "", lambda: 0.1)()
        assert (looked["store_up"], looked["camera_up"], looked["frame_age_seconds"]) == (1.0, 1.0, 0.1)

    def test_the_hall_tells_who_waits(self, tmp_path: Path) -> None:
        with served(tmp_path) as hall, hall.client() as client:
            hall.take()
            assert 'hall_numbers{queue="A",state="waiting"} 1.0' in client.get("/metrics").text


class TestTheStaffsTools:
    @pytest.fixture
    def desk(self, stage: Stage) -> Stage:
        stage.kiosk.session.moment = StaffDesk()
        stage.do(stage.kiosk.staff.tools)
        assert isinstance(stage.moment, StaffTools)
        return stage

    def test_nobody_gets_there_without_the_desk(self, stage: Stage) -> None:
        for verb in (stage.kiosk.staff.tools, stage.kiosk.staff.checks, stage.kiosk.staff.tickets, stage.kiosk.staff.try_scan):
            stage.do(verb)
        assert not isinstance(stage.moment, StaffTools | StaffChecks | StaffTickets | StaffScan)

    def test_the_checks_are_those_of_the_doctor(self, desk: Stage) -> None:
        desk.do(desk.kiosk.staff.checks)
        assert isinstance(desk.moment, StaffChecks) and "doctor.store" in [what for _, what, _ in desk.moment.rows]

    def test_a_number_of_today_is_printed_again(self, desk: Stage) -> None:
        tickets = desk.kiosk.world.tickets
        assert isinstance(tickets, Tickets)
        ticket = tickets.reserve("A", "A", "v")
        desk.do(desk.kiosk.staff.tickets)
        assert isinstance(desk.moment, StaffTickets) and desk.moment.tickets[0].id == ticket.id
        desk.do(desk.kiosk.staff.reprint, ticket)
        again = tickets.by_id(ticket.id)
        assert again is not None and (again.state, again.attempts) == (ACTIVE, 1)

    def test_a_scan_tells_its_kind_and_nothing_of_it(self, desk: Stage) -> None:
        desk.do(desk.kiosk.staff.try_scan)
        desk.scan("060190054321||Nguyễn Thị Mẫu Kín|15011990|Nữ|Khu phố 9, Phường Phú Hài|20052022")
        assert desk.moment == StaffScan("staff.scan.card") and "Kín" not in repr(desk.seen)

    def test_the_portals_services_are_compared_and_nothing_is_posted(
        self, desk: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(paths, "STATE", tmp_path)
        before = dict(desk.kiosk.world.catalogue.on(desk.kiosk.today()))
        known = next(iter(before))
        desk.kiosk.world.make_services = lambda: (Service(known, "x"), Service("9.999999", "Thủ tục mới"), Service("=1+1", "@x"))
        desk.do(desk.kiosk.staff.services)
        assert isinstance(desk.moment, StaffChecks)
        assert ("warn", "staff.services.new", "9.999999 Thủ tục mới") in desk.moment.rows
        assert dict(desk.kiosk.world.catalogue.on(desk.kiosk.today())) == before
        kept = (tmp_path / "services.csv").read_text("utf-8-sig")
        assert "new,9.999999,Thủ tục mới" in kept and "new,'=1+1,'@x" in kept and kept.count("gone,") == len(before) - 1

    def test_the_day_is_confirmed(self, desk: Stage) -> None:
        desk.do(desk.kiosk.staff.confirm_day)
        assert desk.moment == StaffTools("staff.day_confirmed")
