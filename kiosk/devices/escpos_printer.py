"""A thermal printer behind python-escpos. Nothing here calls a paper printed unless the printer itself said so."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from kiosk.devices import PrinterProfile, PrinterState
from kiosk.devices.answers import Cleared, Done, PaperAnswer
from kiosk.devices.raster import CLEAR, calm, ending, whole_job
from kiosk.devices.talk import Talk
from kiosk.errors import CoverOpen, PaperOut, PrinterError, PrinterGone, PrintUnsure
from kiosk.papers import Picture

if TYPE_CHECKING:
    from kiosk.devices.escpos_links import Link

QUESTION = 1.0  # seconds for opening the link and asking how the printer is
CLEARING = 0.5  # seconds a printer has to say that it forgot the rest of a job
SPARE = 2.0  # seconds on top of sending and moving the paper
LATE_ID = 1.0  # seconds the process ID may come after the answer to GS r
OFFLINE, COVER, STOPPED, NEAR_END, PAPER_OUT = 0x08, 0x04, 0x6C, 0x0C, 0x60  # bits of DLE EOT 1, 2, 3, 4, 4


class EscposPrinter:
    """Prints over one link, from one thread. Opens late, recovers by itself, may be closed twice."""

    def __init__(self, link: "Link", profile: PrinterProfile) -> None:
        self.dots = profile.dots
        self._link = link
        self._profile = profile
        self._is_open = False
        self._has_id = {"yes": True, "no": False}.get(profile.process_id)  # None: the first paper will tell
        self._half_sent = False  # the printer may still hold a part of a job that failed
        self._near_end_papers = 0

    def state(self) -> PrinterState:
        """Ask the machine, within 1 s; a link that only goes one way can only be opened."""
        deadline = time.monotonic() + QUESTION
        try:
            with self._talk(deadline) as talk:
                return PrinterState(near_end=self._ask(talk, deadline))
        except PrinterError as error:
            return PrinterState(error.key)

    def print(self, picture: Picture, job: str) -> None:
        """Return only when the printer said that the whole picture is on paper; `job` is 4 printable ASCII characters.

        Raises PaperOut, CoverOpen, PrinterGone, PrinterError or PrintUnsure; the rest of the job is then taken back.
        """
        data = whole_job(calm(picture, self._profile.strip_rows), self._profile.strip_rows, ending(job, self._has_id))
        try:
            self._print(data, job, len(picture))
        except PrinterError:
            if self._half_sent:
                with suppress(PrinterError), self._talk(time.monotonic() + QUESTION):
                    pass
            raise

    def close(self) -> None:
        """Let go of the machine. May be called twice."""
        self._is_open = False
        with suppress(OSError):
            self._link.close()

    def _print(self, data: bytes, job: str, rows: int) -> None:
        start = time.monotonic() + QUESTION
        with self._talk(start) as talk:
            near_end = self._ask(talk, start)
            deadline = time.monotonic() + len(data) / self._link.bytes_per_s + rows / 8 / self._profile.mm_per_s + SPARE
            self._half_sent = True
            talk.say(data, deadline)
            if not self._link.two_way:
                self._half_sent = False
                raise PrintUnsure("this printer cannot say whether it printed")
            self._wait_until_done(talk, job, deadline)
            if talk.ask(3, time.monotonic() + QUESTION) & STOPPED:
                raise PrinterError("the printer stopped after the paper")
            self._half_sent = False
        self._near_end_papers += near_end

    def _wait_until_done(self, talk: Talk, job: str, deadline: float) -> None:
        in_order = False  # GS r was answered: everything before it went through the printer
        while answer := talk.hear(deadline):
            if answer == Done(job.encode()):
                self._has_id = True
                return
            if isinstance(answer, PaperAnswer) and not self._has_id:
                if answer.paper_out:
                    raise PaperOut("the printer has no paper")
                if self._has_id is False:
                    return
                in_order, deadline = True, min(deadline, time.monotonic() + LATE_ID)
        if not in_order:
            raise PrintUnsure("the printer never said that it was done")
        self._has_id = False

    def _ask(self, talk: Talk, deadline: float) -> bool:
        """Whether the roll is near its end. Raises what stands in the way of printing."""
        if not self._link.two_way:
            return False
        offline, paper = talk.ask(1, deadline) & OFFLINE, talk.ask(4, deadline)
        if paper & PAPER_OUT:
            raise PaperOut("the printer has no paper")
        if offline:
            cover = talk.ask(2, deadline) & COVER
            raise CoverOpen("the printer's cover is open") if cover else PrinterError("the printer is stopped")
        near_end = bool(paper & NEAR_END)
        self._near_end_papers *= near_end
        if 0 < self._profile.near_end_tickets <= self._near_end_papers:
            raise PaperOut("the rest of the roll may be too short for a whole ticket")
        return near_end

    @contextmanager
    def _talk(self, deadline: float) -> Iterator[Talk]:
        """An open link, free of what is left of a failed job; let go when it breaks, and after each talk unless it stays open."""
        try:
            if not self._is_open:
                self._link.connect(max(0.05, deadline - time.monotonic()))
                self._is_open = True
            talk = Talk(self._link)
            self._clear(talk)
            yield talk
        except OSError as error:
            self._drop()
            raise PrinterGone(f"the link to the printer broke ({error.strerror or error})") from error
        except PrinterError:
            self._drop()
            raise
        if not self._link.stays_open:
            self.close()

    def _clear(self, talk: Talk) -> None:
        """DLE DC4 8, so that no headless rest of a ticket comes out on the next roll."""
        if not self._half_sent:
            return
        deadline = time.monotonic() + CLEARING
        talk.say(CLEAR, deadline)
        self._half_sent = False
        while self._link.two_way and (answer := talk.hear(deadline)):
            if isinstance(answer, Cleared):
                return

    def _drop(self) -> None:
        self._is_open = False
        with suppress(OSError):
            self._link.drop()
