"""Metrics for Prometheus, on loopback only, from a thread of their own: the screen's thread is never asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from kiosk import counts, log
from kiosk.errors import KioskError

if TYPE_CHECKING:
    from kiosk.world import World

HELP = {
    "ticket": ("kiosk_tickets", "numbers handed out", "queue"),
    "print_failed": ("kiosk_print_failures", "papers that may not have come out", "fault"),
    "visit": ("kiosk_visits", "visits", ""),
}
Seen = Callable[[], dict[str, float]]


class Kiosk:
    """Collects when it is asked. `seen`: name of a gauge -> its value now."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen

    def collect(self) -> Iterator[Metric]:
        found, commits, spent = counts.read()
        for kind, (name, help, label) in HELP.items():
            family = CounterMetricFamily(name, help, labels=[label] if label else [])
            for (counted, value), times in sorted(found.items()):
                if counted == kind:
                    family.add_metric([value] if label else [], times)
            yield family
        sums, total = [], 0
        for bound, count in zip([*map(str, counts.BOUNDS), "+Inf"], commits, strict=True):
            total += count
            sums.append((bound, total))
        yield HistogramMetricFamily("kiosk_commit_seconds", "until a number is committed", buckets=sums, sum_value=spent)
        for gauge, now in sorted(self._seen().items()):
            yield GaugeMetricFamily(f"kiosk_{gauge}", gauge.replace("_", " "), value=now)


def seen(world: World, camera: Callable[[], str], last_frame: Callable[[], float]) -> Seen:
    """Gauges of what is known without asking any machine. 1: it works, 0: it does not."""

    def look() -> dict[str, float]:
        found = {
            "store_up": float(not world.store_failed and world.tickets is not None),
            "camera_up": float(not camera()),
            "printer_up": float("printer" not in log.standing()),
            "portal_up": float("portal" not in log.standing()),
            "frame_age_seconds": last_frame(),
            "catalogue_faults": float(len(world.faults)),
        }
        with suppress(KioskError):
            found["outbox_waiting"], found["outbox_refused"] = map(float, world.outbox_counts())
        if (alone := getattr(world.tickets, "alone", None)) is not None:
            found["alone"] = float(alone)
        return found

    return look


def serve(listen: str, collector: Kiosk) -> Callable[[], None]:
    """Answer at 127.0.0.1:PORT (the settings allow no other address); what ends it. Raises OSError."""
    registry = CollectorRegistry()
    registry.register(collector)
    host, _, port = listen.rpartition(":")
    server, thread = start_http_server(int(port), host, registry)

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return stop
