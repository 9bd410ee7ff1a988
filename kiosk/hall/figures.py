"""What everybody may know of the hall ("công khai, minh bạch"), on a TV or a phone. Nothing is invented where there is no source."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk import reports
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page
from kiosk.store.usage import Usage


def routes(hall: Hall) -> list[BaseRoute]:
    usage = Usage(hall.tickets.database, hall.tickets.hall, hall.clock)

    def show(request: Request) -> Response:
        now = hall.clock.now()
        today = reports.gather(hall.tickets, hall.clock, now.date(), now.date())
        month = reports.gather(hall.tickets, hall.clock, now.date().replace(day=1), now.date())
        return page(request, "figures.html", today=today.total, month=month.total, used=usage.used(), now=now)

    return [Route("/figures", show, methods=["GET"])]
