"""What citizens reported, for the inspection team alone: opened only where its private key is, and every look is a deed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk import feedback, feedback_seal
from kiosk.errors import FeedbackError
from kiosk.hall import login
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page
from kiosk.store import deeds
from kiosk.store.officers import INSPECTOR
from kiosk.store.ratings import Ratings


@dataclass(frozen=True)
class Opened:
    """A report; `what` is empty when another key sealed it."""

    at: datetime
    what: dict[str, str] = field(repr=False)


def routes(hall: Hall) -> list[BaseRoute]:
    questions = feedback.load()
    ratings = Ratings(hall.tickets.database, hall.tickets.hall, hall.clock, questions.days)
    kinds = {one.code: one.words for one in questions.reports}

    def show(request: Request) -> Response:
        officer = login.need(request, INSPECTOR)
        key = feedback_seal.private_key()
        sealed = ratings.reports()
        if key:
            hall.deeds.add(deeds.READ, officer=officer.name, text=f"{len(sealed)} reports")
        opened = [Opened(at, _open(key, text)) for _, at, text in reversed(sealed)] if key else []
        return page(request, "inspection.html", officer=officer, opened=opened, count=len(sealed), key=bool(key), kinds=kinds)

    return [Route("/inspection", show, methods=["GET"])]


def _open(key: str, sealed: str) -> dict[str, str]:
    try:
        return feedback_seal.unseal(key, sealed)
    except FeedbackError:
        return {}
