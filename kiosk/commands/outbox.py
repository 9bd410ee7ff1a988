"""`kiosk outbox list | deliver | key | purge`: dossiers on their way to the portal, for the technician. It names nobody."""

import argparse

from kiosk import paths, settings
from kiosk.clock import SystemClock
from kiosk.errors import OutboxError
from kiosk.outbox.process import run as deliver
from kiosk.outbox.seal import Sealer, new_key, outbox_key
from kiosk.outbox.setup import Setup
from kiosk.outbox.store import Outbox
from kiosk.portal.account import token


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", choices=("list", "deliver", "key", "purge"), help="key: make one for the credential outbox_key")


def run(options: argparse.Namespace) -> int:
    if options.action == "key":
        print(new_key())
        return 0
    here = settings.load()
    if options.action == "deliver":
        setup = Setup(str(paths.outbox(here.store.url)), here.store.kiosk, here.forms.outbox_days, here.portal, token())
        print(", ".join(f"{name} {count}" for name, count in deliver(setup).items()))
        return 0
    outbox = _open(here)
    if options.action == "purge":
        print(f"{outbox.purge(SystemClock().now(), here.forms.outbox_days)} erased")
        return 0
    for entry in outbox.all():
        print(entry.code, entry.created[:16], entry.state, f"{entry.tries} tries", sep="\t")
    return 0


def _open(here: settings.Settings) -> Outbox:
    """Raises OutboxError."""
    key = outbox_key()
    if key is None:
        raise OutboxError("there is no key: the credential outbox_key, or $KIOSK_OUTBOX_KEY")
    return Outbox(paths.outbox(here.store.url), Sealer(key), here.store.kiosk)
