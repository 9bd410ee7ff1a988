"""Accounts and the log of what officers did, for the head of the office."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk.errors import SettingsError
from kiosk.hall import guard, login
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page, to
from kiosk.store import deeds
from kiosk.store.officers import COUNTER, INSPECTOR, LEAD

LATEST = 200  # deeds on the page
CHECKED = 20_000  # newest deeds whose chain is looked at each time; all of it when asked for: seconds after years
GIVES = (COUNTER, LEAD)  # the inspection team's accounts are made by `kiosk officers`: the head must not become one of them


def routes(hall: Hall) -> list[BaseRoute]:
    def show(request: Request, said: str = "", status: int = 200) -> Response:
        officer = login.need(request, LEAD)
        return page(request, "accounts.html", status, officer=officer, accounts=hall.officers.all(), roles=GIVES, said=said)

    def get(request: Request) -> Response:
        return show(request)

    def add(request: Request, form: FormData) -> Response:
        lead = login.need(request, LEAD)
        name, roles = guard.field(form, "name", 40).lower(), tuple(role for role in GIVES if form.get(role))
        known = hall.officers.one(name)
        if known is not None and INSPECTOR in known.roles:
            raise HTTPException(403)
        if name == lead.name and LEAD not in roles:  # nobody takes the way in from under her own feet
            return show(request, "accounts.own", 422)
        password = form.get("password", "")
        try:
            hall.officers.add(name, guard.field(form, "shown", 60), roles, password if isinstance(password, str) else "")
        except SettingsError:
            return show(request, "accounts.wrong", 422)
        hall.logins.close_all(name)
        hall.deeds.add(deeds.ACCOUNT, officer=lead.name, text=f"{name}: {', '.join(roles)}")
        return to("/accounts")

    def switch(request: Request, form: FormData) -> Response:
        lead = login.need(request, LEAD)
        name, active = guard.field(form, "name", 40), guard.field(form, "active") == "1"
        if name == lead.name:  # nobody locks himself out
            return show(request, "accounts.own", 422)
        hall.officers.set_active(name, active)
        hall.logins.close_all(name)
        hall.deeds.add(deeds.ACCOUNT, officer=lead.name, text=f"{name}: {'on' if active else 'off'}")
        return to("/accounts")

    def audit(request: Request) -> Response:
        officer = login.need(request, LEAD)
        newest = hall.deeds.last()
        rows = hall.deeds.since(max(0, newest - LATEST), limit=LATEST)
        whole = newest <= CHECKED or request.query_params.get("all") == "1"
        faults = hall.deeds.verify(0 if whole else CHECKED)
        return page(request, "audit.html", officer=officer, rows=rows[::-1], faults=faults, whole=whole, checked=CHECKED)

    return [
        Route("/accounts", get, methods=["GET"]),
        Route("/accounts/add", guard.posted(add), methods=["POST"]),
        Route("/accounts/switch", guard.posted(switch), methods=["POST"]),
        Route("/audit", audit, methods=["GET"]),
    ]
