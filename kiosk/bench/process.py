"""A window in a process of its own, looked at from outside."""

import json
import os
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError

PATIENCE = 120.0  # s: a visit takes about a minute
TICKS = os.sysconf("SC_CLK_TCK")


class BenchFailed(KioskError):
    """A measured window ended or stayed silent."""


class Measured:
    """`python -m WORDS`; it tells on its standard output, in JSON lines, what only it can know."""

    def __init__(self, words: list[str], environment: dict[str, str]) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115  closed in close()
        self.begun = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", *words], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log
        )
        self._heard = b""

    def hear(self, word: str) -> Any:
        """What the process says next under this name. Raises BenchFailed."""
        until = time.monotonic() + PATIENCE
        for line in self._lines(until):
            said = json.loads(line)
            if "failed" in said:
                raise self._failed(said["failed"])
            if word in said:
                return said[word]
        raise self._failed(f"it did not tell its {word}")

    def _failed(self, why: str) -> BenchFailed:
        self._log.seek(0)
        return BenchFailed(f"the measured window: {why}\n{self._log.read()[-1500:].decode(errors='replace')}")

    def _lines(self, until: float) -> Iterator[bytes]:
        assert self.process.stdout
        while select.select([self.process.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
            if not (part := os.read(self.process.stdout.fileno(), 65_536)):
                return
            self._heard += part
            while b"\n" in self._heard:
                line, _, self._heard = self._heard.partition(b"\n")
                yield line

    def say(self, word: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(word.encode() + b"\n")
        self.process.stdin.flush()

    def first_frame(self) -> float:
        """Seconds from the start of the process to the end of its first flip."""
        return float(self.hear("first_frame")) - self.begun

    def memory(self) -> dict[str, float]:
        """MB resident (rss), and with shared pages counted in parts (pss)."""
        text = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in text.splitlines()[1:]}
        return {"rss": kilobytes["Rss"] / 1024, "pss": kilobytes["Pss"] / 1024}

    def cpu(self, seconds: float) -> float:
        """Part of one core used over the next `seconds`, in percent."""
        before, begun = self._cpu_seconds(), time.monotonic()
        time.sleep(seconds)
        return (self._cpu_seconds() - before) / (time.monotonic() - begun) * 100

    def _cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(") ")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def end(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self._log):
            if pipe:
                pipe.close()


@contextmanager
def measured(words: list[str], environment: dict[str, str]) -> Iterator[Measured]:
    process = Measured(words, environment)
    try:
        yield process
    finally:
        process.end()
