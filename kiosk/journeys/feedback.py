"""After the counter: one question, something to add if one likes, thanks; and the protected way to report harassment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.moments import Waiting
from kiosk.moments_feedback import Rate, Rated, RateMore, ReportWhat
from kiosk.rules.feedback import BAD, GOOD, Rating

if TYPE_CHECKING:
    from kiosk.kiosk import Kiosk

TICKET, KEPT = "rated ticket", "rating kept"  # in session.private


class FeedbackJourney:
    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    def begin(self, ticket: str, label: str) -> None:
        """A number that was served and not yet rated."""
        self._private[TICKET] = ticket
        self._private.pop(KEPT, None)
        self.kiosk.show(Rate(label, self.kiosk.world.questions))

    def face(self, value: int) -> None:
        """Kept at once, for who touches a face and walks away; what follows is added."""
        here = self.kiosk.session.moment
        if not isinstance(here, Rate):
            return
        ticket, again, rating = self._private.get(TICKET, ""), KEPT in self._private, Rating(value)

        def job() -> str:
            if again:
                self.kiosk.world.hall.amend(ticket, rating)
                return ""
            return self.kiosk.world.hall.rate(ticket, rating)

        def kept(why: str) -> None:
            if why:
                self.kiosk.show(Rated(f"rate.why.{why}"))
                return
            self._private[KEPT] = True
            self.kiosk.keep(here)
            self.kiosk.change(RateMore(here.label, here.questions, value))

        self.kiosk.change(Waiting("waiting.rating"))
        self.kiosk.work.start("store", job, kept, self.kiosk.sorry)

    def tick(self, code: str) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, RateMore):
            self.kiosk.change(replace(here, ticked=here.ticked ^ {code}))

    def send(self) -> None:
        """With what was ticked, or without."""
        here = self.kiosk.session.moment
        if not isinstance(here, RateMore):
            return
        answers = tuple((code, GOOD if here.praise else BAD) for code in sorted(here.ticked))
        ticket, rating = self._private.get(TICKET, ""), Rating(here.face, answers)
        self.kiosk.show(Waiting("waiting.rating"))
        self.kiosk.work.start(
            "store", lambda: self.kiosk.world.hall.amend(ticket, rating), lambda _: self.kiosk.show(Rated()), self.kiosk.sorry
        )

    def report(self) -> None:
        """What was done to the citizen; offered only where it can be sealed."""
        if self.kiosk.settings.hall.inspection_key:
            where = self.kiosk.settings.hall.public_url
            self.kiosk.show(ReportWhat(self.kiosk.world.questions, f"{where}/report" if where else ""))

    def choose(self, code: str) -> None:
        if isinstance(self.kiosk.session.moment, ReportWhat):
            self.kiosk.show(Waiting("waiting.report"))
            self.kiosk.work.start(
                "store",
                lambda: self.kiosk.world.hall.report(code),
                lambda _: self.kiosk.show(Rated(report=True)),
                self.kiosk.sorry,
            )

    @property
    def _private(self) -> dict[str, Any]:
        return self.kiosk.session.private
