"""What becomes of a number at the counters: waiting, called, being served, served, not there. And who is called next."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from kiosk.rules.queue import Ticket

WAITING, CALLED, SERVING, SERVED, ABSENT = "waiting", "called", "serving", "served", "absent"
OPEN, PAUSED, CLOSED = "open", "paused", "closed"

STEPS = {  # state -> the states it may turn into; who was served is not called again
    WAITING: (CALLED, WAITING),
    CALLED: (CALLED, SERVING, SERVED, ABSENT, WAITING),
    SERVING: (SERVED, WAITING),
    ABSENT: (CALLED, WAITING),
    SERVED: (),
}


@dataclass(frozen=True)
class Turn:
    """A number as the counters see it. `queue`: where it waits now, another than the ticket's after a transfer.

    `since`: from when it waits there. `first`: before all others. `calls`: how often it was called. `note`: from one officer to the next.
    """

    ticket: Ticket
    queue: str
    state: str
    since: datetime
    counter: str = ""
    officer: str = ""
    calls: int = 0
    first: bool = False
    called_at: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True)
class Post:
    """A counter: who sits there since when. `state`: open (calls numbers), paused, closed."""

    counter: str
    officer: str
    state: str
    since: datetime


def order(waiting: Sequence[Turn], every: int, streak: int = 0) -> list[Turn]:
    """As they will be called: first those put in front, then the prioritised and the others interleaved.

    `every`: after so many prioritised in a row one of the others is called while somebody of them waits; 0: never, the
    prioritised always come first. `streak`: prioritised called in a row until now. Among equals by the time since when
    they wait, then by the ticket's own time and number (a number taken by phone and one taken at the kiosk are worth the same).
    """
    fair = sorted(waiting, key=lambda turn: (turn.since, turn.ticket.at, turn.ticket.number))
    front = [turn for turn in fair if turn.first]
    special = [turn for turn in fair if not turn.first and turn.ticket.priority]
    others = [turn for turn in fair if not turn.first and not turn.ticket.priority]
    found = list(front)
    while special and others:
        if every and streak >= every:
            found.append(others.pop(0))
            streak = 0
        else:
            found.append(special.pop(0))
            streak += 1
    return found + special + others


def waiting_in(today: Iterable[Turn], queues: Collection[str], every: int) -> list[Turn]:
    """Who waits in these queues, as they will be called, given all numbers of the day."""
    mine = [turn for turn in today if turn.queue in queues]
    called = sorted((turn for turn in mine if turn.called_at is not None), key=lambda turn: (turn.called_at, turn.ticket.at))
    return order([turn for turn in mine if turn.state == WAITING], every, streak_of(called))


def at_counter(today: Iterable[Turn], counter: str) -> Turn | None:
    """Whom this counter has called or serves."""
    return next((turn for turn in today if turn.counter == counter and turn.state in (CALLED, SERVING)), None)


def streak_of(called: Sequence[Turn]) -> int:
    """How many prioritised were called in a row, the last one last."""
    count = 0
    for turn in reversed(called):
        if not turn.ticket.priority:
            break
        count += 1
    return count
