"""Bounded HTTP: an answer in time, of a sane size, in strict JSON, or a PortalError. Nothing else ever comes out of here."""

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import requests
import requests.exceptions
import urllib3.exceptions

from kiosk.errors import PortalError
from kiosk.portal import strict_json
from kiosk.portal.deadline import Deadline
from kiosk.portal.line import Line, trust

WHOLE = 5.0  # seconds for everything one question needs
TRIES = 3
QUICK = 1.0  # seconds: only a failure that came sooner is worth another try
PIECE = 65_536
AWAY = (502, 503, 504)  # a proxy speaks: the portal itself is not there
LOCAL = ("localhost", "127.0.0.1")


class PortalAway(PortalError):
    """No answer at all: what opens the circuit. `again`: it came at once and may have been a slip. `sent`: the question may be there."""

    def __init__(self, why: str, again: bool = False, sent: bool = True) -> None:
        super().__init__(why)
        self.again, self.sent = again, sent


@dataclass(frozen=True)
class Answer:
    """`data` is None unless the status is 200."""

    status: int
    data: Any = None


class Http:
    """Questions below one address, each inside the caller's Deadline. `url`: https, or http on this machine only."""

    def __init__(self, url: str, ca: str = "") -> None:
        if not _usable(url):
            raise PortalError("there is no portal at this address")
        self._url, self._secure, self._ca = url.rstrip("/"), url.lower().startswith("https:"), ca

    def open(self, deadline: Deadline) -> "Call":
        """The questions of one look-up, over one connection."""
        return Call(self._url, deadline, self._context if self._secure else None)

    @cached_property
    def _context(self) -> Any:
        try:
            return trust(self._ca)
        except OSError:
            failure = PortalError("the file of [portal] ca cannot be read")
        raise failure


class Call:
    """`with http.open(deadline) as call: call.get(...)`."""

    def __init__(self, url: str, deadline: Deadline, context: Any) -> None:
        self._url, self._deadline = url, deadline
        self._line = Line(url, deadline, context)

    def __enter__(self) -> "Call":
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()

    def get(self, path: str, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Answer:
        """The answer: 200 with its JSON, or 203 and 4xx with none. Raises PortalAway, PortalError; never an error of a library."""
        request = self._request("GET", path, headers or {}, params=dict(query or {}))
        for attempt in range(1, TRIES + 1):
            begun = time.monotonic()
            try:
                return self._once(request)
            except PortalAway as away:
                pause = random.uniform(0.05, 0.15) * 2**attempt
                if not away.again or attempt == TRIES or time.monotonic() - begun > QUICK or self._deadline.left() < pause + QUICK:
                    raise
            time.sleep(pause)
        raise AssertionError("unreachable")

    def post(self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """The answer to a form; asked once and never again by itself. Raises like `get`."""
        return self._once(self._request("POST", path, headers or {}, data=dict(form)))

    def upload(self, path: str, form: Mapping[str, str], name: str, file: bytes, headers: Mapping[str, str] | None = None) -> Answer:
        """The same with a file (multipart field "file"). Raises like `get`."""
        return self._once(self._request("POST", path, headers or {}, data=dict(form), files={"file": (name, file, "application/pdf")}))

    def _request(self, method: str, path: str, headers: Mapping[str, str], **parts: Any) -> requests.PreparedRequest:
        asked = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "kiosk", **headers}
        try:
            return requests.Request(method, self._url + path, headers=asked, **parts).prepare()
        except ValueError:  # an odd name or account; the library's words quote it
            failure = PortalError("the portal's address or account cannot be used")
        raise failure

    def _once(self, request: requests.PreparedRequest) -> Answer:
        """Errors of the libraries quote the address: they end here, and are not kept as a cause."""
        left = self._deadline.left()
        if left <= 0:
            raise PortalAway("the portal does not answer in time")
        failure: PortalError
        try:
            response = self._line.send(request, stream=True, timeout=left + 1.0)  # the deadline strikes first
            try:
                return self._answer(response)
            finally:
                response.close()
        except PortalError as error:
            failure = error
        except requests.exceptions.SSLError:
            failure = PortalAway("the portal cannot prove that it is the portal (TLS)")
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError, OSError):
            failure = PortalAway("the portal does not answer", again=True, sent=self._deadline.connected)
        except Exception:  # what the libraries let through of an odd answer: http.client's, ValueError, LookupError ...
            failure = PortalError("the portal's answer cannot be read")
        if self._deadline.over:
            failure = PortalAway("the portal does not answer in time", sent=self._deadline.connected)
        raise failure

    def _answer(self, response: requests.Response) -> Answer:
        status = response.status_code
        if status in AWAY:
            raise PortalAway(f"the portal answers {status}", again=True)
        if status == 203 or 400 <= status < 500:
            return Answer(status)
        if status != 200:
            raise PortalError(f"the portal answers {status}")
        _check_head(response)
        return Answer(status, strict_json.read(self._body(response)))

    def _body(self, response: requests.Response) -> bytes:
        body = bytearray()
        while piece := response.raw.read(PIECE, decode_content=False):
            body += piece
            if len(body) > strict_json.LARGEST:
                raise PortalError("the portal's answer is too large")
        if self._deadline.over:  # a shut socket looks like the end of the answer
            raise PortalAway("the portal does not answer in time")
        return bytes(body)


def _usable(url: str) -> bool:
    try:
        parts = urlsplit(url)
        here = parts.port != 0 and bool(parts.hostname)
    except ValueError:
        return False
    return here and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL))


def _check_head(response: requests.Response) -> None:
    """A log-in page of a network or a proxy is no answer, and packed bodies can be bombs."""
    kind, _, rest = response.headers.get("Content-Type", "").lower().partition(";")
    if kind.strip() not in ("application/json", "text/json"):
        raise PortalError("the portal's answer is no JSON but something else")
    if "charset" in rest and "utf-8" not in rest.replace("utf8", "utf-8"):
        raise PortalError("the portal's answer is not UTF-8")
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise PortalError("the portal's answer is packed")
    length = response.headers.get("Content-Length", "0")
    if not length.isascii() or not length.isdigit() or len(length) > 9 or int(length) > strict_json.LARGEST:
        raise PortalError("the portal's answer is too large")
