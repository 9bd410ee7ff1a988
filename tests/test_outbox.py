"""A dossier that cannot be sent now: sealed on the disk, sent once and only once, whatever happens in between; erased afterwards."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from form_visit import KEY
from hypothesis import given, settings
from hypothesis import strategies as st
from power_cut import CutDisk
from stage import MORNING

from kiosk import paths
from kiosk.clock import HandClock, SystemClock
from kiosk.errors import InDoubt, LoginNeeded, OutboxError, PortalRefused
from kiosk.outbox.deliver import alone, deliver, submit_now
from kiosk.outbox.link import Deliverer
from kiosk.outbox.seal import Sealer, new_key, outbox_key, pack, unpack
from kiosk.outbox.setup import Setup
from kiosk.outbox.store import Outbox, counts
from kiosk.portal.http import PortalAway
from kiosk.portal.sample import serve
from kiosk.portal.submit import SETTLE, Submit, may_post_again
from kiosk.rules import kept_code
from kiosk.rules.submission import Attached, Postal, Progress, Submission
from kiosk.settings import PortalSettings

SECRETS = ("Nguyễn Thị Kín", "060190098765", "Khu phố Bí Mật", "0987000111", "LoiKhaiRieng")
SEALER = Sealer(b"k" * 32)


def submission(ref: str = "", files: int = 1) -> Submission:
    attached = tuple(Attached(uuid.uuid4().hex, f"TP0{n}", "Tờ khai", b"%PDF-1.4 " + SECRETS[4].encode() * 50) for n in range(files))
    return Submission(
        ref or uuid.uuid4().hex, MORNING.isoformat(), "trich-luc", 1, "2.000635", "Cấp bản sao", "000.00.00.X00", "TK", "HS", "TP01",
        SECRETS[0], SECRETS[1], SECRETS[2], SECRETS[3], (("statement", SECRETS[4]),), attached, Postal(SECRETS[0], SECRETS[3], SECRETS[2]),
    )  # fmt: skip


class PortalByHand:
    """Takes dossiers as a portal does: `faults` are taken one by one ("lost", "away", "late" ...), and `made` counts what it has."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self.made: dict[str, int] = {}
        self.submitted: set[str] = set()
        self.late: list[str] = []
        self.chance = chance or random.Random(0)
        self.trouble = 0.0

    def send(self, given: Submission, progress: Progress, record: Callable[[Progress], object]) -> Progress:
        if self.chance.random() < self.trouble:
            raise PortalAway("away", sent=False)
        if not progress.dossier:
            if progress.posted_at and given.ref not in self.made:
                if self.late and given.ref in self.late:
                    self.late.remove(given.ref)
                    self.made[given.ref] = 1
                    raise InDoubt("not there yet")
                record(replace(progress, posted_at=""))
            if given.ref not in self.made:
                progress = replace(progress, posted_at=MORNING.isoformat())
                record(progress)
                if self.chance.random() < self.trouble:
                    self.late.append(given.ref)
                    raise InDoubt("the answer was lost before it was carried out")
                self.made[given.ref] = self.made.get(given.ref, 0) + 1
                if self.chance.random() < self.trouble:
                    raise InDoubt("the answer was lost after it was carried out")
            progress = replace(progress, dossier=1)
            record(progress)
        if self.chance.random() < self.trouble:
            raise PortalAway("away", sent=True)
        self.submitted.add(given.ref)
        progress = replace(progress, submitted=True, code="000.00.00.X00-261124-0001", secret="ABCDEF")
        record(progress)
        return progress


@pytest.fixture
def outbox(tmp_path: Path) -> Outbox:
    return Outbox(tmp_path / "outbox.db", SEALER, "K1")


