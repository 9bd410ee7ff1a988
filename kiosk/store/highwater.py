"""The highest numbers, kept a second time beside the database (`kiosk.high`), one line appended for each.

The database alone survives a power cut. This file is for the day somebody puts an older copy of the database back, or it
has to be moved aside as damaged: no number that was known is given again. So it is not synced for each number (that
would double the wait); it reaches the disk within the half minute the system takes, and at once on closing.
"""

import fcntl
import json
import logging
import os
import zlib
from datetime import date
from pathlib import Path

from kiosk.store.disk import lock

LOG = logging.getLogger(__name__)
Numbers = dict[str, int]  # queue -> its highest number
TAIL = 2**20  # bytes read at the start: more than the busiest day writes


class HighWater:
    """Open for appending; also the sign that this process uses the database."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        self._well = True
        lock(self._handle, fcntl.LOCK_SH)
        if os.fstat(self._handle).st_size:
            self._write(b"\n")  # a torn last line must not swallow the next one

    def note(self, hall: str, day: date, queue: str, number: int) -> None:
        """Append one number. Never raises: the number is committed already."""
        entry = json.dumps([hall, day.isoformat(), queue, number], ensure_ascii=False).encode()
        self._write(b"%08x %s\n" % (zlib.crc32(entry), entry))

    def _write(self, line: bytes) -> None:
        try:
            if self._handle is not None:
                os.write(self._handle, line)
            self._well = True
        except OSError as error:
            if self._well:
                LOG.error("%s cannot be written: %s", self._path.name, error.strerror)
            self._well = False

    def last_day(self, hall: str) -> tuple[date, Numbers] | None:
        """The hall's newest day in the file and the highest number of each queue on it; None when there is none."""
        day, numbers = date.min, Numbers()
        for line in self._path.read_bytes()[-TAIL:].splitlines():
            entry = _parse(line)
            if entry is None or entry[0] != hall or entry[1] < day:
                continue
            if entry[1] > day:
                day, numbers = entry[1], Numbers()
            numbers[entry[2]] = max(entry[3], numbers.get(entry[2], 0))
        return (day, numbers) if numbers else None

    def alone(self) -> bool:
        """Take the file for this process only; False while another process uses the database."""
        return self._handle is not None and lock(self._handle, fcntl.LOCK_EX, patience=0.5)

    def shared(self) -> None:
        """Let others in again."""
        if self._handle is not None:
            lock(self._handle, fcntl.LOCK_SH)

    def close(self) -> None:
        """Make it durable and let go. May be called twice."""
        if self._handle is not None:
            os.fsync(self._handle)
            os.close(self._handle)
            self._handle = None


def _parse(line: bytes) -> tuple[str, date, str, int] | None:
    """One line, or None when it is torn or rotten."""
    check, _, entry = line.partition(b" ")
    if not entry or check != b"%08x" % zlib.crc32(entry):
        return None
    hall, day, queue, number = json.loads(entry)
    return hall, date.fromisoformat(day), queue, number
