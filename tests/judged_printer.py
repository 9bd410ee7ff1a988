"""The judge of everything printed: a strict ESC/POS reader and a virtual printer with faults. It stands beside the project, not in it."""

import contextlib
import importlib.util
import socket
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kiosk.papers import Picture

JUDGE = Path(__file__).resolve().parents[2] / "shared" / "tools" / "escpos_printer.py"
BAD = {
    "unknown", "truncated", "invalid", "unsupported", "no-glyph", "codepage-unknown", "clipped", "unprinted-line", "realtime-in-image-data",
}  # fmt: skip


def judge() -> Any:
    """The judge's module; skips the test, aloud, where it is not there."""
    if not JUDGE.is_file():
        pytest.skip(f"NOT JUDGED: {JUDGE.name} is not in shared/tools beside the project, so nobody checks what this prints")
    if "escpos_judge" not in sys.modules:
        spec = importlib.util.spec_from_file_location("escpos_judge", JUDGE)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["escpos_judge"] = module
        spec.loader.exec_module(module)
    return sys.modules["escpos_judge"]


def printed(data: bytes, dots: int) -> Picture:
    """What a printer makes of these bytes: exactly one cut sheet, and not one byte that it does not understand."""
    paper = judge().render(data, dots)
    assert [event for event in paper.events if event["type"] in BAD] == []
    assert [why for _, why in paper.sheets] == ["cut"]
    return paper.sheets[0][0].astype(bool)


RUNNING: list["VirtualPrinter"] = []


@pytest.fixture(autouse=True)
def every_printer_off_at_the_end() -> Iterator[None]:
    """A test module imports this, and no printer outlives its test."""
    yield
    while RUNNING:
        RUNNING.pop().switch_off()


class VirtualPrinter:
    """The judge as a network printer on loopback. `faults`: its options, such as paper="out", drop_after=20000, no_procid=True."""

    def __init__(self, folder: Path, dots: int = 576, mm_s: float = 3000, **faults: Any) -> None:
        options = {"out": str(folder), "width": dots, "mm_s": mm_s, "buffer": 4096, "paper": "ok", "drop_after": None, "slow": None}
        options |= dict.fromkeys(("offline", "cover", "cutter_error", "silent", "no_procid", "drop_once"), False)
        options |= {"paper_out_after": None} | faults
        self._printer = judge().Printer(Namespace(**options))
        self._door = judge().listen(0, options["buffer"])
        threading.Thread(target=self._serve, daemon=True).start()
        RUNNING.append(self)

    @property
    def address(self) -> tuple[str, int]:
        return ("127.0.0.1", self._door.getsockname()[1])

    @property
    def url(self) -> str:
        return "tcp://{}:{}".format(*self.address)

    def set(self, **state: Any) -> None:
        """paper="out", cover=1, offline=1, cutter=1, silent=1, paper_out_after=ROWS, and back."""
        self._printer.change(**state)

    def whole_papers(self) -> list[Picture]:
        """What was cut off and can be taken in the hand, in order."""
        jobs = [job for job in list(self._printer.jobs) if job["end"] == "cut"]
        return [~np.asarray(Image.open(self._printer.out / f"job-{job['job']:04d}.png")) for job in jobs]

    def pieces(self) -> int:
        """Papers of any length that came out, headless and torn ones too."""
        return sum(job["ink"] > 0 for job in list(self._printer.jobs))

    def heard(self, connection: int) -> bytes:
        """Every byte that came over the n-th connection, once it has ended."""
        for _ in range(500):
            if self._printer.n_conn >= connection and connection not in self._printer.conns:
                break
            time.sleep(0.01)
        return (self._printer.out / f"conn-{connection:04d}.bin").read_bytes()

    def switch_off(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a call; closing alone would not
        self._door.close()
        for link in list(self._printer.conns.values()):
            with contextlib.suppress(OSError):
                link.shutdown(socket.SHUT_RDWR)

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._door.accept()
            except OSError:
                return
            with self._printer.lock:
                self._printer.n_conn += 1
                number = self._printer.n_conn
                self._printer.conns[number] = link
            threading.Thread(target=self._printer.receiver, args=(link, number), daemon=True).start()
