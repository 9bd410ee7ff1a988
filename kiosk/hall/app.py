"""The hall's web application: its pages, and what holds for all of them (headers, faults)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from kiosk import log, paths
from kiosk.errors import KioskError
from kiosk.hall.hall import Hall
from kiosk.hall.pages import HERE, page

MODULES: tuple[Callable[[Hall], list[BaseRoute]], ...] = ()  # each page's module gives its routes

HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; media-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def application(hall: Hall) -> Starlette:
    """The pages of one hall."""
    static = [Mount("/static", StaticFiles(directory=HERE / "static")), Mount("/fonts", StaticFiles(directory=paths.ASSETS / "fonts"))]
    routes = [route for module in MODULES for route in module(hall)]
    app = Starlette(routes=[*routes, *static], exception_handlers={HTTPException: _refused, KioskError: _failed, Exception: _bug})
    app.state.hall = hall
    app.add_middleware(Guard)
    return app


class Guard:
    """Every answer carries HEADERS, and nothing but fixed files is kept by a browser. Written on ASGI itself: streams pass untouched."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:  # type: ignore[type-arg]
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        fixed = scope["path"].startswith(("/static/", "/fonts/"))
        more = HEADERS | {"Cache-Control": "max-age=300" if fixed else "no-store"}

        async def guarded(message: dict) -> None:  # type: ignore[type-arg]
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *((name.lower().encode(), value.encode()) for name, value in more.items())]
            await send(message)

        await self.app(scope, receive, guarded)


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return page(request, "sorry.html", status, key=f"hall.sorry.{status}" if status in (403, 404, 429) else "hall.sorry")


def _failed(request: Request, error: Exception) -> Response:
    """An ordinary fault, the store's for one: a sentence."""
    assert isinstance(error, KioskError)
    log.fault("hall", error.key)
    return page(request, "sorry.html", 503, key=error.key)


def _bug(request: Request, error: Exception) -> Response:
    log.bug("a page of the hall")
    return page(request, "sorry.html", 500, key="hall.sorry")
