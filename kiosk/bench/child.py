"""`python -m kiosk.bench.child`: the real kiosk, which tells when its first frame stood and plays a visit when asked to.

Settings come from $KIOSK_CONFIG, its state lies in $STATE_DIRECTORY, $BENCH_PRINTER names the printer.
"""

import os
import sys
from dataclasses import replace
from typing import Any

from kiosk import log, settings
from kiosk.clock import HallClock
from kiosk.commands import run, window

OPENING = (8, 42)  # the queues hand out numbers, whatever the time is


def main() -> int:
    here = settings.load()
    here = replace(here, printer=replace(here.printer, url=os.environ["BENCH_PRINTER"], process_id="yes"))
    log.start()
    window.prepare(here.panel, windowed=True)
    run.start(here, HallClock(*OPENING), listen)
    return 0


def listen(app: Any) -> None:
    from screens.bench import Told

    Told(app).begin()


if __name__ == "__main__":
    sys.exit(main())
