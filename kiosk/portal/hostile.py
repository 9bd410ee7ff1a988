"""A portal that misbehaves, on this machine: for the desk, the tests and `kiosk bench`. Each behaviour is a name of BEHAVIOURS.

Raw sockets, because no web server would send such things.
"""

import gzip
import itertools
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType

HUGE = 1_000_000_000  # bytes a body may grow to before the portal gives up
SLOWLY = 0.25  # seconds between two pieces
END = b"\r\n\r\n"
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json"
_MEGABYTE = b" " * 1_000_000


def _whole(body: bytes, kind: bytes = b"application/json", more: bytes = b"") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d%b" % (kind, len(body), more) + END + body


def _forever(start: bytes, piece: bytes) -> Iterator[bytes]:
    """A piece now and then, for ever."""
    yield start
    while True:
        time.sleep(SLOWLY)
        yield piece


def _silence() -> Iterator[bytes]:
    for _ in range(120):
        time.sleep(SLOWLY)
        yield b""


def _huge(start: bytes, piece: bytes = _MEGABYTE) -> Iterator[bytes]:
    yield start
    yield from itertools.repeat(piece, HUGE // len(piece))


def _bomb() -> Iterator[bytes]:
    """200 MB of blanks, packed."""
    packed = gzip.compress(_MEGABYTE * 20)
    yield _whole(packed * 10, more=b"\r\nContent-Encoding: gzip")


def _redirect(to: bytes) -> bytes:
    return b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0" % to + END


def _headers(number: int) -> bytes:
    return JSON + b"".join(b"\r\nX-%d: y" % at for at in range(number)) + b"\r\nContent-Length: 2" + END + b"{}"


BEHAVIOURS: dict[str, Callable[[], Iterator[bytes]]] = {
    "redirect to a file": lambda: iter([_redirect(b"file:///etc/hostname")]),
    "redirect to itself": lambda: iter([_redirect(b"/o/rest/v2/dossiers?dossierNo=x")]),
    "redirect with a huge body": lambda: _huge(b"HTTP/1.1 302 Found\r\nLocation: /elsewhere" + END),
    "slow head": lambda: _forever(b"HTTP/1.1 200 OK\r\n", b"X-More: y\r\n"),
    "slow body": lambda: _forever(JSON + END + b"{", b" "),
    "silence": _silence,
    "huge body": lambda: _huge(JSON + END),
    "huge body, announced": lambda: _huge(JSON + b"\r\nContent-Length: %d" % HUGE + END),
    "huge body in chunks": lambda: _huge(JSON + b"\r\nTransfer-Encoding: chunked" + END, b"f4240\r\n" + _MEGABYTE + b"\r\n"),
    "huge chunk size": lambda: _huge(JSON + b"\r\nTransfer-Encoding: chunked" + END, b"0" * 1_000_000),
    "huge header": lambda: _huge(b"HTTP/1.1 200 OK\r\nX-More: ", b"y" * 1_000_000),
    "endless informational answers": lambda: _huge(b"", b"HTTP/1.1 100 Continue" + END),
    "gzip bomb": _bomb,
    "deep nesting": lambda: iter([_whole(b'{"data":' + b"[" * 200_000 + b"]" * 200_000 + b"}")]),
    "many brackets": lambda: iter([_whole(b"[" + b",".join([b"[]"] * 300_000) + b"]")]),
    "NaN": lambda: iter([_whole(b'{"total": NaN, "data": []}')]),
    "1e999": lambda: iter([_whole(b'{"total": 1e999, "data": []}')]),
    "a key twice": lambda: iter([_whole(b'{"total": 0, "data": [], "total": 1}')]),
    "5000 digits": lambda: iter([_whole(b'{"total": ' + b"9" * 5000 + b', "data": []}')]),
    "half a letter": lambda: iter([_whole(b'{"total": 1, "data": [{"dossierNo": "\\ud800"}]}')]),
    "wrong kinds": lambda: iter([_whole(b'{"total": "many", "data": {"dossierNo": []}}')]),
    "wrong kinds within": lambda: iter([_whole(b'{"total": 1, "data": [{"dossierNo": 17, "dossierId": [2]}]}')]),
    "log-in page": lambda: iter([_whole(b"<html><form>wifi</form></html>", b"text/html")]),
    "not UTF-8": lambda: iter([_whole(b'{"total": 1, "data": "\xff\xfe"}')]),
    "short body": lambda: iter([JSON + b"\r\nContent-Length: 4000" + END + b'{"total": 0']),
    "200 headers": lambda: iter([_headers(200)]),
    "no HTTP": lambda: iter([b"SSH-2.0-portal\r\n"]),
    "nothing": lambda: iter([b""]),
    "odd status": lambda: iter([b"HTTP/1.1 999999 Odd" + END]),
    "502": lambda: iter([b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0" + END]),
}


class HostilePortal:
    """`with HostilePortal("slow body") as portal:` answers every connection that way. Driven: `behaviour`. Asked: `connections`.

    "reset" and "black hole" (a full queue of connections, so that no connection ever comes about) are behaviours too.
    """

    def __init__(self, behaviour: str) -> None:
        self.behaviour = behaviour
        self.connections = 0
        self._open = True
        self._server = socket.create_server(("127.0.0.1", 0), backlog=0 if behaviour == "black hole" else 64)
        self._full = [self._fill() for _ in range(4)] if behaviour == "black hole" else []
        self._thread = threading.Thread(target=self._serve, name="hostile portal", daemon=True)
        if not self._full:
            self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.getsockname()[1]}"

    def _fill(self) -> socket.socket:
        waiting = socket.socket()
        waiting.setblocking(False)
        with suppress(BlockingIOError):
            waiting.connect(self._server.getsockname())
        return waiting

    def _serve(self) -> None:
        while self._open:
            try:
                visitor, _ = self._server.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._receive, args=(visitor,), name="hostile answer", daemon=True).start()

    def _receive(self, visitor: socket.socket) -> None:
        with visitor, suppress(OSError):
            visitor.settimeout(30)
            visitor.recv(65_536)
            if self.behaviour == "reset":
                visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            for piece in BEHAVIOURS[self.behaviour]():
                if not self._open:
                    return
                visitor.sendall(piece)

    def close(self) -> None:
        """May be called twice."""
        self._open = False
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        for waiting in [self._server, *self._full]:
            waiting.close()
        if self._thread.is_alive():
            self._thread.join(5)

    def __enter__(self) -> "HostilePortal":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
