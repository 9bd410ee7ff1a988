"""Delivers what waits in the outbox, in a process of its own: `python -m kiosk.outbox.process PARENT`, the setup as JSON on stdin.

It opens dossiers, so it lives no longer than it needs; it says how many went, and nothing else.
"""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path

from kiosk import log
from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.outbox.deliver import deliver
from kiosk.outbox.seal import Sealer, outbox_key
from kiosk.outbox.setup import Setup, read
from kiosk.outbox.store import Outbox
from kiosk.portal.submit import Submit
from kiosk.reader.locked import lock_up


def run(setup: Setup) -> dict[str, int]:
    """One round: what is too old is erased, what waits is sent. Raises OutboxError."""
    key, clock = outbox_key(), SystemClock()
    if key is None or not Path(setup.file).exists():
        return {"sent": 0, "refused": 0, "waiting": 0, "erased": 0}
    outbox = Outbox(Path(setup.file), Sealer(key), setup.kiosk)
    erased = outbox.purge(clock.now(), setup.days)
    done = deliver(outbox, Submit(setup.portal, setup.token, clock), clock)
    outbox.close()
    return {**asdict(done), "erased": erased}


def main(arguments: list[str]) -> None:
    said = os.dup(1)
    lock_up(int(arguments[0]))
    log.start()
    setup = read(sys.stdin.readline(65_536))
    try:
        counts = run(setup)
    except KioskError as error:
        log.note(f"outbox: {error}")
        os._exit(1)
    os.write(said, json.dumps(counts).encode("ascii") + b"\n")
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
