"""The staff PIN and its lock: five tries, then a wait of 30 s that doubles with each wrong one, up to an hour.

A wrong try is counted and committed before its answer is known, so pulling the plug while it is checked gains nothing.
Waits are counted in seconds that really pass while the kiosk runs, never by the wall's clock; after a restart the whole
wait begins again. So neither setting the clock, nor restarting, nor both, shortens it. At the cap that is 24 tries a day:
a million PINs take over a hundred years.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, insert, select, update

from kiosk.clock import Clock
from kiosk.errors import SettingsError
from kiosk.store.database import Database
from kiosk.store.schema import PIN_LOCKS

COST, BLOCK, LANES = 2**15, 8, 1  # 0.13 s and 32 MB a try
PIN = re.compile("[0-9]{6,12}")
FREE_TRIES, FIRST_WAIT, LONGEST_WAIT = 5, 30.0, 3600.0  # wrong tries; seconds

_ROW = and_(PIN_LOCKS.c.hall == bindparam("h"), PIN_LOCKS.c.kiosk == bindparam("k"))


@dataclass(frozen=True)
class Answer:
    """Whether the PIN was right; if not, the seconds until the next try is looked at (0: at once)."""

    right: bool
    wait: float = 0.0


def hash_pin(pin: str) -> str:
    """What stands as `pin_hash` in the settings. Raises SettingsError unless the PIN has 6 to 12 digits."""
    if not PIN.fullmatch(pin):
        raise SettingsError("a PIN has 6 to 12 digits")
    return hash_secret(pin)


def hash_secret(secret: str) -> str:
    """A PIN or a password as it may be kept."""
    salt = secrets.token_bytes(16)
    return f"scrypt${COST}${BLOCK}${LANES}${salt.hex()}${_scrypt(secret, COST, BLOCK, LANES, salt).hex()}"


def matches(pin: str, stored: str) -> bool:
    """Compared in constant time. Raises SettingsError when `stored` is no hash."""
    try:
        kind, cost, block, lanes, salt, digest = stored.split("$")
        found = _scrypt(pin, int(cost), int(block), int(lanes), bytes.fromhex(salt))
        return hmac.compare_digest(found, bytes.fromhex(digest)) and kind == "scrypt"
    except ValueError as error:
        raise SettingsError("staff.pin_hash is not what `kiosk settings pin` prints") from error


def _scrypt(pin: str, cost: int, block: int, lanes: int, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=cost, r=block, p=lanes, maxmem=256 * cost * block, dklen=32)


def wait_after(fails: int) -> float:
    """Seconds to wait after so many wrong tries in a row."""
    return 0.0 if fails < FREE_TRIES else min(FIRST_WAIT * 2.0 ** min(fails - FREE_TRIES, 10), LONGEST_WAIT)


class PinLock:
    """The lock of one kiosk. Raises StoreError when a try cannot be counted: then nobody gets in."""

    def __init__(self, database: Database, hall: str, kiosk: str, pin_hash: str, clock: Clock) -> None:
        self._database = database
        self._key = {"h": hall, "k": kiosk}
        self._hash = pin_hash
        self._clock = clock
        self._fails = -1  # the wrong tries that `_until` belongs to
        self._until = 0.0

    def wait(self) -> float:
        """Seconds until a try is looked at."""
        with self._database.read() as connection:
            fails = connection.scalar(select(PIN_LOCKS.c.fails).where(_ROW), self._key) or 0
        if fails != self._fails:  # a restart, or another program tried: the whole wait, from now
            self._fails, self._until = fails, self._clock.monotonic() + wait_after(fails)
        return max(0.0, self._until - self._clock.monotonic())

    def check(self, pin: str) -> Answer:
        """One try. During a wait nothing is looked at or counted. An empty hash in the settings fits no PIN."""
        waiting = self.wait()
        if waiting > 0:
            return Answer(False, waiting)
        self._count(self._fails + 1)
        if not self._hash or not matches(pin, self._hash):
            return Answer(False, self.wait())
        self._count(0)
        return Answer(True)

    def _count(self, fails: int) -> None:
        with self._database.write() as connection:
            if not connection.execute(update(PIN_LOCKS).where(_ROW).values(fails=fails), self._key).rowcount:
                connection.execute(insert(PIN_LOCKS).values(hall=self._key["h"], kiosk=self._key["k"], fails=fails))
