"""What holds for every page: whose name it may be asked by, headers, bounds, and that a form was ours (CSRF)."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import socket
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kiosk import log
from kiosk.hall.hall import Hall

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; media-src 'self' blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex, nofollow",
}
LARGEST = 64 * 1024  # bytes of a form
LOGIN, SEED = "kiosk_login", "kiosk_seed"  # cookies: an officer's log-in; for everybody, what forms are tied to
Asgi = Callable[..., Awaitable[None]]


class Guard:
    """Written on ASGI itself: streams pass untouched."""

    def __init__(self, app: Asgi, hall: Hall, sorry: Callable[[Request], Response]) -> None:
        self.app, self._sorry = app, sorry
        self._names = names(hall)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        fixed = scope["path"].startswith(("/static/", "/fonts/", "/icons/"))
        more = HEADERS | {"Cache-Control": "max-age=300" if fixed else "no-store"}

        async def guarded(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((name.lower().encode(), value.encode()) for name, value in more.items())]
            await send(message)

        request = Request(scope)
        if not known(request.headers.get("host", ""), self._names):
            await PlainTextResponse("unknown host", 421)(scope, receive, guarded)
        elif int(request.headers.get("content-length") or 0) > LARGEST:
            await PlainTextResponse("too large", 413)(scope, receive, guarded)
        else:
            await self._answered(scope, receive, guarded, request)

    async def _answered(self, scope: Any, receive: Any, send: Any, request: Request) -> None:
        """A bug is logged without its words, which may be a citizen's; the server's own log would have them."""
        begun = False

        async def noted(message: Any) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception:
            log.bug("a page of the hall")
            if not begun:
                await self._sorry(request)(scope, receive, send)


def names(hall: Hall) -> set[str]:
    """By what names the hall is asked: its own, and the one that is known outside."""
    return {"localhost", socket.gethostname().lower(), (urlsplit(hall.settings.hall.public_url).hostname or "localhost").lower()}


def known(host: str, ours: set[str]) -> bool:
    """A page of somebody else's that points its own name here is not answered; an address is nobody's name."""
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    name = name.strip("[]").lower()
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in ours
    return True


def seed_of(request: Request) -> str:
    """What this browser's forms are tied to, new when it has none yet."""
    seed: str = getattr(request.state, "seed", "") or request.cookies.get(SEED, "")
    if len(seed) != 43:
        seed = secrets.token_urlsafe(32)
    request.state.seed = seed
    return seed


def csrf_of(request: Request) -> str:
    """The token of this browser's forms."""
    return hashlib.sha256(f"form {seed_of(request)} {request.cookies.get(LOGIN, '')}".encode()).hexdigest()


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None = None) -> None:
    """For this browser and these pages only; under TLS never without it."""
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/")


def posted(handler: Callable[[Request, FormData], Response]) -> Callable[[Request], Awaitable[Response]]:
    """A page that takes a form: bounded, ours, and handled on a thread. The only way to have a POST."""

    async def page(request: Request) -> Response:
        size = 0
        body = bytearray()
        async for part in request.stream():
            size += len(part)
            if size > LARGEST:
                raise HTTPException(413)
            body += part
        form = await _form(request, bytes(body))
        if not hmac.compare_digest(str(form.get("csrf", "")), csrf_of(request)):
            raise HTTPException(403)
        return await run_in_threadpool(handler, request, form)

    return page


async def _form(request: Request, body: bytes) -> FormData:
    async def again() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    whole = Request(request.scope, again)
    return await whole.form(max_files=0, max_fields=60, max_part_size=LARGEST)


def code(request: Request) -> str:
    """The ticket of an address: letters and digits, else nothing that anybody has."""
    found = str(request.path_params["id"])
    return found if found.isascii() and found.isalnum() and len(found) <= 40 else "-"


def field(form: FormData, name: str, most: int = 200) -> str:
    """A field of the form as one line of text."""
    value = form.get(name, "")
    return " ".join(value.replace("\0", " ").split())[:most] if isinstance(value, str) else ""  # PostgreSQL keeps no NUL
