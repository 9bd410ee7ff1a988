"""`kiosk officers`: the accounts of the hall's pages, for the technician: the first one is made here."""

import argparse
import getpass
import sys

from kiosk import paths, settings
from kiosk.clock import SystemClock
from kiosk.store import deeds, open_tickets
from kiosk.store.deeds import Deeds
from kiosk.store.logins import Logins
from kiosk.store.officers import ROLES, SHORTEST, Officers


def configure(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True, metavar="WHAT")
    asked = f"asked for, or one line on stdin; {SHORTEST} letters or more"
    add = what.add_parser("add", help=f"an account, new or with a new password ({asked})")
    add.add_argument("name")
    add.add_argument("--shown", default="", help="the name people see")
    add.add_argument("--roles", default=ROLES[0], help=f"some of {','.join(ROLES)}")
    what.add_parser("list", help="all accounts")


def run(options: argparse.Namespace) -> int:
    here, clock = settings.load(), SystemClock()
    tickets = open_tickets(paths.store_url(here.store.url), here.ward.hall, clock, "hall")
    try:
        key = tickets.database, tickets.hall, clock
        officers = Officers(*key)
        if options.what == "list":
            for one in officers.all():
                print(f"{one.name}\t{','.join(one.roles)}\t{'' if one.active else 'off'}\t{one.shown}")
            return 0
        officers.add(options.name, options.shown, tuple(role for role in options.roles.split(",") if role), _password())
        Logins(*key).close_all(options.name)
        Deeds(*key).add(deeds.ACCOUNT, text=f"{options.name}: {options.roles}")
        print(f"{options.name} may log in")
    finally:
        tickets.close()
    return 0


def _password() -> str:
    return getpass.getpass("password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
