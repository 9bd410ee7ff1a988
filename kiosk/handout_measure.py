"""How long from the tap to the first byte of the ticket: reserve (committed), draw, encode, send. For `kiosk bench`."""

import re
import socket
import tempfile
import threading
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from kiosk import settings
from kiosk.clock import HandClock
from kiosk.devices.printer import open_printer
from kiosk.devices.raster import START
from kiosk.handout import Request, hand_out
from kiosk.rules.procedures import Procedure
from kiosk.store import open_tickets
from kiosk.text import Text

QUESTION = re.compile(rb"\x10\x04[\x01-\x04]|\x1d\(H\x06\x0000(?P<job>[ -~]{4})")


class Sink:
    """The other end of a cable: answers as a ready printer would and notes when each ticket's first byte came in."""

    def __init__(self) -> None:
        self.first_bytes: list[float] = []
        self._door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self._door.getsockname()[1]}"

    def close(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        self._door.close()

    def _serve(self) -> None:
        while True:
            try:
                link, _ = self._door.accept()
            except OSError:
                return
            with link:
                self._answer(link)

    def _answer(self, link: socket.socket) -> None:
        heard, first = b"", True
        while data := link.recv(65_536):
            heard += data
            if first and START in heard:
                self.first_bytes.append(time.perf_counter())
                first = False
            while question := QUESTION.search(heard):
                job = question["job"]
                link.sendall(b"\x37\x22" + job + b"\0" if job else b"\x12")
                heard = heard[question.end() :]


def tap_to_first_byte(times: int = 100, procedure: Procedure | None = None) -> dict[str, float]:
    """Milliseconds over `times` tickets (the first, which warms up, left out): p50, p99 and the slowest."""
    here = settings.load()
    queue = replace(here.queues[0], daily_cap=0)
    sink = Sink()
    printer = open_printer(replace(here.printer, url=sink.url, process_id="yes"))
    spent = []
    with tempfile.TemporaryDirectory() as folder, closing(sink), closing(printer):
        tickets = open_tickets(f"sqlite:///{Path(folder) / 'bench.db'}", here.ward.hall, HandClock())
        with closing(tickets):
            for turn in range(times + 1):
                tap = time.perf_counter()
                hand_out(tickets, printer, Request(f"bench {turn}", queue, procedure), here.ward, Text())
                spent.append((sink.first_bytes[-1] - tap) * 1000)
    ordered = sorted(spent[1:])
    return {
        "tickets": times,
        "tap_to_first_byte_ms_p50": round(ordered[len(ordered) // 2], 1),
        "tap_to_first_byte_ms_p99": round(ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))], 1),
        "tap_to_first_byte_ms_max": round(ordered[-1], 1),
    }
