"""A conversation with a printer over an open link: what is said, what is asked, and the reports that end it at once."""

import time
from collections import deque
from typing import TYPE_CHECKING

from kiosk.devices.answers import Answer, Ear, Report, Status
from kiosk.errors import CoverOpen, PaperOut, PrinterError, PrinterGone

if TYPE_CHECKING:
    from kiosk.devices.escpos_links import Link

OLD_PIECES = 16  # at most so many pieces of old answers are thrown away: a machine that never stops talking is no printer
GLANCE = 0.05  # seconds: while sending, how often the printer is listened to


class Talk:
    """Raises OSError for a broken link, and the fault itself as soon as the printer reports one."""

    def __init__(self, link: "Link") -> None:
        self.link = link
        self._ear = Ear()
        self._heard: deque[Answer] = deque()
        for _ in range(OLD_PIECES):  # what it said before was about something else
            if not link.take(0):
                break

    def say(self, data: bytes, deadline: float) -> None:
        """Send everything before `deadline` (time.monotonic), listening all the while."""
        while data:
            left = deadline - time.monotonic()
            if left <= 0:
                raise PrinterGone("the printer takes nothing more")
            data = data[self.link.give(data, min(left, GLANCE)) :]
            self._listen(0)
        if not self.link.sent_all(max(0, deadline - time.monotonic())):
            raise PrinterGone("the printer does not take the rest")

    def hear(self, deadline: float) -> Answer | None:
        """The next answer; None when the time is over."""
        while not self._heard:
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            self._listen(left)
        return self._heard.popleft()

    def ask(self, what: int, deadline: float) -> int:
        """DLE EOT `what`, answered even by a printer that is stopped. Raises PrinterGone when it is not."""
        self.say(bytes([0x10, 0x04, what]), deadline)
        while answer := self.hear(deadline):
            if isinstance(answer, Status):
                return answer.bits
        raise PrinterGone("the printer does not answer")

    def forget(self) -> None:
        """What was said until now does not count."""
        self._listen(0)
        self._heard.clear()

    def _listen(self, seconds: float) -> None:
        for answer in self._ear.hear(self.link.take(seconds)):
            if isinstance(answer, Report):
                _stop_at_a_fault(answer)
            else:
                self._heard.append(answer)


def _stop_at_a_fault(report: Report) -> None:
    if report.paper_out:
        raise PaperOut("the printer has no paper")
    if report.cover_open:
        raise CoverOpen("the printer's cover is open")
    if report.stopped:
        raise PrinterError("the printer has stopped")
