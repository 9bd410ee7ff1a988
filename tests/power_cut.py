"""A disk whose power can be cut: SQLite's real file layer with a memory of what was never synced (an APSW VFS).

When the power goes, of everything written to a file since its last sync each 512-byte sector survives by the toss of a
coin, and each name made or removed in the folder since the folder's last sync may come undone. (A new journal's own name
is safe once the journal is synced: SQLite sees to it.) What a real disk does lies between this and nothing lost at all.
The store under test runs unchanged, through SQLAlchemy, on a connection that speaks like sqlite3 and is APSW underneath.
"""

import errno
import random
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from kiosk.store.database import PRAGMAS
from kiosk.store.disk import Disk

SECTOR = 512
JOURNALS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_SUPER_JOURNAL


class Kept:
    """One file: its synced bytes, and what was done to it since."""

    def __init__(self, content: bytes = b"") -> None:
        self.content = content
        self.pending: list[tuple[int, bytes | None]] = []  # (offset, data), or (length, None) for a truncation

    def after(self, chance: random.Random | None) -> bytes:
        """All of it (None), or what a power cut leaves."""
        content = bytearray(self.content)
        for offset, data in self.pending:
            if data is None:
                if chance is None or chance.random() < 0.5:
                    del content[offset:]
                continue
            for at, piece in _sectors(offset, data):
                if chance is None or chance.random() < 0.5:
                    content.extend(bytes(max(0, at - len(content))))
                    content[at : at + len(piece)] = piece
        return bytes(content)

    def sync(self) -> None:
        self.content, self.pending = self.after(None), []


