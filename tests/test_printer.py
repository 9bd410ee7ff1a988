"""The printers: one contract for all of them, then what each link must survive."""

import os
import pty
import socket
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judged_printer import VirtualPrinter, every_printer_off_at_the_end, judge, printed

from kiosk.devices import Printer, PrinterState
from kiosk.devices.answers import Cleared, Done, Ear, PaperAnswer, Report, Status
from kiosk.devices.printer import open_printer
from kiosk.devices.raster import REAL_TIME, calm, encode, ending, finished, whole_job
from kiosk.devices.simulated import SimulatedPrinter
from kiosk.errors import CoverOpen, PaperOut, PrinterError, PrinterGone, PrintUnsure, SettingsError
from kiosk.papers import Picture

__all__ = ["every_printer_off_at_the_end"]


@dataclass(frozen=True)
class Profile:
    url: str = "simulated"
    dots: int = 576
    strip_rows: int = 128
    mm_per_s: int = 500
    process_id: str = "yes"
    near_end_tickets: int = 25


def a_paper(rows: int = 700, dots: int = 576, seed: int = 1) -> Picture:
    """Something like a ticket: noise between white bands, white edges."""
    picture = np.random.default_rng(seed).random((rows, dots)) < 0.3
    picture[:, :16] = picture[:, -16:] = False
    picture[100:180] = False
    return picture


class Simulated:
    """The simulated printer, driven by its attributes."""

    def __init__(self, folder: Path) -> None:
        self.printer: Any = open_printer(Profile(f"simulated:{folder}"))

    def take_paper(self, out: bool = True) -> None:
        self.printer.has_paper = not out

    def open_cover(self) -> None:
        self.printer.cover_open = True

    def silence(self) -> None:
        self.printer.answers = False

    def die_after(self, rows: int) -> None:
        self.printer.dies_after = rows

    def near_end(self) -> None:
        self.printer.near_end = True

    def papers(self) -> list[Picture]:
        return list(self.printer.papers)


class OverTcp:
    """The real driver on the judge's virtual printer."""

    def __init__(self, folder: Path) -> None:
        self.machine = VirtualPrinter(folder)
        self.printer = open_printer(Profile(self.machine.url))

    def take_paper(self, out: bool = True) -> None:
        self.machine.set(paper="out" if out else "ok")

    def open_cover(self) -> None:
        self.machine.set(cover=1)

    def silence(self) -> None:
        self.machine.set(silent=1)

    def die_after(self, rows: int) -> None:
        self.machine.set(paper_out_after=rows)

    def near_end(self) -> None:
        self.machine.set(paper="near")

    def papers(self) -> list[Picture]:
        return self.machine.whole_papers()


@pytest.fixture(params=[Simulated, OverTcp])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    made = request.param(tmp_path / "papers")
    with closing(made.printer):
        yield made


class TestEveryPrinter:
    def test_a_whole_paper_comes_out_dot_for_dot(self, stage: Any) -> None:
        stage.printer.print(a_paper(), "0001")
        (paper,) = stage.papers()
        assert np.array_equal(paper, calm(a_paper()))

    def test_several_papers_come_out_in_order(self, stage: Any) -> None:
        for seed in range(3):
            stage.printer.print(a_paper(seed=seed), f"000{seed}")
        assert [np.array_equal(paper, calm(a_paper(seed=seed))) for seed, paper in enumerate(stage.papers())] == [True] * 3

    def test_a_good_printer_says_that_it_is_ready(self, stage: Any) -> None:
        assert stage.printer.state() == PrinterState()

    def test_no_paper_is_said_before_and_when_printing(self, stage: Any) -> None:
        stage.take_paper()
        assert stage.printer.state().fault == PaperOut.key
        with pytest.raises(PaperOut):
            stage.printer.print(a_paper(), "0001")
        assert stage.papers() == []

    def test_an_open_cover_is_said_before_and_when_printing(self, stage: Any) -> None:
        stage.open_cover()
        assert stage.printer.state().fault == CoverOpen.key
        with pytest.raises(CoverOpen):
            stage.printer.print(a_paper(), "0001")

    def test_a_silent_printer_is_no_printer(self, stage: Any) -> None:
        stage.silence()
        assert stage.printer.state().fault == PrinterGone.key
        with pytest.raises(PrinterGone):
            stage.printer.print(a_paper(), "0001")

    def test_a_paper_that_stops_in_the_middle_is_never_called_printed(self, stage: Any) -> None:
        stage.die_after(300)
        with pytest.raises(PrinterError):
            stage.printer.print(a_paper(), "0001")
        assert stage.papers() == []

    def test_a_new_roll_prints_again_and_no_headless_rest(self, stage: Any) -> None:
        stage.take_paper()
        with pytest.raises(PaperOut):
            stage.printer.print(a_paper(), "0001")
        stage.take_paper(False)
        stage.printer.print(a_paper(seed=2), "0002")
        assert [len(paper) for paper in stage.papers()] == [700]

    def test_a_roll_near_its_end_still_prints_and_says_so(self, stage: Any) -> None:
        stage.near_end()
        assert stage.printer.state() == PrinterState(near_end=True)
        stage.printer.print(a_paper(), "0001")
        assert len(stage.papers()) == 1

    def test_it_may_be_closed_twice_and_prints_afterwards(self, stage: Any) -> None:
        stage.printer.close()
        stage.printer.close()
        stage.printer.print(a_paper(), "0001")
        assert len(stage.papers()) == 1

    def test_a_job_without_a_proper_name_is_refused(self, stage: Any) -> None:
        for name in ("", "123", "12345", "12\x1b4", "số12"):
            with pytest.raises(ValueError):
                stage.printer.print(a_paper(), name)


