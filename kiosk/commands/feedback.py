"""`kiosk feedback`: keys of the inspection team, what citizens reported, the questions checked."""

import argparse
import json
import os
from datetime import date
from pathlib import Path

from kiosk import feedback, feedback_seal, paths, settings
from kiosk.clock import SystemClock
from kiosk.errors import FeedbackError
from kiosk.store import deeds, open_tickets
from kiosk.store.deeds import Deeds
from kiosk.store.ratings import Ratings


def configure(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    what.add_parser("check", help="config/feedback.toml")
    keys = what.add_parser("keys", help="a pair of keys for the inspection team; the private one into a new file that only it should have")
    keys.add_argument("--out", type=Path, required=True, metavar="FILE")
    read = what.add_parser("read", help="for the inspection team: the reports and contacts, one JSON line each")
    read.add_argument("--key", type=Path, required=True, metavar="FILE")


def run(options: argparse.Namespace) -> int:
    if options.what == "check":
        questions = feedback.load()
        print(f"{len(questions.criteria)} criteria, {len(questions.reports)} reports; verified: {questions.verified}")
        return 0
    return _keys(options.out) if options.what == "keys" else _read(options.key)


def _keys(file: Path) -> int:
    public, private = feedback_seal.new_keys()
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise FeedbackError(f"{file}: {error.strerror}") from error
    with os.fdopen(handle, "w") as written:
        written.write(private + "\n")
    print(f"[hall] inspection_key of every kiosk and of the hall: {public}")
    return 0


def _read(file: Path) -> int:
    here, clock = settings.load(), SystemClock()
    try:
        key = file.read_text("ascii").strip()
    except (OSError, ValueError) as error:
        raise FeedbackError(f"{file} cannot be read") from error
    tickets = open_tickets(paths.store_url(here.store.url), here.ward.hall, clock, "hall")
    try:
        ratings = Ratings(tickets.database, tickets.hall, clock, feedback.load().days)
        reports = [("hour", at.isoformat(timespec="hours"), sealed) for _, at, sealed in ratings.reports()]
        rated = [("rated", row["day"].isoformat(), row["contact"]) for row in ratings.of_days(date.min, date.max) if row["contact"]]
        Deeds(tickets.database, tickets.hall, clock).add(
            deeds.READ, officer="command line", text=f"{len(reports)} reports, {len(rated)} contacts"
        )
        for name, at, sealed in reports + rated:
            print(json.dumps({name: at} | _opened(key, sealed), ensure_ascii=False))
    finally:
        tickets.close()
    return 0


def _opened(key: str, sealed: str) -> dict[str, str]:
    """One that another key sealed does not keep the team from the rest."""
    try:
        return feedback_seal.unseal(key, sealed)
    except FeedbackError as error:
        return {"closed": str(error)}
