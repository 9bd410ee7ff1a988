"""`kiosk hall`: serve the pages of the counters, the board and the phones."""

from __future__ import annotations

import argparse
from types import FrameType
from typing import TYPE_CHECKING

from kiosk import catalogue, paths, settings
from kiosk.clock import SystemClock
from kiosk.devices.speaker import announcement, open_speaker
from kiosk.hall.app import application
from kiosk.hall.hall import Hall
from kiosk.settings import Settings
from kiosk.store import open_tickets

if TYPE_CHECKING:
    import uvicorn


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--listen", metavar="ADDRESS:PORT", help="instead of the settings' [hall] listen")


def run(options: argparse.Namespace) -> int:
    import uvicorn

    here = settings.load()
    host, _, port = (options.listen or here.hall.listen).rpartition(":")
    hall = open_hall(here)
    try:
        config = uvicorn.Config(
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
        _serve(config, hall)
    finally:
        hall.tickets.close()
    return 0


def _serve(config: uvicorn.Config, hall: Hall) -> None:
    import uvicorn

    class Ending(uvicorn.Server):
        """Told to end it ends the open streams first."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            hall.closing.set()
            super().handle_exit(sig, frame)

    Ending(config).run()


def open_hall(here: Settings) -> Hall:
    """The hall of the settings with its store open. Raises StoreError."""
    clock = SystemClock()
    found, _ = catalogue.load_what_works()
    url = paths.store_url(here.store.url)
    speaker = open_speaker(here.hall.voice)
    speak = None if speaker is None else lambda sentence: announcement(speaker, sentence)
    return Hall(here, clock, open_tickets(url, here.ward.hall, clock, "hall"), found, speak, url)