def over_tcp(folder: Path, process_id: str = "auto", near_end_tickets: int = 25, **faults: Any) -> tuple[VirtualPrinter, Printer]:
    machine = VirtualPrinter(folder, **faults)
    return machine, open_printer(Profile(machine.url, process_id=process_id, near_end_tickets=near_end_tickets))


@pytest.mark.parametrize("process_id", ["auto", "no"])
def test_a_printer_without_process_id_is_believed_by_its_paper_answer(tmp_path: Path, process_id: str) -> None:
    machine, printer = over_tcp(tmp_path, process_id, no_procid=True)
    for turn in range(2):
        printer.print(a_paper(), f"000{turn}")
    assert len(machine.whole_papers()) == 2


def test_after_the_first_paper_only_one_question_is_asked(tmp_path: Path) -> None:
    for folder, faults, kept in (("with", {}, "GS ( H"), ("without", {"no_procid": True}, "GS r")):
        machine, printer = over_tcp(tmp_path / folder, **faults)
        printer.print(a_paper(), "0001")
        printer.print(a_paper(), "0002")
        assert {command.name for command in judge().Lexer().feed(machine.heard(2))} & {"GS ( H", "GS r"} == {kept}


def test_a_cutter_that_is_stuck_is_said_before(tmp_path: Path) -> None:
    _, printer = over_tcp(tmp_path, cutter_error=True)
    assert printer.state().fault == PrinterError.key


def test_a_paper_end_in_the_middle_leaves_no_rest_for_the_next_roll(tmp_path: Path) -> None:
    machine, printer = over_tcp(tmp_path, paper_out_after=300)
    with pytest.raises(PaperOut):
        printer.print(a_paper(), "0001")
    machine.set(paper="ok")
    printer.print(a_paper(seed=2), "0002")
    assert [len(paper) for paper in machine.whole_papers()] == [700]
    assert machine.pieces() == 2  # the torn one on the old roll, the whole one on the new


def test_a_cable_pulled_while_printing_is_no_paper(tmp_path: Path) -> None:
    machine, printer = over_tcp(tmp_path, drop_after=20_000, drop_once=True)
    with pytest.raises(PrinterGone):
        printer.print(a_paper(), "0001")
    printer.print(a_paper(seed=2), "0002")
    assert np.array_equal(machine.whole_papers()[-1], calm(a_paper(seed=2)))


def test_a_printer_that_is_switched_off_is_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        url = f"tcp://127.0.0.1:{door.getsockname()[1]}"
    assert open_printer(Profile(url)).state().fault == PrinterGone.key


def test_the_rest_of_a_roll_is_not_trusted_for_ever(tmp_path: Path) -> None:
    machine, printer = over_tcp(tmp_path, near_end_tickets=2, paper="near")
    printer.print(a_paper(), "0001")
    assert printer.state() == PrinterState(near_end=True)
    printer.print(a_paper(), "0002")
    assert printer.state().fault == PaperOut.key
    machine.set(paper="ok")
    assert printer.state() == PrinterState()


def test_a_slow_printer_gets_its_time(tmp_path: Path) -> None:
    machine, printer = over_tcp(tmp_path, slow=60_000)
    printer.print(a_paper(300), "0001")
    assert len(machine.whole_papers()) == 1


