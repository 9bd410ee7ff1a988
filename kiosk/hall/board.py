"""The board of the hall's TV: who is called where, who comes next; and the calls spoken, one after the other."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import timedelta
from threading import Lock

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk import log
from kiosk.errors import SpeakerError
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page
from kiosk.rules import spoken
from kiosk.rules.queue import Ticket
from kiosk.rules.turns import CLOSED, Turn, at_counter, waiting_in
from kiosk.settings import Queue
from kiosk.store.deeds import CALLS

FRESH = timedelta(seconds=15)  # how long a call stands out
STALE = timedelta(seconds=60)  # a call that old is not spoken any more
NEXT = 3  # of each queue
KEPT = 16  # announcements: two boards ask for the same


@dataclass(frozen=True)
class Place:
    """A counter on the board."""

    counter: str
    state: str
    turn: Turn | None
    fresh: bool


@dataclass(frozen=True)
class Call:
    """What is spoken: the deed's number and how old it is."""

    seq: int
    age: int


@dataclass(frozen=True)
class Board:
    places: tuple[Place, ...]
    next: tuple[tuple[Queue, tuple[str, ...], int], ...]  # queue, labels, how many wait in all
    calls: tuple[Call, ...]


def board(hall: Hall) -> Board:
    """How it stands now. Raises StoreError."""
    now, today = hall.clock.now(), hall.turns.of_day()
    states = {post.counter: post.state for post in hall.turns.posts()}
    places = []
    for counter in hall.counters:
        turn = at_counter(today, counter)
        fresh = turn is not None and turn.called_at is not None and now - turn.called_at < FRESH
        places.append(Place(counter, states.get(counter, CLOSED), turn, fresh))
    waiting = []
    for queue in hall.settings.queues:
        labels = [turn.ticket.label for turn in waiting_in(today, (queue.code,), hall.settings.hall.priority_every)]
        waiting.append((queue, tuple(labels[:NEXT]), len(labels)))
    newest = hall.deeds.since(max(0, hall.deeds.last() - 50), CALLS)
    calls = [Call(deed.seq, int((now - deed.at).total_seconds())) for deed in newest if now - deed.at < STALE]
    return Board(tuple(places), tuple(waiting), tuple(calls))


def sentence(hall: Hall, ticket: Ticket, counter: str, language: str = "vi") -> str:
    """What is said: "Mời số a, tám, đến quầy một"."""
    label = f"{spoken.mark(ticket.prefix, language)}, {spoken.number(ticket.number, language)}"
    return hall.text(language)("board.say", label=label, counter=spoken.mark(counter, language))


class Announcements:
    """The newest calls as WAV files, made once. Raises SpeakerError."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._lock = Lock()

    def of(self, seq: int) -> bytes | None:
        """The call with that number; None when it is no call, or too old."""
        found = self._hall.deeds.since(seq - 1, CALLS, 1)
        if not found or found[0].seq != seq or self._hall.clock.now() - found[0].at > 2 * STALE or self._hall.speak is None:
            return None
        turn = self._hall.turns.one(found[0].ticket)
        if turn is None:
            return None
        words = sentence(self._hall, turn.ticket, found[0].counter)
        with self._lock:
            if words not in self._made:
                self._made[words] = self._hall.speak(words)
                while len(self._made) > KEPT:
                    self._made.popitem(last=False)
            return self._made[words]


def routes(hall: Hall) -> list[BaseRoute]:
    made = Announcements(hall)

    def show(request: Request) -> Response:
        sound = request.query_params.get("sound") == "1" and hall.speak is not None
        last = hall.deeds.last()  # first: a call that comes now is spoken
        return page(request, "board.html", board=board(hall), sound=sound, now=hall.clock.now(), last=last)

    def say(request: Request) -> Response:
        try:
            sound = made.of(request.path_params["seq"])
        except SpeakerError as error:
            log.fault("speaker", error.key)
            raise HTTPException(503) from error
        log.fault("speaker", "")
        if sound is None:
            raise HTTPException(404)
        return Response(sound, media_type="audio/wav")

    return [Route("/board", show, methods=["GET"]), Route("/board/say/{seq:int}.wav", say, methods=["GET"])]
