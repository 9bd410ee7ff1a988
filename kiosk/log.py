"""What the technician reads: one line per event, faults of machines once when they start and once when they end.

Nothing of a citizen is ever logged: callers pass keys, codes and counts, never texts that came from outside.
"""

import logging
import sys

_log = logging.getLogger("kiosk")
_standing: set[str] = set()


def start() -> None:
    """Log to stderr, where journald collects it."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("PIL", "kivy", "sqlalchemy", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def note(event: str) -> None:
    _log.info("%s", event)


def bug(where: str) -> None:
    """An unknown exception: its type and its places in our code, without its message, which may quote what a citizen typed."""
    kind, _, trace = sys.exc_info()
    steps = []
    while trace is not None:
        code = trace.tb_frame.f_code
        steps.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    _log.error("bug in %s: %s at %s", where, kind.__name__ if kind else "?", " < ".join(reversed(steps[-12:])))


def standing() -> set[str]:
    """The machines that have a fault now."""
    return {name.split()[0] for name in tuple(_standing)}


def fault(machine: str, key: str) -> None:
    """A machine's state; `key` "" means it works. Only changes are written."""
    for name in [n for n in _standing if n.startswith(f"{machine} ")]:
        if name != f"{machine} {key}":
            _standing.discard(name)
            _log.info("ended: %s", name)
    if key and f"{machine} {key}" not in _standing:
        _standing.add(f"{machine} {key}")
        _log.warning("began: %s %s", machine, key)