# -- the other links


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[VirtualPrinter, str]]:
    """A serial line: a pseudo-terminal whose other end is the virtual printer."""
    machine = VirtualPrinter(tmp_path / "serial")
    ours, theirs = pty.openpty()
    wire = socket.create_connection(machine.address)
    threading.Thread(target=_pump, args=(lambda: os.read(ours, 4096), wire.sendall), daemon=True).start()
    threading.Thread(target=_pump, args=(lambda: wire.recv(4096), lambda data: os.write(ours, data)), daemon=True).start()
    yield machine, os.ttyname(theirs)
    wire.shutdown(socket.SHUT_RDWR)
    wire.close()
    os.close(theirs)
    os.close(ours)


def _pump(read: Any, write: Any) -> None:
    try:
        while data := read():
            write(data)
    except OSError:
        return


def test_a_serial_printer_prints_and_confirms(line: tuple[VirtualPrinter, str]) -> None:
    machine, device = line
    with closing(open_printer(Profile(f"serial:{device}?baud=115200"))) as printer:
        assert printer.state() == PrinterState()
        printer.print(a_paper(), "0001")
        printer.print(a_paper(seed=2), "0002")
    assert [len(paper) for paper in machine.whole_papers()] == [700, 700]


def test_a_serial_printer_that_stopped_reading_holds_nobody_for_ever() -> None:
    ours, theirs = pty.openpty()
    with closing(open_printer(Profile(f"serial:{os.ttyname(theirs)}"))) as printer:
        assert printer.state().fault == PrinterGone.key
        with pytest.raises(PrinterGone):
            printer.print(a_paper(), "0001")
    os.close(ours)
    os.close(theirs)


