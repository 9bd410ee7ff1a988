"""A number on the citizen's own phone: how many are ahead, and when it is called. No account, nothing of a person, gone with the day."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.hall import guard
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page
from kiosk.rules.turns import WAITING, Turn
from kiosk.rules.waiting import Waiting
from kiosk.settings import Queue


@dataclass(frozen=True)
class Followed:
    """`ahead`: who is called before, when it waits; `wait`: the range of minutes."""

    turn: Turn
    queue: Queue | None
    ahead: int = 0
    wait: Waiting | None = None


def followed(hall: Hall, id: str) -> Followed | None:
    """Today's number with that id; None when there is none, it is of another day or was taken back. Raises StoreError."""
    turn = hall.turns.one(id)
    if turn is None or turn.ticket.day != hall.tickets.day():
        return None
    queue = next((one for one in hall.settings.queues if one.code == turn.queue), None)
    if turn.state != WAITING or queue is None:
        return Followed(turn, queue)
    waiting = hall.turns.waiting([turn.queue], hall.settings.hall.priority_every)
    place = next((at for at, one in enumerate(waiting) if one.ticket.id == turn.ticket.id), 0)
    return Followed(turn, queue, place, hall.waits.of(queue, turn))


def routes(hall: Hall) -> list[BaseRoute]:
    def show(request: Request) -> Response:
        found = followed(hall, guard.code(request))
        if found is None:
            raise HTTPException(410)
        return page(request, "follow.html", it=found, now=hall.clock.now())

    return [Route("/f/{id}", show, methods=["GET"])]
