"""So many seconds and no more: at the end every socket is shut, whatever the other side is doing meanwhile.

`requests(timeout=...)` limits the wait for the next bytes, not the whole: a portal that sends one byte a second holds it for ever.
"""

import ipaddress
import queue
import socket
import threading
import time
from types import TracebackType

CONNECT = 2.0  # seconds for name and connection together


class Deadline:
    """`with Deadline(5.0) as deadline:` `connect` opens a socket that dies with it; `over` says whether it has struck."""

    def __init__(self, seconds: float, connect: float = CONNECT) -> None:
        self.over = False
        self.connected = False  # ever: until then nothing can have been sent
        self._connect = connect
        self._end = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._strike)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._timer.cancel()
        with self._lock:
            for twin in self._sockets:
                twin.close()
            self._sockets.clear()

    def left(self) -> float:
        """Seconds, never below zero."""
        return max(0.0, self._end - time.monotonic())

    def connect(self, host: str, port: int) -> socket.socket:
        """A connected TCP socket. Raises OSError, after `CONNECT` seconds at the latest."""
        until = time.monotonic() + min(self._connect, self.left())
        places = _addresses(host, port, until - time.monotonic())
        failure = OSError("no address")
        for at, (family, address) in enumerate(places):
            share = (until - time.monotonic()) / (len(places) - at)
            try:
                return self._open(family, address, share)
            except OSError as error:
                failure = error
        raise failure

    def _open(self, family: int, address: tuple[str, int], seconds: float) -> socket.socket:
        if seconds <= 0:
            raise TimeoutError("no time left")
        sock = socket.socket(family, socket.SOCK_STREAM)
        try:
            sock.settimeout(seconds)
            sock.connect(address)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            sock.settimeout(self.left() + 1.0)  # from here on the deadline strikes first, also while hands are shaken
            self._watch(sock)
        except BaseException:
            sock.close()
            raise
        return sock

    def _watch(self, sock: socket.socket) -> None:
        """A twin of the socket: TLS takes the first one away, and both end the same connection."""
        with self._lock:
            if self.over:
                raise TimeoutError("no time left")
            self._sockets.append(sock.dup())
            self.connected = True

    def _strike(self) -> None:
        with self._lock:
            self.over = True
            for twin in self._sockets:
                try:
                    twin.shutdown(socket.SHUT_RDWR)
                except OSError:  # the other side was quicker
                    continue


def _addresses(host: str, port: int, seconds: float) -> list[tuple[int, tuple[str, int]]]:
    """What the name stands for. The resolver knows no time limit: it gets a thread, left behind when it takes too long."""
    found: queue.SimpleQueue[list[tuple[int, tuple[str, int]]] | OSError] = queue.SimpleQueue()

    def look() -> None:
        try:
            flags = socket.AI_NUMERICHOST if _is_number(host) else socket.AI_ADDRCONFIG
            told = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
            found.put([(family, address) for family, _, _, _, address in told])  # type: ignore[misc]
        except (OSError, UnicodeError):
            found.put(OSError("the name is not known"))

    if _is_number(host):
        look()
    else:
        threading.Thread(target=look, name="resolver", daemon=True).start()
    try:
        answer = found.get(timeout=max(0.0, seconds))
    except queue.Empty:
        raise TimeoutError("the resolver does not answer") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
