"""The machines around the kiosk: what each can do, whatever make it is."""

from dataclasses import dataclass
from typing import Protocol

from kiosk.papers import Picture


@dataclass(frozen=True)
class PrinterState:
    """What a printer answers when asked. `fault` is "" or the error key of what stands in the way."""

    fault: str = ""
    near_end: bool = False

    @property
    def ready(self) -> bool:
        return not self.fault


class PrinterProfile(Protocol):
    """What the settings know about a printer: where it is, how wide and fast, and what it can say."""

    @property
    def url(self) -> str: ...
    @property
    def dots(self) -> int: ...
    @property
    def strip_rows(self) -> int: ...
    @property
    def mm_per_s(self) -> int: ...
    @property
    def process_id(self) -> str: ...
    @property
    def near_end_tickets(self) -> int: ...


class Printer(Protocol):
    """Puts one whole picture on paper, or says that it did not."""

    dots: int

    def state(self) -> PrinterState:
        """Ask the machine, within 1 s. Never raises: a machine that does not answer has the fault of PrinterGone."""

    def print(self, picture: Picture, job: str) -> None:
        """Return only when the printer itself said the whole picture is on paper.

        `job` is 4 printable ASCII characters that the printer gives back (process ID).
        Raises PaperOut, CoverOpen, PrinterGone (certainly not whole) or PrintUnsure (nobody knows).
        """

    def close(self) -> None:
        """Let go of the machine. May be called twice."""
