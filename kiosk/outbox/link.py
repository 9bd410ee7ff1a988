"""The outbox as the screen's process has it: whether something waits, and a process that delivers it between two visits."""

from dataclasses import asdict
from pathlib import Path

from kiosk import apart, log
from kiosk.clock import SystemClock
from kiosk.errors import OutboxError
from kiosk.outbox.setup import Setup
from kiosk.outbox.store import Counts, counts

SECONDS = 90.0  # for one round


class Deliverer:
    """`setup`: where the outbox lies and who is asked."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup

    @property
    def portal_url(self) -> str:
        """Who gets it."""
        return self._setup.portal.url

    def counts(self) -> Counts:
        """What waits, for staff; nothing is opened. Raises OutboxError."""
        return counts(Path(self._setup.file), SystemClock().now(), self._setup.days)

    def run(self) -> bool:
        """One round, if there is something to do: entries whose turn it is, or old ones to erase. Whether it went well."""
        try:
            if not self._setup.portal.url.startswith("http") or not self.counts().due:
                return True
        except OutboxError:
            log.fault("outbox", OutboxError.key)
            return False
        setup = {**asdict(self._setup), "portal": asdict(self._setup.portal)}
        told = apart.ask("kiosk.outbox.process", setup, SECONDS)
        log.fault("outbox", "" if told else OutboxError.key)
        if told.get("sent") or told.get("refused") or told.get("erased"):
            log.note("outbox: " + ", ".join(f"{name} {int(told[name])}" for name in ("sent", "refused", "waiting", "erased")))
        return bool(told)
