"""What a printer says, told apart by its fixed bits (Epson ESC/POS): answers may come late, unasked or between others."""

from collections.abc import Iterator
from dataclasses import dataclass

FIXED = 0b10010011  # the bits that name the kind of a first byte
REAL_TIME, REPORT, BLOCK = 0b00010010, 0b00010000, 0x37
IN_ORDER = 0b10010000  # both 0 in an answer to GS r and in bytes 2 to 4 of a report
BLOCKS = {0x22: 7, 0x25: 3}  # process ID, buffers cleared: their lengths with head and NUL


@dataclass(frozen=True)
class Status:
    """The answer to DLE EOT n."""

    bits: int


@dataclass(frozen=True)
class Report:
    """Automatic Status Back: the printer's state changed, or reporting began."""

    head: int
    errors: int
    paper: int

    @property
    def paper_out(self) -> bool:
        return bool(self.paper & 0x0C)

    @property
    def cover_open(self) -> bool:
        return bool(self.head & 0x20)

    @property
    def stopped(self) -> bool:
        return bool(self.head & 0x08 or self.errors & 0x6C)


@dataclass(frozen=True)
class Done:
    """Process ID: everything before it is on paper."""

    job: bytes


@dataclass(frozen=True)
class Cleared:
    """The buffers are empty (DLE DC4 8)."""


@dataclass(frozen=True)
class PaperAnswer:
    """The answer to GS r 1."""

    bits: int

    @property
    def paper_out(self) -> bool:
        return bool(self.bits & 0x0C)


Answer = Status | Report | Done | Cleared | PaperAnswer


class Ear:
    """Bytes as they come in -> whole answers; what is begun waits for its rest, what fits nothing is dropped."""

    def __init__(self) -> None:
        self._heard = bytearray()

    def hear(self, data: bytes) -> Iterator[Answer]:
        self._heard += data
        while self._heard:
            answer, length = _first(bytes(self._heard[:8]))
            if not length:
                return
            del self._heard[:length]
            if answer is not None:
                yield answer


def _first(heard: bytes) -> tuple[Answer | None, int]:
    """The answer at the front (None: fits nothing) and its length (0: not all of it is here yet)."""
    head = heard[0]
    if head == BLOCK:
        return _block(heard)
    if head & FIXED == REAL_TIME:
        return Status(head), 1
    if head & FIXED == REPORT:
        return _report(heard)
    return (PaperAnswer(head), 1) if head & IN_ORDER == 0 else (None, 1)


def _report(heard: bytes) -> tuple[Answer | None, int]:
    rest = heard[1:4]
    if any(byte & IN_ORDER for byte in rest):
        return None, 1
    return (Report(heard[0], rest[0], rest[1]), 4) if len(rest) == 3 else (None, 0)


def _block(heard: bytes) -> tuple[Answer | None, int]:
    if len(heard) < 2:
        return None, 0
    length = BLOCKS.get(heard[1])
    if length is None:
        return None, 1
    if len(heard) < length:
        return None, 0
    if heard[length - 1]:
        return None, 1
    return (Done(heard[2:6]) if length == 7 else Cleared()), length
