"""Ratings: one for each number that was served, and reports of harassment, which the store has only sealed."""

import json
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError

from kiosk.clock import Clock
from kiosk.rules.feedback import OLD, RATED, UNKNOWN, WAITS, Rating, too_old
from kiosk.rules.turns import SERVED, Turn
from kiosk.store.database import Database
from kiosk.store.days import token
from kiosk.store.schema import RATINGS, REPORTS
from kiosk.store.turns import Turns

GOES_ON = timedelta(minutes=10)
_OF = select(RATINGS.c.id).where(RATINGS.c.hall == bindparam("h"), RATINGS.c.ticket == bindparam("t"))


class Ratings:
    """Of one hall. `days`: how long after its day a number may be rated. Every method raises StoreError when the database fails."""

    def __init__(self, database: Database, hall: str, clock: Clock, days: int) -> None:
        self._database, self._hall, self._clock, self._days = database, hall, clock, days
        self._turns = Turns(database, hall, clock)

    def may(self, ticket: str) -> tuple[str, Turn | None]:
        """"" when this number may be rated now, else why not (`rules.feedback`); and the number."""
        turn = self._turns.one(ticket[:40])
        if turn is None:
            return UNKNOWN, None
        with self._database.read() as connection:
            rated = self._rated(connection, ticket)
        return self._why(turn, rated), turn

    def _why(self, turn: Turn, rated: bool) -> str:
        if turn.state != SERVED:
            return WAITS
        if rated:
            return RATED
        return OLD if too_old(turn.ticket.day, self._clock.today(), self._days) else ""

    def _rated(self, connection: Connection, ticket: str) -> bool:
        return connection.execute(_OF, {"h": self._hall, "t": ticket}).first() is not None

    def rate(self, ticket: str, rating: Rating) -> str:
        """Keep it; "" when that is done, else why not. Two at once: one of them is told that it has been rated."""
        why, turn = self.may(ticket)
        if why or turn is None:
            return why
        row: dict[str, Any] = {
            "hall": self._hall, "id": token(), "ticket": ticket, "day": turn.ticket.day, "at": self._clock.now(), "queue": turn.queue,
            "counter": turn.counter, "procedure": turn.ticket.procedure, "face": rating.face, "answers": json.dumps(dict(rating.answers)),
            "words": rating.words, "contact": rating.contact, "place": rating.place,
        }  # fmt: skip
        with self._database.write() as connection:
            if self._rated(connection, ticket):
                return RATED
            try:
                connection.execute(insert(RATINGS).values(row))
            except IntegrityError:
                return RATED
        return ""

    def amend(self, ticket: str, rating: Rating) -> None:
        """The same citizen goes on at the kiosk: another face, what was good or bad, own words. Later nothing is changed any more."""
        lately = RATINGS.c.at > self._clock.now() - GOES_ON
        mine = (RATINGS.c.hall == self._hall, RATINGS.c.ticket == ticket, RATINGS.c.place == rating.place, lately)
        with self._database.write() as connection:
            answers = json.dumps(dict(rating.answers))
            values = {"face": rating.face, "answers": answers, "words": rating.words, "contact": rating.contact}
            connection.execute(update(RATINGS).where(*mine).values(values))

    def of_days(self, first: date, last: date) -> list[dict[str, Any]]:
        """What was rated on these days: `day`, `at`, `queue`, `counter`, `procedure`, `face`, `answers`, `words`, `contact`, `place`."""
        which = select(RATINGS).where(RATINGS.c.hall == self._hall, RATINGS.c.day.between(first, last)).order_by(RATINGS.c.at)
        with self._database.read() as connection:
            rows = [dict(row) for row in connection.execute(which).mappings()]
        return [row | {"answers": json.loads(row["answers"])} for row in rows]

    def report(self, sealed: str) -> None:
        """Keep what was sealed for the inspection team. The hour is kept, not the minute: it must not lead to a number."""
        at = self._clock.now().replace(minute=0, second=0, microsecond=0)
        with self._database.write() as connection:
            connection.execute(insert(REPORTS).values(hall=self._hall, id=token(), at=at, sealed=sealed))

    def reports(self) -> list[tuple[str, datetime, str]]:
        """(id, hour, sealed words), oldest first."""
        which = select(REPORTS).where(REPORTS.c.hall == self._hall).order_by(REPORTS.c.at, REPORTS.c.id)
        with self._database.read() as connection:
            return [(row.id, row.at, row.sealed) for row in connection.execute(which)]
