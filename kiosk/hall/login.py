"""Officers log in and out; who somebody is, for all other pages."""

from __future__ import annotations

import math

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.hall import guard
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page, to
from kiosk.store import deeds
from kiosk.store.officers import COUNTER, Officer

LOGGED_IN = 12 * 3600


def who(request: Request) -> Officer | None:
    """The officer of this browser; None when nobody is logged in (any more)."""
    hall: Hall = request.app.state.hall
    token = request.cookies.get(guard.LOGIN, "")
    found = hall.logins.find(token) if token else None
    officer = hall.officers.one(found[0]) if found else None
    if officer is None or not officer.active or found is None:
        return None
    request.state.counter = found[1]
    return officer


def need(request: Request, *roles: str) -> Officer:
    """The officer, who has one of these roles. Raises HTTPException: 401 sends to the log-in, 403 says no."""
    officer = who(request)
    if officer is None:
        raise HTTPException(401)
    if not officer.may(*roles):
        raise HTTPException(403)
    return officer


def routes(hall: Hall) -> list[BaseRoute]:
    def ask(request: Request) -> Response:
        return page(request, "login.html", wait=0, wrong=False, name="")

    def enter(request: Request, form: FormData) -> Response:
        name = guard.field(form, "name", 40).lower()
        password = form.get("password", "")
        answer = hall.officers.check(name, password if isinstance(password, str) else "")
        if answer.officer is None:
            if answer.wait and answer.looked and hall.officers.one(name):  # what was typed for a name may be anything
                hall.deeds.add(deeds.LOCKED, officer=name, text=f"{math.ceil(answer.wait)} s")
            return page(request, "login.html", 429 if answer.wait else 401, wait=math.ceil(answer.wait), wrong=True, name=name)
        counter = guard.field(form, "counter", 20)
        counter = counter if counter in hall.counters and answer.officer.may(COUNTER) else ""
        hall.deeds.add(deeds.LOG_IN, officer=name, counter=counter)
        response = to("/counter" if counter else "/")
        guard.set_cookie(request, response, guard.LOGIN, hall.logins.open(name, counter), LOGGED_IN)
        return response

    def leave(request: Request, form: FormData) -> Response:
        officer = who(request)
        if officer is not None:
            hall.logins.close(request.cookies[guard.LOGIN])
            hall.deeds.add(deeds.LOG_OUT, officer=officer.name, counter=request.state.counter)
        response = to("/")
        response.delete_cookie(guard.LOGIN, path="/")
        return response

    return [
        Route("/login", ask, methods=["GET"]),
        Route("/login", guard.posted(enter), methods=["POST"]),
        Route("/logout", guard.posted(leave), methods=["POST"]),
    ]
