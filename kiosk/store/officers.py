"""Officers' accounts: who may do what, and a lock that grows with wrong passwords (the same as the kiosk's PIN, `kiosk.store.pin`).

A try is counted and committed before its answer is known. A name that nobody has costs the same time and locks in the same way, so that
names cannot be found out; what was tried with such names is forgotten at a restart.
"""

import re
from dataclasses import dataclass
from functools import cache
from threading import Lock

from sqlalchemy import Connection, and_, bindparam, insert, select, update

from kiosk.clock import Clock
from kiosk.errors import SettingsError
from kiosk.store.database import Database
from kiosk.store.pin import hash_secret, matches, wait_after
from kiosk.store.schema import OFFICERS

COUNTER, LEAD, INSPECTOR = "counter", "lead", "inspector"
ROLES = (COUNTER, LEAD, INSPECTOR)  # at a counter; head of the office; inspection team
NAME = re.compile("[a-z][a-z0-9._-]{1,30}")
SHORTEST = 10  # letters of a password
MOST_STRANGERS = 1000

_ROW = and_(OFFICERS.c.hall == bindparam("h"), OFFICERS.c.name == bindparam("n"))


@dataclass(frozen=True)
class Officer:
    name: str
    shown: str
    roles: tuple[str, ...]
    active: bool = True

    def may(self, *roles: str) -> bool:
        return self.active and any(role in self.roles for role in roles)


@dataclass(frozen=True)
class Answer:
    """Who it is; None for a wrong name or password, with the seconds until the next try is looked at. `looked`: this one was."""

    officer: Officer | None
    wait: float = 0.0
    looked: bool = True


@cache
def _nobodys() -> str:
    return hash_secret("a password that nobody has")


class Officers:
    """The accounts of one hall. Raises StoreError when a try cannot be counted: then nobody gets in."""

    def __init__(self, database: Database, hall: str, clock: Clock) -> None:
        self._database, self._hall, self._clock = database, hall, clock
        self._until: dict[str, tuple[int, float]] = {}  # name -> its wrong tries and until when nothing is looked at
        self._strangers: dict[str, int] = {}
        self._lock = Lock()

    def add(self, name: str, shown: str, roles: tuple[str, ...], password: str) -> Officer:
        """A new account, or the old one with all this new. Raises SettingsError."""
        if not NAME.fullmatch(name):
            raise SettingsError("an account's name has 2 to 31 of a-z, 0-9, . _ - and begins with a letter")
        if not roles or not set(roles) <= set(ROLES):
            raise SettingsError(f"roles are some of {', '.join(ROLES)}")
        shown = shown.strip()[:60] or name
        values = {"shown": shown, "roles": ",".join(roles), "hash": _checked(password), "active": 1, "fails": 0}
        with self._database.write() as connection:
            if not connection.execute(update(OFFICERS).where(_ROW).values(values), self._key(name)).rowcount:
                connection.execute(insert(OFFICERS).values(hall=self._hall, name=name, **values))
        return Officer(name, shown, roles)

    def set_password(self, name: str, password: str) -> None:
        """Raises SettingsError for one that is too short, or an account that is not there."""
        self._set(name, hash=_checked(password), fails=0)

    def set_active(self, name: str, active: bool) -> None:
        """An account that is switched off logs in no more; nothing of what it did is lost."""
        self._set(name, active=int(active))

    def _set(self, name: str, **values: object) -> None:
        with self._database.write() as connection:
            if not connection.execute(update(OFFICERS).where(_ROW).values(values), self._key(name)).rowcount:
                raise SettingsError(f"there is no account {name}")

    def all(self) -> list[Officer]:
        with self._database.read() as connection:
            rows = connection.execute(select(OFFICERS).where(OFFICERS.c.hall == self._hall).order_by(OFFICERS.c.name)).all()
        return [Officer(row.name, row.shown, tuple(row.roles.split(",")), bool(row.active)) for row in rows]

    def one(self, name: str) -> Officer | None:
        return next((officer for officer in self.all() if officer.name == name), None)

    def check(self, name: str, password: str) -> Answer:
        """One try. During a wait nothing is looked at or counted."""
        name = name[:40]
        with self._lock, self._database.write() as connection:  # looked at and counted in one step: many tries at once are many tries
            row = connection.execute(select(OFFICERS).where(_ROW), self._key(name)).one_or_none()
            fails = row.fails if row is not None else self._strangers.get(name, 0)
            if (wait := self._wait(name, fails)) > 0:
                return Answer(None, wait, looked=False)
            self._count(connection, name, fails + 1, row is not None)
        right = matches(password, row.hash if row is not None else _nobodys())
        if not right or row is None or not row.active:
            return Answer(None, self._wait(name, fails + 1))
        with self._lock, self._database.write() as connection:
            self._count(connection, name, 0, True)
        return Answer(Officer(row.name, row.shown, tuple(row.roles.split(","))))

    def _wait(self, name: str, fails: int) -> float:
        """Seconds left; after a restart, or when another machine counted, the whole wait from now."""
        counted, until = self._until.get(name, (-1, 0.0))
        if counted != fails:
            until = self._clock.monotonic() + wait_after(fails)
            self._until[name] = fails, until
        return max(0.0, until - self._clock.monotonic())

    def _count(self, connection: Connection, name: str, fails: int, known: bool) -> None:
        if known:
            connection.execute(update(OFFICERS).where(_ROW).values(fails=fails), self._key(name))
            return
        if len(self._strangers) >= MOST_STRANGERS:
            self._strangers.clear()
        self._strangers[name] = fails

    def _key(self, name: str) -> dict[str, str]:
        return {"h": self._hall, "n": name}


def _checked(password: str) -> str:
    if not SHORTEST <= len(password) <= 200:
        raise SettingsError(f"a password has at least {SHORTEST} letters")
    return hash_secret(password)
