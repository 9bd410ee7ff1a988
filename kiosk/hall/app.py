"""The hall's web application: its pages, and what happens when one fails."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from kiosk import log, paths
from kiosk.errors import KioskError
from kiosk.hall import accounts, board, counter, events, figures, follow, inspection, login, metrics, rating, reports, start
from kiosk.hall.guard import Guard
from kiosk.hall.hall import Hall
from kiosk.hall.pages import HERE, page, to

MODULES: tuple[Callable[[Hall], list[BaseRoute]], ...] = (  # each page's module gives its routes
    start.routes,
    login.routes,
    events.routes,
    board.routes,
    follow.routes,
    counter.routes,
    accounts.routes,
    rating.routes,
    inspection.routes,
    figures.routes,
    reports.routes,
    metrics.routes,
)
SAID = {403: "hall.sorry.403", 404: "hall.sorry.404", 410: "hall.sorry.410", 429: "hall.sorry.429"}


def application(hall: Hall) -> Starlette:
    """The pages of one hall."""
    folders = {"/static": HERE / "static", "/fonts": paths.ASSETS / "fonts", "/icons": paths.ASSETS / "icons"}
    static = [Mount(path, StaticFiles(directory=folder)) for path, folder in folders.items()]
    routes = [route for module in MODULES for route in module(hall)]
    handlers = {HTTPException: _refused, KioskError: _failed}
    app = Starlette(routes=[*routes, *static], exception_handlers=handlers, middleware=[Middleware(Guard, hall=hall, sorry=_bug)])
    app.state.hall = hall
    return app


def _refused(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return to("/login") if status == 401 else page(request, "sorry.html", status, key=SAID.get(status, "hall.sorry"))


def _failed(request: Request, error: Exception) -> Response:
    """An ordinary fault, the store's for one: a sentence."""
    assert isinstance(error, KioskError)
    log.fault("hall", error.key)
    return page(request, "sorry.html", 503, key=error.key)


def _bug(request: Request) -> Response:
    return page(request, "sorry.html", 500, key="hall.sorry")
