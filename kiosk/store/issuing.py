"""A number on PostgreSQL in one statement: the counter moves on and the ticket is there, or neither.

The counter's row is locked by its UPDATE, so that others of the same queue wait for this commit only; other queues and halls
do not. No row comes back when it is not that simple (a new day, a queue's first number, its cap, a clock in doubt): the
transaction that SQLite uses does it then.
"""

from typing import Any

from kiosk.clock import HALL_TIME, Clock
from kiosk.rules.queue import PRINTING
from kiosk.store.chain import KEPT
from kiosk.store.database import Database

_VALUES = {"seq": "(seq + 1)::text", "number": "(last + 1)::text", "day": "%(day)s::date::text", "at": "%(said)s::text"}
_LINKED = ", ".join(["hash", *(_VALUES.get(name, f"%({name})s::text") for name in KEPT)])
_GIVEN = ("hall", "id", "kiosk", "day", "queue", "prefix", "visit", "state", "at", "priority", "procedure")
ISSUE = f"""
WITH taken AS (
  UPDATE counters SET last = last + 1, issued = issued + 1, seq = seq + 1,
    hash = encode(sha256(convert_to(concat_ws(U&'\\001F', {_LINKED}), 'UTF8')), 'hex')
  WHERE hall = %(hall)s AND queue = %(queue)s AND day = %(day)s AND (%(cap)s = 0 OR issued < %(cap)s)
    AND EXISTS (SELECT 1 FROM halls WHERE halls.hall = %(hall)s AND halls.day = %(day)s AND halls.doubt IS NULL)
  RETURNING last, seq, hash
)
INSERT INTO tickets ({", ".join(_GIVEN)}, attempts, why, number, seq, hash)
SELECT {", ".join(f"%({name})s" for name in _GIVEN)}, 0, '', taken.last, taken.seq, taken.hash FROM taken
RETURNING number
"""


def issue(database: Database, row: dict[str, Any], clock: Clock, cap: int) -> dict[str, Any] | None:
    """The row with today's next number of its queue, committed; None when it needs the long way. Raises StoreError."""
    now = clock.now().astimezone(HALL_TIME)
    given = row | {"day": clock.today(), "state": PRINTING}
    found = database.at_once(ISSUE, given | {"at": now.replace(tzinfo=None), "said": str(now), "cap": max(0, cap)})
    return None if found is None else given | {"number": found[0], "at": now}
