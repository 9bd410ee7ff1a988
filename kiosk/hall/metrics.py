"""The hall's own counts for Prometheus, for whoever asks from this machine."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.hall.hall import Hall


class _Hall:
    def __init__(self, hall: Hall) -> None:
        self._hall = hall

    def collect(self) -> Iterator[Metric]:
        today = self._hall.turns.of_day()
        family = GaugeMetricFamily("hall_numbers", "numbers of today", labels=["queue", "state"])
        for queue in self._hall.settings.queues:
            for state in ("waiting", "called", "serving", "served", "absent"):
                family.add_metric([queue.code, state], sum(one.queue == queue.code and one.state == state for one in today))
        yield family
        yield GaugeMetricFamily("hall_counters_open", "counters that call", value=sum(p.state == "open" for p in self._hall.turns.posts()))


def routes(hall: Hall) -> list[BaseRoute]:
    def show(request: Request) -> Response:
        address = request.client.host if request.client else ""
        if not address or not ipaddress.ip_address(address).is_loopback:
            raise HTTPException(404)
        registry = CollectorRegistry()
        registry.register(_Hall(hall))
        return Response(generate_latest(registry), media_type="text/plain; version=0.0.4; charset=utf-8")

    return [Route("/metrics", show, methods=["GET"])]
