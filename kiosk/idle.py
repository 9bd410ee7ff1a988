"""Nobody is there any more? Ask first, then wipe.

WCAG 2.2.1: at least 20 s to answer by one simple action, as often as the citizen likes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.settings import Idle as IdleSettings


@dataclass
class Idle:
    """A timer of two stages on the monotonic clock: setting the wall clock does nothing to it."""

    settings: IdleSettings
    monotonic: Callable[[], float]
    limit: float = 0.0
    _since: float = 0.0

    def __post_init__(self) -> None:
        self.begin()

    def begin(self, limit: float | None = None) -> None:
        """Somebody is there. `limit`: seconds of silence before this screen asks (default: the ordinary one)."""
        if limit is not None:
            self.limit = limit
        elif not self.limit:
            self.limit = self.settings.ask_after
        self._since = self.monotonic()

    def left(self) -> float | None:
        """None while nobody needs to be asked, else the seconds left to answer (0: over)."""
        over = self.monotonic() - self._since - self.limit
        return None if over < 0 else max(0.0, self.settings.answer - over)
