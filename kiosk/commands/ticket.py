"""`kiosk ticket`: issue one number and print it, as the screen does."""

import argparse
import json
import time
import uuid
from dataclasses import replace
from datetime import date

from kiosk import catalogue, paths, settings
from kiosk.clock import SystemClock
from kiosk.devices.printer import open_printer
from kiosk.errors import CatalogueError
from kiosk.handout import Handed, Request, hand_out
from kiosk.rules.procedures import Procedure
from kiosk.store import open_tickets
from kiosk.text import LANGUAGES, Text


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--queue", required=True, metavar="CODE", help="the queue's code in the settings")
    parser.add_argument("--procedure", metavar="CODE", help="print this procedure's checklist on the ticket")
    parser.add_argument("--printer", metavar="URL", help="instead of the printer in the settings")
    parser.add_argument("--store", metavar="URL", help="sqlite:///PATH, instead of the store in the settings")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    here = settings.load()
    profile = replace(here.printer, url=options.printer or here.printer.url)
    clock = SystemClock()
    request = Request(uuid.uuid4().hex, here.queue(options.queue), find_procedure(options.procedure, clock.today()))
    printer = open_printer(profile)
    tickets = open_tickets(options.store or paths.store_url(here.store.url), here.ward.hall, clock, here.store.kiosk)
    try:
        start = time.perf_counter()
        handed = hand_out(tickets, printer, request, here.ward, Text(options.language))
        took = (time.perf_counter() - start) * 1000
    finally:
        printer.close()
        tickets.close()
    print(_line(handed, took) if options.json else _sentence(handed, Text(options.language)))
    return 0


def find_procedure(code: str | None, today: date) -> Procedure | None:
    """The posted procedure with that code. Raises CatalogueError when none is offered today."""
    if code is None:
        return None
    found = catalogue.load().on(today).get(code)
    if found is None:
        raise CatalogueError(f"no procedure {code} is offered today")
    return found


def _line(handed: Handed, took: float) -> str:
    """`ms`: from the request to the printer's last word."""
    said = {"number": handed.ticket.label, "state": handed.ticket.state, "id": handed.ticket.id, "ms": round(took, 1)}
    return json.dumps(said | ({"fault": handed.fault} if handed.fault else {}), ensure_ascii=False)


def _sentence(handed: Handed, text: Text) -> str:
    return f"{handed.ticket.label}: {handed.ticket.state}" + (f" ({text(handed.fault)})" if handed.fault else "")
