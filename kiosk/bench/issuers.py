"""Kiosks that take one number after the other, each a process of its own: `python -m kiosk.bench.issuers URL HALL QUEUE COUNT TAG FILE`.

A number that a citizen would have been told is written to FILE at once: visit, number, the nanosecond of the machine's own
clock, and what the commit took. A store that fails is asked again for the same visit, as a citizen taps again.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from kiosk.clock import SystemClock
from kiosk.errors import StoreError
from kiosk.store import Tickets, open_tickets

AGAIN = 0.05  # seconds between two taps
GIVE_UP = 90.0


@dataclass(frozen=True)
class Told:
    """A number a citizen was told. `at` and `took` in nanoseconds."""

    visit: str
    number: int
    at: int
    took: int


def start(url: str, hall: str, queue: str, count: int, tag: str, file: Path) -> "subprocess.Popen[bytes]":
    """One kiosk; `count` numbers, 0 for as many as it can until it is ended."""
    command = [sys.executable, "-m", "kiosk.bench.issuers", url, hall, queue, str(count), tag, str(file)]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL)


def read(file: Path) -> list[Told]:
    """What was told so far; a last line that was cut off does not count."""
    lines = file.read_text("ascii").split("\n")[:-1] if file.exists() else []
    return [Told(visit, int(number), int(at), int(took)) for visit, number, at, took in (line.split() for line in lines)]


def run(url: str, hall: str, queue: str, count: int, tag: str, file: Path) -> None:
    tickets = _opened(url, hall, tag)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    done = 0
    while not count or done < count:
        visit = f"{tag}-{done}"
        begun = time.monotonic_ns()
        number = _number(tickets, queue, visit)
        now = time.monotonic_ns()
        os.write(handle, f"{visit} {number} {now} {now - begun}\n".encode())
        done += 1
    tickets.close()


def _opened(url: str, hall: str, tag: str) -> Tickets:
    until = time.monotonic() + GIVE_UP
    while True:
        try:
            return open_tickets(url, hall, SystemClock(), tag)
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(AGAIN)


def _number(tickets: Tickets, queue: str, visit: str) -> int:
    until = time.monotonic() + GIVE_UP
    while True:
        try:
            return tickets.reserve(queue, queue, visit).number
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(AGAIN)


if __name__ == "__main__":
    url, hall, queue, count, tag, file = sys.argv[1:]
    run(url, hall, queue, int(count), tag, Path(file))
