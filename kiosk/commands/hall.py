"""`kiosk hall`: serve the pages of the counters, the board and the phones."""

import argparse

from kiosk import catalogue, paths, settings
from kiosk.clock import SystemClock
from kiosk.hall.app import application
from kiosk.hall.hall import Hall
from kiosk.settings import Settings
from kiosk.store import open_tickets


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--listen", metavar="ADDRESS:PORT", help="instead of the settings' [hall] listen")


def run(options: argparse.Namespace) -> int:
    import uvicorn

    here = settings.load()
    host, _, port = (options.listen or here.hall.listen).rpartition(":")
    hall = open_hall(here)
    try:
        uvicorn.run(
            application(hall),
            host=host.strip("[]"),
            port=int(port),
            server_header=False,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=2,  # streams never end by themselves
            ssl_certfile=here.hall.tls_cert or None,
            ssl_keyfile=here.hall.tls_key or None,
        )
    finally:
        hall.tickets.close()
    return 0


def open_hall(here: Settings) -> Hall:
    """The hall of the settings with its store open. Raises StoreError."""
    clock = SystemClock()
    found, _ = catalogue.load_what_works()
    url = paths.store_url(here.store.url)
    return Hall(here, clock, open_tickets(url, here.ward.hall, clock, "hall"), found, store_url=url)
