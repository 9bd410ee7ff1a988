"""Opening the store: made when missing, checked when there, moved aside when damaged, never below a number known."""

import logging
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import StoreError
from kiosk.store.blocks import WithBlock
from kiosk.store.database import Damaged, Database, closed_on_fault, file_of, open_database
from kiosk.store.days import GAP
from kiosk.store.disk import Disk, alone
from kiosk.store.highwater import HighWater
from kiosk.store.tickets import Tickets

LOG = logging.getLogger(__name__)


def open_tickets(url: str, hall: str, clock: Clock, kiosk: str = "K1", disk: Disk | None = None) -> Tickets:
    """The hall's numbers at `url` (sqlite:///PATH; the file, its folder and tables are made when missing).

    A damaged file is moved aside as PATH.damaged-TIME and a new one begun above every number in `kiosk.high` plus a gap
    of GAP; the gap stands in `remarks()`. Raises StoreError when the store cannot be used.
    """
    disk = disk or Disk()
    path = file_of(url)
    if path is None:
        tickets = Tickets(open_database(url, disk, hall), hall, clock, kiosk)
        tickets.start()
        return tickets
    _make_folder(path.parent, disk)
    with alone(path.parent):
        return _open_file(url, path, disk, hall, clock, kiosk)


def open_numbers(url: str, hall: str, clock: Clock, kiosk: str, block: Path) -> Tickets | WithBlock:
    """What a kiosk hands out from: the hall's store; beside a server also the kiosk's own file `block`, for when that is away."""
    if file_of(url) is not None:
        return open_tickets(url, hall, clock, kiosk)
    own = open_tickets(f"sqlite:///{block}", hall, clock, kiosk)
    return WithBlock(lambda: open_tickets(url, hall, clock, kiosk), own, clock)


def _open_file(url: str, path: Path, disk: Disk, hall: str, clock: Clock, kiosk: str) -> Tickets:
    high = _beside(path)
    with closed_on_fault(high):
        database, remark = _sound_database(url, path, disk, clock, high)
        with closed_on_fault(database):
            tickets = Tickets(database, hall, clock, kiosk, high)
            tickets.start(GAP if remark else 0, remark)
            return tickets


def _beside(path: Path) -> HighWater:
    try:
        return HighWater(path.with_suffix(".high"))
    except OSError as error:
        raise StoreError(f"{path.with_suffix('.high')} cannot be opened: {error.strerror}") from error


def _sound_database(url: str, path: Path, disk: Disk, clock: Clock, high: HighWater) -> tuple[Database, str]:
    """The database, a new one when the old was damaged; then with the sentence for staff."""
    try:
        return open_database(url, disk), ""
    except Damaged as damage:
        remark = _move_aside(path, high, disk, clock, damage)
        return open_database(url, disk), remark


def _make_folder(folder: Path, disk: Disk) -> None:
    if folder.is_dir():
        return
    try:
        folder.mkdir(parents=True, mode=0o700)
        disk.sync(folder.parent)
    except OSError as error:
        raise StoreError(f"{folder} cannot be made: {error.strerror}") from error


def _move_aside(path: Path, high: HighWater, disk: Disk, clock: Clock, damage: StoreError) -> str:
    """Out of the way, and kept for whoever wants to look at it; the sentence for staff."""
    if not high.alone():
        raise StoreError(f"{path} is damaged and another program still uses it: end that first") from damage
    kept = f"{path.name}.damaged-{clock.now():%Y%m%d-%H%M%S}"
    for tail in ("-wal", "-shm", ""):
        part = path.with_name(path.name + tail)
        if part.exists():
            part.rename(path.with_name(kept + tail))
    disk.sync(path.parent)
    high.shared()
    LOG.error("%s was damaged; it is kept as %s", path.name, kept)
    return f"the file was damaged and is kept as {kept}; numbers go on {GAP} above the last one known"
