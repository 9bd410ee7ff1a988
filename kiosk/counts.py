"""What the kiosk counts of itself for the technician: names and numbers, nothing of a citizen. Read by `kiosk.metrics`."""

from collections import Counter
from threading import Lock

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)  # seconds, of the histogram of commits

_lock = Lock()
_counts: Counter[tuple[str, str]] = Counter()
_commits = [0] * (len(BOUNDS) + 1)
_spent = 0.0


def add(name: str, label: str = "") -> None:
    """One more of `name`: "ticket" with its queue, "print_failed" with the fault, "visit"."""
    with _lock:
        _counts[name, label] += 1


def commit(seconds: float) -> None:
    """A number was committed in so long."""
    global _spent
    with _lock:
        _commits[next((at for at, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))] += 1
        _spent += seconds


def read() -> tuple[dict[tuple[str, str], int], list[int], float]:
    """The counts, the commits by BOUNDS (and beyond), the seconds they took together."""
    with _lock:
        return dict(_counts), list(_commits), _spent
