"""The first page: where everything is, for whoever asks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.hall import login
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page


def routes(hall: Hall) -> list[BaseRoute]:
    def show(request: Request) -> Response:
        officer = login.who(request)
        return page(request, "start.html", officer=officer, counter=getattr(request.state, "counter", ""))

    return [Route("/", show, methods=["GET"])]
