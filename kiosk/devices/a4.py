"""The A4 printer for letters: a CUPS queue, spoken to with lp, lpstat and cancel. No file of ours, no title that names anybody.

Seen with CUPS 2.4: what a queue says about its printer (no paper, cover open) is only fresh while a job is on its way, and stays as it
was after it. So it is believed while our own job waits, and never before. CUPS keeps printed files for a day unless its
`PreserveJobFiles` is No, and spools to disk unless its `RequestRoot` lies in memory: both belong to the installation.
"""

import os
import re
import subprocess
import time
from typing import Protocol

from kiosk.errors import CoverOpen, KioskError, PaperOut, PrinterError, PrinterGone, PrintUnsure, SettingsError

SIMULATED = "simulated"
TITLE = "kiosk"  # everybody who may ask for the queue's jobs reads it
LIMIT, WAIT, GLANCE, FAULT_LASTS = 10.0, 20.0, 0.5, 3.0  # seconds: one command; for the paper; between looks; until a fault is believed
LARGEST = 4_000_000  # bytes; a letter is about 40 kB
KEPT = 20  # papers a simulated printer remembers
QUEUE = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.-]{0,63}")
REASONS: tuple[tuple[str, type[PrinterError]], ...] = (  # printer-state-reasons, RFC 8011 5.4.12
    (r"media-(empty|needed)(-error)?\b(?!-)", PaperOut),
    (r"(cover|door|interlock)-open(-error)?\b(?!-)", CoverOpen),
    (r"(offline|shutdown|timed-out|media-jam|(toner|marker-supply)-empty)(-error)?\b(?!-)|stopped|paused", PrinterGone),
)
GONE = re.compile(r"may not exist|unavailable|not responding|unable to (connect|locate)|offline", re.IGNORECASE)


class A4Printer(Protocol):
    """Puts a PDF on A4 paper, or says that it did not."""

    def ready(self) -> str:
        """"" when the queue takes letters, else the error key of what stands in the way. Never raises; at most LIMIT seconds."""

    def print(self, pdf: bytes) -> None:
        """Return when the queue says the job is done. Raises PaperOut, CoverOpen, PrinterGone (not printed) or PrintUnsure.

        A job that is not done is taken back: nobody's letter comes out after its owner has left.
        """

    def close(self) -> None:
        """Nothing is kept open; there for the sake of symmetry. May be called twice."""


def open_a4(queue: str) -> A4Printer | None:
    """The printer behind `[a4] queue`: none for "", a simulated one for "simulated", else that CUPS queue. Raises SettingsError."""
    if not queue:
        return None
    return SimulatedA4() if queue == SIMULATED else CupsPrinter(queue)


