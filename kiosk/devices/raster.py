"""A picture -> ESC/POS bytes: raster strips (GS v 0) between feeds, and nothing else. No letter ever reaches a printer as a code."""

import re
from collections.abc import Iterator

import numpy as np

from kiosk.papers import Picture

START = b"\x1b@" + b"\x1da\x0f"  # ESC @: as after switching on; GS a 15: report every change of state by itself
CUT = b"\x1dVB\x00"  # GS V 66 0: feed to the knife and cut
ASK_PAPER = b"\x1dr\x01"  # GS r 1, answered in the order of the data
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"  # DLE DC4 8: forget what waits in the buffers
FEED_FROM = 24  # white rows that are worth a feed
AWKWARD = 48  # POS-58 clones print rubbish after a strip whose height is a multiple of this
# DLE EOT, ENQ and DC4 are obeyed even inside a picture (Epson, HPRT, Xprinter manuals): none may stand there by chance.
REAL_TIME = re.compile(rb"\x10(?:\x04[\x01-\x08\x12]|\x05[\x00-\x02]|\x14[\x01-\x03\x06-\x08])")


def finished(job: str) -> bytes:
    """GS ( H, function 48: the printer gives `job` (4 printable ASCII characters) back when all before it is on paper."""
    if len(job) != 4 or not (job.isascii() and job.isprintable()):
        raise ValueError("a job's name is 4 printable ASCII characters")
    return b"\x1d(H\x06\x00" + b"00" + job.encode("ascii")


def ending(job: str, has_id: bool | None) -> bytes:
    """Asks the printer whether it is done: by process ID, or by GS r; by both until we know (None) which of them it has."""
    known = finished(job)
    return {True: known, False: ASK_PAPER, None: known + ASK_PAPER}[has_id]


def whole_job(picture: Picture, strip_rows: int, asks: bytes) -> bytes:
    """Every byte of one paper; the picture must be `calm`, `asks` (see `ending`) asks the printer whether it is done."""
    return START + encode(picture, strip_rows) + CUT + asks


def calm(picture: Picture, strip_rows: int = 128) -> Picture:
    """The same picture, moved sideways by a few dots if its bytes would contain a real-time command (about one in thirty does)."""
    inked = np.flatnonzero(picture.any(axis=0))
    left, right = (int(inked[0]), picture.shape[1] - 1 - int(inked[-1])) if inked.size else (0, 0)
    for shift in sorted(range(-left, right + 1), key=abs):
        moved = np.roll(picture, shift, axis=1)
        if not REAL_TIME.search(encode(moved, strip_rows)):
            return moved
    octets = np.packbits(picture, axis=1)  # no white edge to move into: give up the lone dots that such a command begins with
    octets[octets == 0x10] = 0
    return np.unpackbits(octets, axis=1, count=picture.shape[1]).astype(bool)


def encode(picture: Picture, strip_rows: int = 128) -> bytes:
    """A `calm` picture as strips of at most `strip_rows` rows, white bands as feeds (ESC J), white right edges left out."""
    parts: list[bytes] = []
    for white, top, bottom in _bands(picture):
        parts += _feeds(bottom - top) if white else _strips(picture[top:bottom], strip_rows)
    return b"".join(parts)


def _bands(picture: Picture) -> Iterator[tuple[bool, int, int]]:
    """(white?, first row, row after the last): white bands of at least FEED_FROM rows, and what lies between them."""
    inked = np.flatnonzero(picture.any(axis=1)).tolist()
    top = 0
    for above, below in zip([-1, *inked], [*inked, len(picture)], strict=True):
        if below - above - 1 >= FEED_FROM:
            if above >= top:
                yield False, top, above + 1
            yield True, above + 1, below
            top = below
    if top < len(picture):
        yield False, top, len(picture)


def _feeds(rows: int) -> list[bytes]:
    return [b"\x1bJ" + bytes([min(255, rows - done)]) for done in range(0, rows, 255)]


def _strips(rows: Picture, strip_rows: int) -> Iterator[bytes]:
    while len(rows):
        high = min(strip_rows, len(rows))
        high -= high % AWKWARD == 0
        yield _strip(rows[:high])
        rows = rows[high:]


def _strip(rows: Picture) -> bytes:
    octets = np.packbits(rows, axis=1)
    inked = np.flatnonzero(octets.any(axis=0))
    wide = int(inked[-1]) + 1 if inked.size else 1
    dots: bytes = octets[:, :wide].tobytes()
    return b"\x1dv0\x00" + wide.to_bytes(2, "little") + len(rows).to_bytes(2, "little") + dots