def on_disk(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


class TestSealing:
    def test_nothing_of_the_citizens_can_be_read_on_the_disk(self, outbox: Outbox, tmp_path: Path) -> None:
        portal = PortalByHand()
        portal.trouble = 1.0
        result = submit_now(outbox, portal, submission(), HandClock(MORNING))
        assert result.state == "kept"
        raw = on_disk(tmp_path)
        assert result.entry.code.encode() in raw  # that much is told
        assert [text for text in SECRETS if text.encode() in raw or text.encode("utf-16-le") in raw] == []
        assert outbox.submission(result.entry).owner_name == SECRETS[0]

    def test_another_key_or_another_entry_opens_nothing(self, outbox: Outbox, tmp_path: Path) -> None:
        entry = outbox.put(submission(), Progress(), MORNING)
        other = Outbox(tmp_path / "outbox.db", Sealer(b"x" * 32), "K1")
        with pytest.raises(OutboxError):
            other.submission(entry)
        with pytest.raises(OutboxError):
            outbox.submission(replace(entry, id="another"))

    def test_whatever_was_packed_comes_out_as_it_was(self) -> None:
        whole = submission(files=3)
        assert unpack(pack(whole)) == whole
        assert unpack(pack(replace(whole, postal=None, files=()))) == replace(whole, postal=None, files=())

    @settings(max_examples=200, deadline=None)
    @given(st.binary(max_size=400))
    def test_junk_is_no_dossier_and_opens_nothing(self, junk: bytes) -> None:
        for read in (unpack, lambda raw: SEALER.open(raw, "a", "submission")):
            with pytest.raises(OutboxError):
                read(junk)

    def test_the_key_comes_from_the_credential_or_the_desks_environment(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("KIOSK_OUTBOX_KEY", raising=False)
        monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
        assert outbox_key() is None
        monkeypatch.setenv("KIOSK_OUTBOX_KEY", KEY)
        assert outbox_key() == b"k" * 32
        (tmp_path / "outbox_key").write_text(new_key())
        monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
        assert outbox_key() not in (None, b"k" * 32)
        (tmp_path / "outbox_key").write_text("short")
        with pytest.raises(OutboxError):
            outbox_key()

    def test_an_error_names_nobody(self, outbox: Outbox) -> None:
        outbox.close()
        with pytest.raises(OutboxError) as caught:
            outbox.put(submission(), Progress(), MORNING)
        assert [text for text in SECRETS if text in str(caught.value) or text in repr(submission())] == []


class TestDelivery:
    def test_what_waits_goes_when_the_portal_is_back_in_its_order(self, outbox: Outbox) -> None:
        clock, portal = HandClock(MORNING), PortalByHand()
        portal.trouble = 1.0
        refs = [submit_now(outbox, portal, submission(), clock).entry.id for _ in range(3)]
        portal.trouble = 0.0
        clock.tick(3600)
        done = deliver(outbox, portal, clock)
        assert (done.sent, done.waiting) == (3, 0)
        assert list(portal.made) == refs and set(portal.made.values()) == {1}

    def test_what_has_arrived_is_erased_and_its_code_stays_for_the_slip(self, outbox: Outbox, tmp_path: Path) -> None:
        result = submit_now(outbox, PortalByHand(), submission(), HandClock(MORNING))
        assert result.state == "sent"
        entry = outbox.get(result.entry.id)
        assert entry is not None and entry.state == "done" and outbox.by_code(entry.code) == entry
        assert outbox.progress(entry).code == "000.00.00.X00-261124-0001"
        with pytest.raises(OutboxError):
            outbox.submission(entry)
        assert len(on_disk(tmp_path)) < 60_000  # the journal is emptied too

    def test_a_round_while_the_portal_is_away_asks_it_once(self, outbox: Outbox) -> None:
        clock, portal = HandClock(MORNING), PortalByHand()
        portal.trouble = 1.0
        for _ in range(5):
            outbox.put(submission(), Progress(), MORNING)
        deliver(outbox, portal, clock)
        assert sorted(entry.tries for entry in outbox.all()) == [0, 0, 0, 0, 1]

    @pytest.mark.parametrize(("error", "state"), [(PortalRefused("no"), "refused"), (LoginNeeded("log in"), "login")])
    def test_what_will_never_be_taken_is_erased_and_said(self, outbox: Outbox, error: Exception, state: str) -> None:
        class No(PortalByHand):
            def send(self, *_: object) -> Progress:
                raise error

        result = submit_now(outbox, No(), submission(), HandClock(MORNING))
        assert result.state == state
        assert [entry.state for entry in outbox.all()] == ["refused"]

    def test_two_never_send_at_the_same_time(self, outbox: Outbox, tmp_path: Path) -> None:
        other = Outbox(tmp_path / "outbox.db", SEALER, "K1")
        outbox.put(submission(), Progress(), MORNING)
        portal = PortalByHand()
        with alone(outbox):
            assert deliver(other, portal, HandClock(MORNING)).sent == 0
        assert deliver(other, portal, HandClock(MORNING)).sent == 1

    def test_old_entries_are_erased_sent_or_not(self, outbox: Outbox, tmp_path: Path) -> None:
        outbox.put(submission(), Progress(), MORNING)
        assert outbox.purge(MORNING + timedelta(days=29), 30) == 0
        assert outbox.purge(MORNING + timedelta(days=31), 30) == 1
        assert outbox.all() == [] and counts(tmp_path / "outbox.db", MORNING, 30).waiting == 0

    def test_a_dossier_in_doubt_is_not_posted_again_before_it_has_settled(self) -> None:
        posted = Progress(posted_at=MORNING.isoformat())
        assert not may_post_again(posted, MORNING + timedelta(seconds=SETTLE - 1))
        assert may_post_again(posted, MORNING + timedelta(seconds=SETTLE + 1))
        assert not may_post_again(posted, MORNING - timedelta(days=1))
        assert not may_post_again(Progress(posted_at="yesterday"), MORNING)

    def test_a_broken_disk_keeps_nothing_and_sends_nothing(self, tmp_path: Path) -> None:
        outbox = Outbox(tmp_path / "outbox.db", SEALER, "K1")
        outbox._line.execute("PRAGMA query_only=ON")
        portal = PortalByHand()
        with pytest.raises(OutboxError):
            submit_now(outbox, portal, submission(), HandClock(MORNING))
        assert portal.made == {}


class TestPowerCuts:
    CUTS = 120

    def test_after_a_cut_at_any_moment_nothing_that_was_kept_is_lost_or_sent_twice(self, tmp_path: Path) -> None:
        kept = sent = 0
        for seed in range(self.CUTS):
            chance = random.Random(seed)
            folder, portal, clock = tmp_path / str(seed), PortalByHand(chance), HandClock(MORNING)
            folder.mkdir()
            portal.trouble = chance.choice((0.0, 0.3, 0.6))
            promised = self._life(folder, portal, clock, CutDisk(folder, seed, chance.randint(0, 160)), 4)
            promised |= self._life(folder, portal, clock, CutDisk(folder, seed + 5000, chance.randint(0, 120)), 2)
            portal.trouble = 0.0
            outbox = Outbox(folder / "outbox.db", SEALER, "K1")
            assert outbox._line.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            for _ in range(4):
                clock.tick(7200)
                deliver(outbox, portal, clock)
            outbox.close()
            assert [ref for ref in promised if portal.made.get(ref) != 1 or ref not in portal.submitted] == []  # none lost
            assert [ref for ref, times in portal.made.items() if times != 1] == []  # none doubled
            kept, sent = kept + len(promised), sent + len(portal.made)
        assert kept > self.CUTS and sent >= kept

    def _life(self, folder: Path, portal: PortalByHand, clock: HandClock, disk: CutDisk, count: int) -> set[str]:
        """Until the power goes: the dossiers of which a slip may have been printed."""
        promised: set[str] = set()
        outbox = None
        try:
            outbox = Outbox(folder / "outbox.db", SEALER, "K1", disk)
            for _ in range(count):
                clock.tick(400)
                promised.add(submit_now(outbox, portal, submission(), clock).entry.id)
                deliver(outbox, portal, clock)
        except OutboxError:
            assert disk.dead
        disk.pull()
        if outbox is not None:
            outbox.close()
        disk.restart()
        return promised


class TestOverHttp:
    def test_random_cuts_and_lost_answers_over_http_double_and_lose_nothing(self, tmp_path: Path) -> None:
        """The whole way to the sample portal, with an answer lost, a question carried out late, or the portal gone at any step."""
        chance = random.Random(7)
        one = "/dossiers/[0-9]+"
        questions = ("POST /eforms", "POST /dossiers", f"POST {one}/files", f"GET {one}/submitting", f"GET {one}")
        with serve() as server:
            server.portal.faults.seconds = 0.02
            clock = HandClock(MORNING)
            submit = Submit(PortalSettings(server.url, "", "", ""), "", clock, step=5.0)
            outbox = Outbox(tmp_path / "outbox.db", SEALER, "K1")
            refs = []
            for _ in range(110):
                for question in questions:
                    faults = ("lost", "late", "away") if question.startswith("POST") else ("lost", "away")
                    if chance.random() < 0.3:
                        server.portal.faults.order(question, chance.choice(faults))
                submit.circuit.worked()
                given = submission()
                refs.append(given.ref)
                submit_now(outbox, submit, given, clock)
            server.portal.faults._ordered.clear()
            time.sleep(0.3)  # what was to be carried out late
            for _ in range(4):
                clock.tick(7200)
                submit.circuit.worked()
                deliver(outbox, submit, clock)
            found = server.portal.inbox.dossiers.values()
            assert sorted(dossier.ref for dossier in found) == sorted(refs)
            assert all(dossier.submitted and len({file["referenceUid"] for file in dossier.files}) == 1 for dossier in found)

    def test_a_process_killed_in_the_middle_leaves_what_the_next_one_finishes(self, tmp_path: Path) -> None:
        program = (
            "import sys; sys.path[:0] = sys.argv[3:]\n"
            "from test_outbox import SEALER, submission\n"
            "from pathlib import Path\n"
            "from kiosk.clock import SystemClock\n"
            "from kiosk.outbox.deliver import submit_now\n"
            "from kiosk.outbox.store import Outbox\n"
            "from kiosk.portal.submit import Submit\n"
            "from kiosk.settings import PortalSettings\n"
            "outbox, submit = Outbox(Path(sys.argv[1]), SEALER, 'K1'), Submit(PortalSettings(sys.argv[2], '', '', ''), '', SystemClock())\n"
            "while True:\n"
            "    entry = submit_now(outbox, submit, submission(), SystemClock()).entry\n"
            "    print(entry.id, flush=True)\n"
        )
        with serve() as server:
            promised: list[str] = []
            for life in range(3):
                command = [sys.executable, "-c", program, str(tmp_path / "outbox.db"), server.url, str(paths.PACKAGE.parent), "tests"]
                process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=paths.PACKAGE.parent)
                assert process.stdout is not None
                promised += [process.stdout.readline().strip() for _ in range(2 + life)]
                time.sleep(random.Random(life).uniform(0.0, 0.03))
                os.kill(process.pid, signal.SIGKILL)
                promised += [line.strip() for line in process.stdout if line.endswith("\n")]
                process.wait()
                process.stdout.close()
            outbox = Outbox(tmp_path / "outbox.db", SEALER, "K1")
            clock = HandClock(SystemClock().now() + timedelta(hours=1))
            deliver(outbox, Submit(PortalSettings(server.url, "", "", ""), "", clock), clock)
            made = [one.ref for one in server.portal.inbox.dossiers.values() if one.submitted]
            assert set(promised) <= set(made) and len(made) == len(set(made))

    def test_the_deliverers_process_sends_what_waits_and_says_no_name(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("KIOSK_OUTBOX_KEY", KEY)
        outbox = Outbox(tmp_path / "outbox.db", SEALER, "K1")
        outbox.put(submission(), Progress(), SystemClock().now())
        outbox.close()
        with serve() as server:
            deliverer = Deliverer(Setup(str(tmp_path / "outbox.db"), "K1", 30, PortalSettings(server.url, "", "", ""), ""))
            assert deliverer.counts().waiting == 1
            assert deliverer.run()
            assert deliverer.counts().waiting == 0 and len(server.portal.inbox.dossiers) == 1
            assert deliverer.run()  # nothing to do: no process is started


class TestTheCodeOnTheSlip:
    def test_a_slip_of_the_finger_is_noticed(self) -> None:
        for _ in range(50):
            code = kept_code.draw()
            assert kept_code.read(f" {code[:4].lower()} {code[4:]} ") == code
            for at in range(8):
                wrong = code[:at] + ("2" if code[at] != "2" else "3") + code[at + 1 :]
                assert kept_code.read(wrong) == ""
            swapped = code[:3] + code[4] + code[3] + code[5:]
            assert swapped == code or kept_code.read(swapped) == ""

    @given(st.text(max_size=60))
    def test_any_other_text_is_none(self, text: str) -> None:
        assert kept_code.read(text) == "" or len(kept_code.read(text)) == 8


def test_the_file_is_sqlite_with_secure_deletion(outbox: Outbox, tmp_path: Path) -> None:
    assert outbox._line.execute("PRAGMA secure_delete").fetchone()[0] == 1
    assert outbox._line.execute("PRAGMA synchronous").fetchone()[0] == 3
    assert sqlite3.connect(tmp_path / "outbox.db").execute("PRAGMA journal_mode").fetchone()[0] == "wal"
