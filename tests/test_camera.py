"""Every camera keeps the same promises: the newest picture only, a fault that is said, and back by itself."""

import http.server
import os
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from kiosk import settings
from kiosk.devices.camera import Camera, Frame, LiveCamera, Pixels
from kiosk.devices.camera_sources import Still, open_camera
from kiosk.devices.opencv import cv2
from kiosk.devices.serial_scanner import LONGEST, SerialScanner
from kiosk.devices.simulated_camera import SimulatedCamera
from kiosk.errors import ReaderError

PATIENCE = 20.0  # seconds; everything here takes less than five
GREEN, RED = (0, 200, 0), (0, 0, 200)


def until(true: Callable[[], object], seconds: float = PATIENCE) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def picture(colour: tuple[int, int, int] = GREEN, width: int = 1280, height: int = 720) -> Pixels:
    made = np.full((height, width, 3), colour, np.uint8)
    cv2.putText(made, "kiosk", (60, height // 2), cv2.FONT_HERSHEY_SIMPLEX, 4, (255, 255, 255), 9)
    return made


def device(name: str) -> Camera:
    return open_camera(replace(settings.load().camera, device=name))


def colour(camera: Camera) -> str:
    frame = camera.newest()
    small = frame.small() if frame else None
    return "none" if small is None else "red" if small[4, 4, 0] > 150 else "green" if small[4, 4, 1] > 150 else "other"


# -- what can be pulled out and put back


@dataclass
class Plug:
    camera: Camera
    pull: Callable[[], object]
    put_back: Callable[[], object]


class StreamServer:
    """A camera on this machine's network: MJPEG over HTTP, until somebody pulls its plug or lets it freeze."""

    def __init__(self) -> None:
        self.colour = GREEN
        self.frozen = threading.Event()
        self._ended = threading.Event()
        self.port = 0
        self._server: http.server.ThreadingHTTPServer | None = None

    def start(self) -> None:
        stream = self
        self._ended = ended = threading.Event()

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
                self.end_headers()
                try:
                    while not ended.wait(0.04):
                        if not stream.frozen.is_set():
                            raw = cv2.imencode(".jpg", picture(stream.colour))[1].tobytes()
                            self.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%s\r\n" % (len(raw), raw))
                except OSError:
                    pass

            def log_message(self, *args: object) -> None: ...

        http.server.ThreadingHTTPServer.allow_reuse_address = True
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        self._ended.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


@contextmanager
def simulated(folder: Path) -> Iterator[Plug]:
    camera = SimulatedCamera(picture())
    yield Plug(camera, lambda: setattr(camera, "plugged", False), lambda: setattr(camera, "plugged", True))


@contextmanager
def pictures(folder: Path) -> Iterator[Plug]:
    inside, away = folder / "pictures", folder / "away"
    inside.mkdir()
    cv2.imwrite(str(inside / "a.png"), picture())
    yield Plug(device(f"pictures:{inside}"), lambda: inside.rename(away), lambda: away.rename(inside))


@contextmanager
def film(folder: Path) -> Iterator[Plug]:
    """A film cannot be pulled out while it is open: only what is closed and opened again notices."""
    file = folder / "film.avi"
    writer = cv2.VideoWriter(str(file), cv2.VideoWriter.fourcc(*"MJPG"), 30, (1280, 720))
    for _ in range(12):
        writer.write(picture())
    writer.release()
    camera, away = device(f"file:{file}"), folder / "away.avi"

    def pull() -> None:
        file.rename(away)
        camera.close()
        camera.open()

    yield Plug(camera, pull, lambda: away.rename(file))


@contextmanager
def stream(folder: Path) -> Iterator[Plug]:
    server = StreamServer()
    server.start()
    try:
        yield Plug(device(f"http://127.0.0.1:{server.port}/camera.mjpg"), server.stop, server.start)
    finally:
        server.stop()


@pytest.fixture(params=[simulated, pictures, film, stream], ids=lambda make: make.__name__)
def plug(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Plug]:
    with request.param(tmp_path) as made, closing(made.camera):
        yield made


class TestEveryCamera:
    def test_it_sees_nothing_and_has_no_fault_before_it_is_opened(self, plug: Plug) -> None:
        assert plug.camera.newest() is None
        assert plug.camera.fault == ""

    def test_it_gives_new_pictures_in_grey_for_the_scanner_and_small_for_the_screen(self, plug: Plug) -> None:
        plug.camera.open()
        assert until(lambda: colour(plug.camera) == "green")
        first = plug.camera.newest()
        assert first is not None
        grey, small = first.grey(), first.small()
        assert grey is not None and grey.dtype == np.uint8 and grey.shape == (720, 1280)
        assert small is not None and small.dtype == np.uint8 and small.shape == (360, 640, 4) and (small[..., 3] == 255).all()
        assert until(lambda: (later := plug.camera.newest()) is not None and later.number > first.number)
        assert plug.camera.fault == ""

    def test_opened_twice_it_is_open_once_and_closed_twice_it_is_closed(self, plug: Plug) -> None:
        plug.camera.open()
        plug.camera.open()
        assert until(lambda: plug.camera.newest() is not None)
        plug.camera.close()
        plug.camera.close()
        assert plug.camera.newest() is None
        assert plug.camera.fault == ""

    def test_closed_for_the_night_it_opens_again(self, plug: Plug) -> None:
        for _ in range(2):
            plug.camera.open()
            assert until(lambda: plug.camera.newest() is not None)
            plug.camera.close()

    def test_a_pulled_cable_is_said_and_put_back_it_sees_again_by_itself(self, plug: Plug) -> None:
        plug.camera.open()
        assert until(lambda: plug.camera.newest() is not None)
        plug.pull()
        assert until(lambda: plug.camera.fault == ReaderError.key and plug.camera.newest() is None)
        plug.put_back()
        assert until(lambda: plug.camera.fault == "" and plug.camera.newest() is not None)

    def test_a_camera_that_is_not_there_at_the_start_is_found_when_it_comes(self, plug: Plug) -> None:
        plug.camera.open()
        plug.pull()
        plug.camera.close()
        plug.camera.open()
        assert until(lambda: plug.camera.fault == ReaderError.key)
        plug.put_back()
        assert until(lambda: plug.camera.newest() is not None and plug.camera.fault == "")


class TestPictures:
    def test_an_empty_folder_is_a_picture_of_nothing_and_what_is_put_there_later_is_seen(self, tmp_path: Path) -> None:
        with closing(device(f"pictures:{tmp_path}")) as camera:
            camera.open()
            assert until(lambda: camera.newest() is not None)
            assert (colour(camera), camera.fault) == ("other", "")
            cv2.imwrite(str(tmp_path / "later.jpg"), picture(RED))
            assert until(lambda: colour(camera) == "red")

    def test_each_picture_has_its_turn_and_what_is_no_picture_is_passed_over(self, tmp_path: Path) -> None:
        cv2.imwrite(str(tmp_path / "1.png"), picture(GREEN))
        (tmp_path / "2.png").write_bytes(b"no picture at all")
        (tmp_path / "3.txt").write_text("nothing")
        cv2.imwrite(str(tmp_path / "4.jpg"), picture(RED))
        with closing(device(f"pictures:{tmp_path}")) as camera:
            camera.open()
            for name in ("green", "red", "green"):
                assert until(lambda name=name: colour(camera) == name)

    def test_a_photo_of_a_phone_is_made_as_small_as_a_camera_s(self, tmp_path: Path) -> None:
        cv2.imwrite(str(tmp_path / "1.png"), picture(GREEN, 3000, 4000))
        with closing(device(f"pictures:{tmp_path}")) as camera:
            camera.open()
            assert until(lambda: colour(camera) == "green")
            frame = camera.newest()
            assert frame is not None
            grey, small = frame.grey(), frame.small()
            assert grey is not None and grey.shape == (1920, 1440)
            assert small is not None and small.shape == (853, 640, 4)


def test_a_stream_that_freezes_is_a_fault_and_is_opened_again(tmp_path: Path) -> None:
    server = StreamServer()
    server.start()
    try:
        with closing(device(f"http://127.0.0.1:{server.port}/camera.mjpg")) as camera:
            camera.open()
            assert until(lambda: camera.newest() is not None)
            server.frozen.set()
            assert until(lambda: camera.fault == ReaderError.key and camera.newest() is None)
            server.colour = RED
            server.frozen.clear()
            assert until(lambda: colour(camera) == "red" and camera.fault == "")
    finally:
        server.stop()


def test_a_kiosk_without_a_camera_sees_nothing_and_misses_nothing() -> None:
    camera = device("")
    camera.open()
    assert camera.newest() is None
    assert camera.fault == ""
    camera.close()


def test_a_usb_camera_that_is_not_there_is_a_fault_and_no_crash(tmp_path: Path) -> None:
    with closing(device(str(tmp_path / "video0"))) as camera:
        camera.open()
        assert until(lambda: camera.fault == ReaderError.key)
        (tmp_path / "video0").write_bytes(b"")  # back, but no camera
        time.sleep(1)
        assert camera.fault == ReaderError.key


class Driver:
    """A source as a bad driver is one: `stuck` reads never come back, `broken` ones fail."""

    def __init__(self) -> None:
        self.opened = 0
        self.broken = False
        self.stuck = threading.Event()
        self.free = threading.Event()

    def make(self) -> "Driver":
        self.opened += 1
        return self

    def read(self) -> Pixels:
        time.sleep(0.01)
        if self.stuck.is_set():
            self.free.wait(PATIENCE)
        if self.broken:
            raise ReaderError("pulled out")
        return np.zeros((48, 64, 3), np.uint8)

    def close(self) -> None: ...


def test_a_driver_that_hangs_is_a_fault_although_it_says_nothing() -> None:
    driver = Driver()
    camera = LiveCamera(driver.make)
    camera.open()
    assert until(lambda: camera.newest() is not None)
    driver.stuck.set()
    assert until(lambda: camera.fault == ReaderError.key and camera.newest() is None)
    camera.close()
    driver.free.set()


def test_a_camera_that_fails_again_and_again_is_not_tried_without_pause() -> None:
    driver = Driver()
    driver.broken = True
    camera = LiveCamera(driver.make)
    camera.open()
    time.sleep(2.2)
    camera.close()
    assert 1 <= driver.opened <= 4


class TestFrames:
    def test_a_jpeg_is_decoded_in_grey_and_in_colour(self) -> None:
        raw = cv2.imencode(".jpg", picture())[1]
        for shape in ((-1,), (1, -1)):
            frame = Frame(1, 0.0, raw.reshape(shape))
            grey, small = frame.grey(), frame.small()
            assert grey is not None and grey.shape == (720, 1280) and grey is frame.grey()
            assert small is not None and small.shape == (360, 640, 4) and small[4, 4, 1] > 150

    def test_a_picture_without_compression_is_understood(self) -> None:
        frame = Frame(1, 0.0, np.full((480, 640, 2), 128, np.uint8))
        grey, small = frame.grey(), frame.small()
        assert grey is not None and grey.shape == (480, 640)
        assert small is not None and small.shape == (480, 640, 4)

    def test_a_grey_picture_is_understood(self) -> None:
        small = Frame(1, 0.0, np.full((480, 640), 7, np.uint8)).small()
        assert small is not None and small.shape == (480, 640, 4)

    @pytest.mark.parametrize("raw", [b"\xff\xd8 broken", b"\x00"])
    def test_a_broken_picture_is_no_picture(self, raw: bytes) -> None:
        frame = Frame(1, 0.0, np.frombuffer(raw, np.uint8))
        assert frame.grey() is None
        assert frame.small() is None


class TestTheSamePictureForEver:
    def test_a_camera_that_repeats_its_last_picture_is_dead_after_ten_seconds(self) -> None:
        still, frozen, moving = Still(), picture(), (picture(GREEN), picture(RED))
        assert not any(still.dead(moving[at % 2], at / 10) for at in range(200))
        assert [at for at in range(30) if still.dead(frozen, 20.0 + at)] == [10]

    def test_a_dark_hall_is_not_reopened_all_night(self) -> None:
        still, dark = Still(), np.zeros((72, 128, 3), np.uint8)
        reopened = sum(still.dead(dark, float(at)) for at in range(8 * 3600))
        assert reopened < 60


# -- the hand scanner on a serial port


@pytest.fixture
def port() -> Iterator[tuple[int, str]]:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    name = os.ttyname(theirs)
    yield ours, name
    os.close(theirs)
    with suppress(OSError):
        os.close(ours)


CARD = "079090000123|212345678|Nguyễn Văn An|01011990|Nam|12 Lê Lợi|01012022".encode()


class TestSerialScanner:
    def test_a_code_ends_with_its_line(self, port: tuple[int, str]) -> None:
        with closing(SerialScanner(port[1], 9600)) as scanner:
            assert scanner.read(0.05) is None
            os.write(port[0], CARD + b"\r\n" + b"H29-1\r" + b"\n\nH29-2\n")
            assert [scanner.read(PATIENCE) for _ in range(3)] == [CARD, b"H29-1", b"H29-2"]
            assert scanner.read(0.05) is None

    def test_a_code_without_an_end_is_whole_after_a_silence(self, port: tuple[int, str]) -> None:
        with closing(SerialScanner(port[1], 9600)) as scanner:
            scanner.read(0.05)
            os.write(port[0], CARD[:30])
            os.write(port[0], CARD[30:])
            assert scanner.read(PATIENCE) == CARD

    def test_what_is_too_long_is_nothing_and_the_next_code_is_heard(self, port: tuple[int, str]) -> None:
        with closing(SerialScanner(port[1], 9600)) as scanner:
            scanner.read(0.05)
            writer = threading.Thread(target=_write, args=(port[0], b"x" * (3 * LONGEST) + b"\r\n" + CARD + b"\r\n"))
            writer.start()
            assert scanner.read(PATIENCE) == b""
            assert scanner.read(PATIENCE) == CARD
            writer.join()

    def test_bytes_that_are_no_text_are_handed_on_as_they_came(self, port: tuple[int, str]) -> None:
        with closing(SerialScanner(port[1], 9600)) as scanner:
            scanner.read(0.05)
            os.write(port[0], b"\xff\x00\x1b@\x9d\r")
            assert scanner.read(PATIENCE) == b"\xff\x00\x1b@\x9d"

    def test_a_scanner_pulled_out_is_heard_again_when_it_is_back(self, tmp_path: Path) -> None:
        link = tmp_path / "ttyACM0"
        with closing(SerialScanner(str(link), 9600)) as scanner:
            assert scanner.read(0.05) is None
            for _ in range(2):
                ours, theirs = os.openpty()
                tty.setraw(theirs)
                link.symlink_to(os.ttyname(theirs))
                assert until(lambda: scanner.read(0.05) is None and scanner.connected)
                os.write(ours, CARD + b"\r")
                assert scanner.read(PATIENCE) == CARD
                link.unlink()
                os.close(theirs)
                os.close(ours)
                assert until(lambda: scanner.read(0.05) is None and not scanner.connected)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
