"""`kiosk settings`: check a settings file, make a PIN hash for it."""

import argparse
import getpass
import sys
from pathlib import Path

from kiosk import settings
from kiosk.devices.printer import open_printer
from kiosk.errors import SettingsError


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    check = verbs.add_parser("check", help="say what is wrong with a settings file")
    check.add_argument("file", nargs="?", type=Path, metavar="FILE", help="default: $KIOSK_CONFIG, else the shipped sample")
    verbs.add_parser("pin", help="ask for a new staff PIN and print the line for the settings file")


def run(options: argparse.Namespace) -> int:
    return _check(options.file) if options.verb == "check" else _pin()


def _check(file: Path | None) -> int:
    here = settings.load(file)
    open_printer(here.printer).close()  # opens no link: only asks whether the address can be one
    queues = ", ".join(f"{q.code} {q.name.vi}" for q in here.queues)
    print(f"{here.ward.name.vi}: the settings are good. Queues: {queues}. Printer: {here.printer.url}. Store: {here.store.url}.")
    if not here.staff.pin_hash:
        print("staff.pin_hash is empty: nobody can leave the kiosk by PIN; `kiosk settings pin` makes one.")
    return 0


def _pin() -> int:
    """Asked twice on the terminal, never shown, never an argument: a shell keeps its history."""
    from kiosk.store.pin import hash_pin  # only now: it brings SQLAlchemy

    if not sys.stdin.isatty():
        raise SettingsError("a PIN is typed on a terminal, not piped")
    try:
        pin = getpass.getpass("New PIN (6 to 12 digits): ")
        line = hash_pin(pin)
        again = getpass.getpass("The same once more: ")
    except (EOFError, KeyboardInterrupt):
        raise SettingsError("no PIN was typed") from None
    if again != pin:
        raise SettingsError("the two were not the same; no hash was made")
    print("Put this into the settings file, under [staff]:")
    print(f'pin_hash = "{line}"')
    return 0
