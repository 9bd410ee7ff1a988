"""A display that nobody looks at: Xvfb on a number of its own, for the tour, the pictures, the bench and the tests."""

import os
import select
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kiosk.errors import KioskError

START_SECONDS = 20.0


class DisplayError(KioskError):
    """Xvfb is missing, did not start or died: nothing that was drawn on it counts."""


@dataclass(frozen=True)
class Display:
    name: str  # ":7"
    width: int  # pixels
    height: int
    pid: int

    @property
    def environment(self) -> dict[str, str]:
        """For a process whose window belongs here; of the outer display nothing is left."""
        outer = {key: value for key, value in os.environ.items() if key not in ("WAYLAND_DISPLAY", "XAUTHORITY")}
        return outer | {"DISPLAY": self.name, "SDL_VIDEODRIVER": "x11"}


@contextmanager
def virtual_display(width: int, height: int) -> Iterator[Display]:
    """Start Xvfb with one screen of `width` x `height` pixels and end it afterwards; DisplayError when it died in between."""
    with tempfile.TemporaryFile() as words:
        server, name = _start(width, height, words.fileno())
        try:
            yield Display(name, width, height, server.pid)
            died = server.poll()
        finally:
            _end(server)
        if died is not None:
            words.seek(0)
            raise DisplayError(f"the virtual display {name} died (exit {died}): {words.read()[-300:].decode(errors='replace').strip()}")


def _start(width: int, height: int, words: int) -> tuple[subprocess.Popen[bytes], str]:
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp", "-noreset", "-s", "0"]
    try:
        server = subprocess.Popen(command, pass_fds=[writing], stdin=subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True)
    except FileNotFoundError as error:
        os.close(reading)
        raise DisplayError("Xvfb is missing: apt-get install xvfb") from error
    finally:
        os.close(writing)
    number = _number(reading)
    if not number:
        _end(server)
        raise DisplayError(f"Xvfb did not start within {START_SECONDS:.0f} s")
    return server, f":{number}"


def _number(reading: int) -> str:
    """What Xvfb writes when it is ready, or "" when it ended or stayed silent."""
    told, until = b"", time.monotonic() + START_SECONDS
    with os.fdopen(reading, "rb", buffering=0) as pipe:
        while not told.endswith(b"\n"):
            if not select.select([pipe], [], [], max(0.0, until - time.monotonic()))[0]:
                return ""
            if not (part := pipe.read(16)):
                return ""
            told += part
    return told.decode().strip()


def _end(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(5)
    if server.poll() is None:
        server.kill()
        server.wait()