def _sectors(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    at = offset
    while at < offset + len(data):
        end = min((at // SECTOR + 1) * SECTOR, offset + len(data))
        yield at, data[at - offset : end - offset]
        at = end


class CutDisk(Disk):
    """Cuts the power at the `cut`-th write, sync or removal. `pretend`: settings it takes otherwise than it says."""

    def __init__(self, folder: Path, seed: int, cut: int, pretend: dict[str, int] | None = None) -> None:
        self.chance = random.Random(seed)
        self.left = cut
        self.dead = False
        self.pretend = pretend or {}
        self._folder = folder
        present = [p for p in folder.glob("*") if _kept(p)]
        self._durable = {p.name: Kept(p.read_bytes()) for p in present}  # the folder as it is on the platter
        self.now = dict(self._durable)  # the folder as the program sees it
        self._vfs = _Vfs(f"cut-{id(self)}", self)

    def connect(self, path: Path) -> sqlite3.Connection:
        return _Connection(apsw.Connection(str(path), vfs=self._vfs.name), self)  # type: ignore[return-value]

    def sync(self, folder: Path) -> None:
        with _as_os_error():
            self.spend()
        self.sync_names()

    def sync_names(self) -> None:
        self._durable = dict(self.now)

    def sync_name(self, name: str) -> None:
        self._durable[name] = self.now[name]

    def spend(self) -> None:
        """One more thing that the disk was asked to do; the last one is never done."""
        self.left -= 1
        self.dead = self.dead or self.left < 0
        if self.dead:
            raise apsw.IOError("the power is gone")

    def pull(self) -> None:
        """Cut the power now."""
        self.dead, self.left = True, 0

    def restart(self) -> None:
        """Leave in the folder what a reader finds after the power cut."""
        names = {n for n in self._durable.keys() | self.now.keys()}
        for name in sorted(names):
            before, after = self._durable.get(name), self.now.get(name)
            found = before if before is after or self.chance.random() < 0.5 else after
            (self._folder / name).unlink(missing_ok=True)
            if found is not None:
                (self._folder / name).write_bytes(found.after(self.chance))
        for path in self._folder.glob("*-shm"):
            path.unlink()
        for path in self._folder.glob("*.high"):  # never synced: torn anywhere
            path.write_bytes(path.read_bytes()[: self.chance.randint(0, path.stat().st_size)])


def _kept(path: Path) -> bool:
    return path.suffix != ".high" and not path.name.endswith("-shm")


class _Vfs(apsw.VFS):  # type: ignore[misc]
    def __init__(self, name: str, disk: CutDisk) -> None:
        self.name, self._disk = name, disk
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> "_File":
        return _File(name, flags, self._disk)

    def xDelete(self, name: str, sync_folder: bool) -> None:
        self._disk.spend()
        super().xDelete(name, sync_folder)
        self._disk.now.pop(Path(name).name, None)
        if sync_folder:
            self._disk.sync_names()


class _File(apsw.VFSFile):  # type: ignore[misc]
    def __init__(self, name: Any, flags: list[int], disk: CutDisk) -> None:
        self._disk = disk
        self._name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name).name
        self._kept = disk.now.setdefault(self._name, Kept())
        self._new_journal = bool(flags[0] & apsw.SQLITE_OPEN_CREATE and flags[0] & JOURNALS)
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:
        self._disk.spend()
        self._kept.pending.append((offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, length: int) -> None:
        self._disk.spend()
        self._kept.pending.append((length, None))
        super().xTruncate(length)

    def xSync(self, flags: int) -> None:
        self._disk.spend()
        self._kept.sync()
        if self._new_journal:  # SQLite's own file layer syncs the folder then; taken to save this one name and no other
            self._disk.sync_name(self._name)


class _Connection:
    """What SQLAlchemy's SQLite dialect asks of a sqlite3 connection."""

    isolation_level = None

    def __init__(self, connection: apsw.Connection, disk: CutDisk) -> None:
        self._connection, self._disk = connection, disk

    def cursor(self) -> "_Cursor":
        return _Cursor(self._connection.cursor(), self._connection, self._disk.pretend)

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "_Cursor":
        return self.cursor().execute(sql, values)

    def create_function(self, *_: Any, **__: Any) -> None:
        """SQLAlchemy brings a REGEXP that the store does not use."""

    def commit(self) -> None:
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        if self._connection.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        try:
            self._connection.close()
        except apsw.Error:
            if not self._disk.dead:
                raise


class _Cursor:
    arraysize = 1

    def __init__(self, cursor: apsw.Cursor, connection: apsw.Connection, pretend: dict[str, int]) -> None:
        self._cursor, self._connection, self._pretend = cursor, connection, pretend
        self.description: tuple[tuple[Any, ...], ...] | None = None
        self._rows: list[Any] = []
        cursor.exec_trace = self._describe

    def _describe(self, cursor: apsw.Cursor, *_: Any) -> bool:
        self.description = tuple((name, None, None, None, None, None, None) for name, _ in cursor.get_description()) or None
        return True

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "_Cursor":
        for name, value in self._pretend.items():
            if sql.startswith(f"PRAGMA {name}="):
                sql = f"PRAGMA {name}={value}"
            elif sql == f"PRAGMA {name}":
                sql = f"SELECT {PRAGMAS[name]}"
        with _as_sqlite3():
            self._rows = list(self._cursor.execute(sql, values))
        return self

    @property
    def rowcount(self) -> int:
        return int(self._connection.changes())

    @property
    def lastrowid(self) -> int:
        return int(self._connection.last_insert_rowid())

    def fetchone(self) -> Any:
        return self._rows.pop(0) if self._rows else None

    def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        return rows

    def fetchmany(self, size: int = 1) -> list[Any]:
        rows, self._rows = self._rows[:size], self._rows[size:]
        return rows

    def close(self) -> None:
        self._cursor.close(True)


@contextmanager
def _as_os_error() -> Iterator[None]:
    try:
        yield
    except apsw.IOError as error:
        raise OSError(errno.EIO, str(error)) from error


@contextmanager
def _as_sqlite3() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        told = sqlite3.OperationalError(str(error))
        told.sqlite_errorcode = getattr(error, "extendedresult", apsw.SQLITE_IOERR)
        raise told from error
