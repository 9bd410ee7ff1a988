"""The sample portal: real HTTP on this machine, the paths and shapes of OpenCPS's REST v2, invented dossiers.

Without a token anybody may search it, as the kiosk of a desk has none; with one it asks for it, as a real portal does.
"""

import json
import re
import threading
from collections.abc import Callable
from datetime import date, datetime
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from kiosk.clock import SystemClock
from kiosk.errors import PortalError
from kiosk.portal import sample_shapes
from kiosk.portal.account import BASE
from kiosk.portal.sample_dossiers import FILE, Book, Sample, book, weekday
from kiosk.portal.sample_inbox import Inbox, Incoming

Reply = tuple[int, Any]
LARGEST = 40_000_000  # bytes of something handed in
UNKNOWN: Reply = (404, {"code": 404, "message": "Not found", "description": ""})
REFUSED: Reply = (203, {"code": 203, "message": "Non-Authoritative Information.", "description": ""})


class Portal:
    """What it answers, without HTTP: `answer(path, query, headers)`. Asked: `questions` counts them."""

    def __init__(self, today: Callable[[], date], file: Path = FILE, token: str = "", working: Callable[[date], bool] = weekday) -> None:
        self._today, self._file, self._token, self._working = today, file, token, working
        self._book: tuple[date, Book] | None = None
        self.inbox = Inbox(lambda: self.book, lambda: datetime.combine(today(), SystemClock().now().timetz()))
        self.faults = Faults()
        self.questions = 0

    @property
    def book(self) -> Book:
        """The dossiers of today; made anew after midnight. Raises PortalError when the file cannot be used."""
        today = self._today()
        if self._book is None or self._book[0] != today:
            self._book = (today, book(today, self._file, self._working))
        return self._book[1]

    def answer(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Reply:
        self.questions += 1
        known = not self._token or headers.get("authorization") == f"Bearer {self._token}"
        match path.strip("/").split("/"):
            case ["dossiers"]:
                return self._search(query) if known else REFUSED
            case ["dossiers", name] if incoming := self.inbox.find(name):
                return self._incoming(incoming, headers.get("secretcode", ""), known)
            case ["dossiers", name, what] if incoming := self.inbox.find(name):
                return self._about(incoming, what)
            case ["eforms", number, "password", secret]:
                return self.inbox.open_eform(number, secret)
            case ["dossiers", number]:
                return self._detail(number, headers.get("secretcode", ""), known)
            case ["dossiers", number, "sequences"]:
                return self._of(number, sample_shapes.sequences)
            case ["dossierlogs", number, "logs"]:
                return self._of(number, sample_shapes.logs)
            case ["serviceinfos"]:
                return 200, _page([self._service(at) for at in range(len(self.book.services))], query)
            case ["serviceinfos", number] if number.isdecimal() and int(number) < len(self.book.services):
                return 200, self._service(int(number))
        return UNKNOWN

    def take(self, path: str, form: dict[str, str], file: bytes, headers: dict[str, str]) -> Reply:
        """Something is handed in."""
        self.questions += 1
        if self._token and headers.get("authorization") != f"Bearer {self._token}":
            return REFUSED
        match path.strip("/").split("/"):
            case ["eforms"]:
                return self.inbox.eform(form)
            case ["dossiers"]:
                return self.inbox.dossier(form)
            case ["dossiers", name, "files"] if incoming := self.inbox.find(name):
                return self.inbox.file(incoming, form, file)
            case ["sample", "pay", code]:
                return (200, {"paid": code}) if self.inbox.pay(code) else UNKNOWN
            case ["sample", "cancel", code]:
                return (200, {"cancelled": code}) if self.inbox.cancel(code) else UNKNOWN
        return UNKNOWN

    def _incoming(self, one: Incoming, secret: str, known: bool) -> Reply:
        if secret:
            return (200, self.inbox.detail(one)) if secret == one.form.get("password") else (203, "secretCode not sucess")
        return (200, self.inbox.detail(one)) if known else REFUSED

    def _about(self, one: Incoming, what: str) -> Reply:
        match what:
            case "files":
                return 200, {"total": len(one.files), "data": list(one.files)}
            case "submitting":
                return self.inbox.hand_in(one)
            case "payments":
                return self.inbox.payments(one)
            case "sequences":
                return 200, {"total": 0, "data": []}
        return UNKNOWN

    def _search(self, query: dict[str, str]) -> Reply:
        wanted, owner = query.get("dossierNo", "").upper(), query.get("applicantIdNo", "")
        found = [one for one in self.book.dossiers.values() if wanted in one.code and owner in ("", one.owner_number)]
        handed = [self.inbox.detail(one) for one in self.inbox.dossiers.values() if wanted in one.code]
        shown = [row for row in [sample_shapes.row(self.book, one) for one in found] + handed if sample_shapes.asked_for(row, query)]
        return 200, _page(shown, query)

    def _detail(self, number: str, secret: str, known: bool) -> Reply:
        """A secret, right or wrong, counts more than an account. OpenCPS's answer to a wrong one is no JSON."""
        sample = self._sample(number)
        if secret:
            right = sample is not None and secret == sample.secret
            return (200, sample_shapes.detail(self.book, sample)) if sample and right else (203, "secretCode not sucess")
        if not known:
            return REFUSED
        return (200, sample_shapes.detail(self.book, sample)) if sample else UNKNOWN

    def _of(self, number: str, shape: Callable[[Sample], Any]) -> Reply:
        sample = self._sample(number)
        return (200, shape(sample)) if sample else UNKNOWN

    def _sample(self, number: str) -> Sample | None:
        return self.book.dossiers.get(int(number)) if number.isdecimal() and len(number) < 12 else None

    def _service(self, at: int) -> dict[str, Any]:
        return sample_shapes.service(self.book, at, list(self.book.services)[at])


def _page(rows: list[Any], query: dict[str, str]) -> dict[str, Any]:
    """OpenCPS pages by offsets; end 0 means all of them."""
    start, end = (int(text) if (text := query.get(key, "0")).isdecimal() else 0 for key in ("start", "end"))
    return {"total": len(rows), "data": rows[start : end or None]}


class Faults:
    """Faults to order, each for one question: "lost" (carried out, no answer), "late" (carried out later, no answer), "refused", "away".

    `order("POST /dossiers", "lost")` strikes the next question that this pattern fits whole; `away = True` strikes all of them.
    """

    def __init__(self) -> None:
        self.away = False
        self.seconds = 0.3
        self._ordered: list[tuple[str, str]] = []

    def order(self, question: str, fault: str) -> None:
        self._ordered.append((question, fault))

    def of(self, question: str) -> str:
        for one in self._ordered:
            if re.fullmatch(one[0], question):
                self._ordered.remove(one)
                return one[1]
        return "away" if self.away else ""


def handed(kind: str, body: bytes) -> tuple[dict[str, str], bytes]:
    """The fields of a form and its file, urlencoded or multipart."""
    if not kind.startswith("multipart/"):
        return {key: values[-1] for key, values in parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True).items()}, b""
    form, file = {}, b""
    for part in message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body).walk():
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(data, bytes):
            if part.get_filename():
                file = data
            else:
                form[name] = data.decode("utf-8", "replace")
    return form, file


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    portal: Portal

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        self._reply(parts.path, lambda path: self.portal.answer(path, query, headers))

    def do_POST(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        length = int(headers.get("content-length", "0"))
        if not 0 <= length <= LARGEST:
            self.close_connection = True
            return
        form, file = handed(headers.get("content-type", ""), self.rfile.read(length))
        self._reply(urlsplit(self.path).path, lambda path: self.portal.take(path, form, file, headers))

    def _reply(self, whole: str, answer: Callable[[str], Reply]) -> None:
        """The answer, unless a fault that was ordered comes between."""
        path = whole.removeprefix(BASE)
        fault = self.portal.faults.of(f"{self.command} {path}")
        if fault == "away":
            self.close_connection = True
            return
        if fault == "late":  # carried out after whoever asked has given up
            threading.Timer(self.portal.faults.seconds, answer, (path,)).start()
            self.close_connection = True
            return
        reply = answer(path) if whole.startswith(BASE + "/") else UNKNOWN
        if fault == "lost":
            self.close_connection = True
            return
        self._send(*(reply if fault != "refused" else (400, {"code": 400, "message": "Bad request"})))

    def _send(self, status: int, shape: Any) -> None:
        body = (shape if isinstance(shape, str) else json.dumps(shape, ensure_ascii=False)).encode("utf-8")
        self.send_response(status)
        self.send_header("Content-Type", "text/plain" if isinstance(shape, str) else "application/json;charset=UTF-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a path has a dossier's code in it."""


class Server:
    """`with serve() as server:` it answers at `server.url` from a thread of its own until the block ends. `portal`: what it knows."""

    def __init__(self, portal: Portal, port: int) -> None:
        self.portal = portal
        handler = type("Handler", (_Handler,), {"portal": portal, "disable_nagle_algorithm": True})
        try:
            self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError as error:
            raise PortalError(f"port {port} cannot be used ({error.strerror})") from error
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), name="sample portal", daemon=True)
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def sample(self, name: str) -> Sample:
        """An invented dossier by its `id` in the file, as it is today."""
        return self.portal.book.find(name)

    def close(self) -> None:
        """May be called twice."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def serve(
    port: int = 0,
    today: Callable[[], date] | None = None,
    file: Path = FILE,
    token: str = "",
    working: Callable[[date], bool] = weekday,
) -> Server:
    """A running sample portal on 127.0.0.1; port 0 takes a free one. `working`: the days that count, Monday to Friday when left out.

    Raises PortalError (port taken, file unusable).
    """
    portal = Portal(today or SystemClock().today, file, token, working)
    _ = portal.book
    return Server(portal, port)
