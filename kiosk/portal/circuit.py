"""When the portal is away, the next citizens hear so at once; one question after a while finds out whether it is back."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from kiosk.errors import PortalError

FAILURES = 2  # one may be an accident
SHORTEST, LONGEST = 5.0, 30.0  # seconds between two tries while it is away
PROBE = 8.0  # seconds after which a probe that never reported no longer stands in the way

State = Literal["closed", "open", "half-open"]


@dataclass(frozen=True)
class Told:
    """What a circuit knows, to be handed to the next process: `until` counts on the machine's monotonic clock, alike in all of them."""

    failures: int = 0
    until: float = 0.0


class Circuit:
    """ "closed": questions pass. "open": they are refused. "half-open": one passes, its end decides. Safe among threads."""

    def __init__(self, now: Callable[[], float] = time.monotonic, told: Told | None = None) -> None:
        self._now = now
        self._failures, self._until = (told.failures, min(told.until, now() + LONGEST)) if told else (0, 0.0)
        self._probe_ends = 0.0
        self._lock = threading.Lock()

    @property
    def state(self) -> State:
        if self._failures < FAILURES:
            return "closed"
        return "open" if self._now() < self._until else "half-open"

    def told(self) -> Told:
        return Told(self._failures, self._until)

    def ask(self) -> None:
        """May a question be put? Raises PortalError when not."""
        with self._lock:
            now = self._now()
            if self._failures < FAILURES:
                return
            if now < self._until or now < self._probe_ends:
                raise PortalError("the portal is away")
            self._probe_ends = now + PROBE

    def worked(self) -> None:
        with self._lock:
            self._failures, self._until, self._probe_ends = 0, 0.0, 0.0

    def failed(self) -> None:
        """Each failure in a row doubles the pause; the jitter keeps many kiosks from coming back at the same moment."""
        with self._lock:
            self._failures += 1
            pause = SHORTEST * 2.0 ** min(self._failures - FAILURES, 3) * random.uniform(1.0, 1.3)
            self._until, self._probe_ends = self._now() + min(pause, LONGEST), 0.0
