"""`kiosk doctor`: look at every part of the kiosk, for the technician's visit. Exit code 1 where something is to be mended."""

import argparse
import json
from contextlib import suppress
from pathlib import Path

from kiosk import doctor, paths, settings
from kiosk.clock import SystemClock
from kiosk.errors import StoreError
from kiosk.store import Numbers, open_numbers
from kiosk.text import LANGUAGES, Text, strings


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON line for each finding")
    parser.add_argument("--language", choices=LANGUAGES, default=LANGUAGES[0])


def run(options: argparse.Namespace) -> int:
    here, clock = settings.load(), SystemClock()
    numbers = _numbers(here)
    try:
        found = doctor.look(here, clock, numbers)
    finally:
        if numbers is not None:
            numbers.close()
    text = Text(options.language)
    for one in found:
        said = text(one.said) if one.said in strings("vi") else one.said
        if options.json:
            print(json.dumps({"state": one.state, "what": one.what.removeprefix("doctor."), "said": said}, ensure_ascii=False))
        else:
            print(f"{one.state.upper():<5} {text(one.what)}{': ' if said else ''}{said}")
            if one.state == doctor.FAIL and f"{one.what}.do" in strings("vi"):
                print(f"{'':<5} -> {text(f'{one.what}.do')}")
    return 1 if any(one.state == doctor.FAIL for one in found) else 0


def _numbers(here: settings.Settings) -> Numbers | None:
    """The store as it is; none is made here: that one is gone must show."""
    url = paths.store_url(here.store.url)
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return None
    with suppress(StoreError):
        return open_numbers(url, here.ward.hall, SystemClock(), here.store.kiosk, paths.STATE / "block.db")
    return None
