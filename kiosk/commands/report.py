"""`kiosk report`: the inspection team's report of a period, or the ward's of a quarter, as PDF, XLSX or CSV."""

import argparse
from datetime import date
from pathlib import Path

from kiosk import paths, reports, settings
from kiosk.clock import SystemClock
from kiosk.errors import ReportError
from kiosk.report_files import KINDS, written
from kiosk.rules.figures import quarter
from kiosk.store import open_tickets
from kiosk.text import LANGUAGES, Text


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD")
    parser.add_argument("--quarter", metavar="2026Q4", help="instead of --from and --to")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=f"its name ends in {', '.join(KINDS)}")
    parser.add_argument("--store", metavar="URL", help="instead of the store in the settings")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0], help="of tables; the PDF's sentences are Vietnamese")


def run(options: argparse.Namespace) -> int:
    here, clock = settings.load(), SystemClock()
    first, last = _period(options)
    if options.out.suffix not in KINDS:
        raise ReportError(f"--out must end in {', '.join(KINDS)}")
    tickets = open_tickets(options.store or paths.store_url(here.store.url), here.ward.hall, clock, "report")
    try:
        report = reports.gather(tickets, clock, first, last)
    finally:
        tickets.close()
    try:
        options.out.write_bytes(written(options.out.suffix, report, here, Text(options.language)))
    except OSError as error:
        raise ReportError(f"{options.out}: {error.strerror}") from error
    print(f"{report.total.taken} numbers, {report.total.served} served: {options.out}")
    return 0


def _period(options: argparse.Namespace) -> tuple[date, date]:
    if options.quarter:
        try:
            return quarter(options.quarter)
        except ValueError as error:
            raise ReportError(str(error)) from error
    if options.first is None or options.last is None:
        raise ReportError("give --from and --to, or --quarter")
    return options.first, options.last

