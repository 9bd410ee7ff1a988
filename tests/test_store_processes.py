"""Many programs, killed programs, cut power on a real ext4 disk: every number is given once."""

import errno
import fcntl
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from kiosk.clock import SystemClock
from kiosk.store import open_tickets

HERE = Path(__file__).resolve().parent
EXT4_IOC_SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2  # _IOR('X', 125, u32): the file system stops as if the plug were pulled
CUTS, KILLS, LIMIT = 40, 12, 60.0  # seconds to wait for anything


class Issuers:
    """The program of issuer.py, and the processes it made."""

    def __init__(self, folder: Path) -> None:
        self.acks = folder / "acks"
        self.faults = folder / "faults"
        with self.faults.open("wb") as faults:
            self._program = subprocess.Popen(
                [sys.executable, str(HERE / "issuer.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=faults,
                env=os.environ | {"PYTHONPATH": str(HERE.parent)},
                text=True,
            )

    def start(self, url: str, count: int, tag: str) -> int:
        assert self._program.stdin and self._program.stdout
        print(url, count, tag, self.acks, file=self._program.stdin, flush=True)
        return int(self._program.stdout.readline())

    def given(self, before: int | None = None) -> dict[str, int]:
        """visit -> number, of those that had come back before that moment (nanoseconds)."""
        lines = [line.split() for line in self.acks.read_text().splitlines()] if self.acks.exists() else []
        return {visit: int(number) for visit, number, at in lines if before is None or int(at) < before}

    def close(self) -> None:
        assert self._program.stdin and self._program.stdout
        self._program.stdin.close()
        self._program.wait(LIMIT)
        self._program.stdout.close()


@pytest.fixture
def issuers(tmp_path: Path) -> Iterator[Issuers]:
    made = Issuers(tmp_path)
    yield made
    made.close()


def wait_for(what: str, done: "list[int] | Path", size: int = 0) -> None:
    """Until these processes are gone, or this file has so many bytes."""
    until = time.monotonic() + LIMIT
    while any(Path(f"/proc/{p}").exists() for p in done) if isinstance(done, list) else not _has(done, size):
        assert time.monotonic() < until, f"{what} took too long"
        time.sleep(0.002)


def _has(path: Path, size: int) -> bool:
    return path.exists() and path.stat().st_size > size


def kept(url: str) -> tuple[dict[str, int], list[int], tuple[str, ...]]:
    """What the store knows: visit -> number, the numbers in order, and the breaks of its chain."""
    tickets = open_tickets(url, "hall", SystemClock())
    try:
        day = tickets.of_day("A")
        return {t.visit: t.number for t in day}, [t.number for t in day], tickets.verify()
    finally:
        tickets.close()


def test_twenty_kiosks_at_once_give_two_thousand_different_numbers_without_a_gap(tmp_path: Path, issuers: Issuers) -> None:
    url = f"sqlite:///{tmp_path}/kiosk.db"
    wait_for("twenty issuers", [issuers.start(url, 100, f"K{k}") for k in range(20)])
    assert issuers.faults.read_text() == ""
    assert sorted(issuers.given().values()) == list(range(1, 2001))
    assert kept(url) == (issuers.given(), list(range(1, 2001)), ())


def test_a_killed_kiosk_has_lost_no_number_and_gives_none_twice(tmp_path: Path, issuers: Issuers) -> None:
    url = f"sqlite:///{tmp_path}/kiosk.db"
    for kill in range(KILLS):
        size = issuers.acks.stat().st_size if issuers.acks.exists() else 0
        child = issuers.start(url, 0, f"K{kill}")
        wait_for("the first numbers", issuers.acks, size + 40 * (kill % 4))
        os.kill(child, signal.SIGKILL)
        wait_for("a killed issuer", [child])
    given, (visits, numbers, breaks) = issuers.given(), kept(url)
    assert {visit: visits.get(visit) for visit in given} == given
    assert numbers == list(range(1, len(numbers) + 1)) and breaks == ()
    assert len(given) >= KILLS


@contextmanager
def ext4(image: Path, folder: Path) -> Iterator[None]:
    """The image as a disk; skips where this machine or container does not let us mount one."""
    if os.geteuid() != 0:
        pytest.skip("POWER CUTS ON A REAL EXT4 DISK WERE NOT TRIED: they need root and a loop device")
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-o", "loop", str(image), str(folder)], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"POWER CUTS ON A REAL EXT4 DISK WERE NOT TRIED: {mounted.stderr.strip()}")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True, timeout=LIMIT)


def pull_the_plug(folder: Path) -> int:
    """The disk takes nothing more; the moment just before, in nanoseconds."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        moment = time.monotonic_ns()
        fcntl.ioctl(handle, EXT4_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
    except OSError as error:
        if error.errno in (errno.ENOTTY, errno.EPERM, errno.EOPNOTSUPP):
            pytest.skip("POWER CUTS ON A REAL EXT4 DISK WERE NOT TRIED: this kernel cannot shut an ext4 down")
        raise
    finally:
        os.close(handle)
    return moment


def one_cut(image: Path, folder: Path, issuers: Issuers, cut: int) -> dict[str, int]:
    """Numbers that came back before the plug was pulled while somebody was taking more."""
    size = issuers.acks.stat().st_size if issuers.acks.exists() else 0
    with ext4(image, folder):
        child = issuers.start(f"sqlite:///{folder}/kiosk.db", 0, f"K{cut}")
        wait_for("the first numbers", issuers.acks, size + 297 * (cut % 7))
        moment = pull_the_plug(folder)
        with suppress(ProcessLookupError):  # it may have ended by itself: its disk is gone
            os.kill(child, signal.SIGKILL)
        wait_for("a killed issuer", [child])
    return {visit: number for visit, number in issuers.given(moment).items() if visit.startswith(f"K{cut}-")}


def test_forty_power_cuts_on_a_real_ext4_disk_lose_no_number(tmp_path: Path, issuers: Issuers) -> None:
    image, folder = tmp_path / "disk", tmp_path / "mount"
    image.touch()
    os.truncate(image, 64 * 2**20)
    made = subprocess.run(["mkfs.ext4", "-q", "-F", str(image)], capture_output=True) if os.geteuid() == 0 else None
    if made is None or made.returncode:
        pytest.skip("POWER CUTS ON A REAL EXT4 DISK WERE NOT TRIED: they need root and mkfs.ext4")
    given: dict[str, int] = {}
    for cut in range(CUTS):
        given |= one_cut(image, folder, issuers, cut)
    with ext4(image, folder):
        visits, numbers, breaks = kept(f"sqlite:///{folder}/kiosk.db")
    assert {visit: visits.get(visit) for visit in given} == given
    assert numbers == list(range(1, len(numbers) + 1)) and breaks == ()
    assert len(given) >= CUTS
