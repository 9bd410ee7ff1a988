"""The reader: what it sees, what it tells, and that it ends with the visit; simulated, and as a process of its own."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import segno

from kiosk import paths, settings
from kiosk.build import desk_setup
from kiosk.devices.camera import Pixels
from kiosk.devices.simulated_camera import SimulatedCamera
from kiosk.errors import DossierUnknown, PortalError, ReaderError, SecondNeeded, SecondWrong
from kiosk.portal import sample
from kiosk.portal.client import Client
from kiosk.reader import Preview, Reader, messages
from kiosk.reader.eyes import Eyes
from kiosk.reader.link import Link
from kiosk.reader.preview import HEIGHT, NUMBER, PLACES, SIZES, WIDTH, SharedPicture
from kiosk.reader.simulated import SimulatedReader
from kiosk.reader.visit import MOST_PER_SECOND, MOST_WRONG, SAME_SECONDS, Visit
from kiosk.rules.dossier import Apology, Dossier, Step, Supplement
from kiosk.rules.seen import Seen, SeenCard, SeenOther, SeenReceipt, SeenTicket

PATIENCE = 30.0  # seconds; everything here takes less than five
CARD = "079090000123|212345678|Nguyễn Văn An|01011990|Nam|12 Lê Lợi, Phú Hài|01012022"
SEEN = SeenCard("Nguyễn V** A*", "•••• •••• 0123")
CODE = "000.00.00.H00-261124-0007"
TICKET = "PH1:" + "a1B2c3D4e5F6g7H8"


def until(true: Callable[[], object], seconds: float = PATIENCE) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


@dataclass
class Hall:
    """One reader, what is held before its camera, and what it told."""

    reader: Any
    show: Callable[[str], None]
    seen: "queue.Queue[Seen]" = field(default_factory=queue.Queue)
    states: list[str] = field(default_factory=list)

    def open(self) -> "Hall":
        self.reader.open(self.seen.put, self.states.append)
        self.reader.watch("full")
        return self

    def sees(self) -> Seen:
        return self.seen.get(timeout=PATIENCE)


@pytest.fixture(scope="module")
def portal() -> Iterator[sample.Server]:
    with sample.serve() as server:
        yield server


def with_url(url: str) -> settings.PortalSettings:
    return replace(settings.load().portal, url=url)


@contextmanager
def simulated(folder: Path, url: str) -> Iterator[Hall]:
    reader = SimulatedReader(Client(with_url(url)))
    with closing(reader):
        yield Hall(reader, reader.show)


@contextmanager
def real(folder: Path, url: str, serial: str = "") -> Iterator[Hall]:
    here = settings.load()
    pictures = folder / "pictures"
    pictures.mkdir()

    def show(text: str) -> None:
        segno.make(text, error="m", encoding="utf-8").save(str(pictures / f"{len(list(pictures.iterdir()))}.png"), scale=6, border=8)

    camera = replace(here.camera, device=f"pictures:{pictures}")
    with closing(Link(camera, replace(here.scanner, serial=serial), with_url(url))) as link:
        yield Hall(link, show)


@pytest.fixture(params=[simulated, real], ids=lambda make: make.__name__)
def hall(request: pytest.FixtureRequest, tmp_path: Path, portal: sample.Server) -> Iterator[Hall]:
    with request.param(tmp_path, portal.url) as made:
        yield made.open()


@pytest.fixture
def process(tmp_path: Path, portal: sample.Server) -> Iterator[Hall]:
    """The real one only."""
    with real(tmp_path, portal.url) as made:
        yield made.open()


def gone(pid: int) -> bool:
    return not Path(f"/proc/{pid}").exists()


class TestEveryReader:
    def test_a_card_held_before_the_camera_is_told_masked_and_once(self, hall: Hall) -> None:
        hall.show(CARD)
        assert hall.sees() == SEEN
        time.sleep(0.5)
        assert hall.seen.empty()

    def test_a_ticket_and_something_foreign_are_told_apart(self, hall: Hall) -> None:
        hall.show(TICKET)
        assert hall.sees() == SeenTicket(TICKET[4:])
        hall.reader.keys(bytearray(b"https://example.org/menu"))
        assert hall.sees() == SeenOther("link")

    def test_a_keyboard_scanner_s_burst_is_understood_and_zeroed(self, hall: Hall) -> None:
        burst = bytearray(CARD.encode())
        hall.reader.keys(burst)
        assert burst == bytes(len(CARD.encode()))
        assert hall.sees() == SEEN

    @pytest.mark.parametrize("raw", [b"\xff\xfe\x00\xd8", b"", b"x" * 9000, b"\x00" * 600, b"\x1b@\x1bp\x00"])
    def test_bytes_that_are_nothing_are_named_politely(self, hall: Hall, raw: bytes) -> None:
        burst = bytearray(raw)
        hall.reader.keys(burst)
        assert hall.sees() == SeenOther("unknown")
        assert not any(burst)

    def test_a_code_alone_opens_no_dossier(self, hall: Hall, portal: sample.Server) -> None:
        with pytest.raises(SecondNeeded):
            hall.reader.lookup(portal.sample(_any(portal)).code)

    def test_the_secret_of_the_receipt_opens_it_and_a_wrong_one_does_not(self, hall: Hall, portal: sample.Server) -> None:
        one = portal.sample(_any(portal))
        found = hall.reader.lookup(one.code, one.secret)
        assert found.code == one.code
        assert one.owner_number not in repr(found)
        with pytest.raises(SecondWrong):
            hall.reader.lookup(one.code, "zzzz")

    def test_the_owner_s_card_opens_it(self, hall: Hall, portal: sample.Server) -> None:
        one = portal.sample(_any(portal))
        hall.reader.keys(bytearray(f"{one.owner_number}||Nguyễn Văn An|01011990|Nam|12 Lê Lợi|01012022".encode()))
        assert isinstance(hall.sees(), SeenCard)
        assert hall.reader.lookup(one.code).code == one.code

    def test_the_owner_s_number_typed_by_hand_opens_it_and_is_zeroed(self, hall: Hall, portal: sample.Server) -> None:
        one, digits = portal.sample(_any(portal)), bytearray(b"000000000000")
        hall.reader.number(digits)
        assert not any(digits)
        with pytest.raises(SecondWrong):
            hall.reader.lookup(one.code)
        hall.reader.number(bytearray(one.owner_number.encode()))
        assert hall.reader.lookup(one.code).code == one.code

    def test_a_code_nobody_knows_is_said_to_be_unknown(self, hall: Hall) -> None:
        with pytest.raises(DossierUnknown):
            hall.reader.lookup("000.00.00.H99-010101-9999", "abcd")

    def test_the_next_citizen_finds_nothing_of_the_last(self, hall: Hall, portal: sample.Server) -> None:
        one = portal.sample(_any(portal))
        hall.reader.number(bytearray(one.owner_number.encode()))
        hall.reader.forget()
        with pytest.raises(SecondNeeded):
            hall.reader.lookup(one.code)

    def test_the_next_citizen_is_seen_as_well(self, hall: Hall) -> None:
        hall.reader.keys(bytearray(CARD.encode()))
        assert hall.sees() == SEEN
        for _ in range(2):
            hall.reader.forget()
            hall.reader.keys(bytearray(CARD.encode()))
            assert hall.sees() == SEEN

    def test_closed_twice_it_is_closed(self, hall: Hall) -> None:
        hall.reader.close()
        hall.reader.close()


def _any(portal: sample.Server) -> str:
    return next(iter(portal.portal.book.dossiers.values())).id


class TestTheProcess:
    def test_the_preview_shows_what_the_camera_sees(self, process: Hall) -> None:
        process.show(CARD)
        assert until(lambda: process.reader.preview() is not None)
        first: Preview = process.reader.preview()
        assert (first.width, len(first.pixels)) == (WIDTH, first.width * first.height * 4)
        assert set(first.pixels[3::4]) == {255}
        assert until(lambda: (later := process.reader.preview()) is not None and later.number > first.number)
        process.reader.watch("off")
        assert until(lambda: process.reader.preview() is None)

    def test_at_the_end_of_the_visit_the_process_is_dead_and_its_picture_black(self, process: Hall) -> None:
        process.show(CARD)
        assert process.sees() == SEEN
        assert until(lambda: process.reader.preview() is not None)  # a code may be read before the first picture is shown
        pid, held = process.reader._child.pid, process.reader.preview().pixels
        process.reader.forget()
        assert until(lambda: gone(pid))
        assert until(lambda: not any(held[::997]))

    def test_a_card_left_lying_there_does_not_wake_the_kiosk_again_but_another_one_does(self, process: Hall) -> None:
        process.show(CARD)
        assert process.sees() == SEEN
        process.reader.forget()
        assert until(lambda: process.reader.preview() is not None and process.reader._child.ready)
        time.sleep(2)
        assert process.seen.empty()
        process.reader.keys(bytearray(b"https://example.org"))
        assert process.sees() == SeenOther("link")
        process.show(TICKET)
        assert process.sees() == SeenTicket(TICKET[4:])

    def test_a_process_that_crashes_is_a_fault_and_the_next_one_takes_over(self, process: Hall) -> None:
        process.show(CARD)
        assert process.sees() == SEEN
        os.kill(process.reader._child.pid, signal.SIGKILL)
        assert process.sees() == SEEN
        assert until(lambda: process.states == [ReaderError.key, ""])

    def test_processes_that_die_again_and_again_are_not_started_without_pause(self, process: Hall) -> None:
        assert until(lambda: process.reader._spare is not None)
        killed: set[int] = set()
        end = time.monotonic() + 6
        while time.monotonic() < end:
            for child in (process.reader._child, process.reader._spare):
                if child is not None and child.pid not in killed:
                    killed.add(child.pid)
                    os.kill(child.pid, signal.SIGKILL)
            time.sleep(0.02)
        assert 2 <= len(killed) <= 8
        process.reader.keys(bytearray(b"nobody hears this"))
        assert until(lambda: process.reader._spare is not None and process.reader._child is not None)
        process.show(CARD)
        assert SEEN in (process.sees(), process.sees())

    def test_a_process_that_hangs_is_replaced(self, process: Hall) -> None:
        assert until(lambda: process.reader._spare is not None and process.reader._child.ready)
        pid = process.reader._child.pid
        os.kill(pid, signal.SIGSTOP)
        assert until(lambda: gone(pid))
        process.show(CARD)
        assert process.sees() == SEEN

    def test_whoever_waits_for_an_answer_hears_at_once_that_the_process_died(self, process: Hall, portal: sample.Server) -> None:
        assert until(lambda: process.reader._child is not None and process.reader._child.heard)
        os.kill(process.reader._child.pid, signal.SIGSTOP)
        raised: list[BaseException] = []

        def ask() -> None:
            try:
                process.reader.lookup(portal.sample(_any(portal)).code, "abcd")
            except BaseException as error:
                raised.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        assert until(lambda: len(process.reader._questions) > 0)
        process.reader.forget()
        asking.join(PATIENCE)
        assert [type(error) for error in raised] == [ReaderError]

    def test_a_kiosk_without_a_portal_says_so(self, tmp_path: Path) -> None:
        with real(tmp_path, "") as hall:
            hall.open()
            with pytest.raises(PortalError) as raised:
                hall.reader.lookup(CODE, "abcd")
            assert type(raised.value) is PortalError

    def test_that_the_portal_is_away_is_known_to_the_next_visit_too(self, tmp_path: Path) -> None:
        with real(tmp_path, "http://127.0.0.1:9") as hall:
            hall.open()
            for _ in range(2):
                with pytest.raises(PortalError):
                    hall.reader.lookup(CODE, "abcd")
            assert until(lambda: hall.reader._line.failures >= 2)

    def test_a_camera_that_is_pulled_out_is_told_and_told_again_when_it_is_back(self, process: Hall, tmp_path: Path) -> None:
        assert until(lambda: process.reader.preview() is not None)
        (tmp_path / "pictures").rename(tmp_path / "away")
        assert until(lambda: process.states == [ReaderError.key] and process.reader.preview() is None)
        (tmp_path / "away").rename(tmp_path / "pictures")
        assert until(lambda: process.states == [ReaderError.key, ""] and process.reader.preview() is not None)

    def test_a_serial_scanner_is_heard(self, tmp_path: Path, portal: sample.Server) -> None:
        ours, theirs = os.openpty()
        tty.setraw(theirs)
        with real(tmp_path, portal.url, os.ttyname(theirs)) as hall:
            hall.open()
            assert until(lambda: hall.reader._child is not None and hall.reader._child.heard)
            time.sleep(0.5)
            os.write(ours, CARD.encode() + b"\r\n")
            assert hall.sees() == SEEN
        os.close(theirs)
        os.close(ours)

    def test_the_end_of_the_kiosk_is_the_end_of_its_readers(self, tmp_path: Path) -> None:
        """However it ends: nobody is left to tell them."""
        script = (
            "import sys,time\nfrom dataclasses import replace\nfrom kiosk import settings\nfrom kiosk.reader.link import Link\n"
            "here = settings.load()\nlink = Link(replace(here.camera, device='pictures:' + sys.argv[1]), here.scanner, here.portal)\n"
            "link.open(print, print)\nlink.watch('full')\n"
            "while link._spare is None or not link._spare.ready: time.sleep(0.05)\n"
            "print(link._child.pid, link._spare.pid, flush=True)\ntime.sleep(60)\n"
        )
        command = [sys.executable, "-c", script, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=paths.PACKAGE.parent) as kiosk:
            assert kiosk.stdout is not None
            pids = [int(word) for word in kiosk.stdout.readline().split()]
            assert len(pids) == 2 and not any(map(gone, pids))
            kiosk.kill()
        assert until(lambda: all(map(gone, pids)))

    def test_no_other_user_and_no_core_shows_what_it_holds(self, process: Hall) -> None:
        assert until(lambda: process.reader._child is not None and process.reader._child.heard)
        pid = process.reader._child.pid
        limits = Path(f"/proc/{pid}/limits").read_text()
        assert any(line.split()[:6] == ["Max", "core", "file", "size", "0", "0"] for line in limits.splitlines())
        assert Path(f"/proc/{pid}/mem").stat().st_uid == 0  # not dumpable: its memory belongs to root alone


class TestVisit:
    class Portal:
        """Knows one dossier, its secret "abcd" and its owner 060190000123."""

        def __init__(self) -> None:
            self.asked: list[tuple[str, str, str]] = []

        def dossier(self, code: str, secret: str = "", owner_number: str = "") -> Dossier:
            self.asked.append((code, secret, owner_number))
            if secret != "abcd" and owner_number != "060190000123":
                raise SecondWrong("no")
            return Dossier(code, "2.000635", "Trích lục", "UBND", "processing")

    def visit(self) -> tuple[Visit, "TestVisit.Portal", list[float]]:
        portal, now = self.Portal(), [0.0]
        return Visit(portal, seconds=lambda: now[0]), portal, now

    def test_a_code_that_stays_before_the_camera_is_told_again_only_after_it_was_away(self) -> None:
        visit, _, now = self.visit()
        told = []
        for now[0] in np.arange(0, 10, 0.1):
            told.append(visit.read(CARD))
        assert told[0] == SEEN and set(told[1:]) == {None}
        now[0] += SAME_SECONDS
        assert visit.read(CARD) == SEEN

    def test_twenty_scans_a_second_are_heard_and_a_flood_is_not(self) -> None:
        visit, _, now = self.visit()
        assert all(visit.read(f"H29-{number}") for number in range(MOST_PER_SECOND))
        assert not any(visit.read(f"flood {number}") for number in range(10_000))
        assert len(visit._lately) <= 3 * MOST_PER_SECOND
        now[0] += 1.0
        assert visit.read("flood 1") is not None

    def test_the_second_thing_asked_of_the_citizen_counts_before_what_was_scanned(self) -> None:
        visit, portal, _ = self.visit()
        visit.number("060190000123")
        with pytest.raises(SecondWrong):
            visit.lookup(CODE, "wxyz")
        assert portal.asked == [(CODE, "wxyz", "")]

    def test_one_who_guesses_is_not_answered_for_ever(self) -> None:
        visit, portal, _ = self.visit()
        for number in range(3 * MOST_WRONG):
            with pytest.raises(SecondWrong):
                visit.lookup(CODE, f"{number:04d}")
        assert len(portal.asked) == MOST_WRONG

    def test_the_card_of_the_owner_helps_where_another_s_did_not(self) -> None:
        visit, portal, _ = self.visit()
        visit.number("000000000000")
        with pytest.raises(SecondWrong):
            visit.lookup(CODE)
        assert visit.read("060190000123||Trần Văn Bình|02031990|Nam|Phú Hài|01012022") is not None
        assert visit.lookup(CODE).code == CODE

    def test_a_receipt_that_brings_its_secret_needs_nothing_else(self) -> None:
        visit, portal, _ = self.visit()
        visit._receipts[CODE] = "abcd", ""
        assert visit.lookup(CODE).code == CODE
        assert portal.asked == [(CODE, "abcd", "")]


WHEN = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
WHOLE = Dossier(
    code=CODE,
    service_code="2.000635",
    service="Cấp bản sao trích lục [b]",
    agency="UBND",
    status="done",
    received=WHEN,
    steps=(Step("Tiếp nhận", "A", WHEN, WHEN), Step("Trả", since=None)),
    apology=Apology("bão", WHEN, WHEN, "1", date(2026, 11, 1), "B"),
    supplement=Supplement(("giấy tờ",), asked=date(2026, 11, 2)),
    fee=8000,
)
ORDERS: list[messages.Order] = [
    messages.Setup(settings.load().camera, settings.load().scanner, settings.load().portal, "token", None),
    messages.Setup(settings.load().camera, settings.load().scanner, settings.load().portal, "token", desk_setup(settings.load())),
    messages.Watch("slow"),
    messages.Keys(12),
    messages.Number(12),
    messages.Lookup(1, CODE, "abcd"),
    messages.Line(2, 3.5),
]
REPORTS: list[messages.Report] = [
    messages.Ready(),
    messages.State("error.camera"),
    *(messages.Saw(seen, True) for seen in (SEEN, SeenReceipt(CODE, True), SeenTicket("x"), SeenOther("wifi"))),
    messages.Found(7, WHOLE),
    messages.Found(8, Dossier(CODE, "", "", "", "new")),
    messages.Failed(9, "error.portal"),
    messages.Line(0, 0.0),
]


class TestMessages:
    @pytest.mark.parametrize("order", ORDERS, ids=lambda one: type(one).__name__)
    def test_an_order_arrives_as_it_was_given(self, order: messages.Order) -> None:
        assert messages.order(messages.pack(order)) == order

    @pytest.mark.parametrize("report", REPORTS, ids=lambda one: type(one).__name__)
    def test_a_report_arrives_as_it_was_told(self, report: messages.Report) -> None:
        line = messages.pack(report)
        assert messages.report(line) == report
        assert line.isascii() and line.count(b"\n") == 1

    @pytest.mark.parametrize(
        "line",
        [
            b"",
            b"{}\n",
            b"[]\n",
            b"null\n",
            b'{"Ready":{}}',
            b'{"Ready":{"more":1}}\n',
            b'{"Ready":{},"State":{"key":""}}\n',
            b'{"State":{"key":1}}\n',
            b'{"State":{"key":"' + b"x" * 5000 + b'"}}\n',
            b'{"State":{"key":"\\ud800"}}\n',
            b'{"Watch":{"rate":"full"}}\n',
            b'{"Failed":{"id":true,"key":""}}\n',
            b'{"Failed":{"id":1.0,"key":""}}\n',
            b'{"Line":{"failures":0,"until":NaN}}\n',
            b'{"Saw":{"seen":{"SeenOther":{"kind":"virus"}},"held":true}}\n',
            b'{"Saw":{"seen":{"Dossier":{}},"held":true}}\n',
            b'{"Saw":{"seen":null,"held":true}}\n',
            b'{"Saw":{"seen":"text","held":true}}\n',
            b"[" * 100_000 + b"\n",
            b'{"State":{"key":"' + b"x" * 300_000 + b'"}}\n',
            b"\xff\xfe\n",
            b'{"State":{"key":' + b"9" * 5000 + b"}}\n",
        ],
        ids=lambda line: repr(line[:40]),
    )
    def test_whatever_else_the_reader_says_is_not_believed(self, line: bytes) -> None:
        with pytest.raises(messages.Broken) as raised:
            messages.report(line)
        assert raised.value.__context__ is None or raised.value.__suppress_context__


class TestSharedPicture:
    def test_both_sides_see_the_same_picture(self) -> None:
        ours = SharedPicture()
        theirs = SharedPicture(os.dup(ours.fd))
        assert ours.newest() is None
        for number in range(1, 2 * PLACES):
            theirs.show(np.full((360, 640, 4), number, np.uint8))
            seen = ours.newest()
            assert seen is not None
            assert (seen.number, seen.width, seen.height, set(seen.pixels)) == (number, 640, 360, {number})
        theirs.hide()
        assert ours.newest() is None

    def test_a_picture_in_hand_stands_while_the_next_one_is_written(self) -> None:
        shared = SharedPicture()
        shared.show(np.full((360, 640, 4), 1, np.uint8))
        held = shared.newest()
        for number in range(2, 1 + PLACES):
            shared.show(np.full((360, 640, 4), number, np.uint8))
        assert held is not None and set(held.pixels) == {1}

    @pytest.mark.parametrize(("width", "height"), [(0, 360), (WIDTH + 1, 10), (10, HEIGHT + 1), (1 << 40, 1 << 40)])
    def test_a_size_that_does_not_fit_is_no_picture(self, width: int, height: int) -> None:
        shared = SharedPicture()
        shared._words[SIZES + 2], shared._words[SIZES + 3], shared._words[NUMBER] = width, height, 1
        assert shared.newest() is None

    def test_its_memory_cannot_be_taken_away_under_the_screen(self) -> None:
        shared = SharedPicture()
        with pytest.raises(PermissionError):
            os.ftruncate(shared.fd, 0)

    def test_wiped_it_is_black_for_whoever_still_looks(self) -> None:
        shared = SharedPicture()
        shared.show(np.full((360, 640, 4), 255, np.uint8))
        held = shared.newest()
        shared.wipe()
        shared.wipe()
        assert held is not None and not any(held.pixels)
        assert shared.newest() is None

    def test_the_largest_picture_fits(self) -> None:
        shared = SharedPicture()
        for _ in range(PLACES):
            shared.show(np.full((HEIGHT, WIDTH, 4), 9, np.uint8))
        seen = shared.newest()
        assert seen is not None and set(seen.pixels) == {9}


class TestEyes:
    @dataclass
    class Code:
        text: str

    class Scanner:
        """Reads "kiosk" off every picture; `broken`: it fails; `looks` are counted."""

        def __init__(self) -> None:
            self.looks, self.broken = 0, False

        def look(self, grey: Pixels) -> list["TestEyes.Code"]:
            self.looks += 1
            if self.broken:
                raise ValueError("079090000123")
            return [TestEyes.Code("kiosk")]

    @pytest.fixture
    def world(self) -> Iterator[tuple[Eyes, SimulatedCamera, "TestEyes.Scanner", list[str], list[str]]]:
        camera, scanner, saw, states = SimulatedCamera(), self.Scanner(), list[str](), list[str]()
        eyes = Eyes(camera, lambda: scanner, SharedPicture(), saw.append, states.append)
        eyes.start()
        yield eyes, camera, scanner, saw, states
        eyes.end()

    def test_with_nobody_there_it_looks_seldom_and_never_more_than_fifteen_times_a_second(self, world: Any) -> None:
        eyes, _, scanner, _, _ = world
        for rate, most in (("slow", 5), ("full", 15)):
            eyes.watch(rate)
            before, begun = scanner.looks, time.monotonic()
            time.sleep(2)
            assert 1 <= scanner.looks - before <= most * (time.monotonic() - begun) + 2
        eyes.watch("off")
        time.sleep(0.5)
        before = scanner.looks
        time.sleep(0.5)
        assert scanner.looks == before

    def test_a_camera_s_fault_is_told_once_and_its_end_too(self, world: Any) -> None:
        eyes, camera, _, _, states = world
        eyes.watch("full")
        assert until(lambda: states == [""])
        camera.plugged = False
        assert until(lambda: states == ["", ReaderError.key])
        camera.plugged = True
        assert until(lambda: states == ["", ReaderError.key, ""])

    def test_a_picture_the_scanner_fails_on_ends_nothing_and_its_text_reaches_no_log(
        self, world: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        eyes, _, scanner, saw, _ = world
        scanner.broken = True
        eyes.watch("full")
        assert until(lambda: scanner.looks > 0)
        scanner.broken = False
        assert until(lambda: saw)
        assert "bug in the scanner: ValueError" in caplog.text
        assert "079090000123" not in caplog.text


def test_a_kiosk_whose_scanner_cannot_start_says_so_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    def missing() -> Any:
        raise ImportError("libzbar.so.0")

    states: list[str] = []
    eyes = Eyes(SimulatedCamera(), missing, SharedPicture(), lambda text: None, states.append)
    eyes.start()
    eyes.watch("full")
    assert until(lambda: states and states[-1] == ReaderError.key)
    assert "bug in the scanner's start: ImportError" in caplog.text
    eyes.end()


def test_the_simulated_reader_is_driven_and_asked() -> None:
    seen: list[Seen] = []
    states: list[str] = []
    reader = SimulatedReader(TestVisit.Portal())
    as_any_other: Reader = reader
    as_any_other.open(seen.append, states.append)
    reader.show(CARD)
    assert (seen, reader.rate) == ([], "off")  # its camera is closed
    reader.watch("full")
    reader.show(CARD)
    reader.scan(TICKET)
    reader.fails(ReaderError.key)
    reader.show("H29-5")
    assert seen == [SEEN, SeenTicket(TICKET[4:])]
    assert states == [ReaderError.key]
    reader.forget()
    assert reader.visits == 1
    reader.works = False
    with pytest.raises(ReaderError):
        reader.lookup(CODE, "abcd")
