"""The line to systemd, against a real socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.alive import Alive

WATCHED = {"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": str(os.getpid())}


def listener(address: str) -> socket.socket:
    system = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK)
    system.bind(address)
    return system


@pytest.fixture
def system(tmp_path: Path) -> Iterator[socket.socket]:
    with listener(str(tmp_path / "notify")) as bound:
        yield bound


@pytest.fixture
def alive(system: socket.socket) -> Iterator[Alive]:
    line = Alive({"NOTIFY_SOCKET": system.getsockname(), **WATCHED})
    yield line
    line.close()


def heard(system: socket.socket) -> list[str]:
    lines = []
    while True:
        try:
            lines.append(system.recv(4096).decode())
        except BlockingIOError:
            return lines


def test_the_first_frame_ends_the_start(alive: Alive, system: socket.socket) -> None:
    assert alive.ready()
    assert heard(system) == ["READY=1"]


def test_a_drawn_frame_and_an_answering_store_are_a_beat(alive: Alive, system: socket.socket) -> None:
    assert alive.beat(frame_drawn=True, store_answers=True)
    assert heard(system) == ["WATCHDOG=1"]


@pytest.mark.parametrize(("frame_drawn", "store_answers"), [(False, True), (True, False), (False, False)])
def test_a_frozen_screen_or_a_hung_store_is_no_beat(alive: Alive, system: socket.socket, frame_drawn: bool, store_answers: bool) -> None:
    assert not alive.beat(frame_drawn, store_answers)
    assert heard(system) == []


def test_four_beats_fit_into_the_time_the_watchdog_waits(alive: Alive) -> None:
    assert alive.every == 1.25


def test_a_watchdog_meant_for_another_process_hears_nothing(system: socket.socket) -> None:
    other = Alive({"NOTIFY_SOCKET": system.getsockname(), "WATCHDOG_USEC": "5000000", "WATCHDOG_PID": "1"})
    assert other.every == 0.0
    assert not other.beat(frame_drawn=True, store_answers=True)
    assert heard(system) == []
    other.close()


def test_the_status_is_one_short_line(alive: Alive, system: socket.socket) -> None:
    alive.status("attract\nREADY=1 " + "x" * 500)
    (line,) = heard(system)
    assert line.startswith("STATUS=attract READY=1 x")
    assert "\n" not in line and len(line) == len("STATUS=") + 80


def test_a_stop_is_announced(alive: Alive, system: socket.socket) -> None:
    assert alive.stopping()
    assert heard(system) == ["STOPPING=1"]


def test_an_abstract_socket_is_reached_too() -> None:
    name = f"kiosk-test-{os.getpid()}"
    with listener("\0" + name) as system:
        line = Alive({"NOTIFY_SOCKET": "@" + name, **WATCHED})
        assert line.ready()
        assert heard(system) == ["READY=1"]
        line.close()


def test_without_systemd_nothing_happens() -> None:
    line = Alive({})
    assert line.every == 0.0
    assert not any((line.ready(), line.beat(True, True), line.status("home"), line.stopping()))


def test_a_system_that_went_away_does_not_stop_the_screen(tmp_path: Path) -> None:
    line = Alive({"NOTIFY_SOCKET": str(tmp_path / "gone"), **WATCHED})
    assert not line.beat(frame_drawn=True, store_answers=True)
    line.close()
    line.close()
    assert not line.stopping()


def test_a_full_socket_does_not_hold_the_screen(alive: Alive) -> None:
    sent = [alive.beat(True, True) for _ in range(5000)]
    assert sent[0] and not sent[-1]
