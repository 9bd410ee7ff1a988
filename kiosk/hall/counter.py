"""The counter's page: who is here, who waits, and a button (and a key) for everything an officer does with a number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.errors import FormError, TurnRefused
from kiosk.hall import guard, login, prepared
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page, to
from kiosk.rules.procedures import Procedure
from kiosk.rules.turns import ABSENT, CLOSED, OPEN, PAUSED, WAITING, Turn, at_counter, waiting_in
from kiosk.settings import Queue
from kiosk.store.officers import COUNTER

STATES = (OPEN, PAUSED, CLOSED)
SHOWN = 30  # of those who wait: more nobody looks at


@dataclass(frozen=True)
class Row:
    """One of those who wait, as the list shows it."""

    turn: Turn
    minutes: int

    @property
    def label(self) -> str:
        return self.turn.ticket.label


@dataclass(frozen=True)
class Desk:
    """All that a counter's page shows. `others`: (queue, how many wait) of the queues that other counters serve."""

    counter: str
    state: str
    turn: Turn | None
    procedure: Procedure | None
    waiting: tuple[Row, ...]
    more: int
    absent: tuple[Row, ...]
    others: tuple[tuple[Queue, int], ...]


def desk(hall: Hall, counter: str) -> Desk:
    """How it stands now. Raises StoreError."""
    now, today = hall.clock.now(), hall.turns.of_day()
    mine = [queue.code for queue in hall.queues_of(counter)]
    turn = at_counter(today, counter)
    waiting = [Row(one, _minutes(one.since, now)) for one in waiting_in(today, mine, hall.settings.hall.priority_every)]
    absent = [Row(one, _minutes(one.ended_at or one.since, now)) for one in today if one.state == ABSENT and one.queue in mine]
    others = [(queue, sum(one.queue == queue.code and one.state == WAITING for one in today)) for queue in hall.settings.queues]
    state = next((post.state for post in hall.turns.posts() if post.counter == counter), CLOSED)
    return Desk(
        counter,
        state,
        turn,
        hall.catalogue.on(now.date()).get(turn.ticket.procedure) if turn else None,
        tuple(waiting[:SHOWN]),
        max(0, len(waiting) - SHOWN),
        tuple(absent),
        tuple((queue, count) for queue, count in others if queue.code not in mine),
    )


def _minutes(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60))


def routes(hall: Hall) -> list[BaseRoute]:
    def show(request: Request) -> Response:
        officer = login.need(request, COUNTER)
        counter = _counter(request)
        if not counter:
            return to("/login")
        said = request.query_params.get("said", "")
        key = f"counter.said.{said}" if said in ("refused", "nobody", "unknown") else ""
        return page(request, "counter.html", officer=officer, desk=desk(hall, counter), said=key, queues=hall.settings.queues)

    def acting(deed: Callable[[str, str, FormData], str | None]) -> Callable[[Request, FormData], Response]:
        """`deed(counter, officer, form)` answers with the key of what is to be said, if anything."""

        def handle(request: Request, form: FormData) -> Response:
            officer = login.need(request, COUNTER)
            counter = _counter(request)
            if not counter:
                raise HTTPException(403)
            try:
                said = deed(counter, officer.name, form)
            except TurnRefused:
                said = "refused"
            return to(f"/counter?said={said}" if said else "/counter")

        return handle

    def open_up(counter: str, officer: str) -> None:
        """Who calls is there."""
        if not any(post.counter == counter and post.state == OPEN for post in hall.turns.posts()):
            hall.turns.sit(counter, officer, OPEN)

    def next_one(counter: str, officer: str, form: FormData) -> str | None:
        open_up(counter, officer)
        queues = [queue.code for queue in hall.queues_of(counter)]
        called = hall.turns.call_next(counter, officer, queues, hall.settings.hall.priority_every)
        return None if called else "nobody"

    def finish_and_next(counter: str, officer: str, form: FormData) -> str | None:
        hall.turns.finish(guard.field(form, "ticket"), counter, officer)
        return next_one(counter, officer, form)

    def pick(counter: str, officer: str, form: FormData) -> str | None:
        typed = guard.field(form, "number", 20).upper().replace(" ", "")
        found = guard.field(form, "ticket") or _numbered(hall, counter, typed)
        if not found:
            return "unknown"
        open_up(counter, officer)
        hall.turns.call(found, counter, officer)
        return None

    def transfer(counter: str, officer: str, form: FormData) -> str | None:
        queue, first = guard.field(form, "queue", 8), guard.field(form, "where") != "last"
        if queue not in [one.code for one in hall.settings.queues]:
            return "unknown"
        hall.turns.transfer(guard.field(form, "ticket"), queue, counter, officer, guard.field(form, "note"), first)
        return None

    def sit(counter: str, officer: str, form: FormData) -> str | None:
        state = guard.field(form, "state", 10)
        if state in STATES:
            hall.turns.sit(counter, officer, state)
        return None

    def simple(step: Callable[[str, str, str], object]) -> Callable[[str, str, FormData], str | None]:
        def deed(counter: str, officer: str, form: FormData) -> str | None:
            step(guard.field(form, "ticket"), counter, officer)
            return None

        return deed

    def read_form(request: Request, form: FormData) -> Response:
        officer, code = login.need(request, COUNTER), form.get("code", "")
        try:
            read = prepared.read(code if isinstance(code, str) else "", hall)
        except FormError:
            read = None
        return page(request, "prepared.html", officer=officer, read=read)

    turns = hall.turns
    deeds = {
        "next": next_one, "again": simple(turns.again), "start": simple(turns.start), "finish": simple(turns.finish),
        "finish-next": finish_and_next, "absent": simple(turns.absent), "back": simple(turns.back), "pick": pick,
        "transfer": transfer, "sit": sit,
    }  # fmt: skip
    posts = [Route(f"/counter/{name}", guard.posted(acting(deed)), methods=["POST"]) for name, deed in deeds.items()]
    return [Route("/counter", show, methods=["GET"]), *posts, Route("/counter/form", guard.posted(read_form), methods=["POST"])]


def _counter(request: Request) -> str:
    found: str = getattr(request.state, "counter", "")
    return found


def _numbered(hall: Hall, counter: str, typed: str) -> str:
    """The id of today's number that was typed: "A008", "A8", or "8" in a queue of this counter; "" for none."""
    mine = [queue.code for queue in hall.queues_of(counter)]
    for turn in hall.turns.of_day():
        ticket = turn.ticket
        if typed in (f"{ticket.prefix}{ticket.number:03d}", f"{ticket.prefix}{ticket.number}"):
            return ticket.id
        if typed.isdigit() and int(typed) == ticket.number and turn.queue in mine:
            return ticket.id
    return ""
