"""What everybody may know of the hall ("công khai, minh bạch"), on a TV or a phone. Nothing is invented where there is no source."""

from __future__ import annotations

from threading import Lock
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk import reports
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page
from kiosk.store.usage import Usage

KEEP = 10.0


def routes(hall: Hall) -> list[BaseRoute]:
    usage = Usage(hall.tickets.database, hall.tickets.hall, hall.clock)

    lock, kept = Lock(), list[tuple[float, dict[str, Any]]]()

    def reckoned() -> dict[str, Any]:
        """A month's numbers, for many phones at once: not oftener than every KEEP seconds."""
        with lock:
            if not kept or hall.clock.monotonic() - kept[0][0] > KEEP:
                now = hall.clock.now()
                today = reports.gather(hall.tickets, hall.clock, now.date(), now.date()).total
                month = reports.gather(hall.tickets, hall.clock, now.date().replace(day=1), now.date())
                told = {"today": today, "month": month.total, "released": month.released, "used": usage.used(), "now": now}
                kept[:] = [(hall.clock.monotonic(), told)]
            return kept[0][1]

    def show(request: Request) -> Response:
        return page(request, "figures.html", **reckoned())

    return [Route("/figures", show, methods=["GET"])]
