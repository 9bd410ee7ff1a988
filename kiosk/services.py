"""What the portal offers against what is posted: shown on the desk, kept as a file for the technician. Nothing is posted by it."""

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from kiosk.reports import plain

NEW, GONE = "staff.services.new", "staff.services.gone"
FILE, SHOWN, LONGEST = "services.csv", 20, 120


class Difference(NamedTuple):
    """`what`: NEW (the portal has it, the board has not) or GONE (the other way round)."""

    what: str
    code: str
    name: str


def compare(offered: Mapping[str, str], posted: Mapping[str, str]) -> list[Difference]:
    """Both: code -> official name."""
    new = [Difference(NEW, code, offered[code]) for code in sorted(offered.keys() - posted.keys())]
    return new + [Difference(GONE, code, posted[code]) for code in sorted(posted.keys() - offered.keys())]


def rows(found: list[Difference]) -> list[tuple[str, str, str]]:
    """The first of each kind, as rows of checks: state, key, said."""
    shown = [one for what in (NEW, GONE) for one in [one for one in found if one.what == what][:SHOWN]]
    return [("warn", one.what, f"{one.code} {one.name}"[:LONGEST]) for one in shown]


def keep(found: list[Difference], file: Path) -> tuple[str, str, str]:
    """All of it as CSV, in place of the last one; the row that says so, or that it could not be written."""
    try:
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(("", "code", "name"))
            writer.writerows((one.what.rpartition(".")[2], plain(one.code), plain(one.name)) for one in found)
    except OSError:
        return "fail", "staff.services.file", "staff.services.not_kept"
    return "ok", "staff.services.file", str(file)
