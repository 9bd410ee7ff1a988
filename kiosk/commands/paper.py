"""`kiosk paper`: draw a sample paper without a printer."""

import argparse
from datetime import datetime
from pathlib import Path

from PIL import Image

from kiosk import catalogue, settings
from kiosk.clock import HALL_TIME
from kiosk.commands import paper_dossier
from kiosk.commands.paper_dossier import FORMS, SAMPLES
from kiosk.devices.raster import calm, finished, whole_job
from kiosk.errors import CatalogueError, SettingsError
from kiosk.handout import Request, checklist_paper, ticket_paper
from kiosk.papers import Picture
from kiosk.papers.checklist import draw_checklist
from kiosk.papers.ticket import draw_ticket
from kiosk.rules.procedures import Procedure
from kiosk.rules.queue import ACTIVE, Ticket
from kiosk.rules.waiting import Waiting
from kiosk.settings import Queue, Settings
from kiosk.text import LANGUAGES, Text

SAMPLE_TIME = datetime(2026, 4, 14, 8, 42, tzinfo=HALL_TIME)
SAMPLE_PROCEDURE = "2.000815"  # copies of papers: what most people come for


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=("ticket", "checklist", *SAMPLES))
    parser.add_argument(
        "--out", required=True, type=Path, metavar="FILE", help=".png: the picture; .bin: the bytes a printer gets; .pdf: a letter on A4"
    )
    parser.add_argument("--dots", type=int, choices=(576, 384), help="576 (80 mm) or 384 (58 mm); else as in the settings")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])
    parser.add_argument("--queue", metavar="CODE", help="else the procedure's own")
    parser.add_argument("--procedure", metavar="CODE", default=SAMPLE_PROCEDURE)
    parser.add_argument("--dossier", metavar="NAME", help="one of config/sample/dossiers.toml; else one that fits the paper")


def run(options: argparse.Namespace) -> int:
    here = settings.load()
    if options.out.suffix == ".pdf":
        return _a4(here, options)
    picture = calm(_drawn(here, options), here.printer.strip_rows)
    _save(picture, options.out, here)
    print(f"{options.out}: {picture.shape[1]} x {picture.shape[0]} dots, {picture.shape[0] / 8:.0f} mm long")
    return 0


def _drawn(here: Settings, options: argparse.Namespace) -> Picture:
    dots, say = options.dots or here.printer.dots, Text(options.language)
    if options.what in SAMPLES:
        return paper_dossier.picture(options.what, options.dossier or SAMPLES[options.what], here.ward, SAMPLE_TIME, say, dots)
    procedure = _procedure(options.procedure)
    request = Request("sample", _queue(here, options.queue, procedure), procedure)
    return (_ticket if options.what == "ticket" else _checklist)(here, request, say, dots)


def _a4(here: Settings, options: argparse.Namespace) -> int:
    if options.what not in FORMS:
        raise SettingsError(f"--out {options.out}: only {' and '.join(FORMS)} come out on A4")
    data = paper_dossier.pdf(options.what, options.dossier or SAMPLES[options.what], here.ward, SAMPLE_TIME, Text(options.language))
    try:
        options.out.write_bytes(data)
    except OSError as error:
        raise SettingsError(f"{options.out} cannot be written ({error.strerror or error})") from error
    print(f"{options.out}: {len(data)} bytes, A4")
    return 0


def _procedure(code: str) -> Procedure:
    for procedure in catalogue.load().procedures:
        if procedure.code == code:
            return procedure
    raise CatalogueError(f"there is no procedure {code}")


def _queue(here: Settings, code: str | None, procedure: Procedure) -> Queue:
    own = here.queue_for(procedure.code, procedure.field)
    return own if own is not None and code is None else here.queue(code or here.queues[0].code)


def _ticket(here: Settings, request: Request, say: Text, dots: int) -> Picture:
    queue = request.queue
    ticket = Ticket(
        "AAAAAAAAAAAAAAAA", here.ward.hall, SAMPLE_TIME.date(), queue.code, queue.prefix, 12, request.visit, ACTIVE, SAMPLE_TIME
    )
    return draw_ticket(ticket_paper(ticket, Waiting(4, 10, 40), request, here.ward), say, dots)


def _checklist(here: Settings, request: Request, say: Text, dots: int) -> Picture:
    return draw_checklist(checklist_paper(request, here.ward, SAMPLE_TIME), say, dots)


def _save(picture: Picture, out: Path, here: Settings) -> None:
    try:
        if out.suffix == ".bin":
            out.write_bytes(whole_job(picture, here.printer.strip_rows, finished("0000")))
        elif out.suffix == ".png":
            Image.fromarray(~picture).save(out, dpi=(203, 203))
        else:
            raise SettingsError(f"--out {out} must end in .bin or .png, or .pdf for a letter")
    except OSError as error:
        raise SettingsError(f"{out} cannot be written ({error.strerror or error})") from error