class CupsPrinter:
    """`limit`: seconds for each command; `wait`: seconds for the paper; `fault_lasts`: how long a fault stands until it is believed."""

    def __init__(
        self, queue: str, limit: float = LIMIT, wait: float = WAIT, glance: float = GLANCE, fault_lasts: float = FAULT_LASTS
    ) -> None:
        if not QUEUE.fullmatch(queue):
            raise SettingsError("a4: the queue's name is letters, digits, _ . and -")
        self._queue, self._limit, self._wait, self._glance, self._fault_lasts = queue, limit, wait, glance, fault_lasts

    def ready(self) -> str:
        try:
            state = self._ask("lpstat", "-l", "-p", self._queue)
            takes = self._ask("lpstat", "-a", self._queue)
        except PrinterError as error:
            return error.key
        working = f"printer {self._queue} " in state and not re.search(r"^printer \S+ disabled", state, re.MULTILINE)
        return "" if working and " not accepting" not in takes else PrinterGone.key

    def print(self, pdf: bytes) -> None:
        if not (pdf.startswith(b"%PDF-") and len(pdf) <= LARGEST):
            raise PrinterError("only a PDF of a few pages is printed")
        said = self._ask(
            "lp", "-d", self._queue, "-t", TITLE, "-o", "media=A4", "-o", "sides=one-sided", "-o", "job-sheets=none,none", data=pdf
        )
        found = re.search(rf"\b{re.escape(self._queue)}-([0-9]{{1,9}})\b", said)
        if found is None:
            raise PrintUnsure("the queue took the letter without saying as which job")
        self._until_done(found[0])

    def close(self) -> None:
        pass

    def _until_done(self, job: str) -> None:
        """Look at the job until it is gone from the queue, a fault has lasted, or the time is over."""
        end = time.monotonic() + self._wait
        since: float | None = None
        fault: PrinterError | None = None
        try:
            while job in self._jobs("not-completed"):
                now = time.monotonic()
                fault = self._fault(job)
                since = None if fault is None else now if since is None else since
                if now >= end or (since is not None and now - since >= self._fault_lasts):
                    raise fault or PrintUnsure("the A4 printer was not done in time")
                time.sleep(self._glance)
            ended = self._jobs("completed").get(job, "")
        except PrinterError:
            self._take_back(job)
            raise
        if re.search(r"cancel|abort", ended):
            raise PrinterGone("the letter was taken out of the queue before it was printed")

    def _jobs(self, which: str) -> dict[str, str]:
        """Job -> what is said about it, in small letters."""
        said = self._ask("lpstat", "-l", "-W", which, "-o", self._queue)
        parts = re.split(rf"^(?={re.escape(self._queue)}-[0-9])", said, flags=re.MULTILINE)
        return {part.split(maxsplit=1)[0]: part.lower() for part in parts if part.strip()}

    def _fault(self, job: str) -> PrinterError | None:
        """What the printer says stands in the way of this job."""
        state = self._ask("lpstat", "-l", "-p", self._queue)
        alerts = " ".join(re.findall(r"^\s*Alerts:(.*)$", state, re.MULTILINE))
        for reason, kind in REASONS:
            if re.search(reason, alerts):
                return kind(f"the A4 printer says {', '.join(re.findall(r'[a-z-]+', alerts))[:80]}")
        if re.search(r"^printer \S+ disabled", state, re.MULTILINE):
            return PrinterGone("the A4 printer's queue is stopped")
        return PrinterGone("the A4 printer does not answer its queue") if GONE.search("".join(state.splitlines()[1:2])) else None

    def _take_back(self, job: str) -> None:
        try:
            self._ask("cancel", job)
        except PrinterError:
            return  # the queue is gone, or the job is: what went wrong before is what counts

    def _ask(self, *command: str, data: bytes | None = None) -> str:
        """What a command of CUPS answers, in English. Raises PrinterGone when it is missing, fails or takes too long."""
        try:
            done = subprocess.run(
                command,
                input=data,
                stdin=subprocess.DEVNULL if data is None else None,
                capture_output=True,
                timeout=self._limit,
                env={**os.environ, "LC_ALL": "C"},
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise (PrintUnsure if data else PrinterGone)(f"{command[0]} took longer than {self._limit:.0f} s") from None
        except OSError as error:
            raise PrinterGone(f"{command[0]} cannot be run ({error.strerror})") from error
        if done.returncode:
            raise PrinterGone(f"{command[0]} failed ({done.returncode})")
        return done.stdout[:200_000].decode("utf-8", "replace")


class SimulatedA4:
    """Driven: `has_paper`, `cover_open`, `answers`. Asked: `papers`, the PDFs that came out."""

    def __init__(self) -> None:
        self.has_paper = True
        self.cover_open = False
        self.answers = True
        self.papers: list[bytes] = []

    def ready(self) -> str:
        """Like a queue, it knows of paper and cover only when it prints."""
        return "" if self.answers else PrinterGone.key

    def print(self, pdf: bytes) -> None:
        fault: KioskError | None = None
        if not self.answers:
            fault = PrinterGone("the simulated A4 printer does not answer")
        elif self.cover_open:
            fault = CoverOpen("the simulated A4 printer's cover is open")
        elif not self.has_paper:
            fault = PaperOut("the simulated A4 printer has no paper")
        elif not pdf.startswith(b"%PDF-"):
            fault = PrinterError("only a PDF is printed")
        if fault is not None:
            raise fault
        self.papers = [*self.papers[1 - KEPT :], pdf]

    def close(self) -> None:
        pass
