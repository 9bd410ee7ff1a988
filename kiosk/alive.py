"""Tell systemd that the kiosk serves citizens: Type=notify and the watchdog (sd_notify(3)), without a library.

The window calls `ready()` after its first frame and `beat()` every `every` seconds from its own clock, never from a thread: a thread
goes on beating while the screen is frozen. A window that draws only what changed asks for one frame between two beats, so that a still
screen is alive too.
"""

import os
import socket
from collections.abc import Mapping

BEATS_PER_WATCHDOG = 4
LONGEST_STATUS = 80


class Alive:
    """One process's line to systemd. Outside systemd every call does nothing and says so by returning False."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        self._address = "\0" + address[1:] if address.startswith("@") else address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK) if address else None
        self.every = watchdog_seconds(environment) / BEATS_PER_WATCHDOG
        """Seconds between two beats; 0.0 when nobody listens for them."""

    def ready(self) -> bool:
        """The first frame is on the screen: the start is over."""
        return self._send("READY=1")

    def beat(self, frame_drawn: bool, store_answers: bool) -> bool:
        """Beat once, only if a frame was drawn since the last beat and the store answered within its limit; False when no beat went out."""
        return bool(self.every) and frame_drawn and store_answers and self._send("WATCHDOG=1")

    def status(self, text: str) -> bool:
        """A line for `systemctl status`: the name of a screen or a fault, never anything about a citizen."""
        return self._send(f"STATUS={' '.join(text.split())[:LONGEST_STATUS]}")

    def stopping(self) -> bool:
        return self._send("STOPPING=1")

    def close(self) -> None:
        """May be called twice."""
        if self._socket:
            self._socket.close()
        self._socket = None

    def _send(self, line: str) -> bool:
        if self._socket is None:
            return False
        try:
            self._socket.sendto(line.encode(), self._address)
        except OSError:  # a full or vanished socket must not stop the screen: a beat that is missing is what systemd acts on
            return False
        return True


def watchdog_seconds(environment: Mapping[str, str]) -> float:
    """WATCHDOG_USEC in seconds, when it is meant for this process; else 0.0."""
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return 0.0
    given = environment.get("WATCHDOG_USEC", "")
    return int(given) / 1e6 if given.isdecimal() else 0.0
