"""`kiosk portal`: serve the sample portal on this machine, or list its dossiers for trying."""

import argparse
import threading
from contextlib import suppress

from kiosk import holidays
from kiosk.clock import SystemClock
from kiosk.portal.sample import serve
from kiosk.portal.sample_dossiers import book

PORT = 8765


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=PORT, metavar="N", help=f"{PORT} when left out; 0 takes a free one")
    parser.add_argument("--list", action="store_true", help="print code, secret, owner's number and status of each invented dossier")


def run(options: argparse.Namespace) -> int:
    if options.list:
        print(listed())
        return 0
    with serve(options.port, working=holidays.load().is_working) as server:
        print(f"the sample portal answers at {server.url} ([portal] url in the settings); Ctrl+C ends it", flush=True)
        with suppress(KeyboardInterrupt):
            threading.Event().wait()
    return 0


def listed() -> str:
    """One line per dossier, as of today."""
    dossiers = book(SystemClock().today(), working=holidays.load().is_working).dossiers.values()
    rows = [(one.code, one.secret, one.owner_number, one.status, one.id, one.about) for one in dossiers]
    wide = [max(len(row[at]) for row in rows) for at in range(5)]
    return "\n".join("  ".join([*(f"{row[at]:<{wide[at]}}" for at in range(5)), row[5]]) for row in rows)
