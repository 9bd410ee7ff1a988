"""How the store reaches the disk. The power-cut test puts a disk of its own in this one's place."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.errors import StoreError

PATIENCE = 10.0  # seconds anybody waits for another process


class Disk:
    """The real one."""

    def connect(self, path: Path) -> sqlite3.Connection:
        """A connection that leaves transactions to us (isolation_level None) and may change its thread with the lane."""
        return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)

    def sync(self, folder: Path) -> None:
        """Make the names in a folder durable: a new file's name may be gone after a power cut until then."""
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the folder against every other process that opens or makes a database in it. Raises StoreError after PATIENCE."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        if not lock(handle, fcntl.LOCK_EX):
            raise StoreError(f"another program has been opening {folder} for {PATIENCE:.0f} s")
        yield
    finally:
        os.close(handle)


def lock(handle: int, kind: int, patience: float = PATIENCE) -> bool:
    """flock that gives up after so many seconds: False."""
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if time.monotonic() >= until:
                return False
            time.sleep(0.02)
