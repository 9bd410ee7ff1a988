"""One connection of `requests` to one portal, opened through a `Deadline`, and never with a head of answers without end.

No session: nothing is kept between look-ups, no cookie, no password file, no proxy of the environment; redirects are not followed
(a session reads a redirect's whole body even when it is told not to follow).
"""

import http.client
import logging
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

import requests
import requests.adapters
import urllib3
import urllib3.connection
import urllib3.connectionpool

from kiosk.portal.deadline import Deadline

HEAD = 65_536  # bytes of status line and headers together; http.client alone would take 100 lines of that size

logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # its lower words quote addresses, and with them a dossier's code


class _Head:
    """The head of an answer, counted."""

    def __init__(self, whole: Any) -> None:
        self._whole, self._left = whole, HEAD

    def readline(self, limit: int = -1) -> bytes:
        line: bytes = self._whole.readline(min(limit, self._left + 1) if limit >= 0 else self._left + 1)
        self._left -= len(line)
        if self._left < 0:
            raise http.client.HTTPException("too long a head")
        return line

    def close(self) -> None:
        self._whole.close()


class _Answer(http.client.HTTPResponse):
    def begin(self) -> None:
        whole, self.fp = self.fp, _Head(self.fp)  # type: ignore[assignment]
        try:
            super().begin()
        finally:
            if self.fp is not None:  # no body: it closed the connection already
                self.fp = whole


class _Plain(urllib3.connection.HTTPConnection):
    response_class = _Answer
    deadline: Deadline

    def _new_conn(self) -> socket.socket:
        return self.deadline.connect(self._dns_host, self.port)


class _Secure(urllib3.connection.HTTPSConnection):
    response_class = _Answer
    deadline: Deadline

    def _new_conn(self) -> socket.socket:
        return self.deadline.connect(self._dns_host, self.port)


class _PlainPool(urllib3.connectionpool.HTTPConnectionPool):
    ConnectionCls = _Plain
    deadline: Deadline

    def _new_conn(self) -> Any:
        made: Any = super()._new_conn()
        made.deadline = self.deadline
        return made


class _SecurePool(urllib3.connectionpool.HTTPSConnectionPool):
    ConnectionCls = _Secure
    deadline: Deadline

    def _new_conn(self) -> Any:
        made: Any = super()._new_conn()
        made.deadline = self.deadline
        return made


class Line(requests.adapters.HTTPAdapter):
    """`send(request, stream=True, timeout=...)` of requests, always to the one portal of `url`. Close it after the look-up."""

    def __init__(self, url: str, deadline: Deadline, context: ssl.SSLContext | None) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        self._pool: _PlainPool | _SecurePool
        if context is None:
            self._pool = _PlainPool(host, port or 80, maxsize=1, retries=False)
        else:
            self._pool = _SecurePool(host, port or 443, maxsize=1, retries=False, ssl_context=context)
        self._pool.deadline = deadline

    def get_connection_with_tls_context(self, *_: Any, **__: Any) -> Any:
        return self._pool

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """The context of `trust` decides; requests would add authorities of its own."""

    def close(self) -> None:
        self._pool.close()
        super().close()


def trust(ca: str) -> ssl.SSLContext:
    """TLS 1.2 or newer, name and chain checked: against `ca` alone (a PEM file), or what the system believes when it is "".

    Raises OSError when the file cannot be read.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca:
        context.load_verify_locations(cafile=ca)
    else:
        context.load_default_certs()
    return context
