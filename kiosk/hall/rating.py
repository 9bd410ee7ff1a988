"""Rating on the phone, and the protected way to report harassment. No account; what is written is bounded and never logged."""

from __future__ import annotations

import time
from collections import deque

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from kiosk import feedback, feedback_seal
from kiosk.hall import guard
from kiosk.hall.hall import Hall
from kiosk.hall.pages import page
from kiosk.rules.feedback import CONTACT, LONGEST, POINTS, RATED, Rating, fits
from kiosk.store.ratings import Ratings

TRIES, WINDOW, ADDRESSES = 60, 600.0, 5000  # forms from one address (a hall's Wi-Fi is one) in so many seconds

FACES = {"5": "\uE815", "4": "\uE0ED", "3": "\uE812", "2": "\uE811", "1": "\uE814"}  # in assets/icons/icons.ttf
FIELDS = (("kind", 20), ("words", LONGEST), ("where", 60), ("contact", CONTACT))  # of a report


class Limit:
    """Bounds what one address may send."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[float]] = {}

    def check(self, request: Request) -> None:
        """Raises HTTPException 429."""
        address, now = request.client.host if request.client else "", time.monotonic()
        if len(self._seen) > ADDRESSES:
            self._seen.clear()
        times = self._seen.setdefault(address, deque(maxlen=TRIES))
        if len(times) == TRIES and now - times[0] < WINDOW:
            raise HTTPException(429)
        times.append(now)


def routes(hall: Hall) -> list[BaseRoute]:
    questions = feedback.load()
    ratings = Ratings(hall.tickets.database, hall.tickets.hall, hall.clock, questions.days)
    limit, key = Limit(), hall.settings.hall.inspection_key

    def ask(request: Request) -> Response:
        id = guard.code(request)
        why, turn = ratings.may(id)
        if turn is None or why == "old":
            raise HTTPException(410)
        return page(request, "rate.html", why=why, turn=turn, questions=questions, sealed=bool(key), wrong=False, icons=FACES)

    def rate(request: Request, form: FormData) -> Response:
        limit.check(request)
        id = guard.code(request)
        why, turn = ratings.may(id)
        if turn is None:
            raise HTTPException(410)
        rating = _rating(form, key)
        if not fits(rating, questions):
            return page(request, "rate.html", 422, why=why, turn=turn, questions=questions, sealed=bool(key), wrong=True, icons=FACES)
        why = why or ratings.rate(id, rating)
        return page(request, "rated.html", 200 if why in ("", RATED) else 410, why=why, report=bool(key))

    def _rating(form: FormData, key: str) -> Rating:
        given = [(one.code, guard.field(form, f"c{one.code}", 1)) for one in questions.criteria]
        answers = tuple((code, int(points)) for code, points in given if points in [str(one) for one in POINTS])
        contact = feedback_seal.contact(key, guard.field(form, "contact", CONTACT))
        face = guard.field(form, "face", 1)
        return Rating(int(face) if face.isdecimal() else 0, answers, guard.field(form, "words", LONGEST), contact, "phone")

    def report_form(request: Request) -> Response:
        return page(request, "report.html", questions=questions, sealed=bool(key), sent=False, wrong=False)

    def report(request: Request, form: FormData) -> Response:
        limit.check(request)
        if not key:
            raise HTTPException(404)
        what = {name: guard.field(form, name, most) for name, most in FIELDS}
        if not any(what[name] for name in ("kind", "words", "where")):
            return page(request, "report.html", 422, questions=questions, sealed=True, sent=False, wrong=True)
        ratings.report(feedback_seal.seal(key, {name: value for name, value in what.items() if value} | {"place": "phone"}))
        return page(request, "report.html", questions=questions, sealed=True, sent=True, wrong=False)

    return [
        Route("/r/{id}", ask, methods=["GET"]),
        Route("/r/{id}", guard.posted(rate), methods=["POST"]),
        Route("/report", report_form, methods=["GET"]),
        Route("/report", guard.posted(report), methods=["POST"]),
    ]
