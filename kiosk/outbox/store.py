"""The outbox on disk: a SQLite file of its own on this machine, whatever database the numbers are in.

Committed means on the disk: `synchronous=EXTRA` is set before the journal mode (docs of the store say why). What is erased is overwritten
(`secure_delete`) and taken out of the journal. Nothing in it can be read without the key but codes, times and states.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, TypeVar

from kiosk.errors import OutboxError
from kiosk.outbox.seal import Sealer, pack, pack_progress, unpack, unpack_progress
from kiosk.rules import kept_code
from kiosk.rules.submission import Progress, Submission
from kiosk.store.disk import Disk

State = Literal["waiting", "done", "refused"]
Answer = TypeVar("Answer")
BUSY = 5000  # milliseconds that another process may take
SCHEMA = """
CREATE TABLE IF NOT EXISTS outbox (
  id TEXT PRIMARY KEY, code TEXT NOT NULL UNIQUE, kiosk TEXT NOT NULL, created TEXT NOT NULL, state TEXT NOT NULL,
  tries INTEGER NOT NULL DEFAULT 0, next_try TEXT NOT NULL, submission BLOB, progress BLOB NOT NULL
)
"""


@dataclass(frozen=True)
class Entry:
    """One dossier. `code` stands on the slip, `created` and `next_try` are ISO times."""

    id: str
    code: str
    created: str
    state: State
    tries: int
    next_try: str


@dataclass(frozen=True)
class Counts:
    """For staff: how many wait, how many an officer must see, since when the oldest waits (ISO, ""); `due`: something is to be done now."""

    waiting: int = 0
    refused: int = 0
    oldest: str = ""
    due: bool = False


def connect(file: Path, disk: Disk) -> sqlite3.Connection:
    """Raises sqlite3.Error."""
    made = disk.connect(file)
    made.isolation_level = None
    made.execute(f"PRAGMA busy_timeout={BUSY}")
    made.execute("PRAGMA synchronous=EXTRA")
    made.execute("PRAGMA journal_mode=WAL")
    made.execute("PRAGMA secure_delete=ON")
    return made


def counts(file: Path, now: datetime, days: int) -> Counts:
    """What lies in the outbox, without its key. Raises OutboxError."""
    if not file.exists():
        return Counts()
    with _ours(), closing(connect(file, Disk())) as line:
        states = dict(line.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
        oldest = line.execute("SELECT min(created) FROM outbox WHERE state='waiting'").fetchone()[0]
        sql = "SELECT count(*) FROM outbox WHERE (state='waiting' AND next_try <= ?) OR created < ?"
        due = line.execute(sql, (now.isoformat(), (now - timedelta(days=days)).isoformat())).fetchone()[0]
    return Counts(states.get("waiting", 0), states.get("refused", 0), oldest or "", bool(due))


class Outbox:
    """`file` in the state folder. Every call that writes has committed when it returns, or raises OutboxError and has done nothing."""

    def __init__(self, file: Path, sealer: Sealer, kiosk: str, disk: Disk | None = None) -> None:
        self.file, self._sealer, self._kiosk = file, sealer, kiosk
        disk = disk or Disk()
        with _ours():
            file.parent.mkdir(parents=True, exist_ok=True)
            self._line = connect(file, disk)
            self._line.execute(SCHEMA)
            disk.sync(file.parent)  # the file's own name is on the disk too

    def put(self, submission: Submission, progress: Progress, now: datetime) -> Entry:
        """Keep it; the same dossier again is the entry that is there."""
        if known := self.get(submission.ref):
            return known
        sealed = self._sealer.seal(pack(submission), submission.ref, "submission")
        for _ in range(9):
            row = (submission.ref, kept_code.draw(), self._kiosk, now.isoformat(), "waiting", now.isoformat(), sealed)
            sql = "INSERT OR IGNORE INTO outbox (id, code, kiosk, created, state, next_try, submission, progress) VALUES (?,?,?,?,?,?,?,?)"
            self._write(sql, (*row, self._progress(submission.ref, progress)))
            if entry := self.get(submission.ref):  # else the code was another one's: 1 in 27,000,000,000
                return entry
        raise OutboxError("no code was free")

    def record(self, id: str, progress: Progress) -> None:
        """How far it has got."""
        self._write("UPDATE outbox SET progress=? WHERE id=?", (self._progress(id, progress), id))

    def later(self, id: str, next_try: datetime) -> None:
        self._write("UPDATE outbox SET tries=tries+1, next_try=? WHERE id=?", (next_try.isoformat(), id))

    def done(self, id: str, progress: Progress) -> None:
        """It has arrived: the dossier is erased, its code and secret stay sealed for whoever has the slip."""
        self._write("UPDATE outbox SET state='done', submission=NULL, progress=? WHERE id=?", (self._progress(id, progress), id))
        self._shred()

    def refused(self, id: str, progress: Progress) -> None:
        """The portal will never take it: the dossier is erased, an officer sees the citizen."""
        self._write("UPDATE outbox SET state='refused', submission=NULL, progress=? WHERE id=?", (self._progress(id, progress), id))
        self._shred()

    def purge(self, now: datetime, days: int) -> int:
        """Erase what is older, sent or not; how many there were."""
        before = (now - timedelta(days=days)).isoformat()
        with _ours():
            gone = self._line.execute("SELECT count(*) FROM outbox WHERE created < ?", (before,)).fetchone()[0]
        if gone:
            self._write("DELETE FROM outbox WHERE created < ?", (before,))
            self._shred()
        return int(gone)

    def _shred(self) -> None:
        """The journal is emptied too: what was erased stands nowhere any more. Another reader may be in the way: next time, then."""
        with _ours():
            self._line.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    # -- asked

    def get(self, id: str) -> Entry | None:
        return self._one("id=?", id)

    def by_code(self, code: str) -> Entry | None:
        return self._one("code=?", code)

    def waiting(self, now: datetime) -> list[Entry]:
        """Those whose turn it is, the oldest first."""
        return self._entries("state='waiting' AND next_try <= ? ORDER BY created, rowid", (now.isoformat(),))

    def submission(self, entry: Entry) -> Submission:
        """Raises OutboxError, also when it is erased already."""
        sealed = self._value("submission", entry.id)
        if sealed is None:
            raise OutboxError("the dossier is erased")
        return unpack(self._sealer.open(sealed, entry.id, "submission"))

    def progress(self, entry: Entry) -> Progress:
        return unpack_progress(self._sealer.open(self._value("progress", entry.id) or b"", entry.id, "progress"))

    def all(self) -> list[Entry]:
        return self._entries("1 ORDER BY created, rowid", ())

    def close(self) -> None:
        self._line.close()

    def _progress(self, id: str, progress: Progress) -> bytes:
        return self._sealer.seal(pack_progress(progress), id, "progress")

    def _one(self, where: str, value: str) -> Entry | None:
        return next(iter(self._entries(where, (value,))), None)

    def _entries(self, where: str, values: tuple[Any, ...]) -> list[Entry]:
        with _ours():
            sql = f"SELECT id, code, created, state, tries, next_try FROM outbox WHERE {where}"
            rows = self._line.execute(sql, values).fetchall()
        return [Entry(*row) for row in rows]

    def _value(self, column: str, id: str) -> bytes | None:
        with _ours():
            row = self._line.execute(f"SELECT {column} FROM outbox WHERE id=?", (id,)).fetchone()
        return row[0] if row else None

    def _write(self, sql: str, values: tuple[Any, ...]) -> None:
        with _ours():
            self._line.execute("BEGIN IMMEDIATE")
            try:
                self._line.execute(sql, values)
                self._line.execute("COMMIT")
            except BaseException:
                self._line.execute("ROLLBACK")
                raise


@contextmanager
def _ours() -> Iterator[None]:
    """A fault of the disk or the file becomes ours; its words name no citizen."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise OutboxError(f"the outbox cannot be used ({type(error).__name__})") from error