def test_a_one_way_printer_is_never_called_printed(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    with closing(open_printer(Profile(f"file:{device}"))) as printer:
        assert printer.state() == PrinterState()
        with pytest.raises(PrintUnsure):
            printer.print(a_paper(), "0001")
    assert np.array_equal(printed(device.read_bytes(), 576), calm(a_paper()))


def test_a_device_nobody_reads_holds_nobody_for_ever(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    os.mkfifo(device)
    with closing(open_printer(Profile(f"file:{device}", mm_per_s=500))) as printer:
        assert printer.state().fault == PrinterGone.key  # a pipe without a reader cannot be opened
        reader = os.open(device, os.O_RDONLY | os.O_NONBLOCK)
        with pytest.raises(PrinterGone):
            printer.print(a_paper(3000), "0001")
        os.close(reader)


class UsbPrinter:
    """The far end of a USB cable that swallows only `room` bytes of a piece."""

    def __init__(self, room: int = 1 << 20) -> None:
        self.room = room
        self.got = b""

    def write(self, endpoint: int, data: bytes, timeout: int) -> int:
        self.got += data[: self.room]
        return min(len(data), self.room)

    def read(self, endpoint: int, size: int, timeout: int) -> bytes:
        from usb.core import USBTimeoutError

        if self.got.endswith((b"\x10\x04\x01", b"\x10\x04\x04", b"\x10\x04\x03")):
            self.got = b""
            return b"\x12"
        if self.got.endswith(b"0001"):
            self.got = b""
            return b"\x37\x220001\0"
        raise USBTimeoutError("nothing")


def _usb(machine: UsbPrinter) -> Printer:
    from kiosk.devices.escpos_links import UsbLink
    from kiosk.devices.escpos_printer import EscposPrinter

    class OnTheDesk(UsbLink):
        def _connect(self, seconds: float) -> None:
            self._device = machine

        def close(self) -> None:
            self._device = False

    return EscposPrinter(OnTheDesk(0x04B8, 0x0E15), Profile())


def test_a_usb_printer_prints_and_confirms() -> None:
    with closing(_usb(UsbPrinter())) as printer:
        assert printer.state() == PrinterState()
        printer.print(a_paper(), "0001")


def test_half_a_piece_over_usb_is_a_failure_and_no_lost_tail() -> None:
    with closing(_usb(UsbPrinter(room=1000))) as printer, pytest.raises(PrinterGone):
        printer.print(a_paper(), "0001")


def test_a_usb_printer_that_is_not_plugged_in_is_gone() -> None:
    assert open_printer(Profile("usb:04b8:0e15")).state().fault == PrinterGone.key


@pytest.mark.parametrize(
    "url",
    ["tcp://printer.example:9100", "tcp://127.0.0.1:0", "tcp:", "usb:04b8", "usb:xyz:1", "serial:", "serial:/dev/ttyS0?baud=9600",
     "serial:/dev/ttyS0?baud=fast", "file:", "lpt1", ""],
)  # fmt: skip
def test_an_address_that_cannot_be_is_said_in_one_sentence(url: str) -> None:
    with pytest.raises(SettingsError, match="^printer: "):
        open_printer(Profile(url))


def test_a_simulated_printer_keeps_its_papers_as_pictures(tmp_path: Path) -> None:
    for seed in range(2):
        open_printer(Profile(f"simulated:{tmp_path}")).print(a_paper(seed=seed), "0001")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["paper-0001.png", "paper-0002.png"]


def test_a_simulated_printer_keeps_the_scrap_of_a_paper_it_died_on() -> None:
    printer = SimulatedPrinter()
    printer.dies_after = 40
    with pytest.raises(PrintUnsure):
        printer.print(a_paper(), "0001")
    assert [len(scrap) for scrap in printer.scraps] == [40]


def test_opening_a_printer_leaves_nothing_in_the_temporary_folder(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "from kiosk.devices.printer import open_printer; from test_printer import Profile; open_printer(Profile('tcp://127.0.0.1:9'))"
    folders = {"TMPDIR": str(tmp_path / "tmp"), "STATE_DIRECTORY": str(tmp_path / "state")}
    (tmp_path / "tmp").mkdir()
    here = Path(__file__).resolve().parent
    subprocess.run([sys.executable, "-c", code], check=True, cwd=here, env=os.environ | folders | {"PYTHONPATH": f"{here.parent}:{here}"})
    assert list((tmp_path / "tmp").iterdir()) == []


# -- the bytes


pictures = st.builds(
    lambda rows, wide, fill, seed: np.random.default_rng(seed).random((rows, wide * 8)) < fill,
    st.integers(1, 400), st.integers(1, 72), st.sampled_from([0.0, 0.001, 0.02, 0.5, 1.0]), st.integers(0, 9999),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(pictures, st.integers(8, 128))
def test_what_a_printer_makes_of_the_bytes_is_the_picture(picture: Picture, strip_rows: int) -> None:
    still = calm(picture, strip_rows)
    sheet = printed(whole_job(still, strip_rows, finished("0001")), picture.shape[1])
    assert np.array_equal(sheet, still)


@settings(max_examples=60, deadline=None)
@given(pictures)
def test_strips_are_low_and_never_of_an_awkward_height(picture: Picture) -> None:
    heights = [event["h"] for event in judge().render(encode(calm(picture)), picture.shape[1]).events if event["type"] == "image"]
    assert all(0 < high <= 128 and high % 48 for high in heights)


@pytest.mark.parametrize("command", ["10 04 01", "10 04 04", "10 05 02", "10 14 08 01", "10 14 01 00"])
@pytest.mark.parametrize("edges", [True, False])
def test_a_picture_that_would_command_the_printer_is_moved_until_it_does_not(command: str, edges: bool) -> None:
    octets = np.zeros((40, 72), np.uint8)
    octets[20, 10 : 10 + len(command.split())] = list(bytes.fromhex(command))
    if not edges:
        octets[:5] = 0xFF
    picture = np.unpackbits(octets, axis=1).astype(bool)
    assert REAL_TIME.search(encode(picture))
    still = calm(picture)
    assert not REAL_TIME.search(encode(still))
    assert judge().realtime_in(encode(still)) == []
    assert abs(int(still.sum()) - int(picture.sum())) <= (0 if edges else 1)


def test_a_paper_is_asked_for_by_the_question_the_printer_understands() -> None:
    assert ending("A012", True) == b"\x1d(H\x06\x0000A012"
    assert ending("A012", False) == b"\x1dr\x01"
    assert ending("A012", None) == ending("A012", True) + ending("A012", False)


# -- the answers


def test_answers_are_told_apart_however_they_are_mixed() -> None:
    said = b"\x12" + b"\x10\x00\x03\x00" + b"\x37\x220042\x00" + b"\x00" + b"\x37\x25\x00" + b"\x18\x00\x0c\x00"
    heard = [Status(0x12), Report(0x10, 0, 3), Done(b"0042"), PaperAnswer(0), Cleared(), Report(0x18, 0, 12)]
    assert list(Ear().hear(said)) == heard
    ear = Ear()
    assert [answer for byte in said for answer in ear.hear(bytes([byte]))] == heard


@given(st.binary(max_size=60), st.data())
def test_noise_on_the_line_is_never_an_end_of_job(noise: bytes, data: Any) -> None:
    cut = data.draw(st.integers(0, len(noise)))
    ear = Ear()
    answers = [*ear.hear(noise[:cut]), *ear.hear(noise[cut:])]
    assert answers == list(Ear().hear(noise))
    assert Done(b"0042") not in answers or b"\x37\x220042\x00" in noise


def test_profiles_of_the_settings_fit_every_printer() -> None:
    from kiosk import settings as shipped

    assert open_printer(replace(shipped.load().printer, url="simulated")).dots in (576, 384)
