"""After the counter: one question, something to add if one likes, thanks; and the protected way to report harassment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.moments import Waiting
from kiosk.moments_feedback import Rate, Rated, RateMore, ReportMore, ReportWhat, Telling
from kiosk.rules.feedback import BAD, CONTACT, GOOD, LONGEST, Rating
from kiosk.rules.typing import next_mode, pressed

if TYPE_CHECKING:
    from kiosk.kiosk import Kiosk

KEPT = "rated tickets"  # in session.private: whose face is kept
LETTERS = {"words": LONGEST, "contact": CONTACT}


class FeedbackJourney:
    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    def begin(self, ticket: str, label: str) -> None:
        """A number that was served and not yet rated."""
        self.kiosk.show(Rate(ticket, label, self.kiosk.world.questions))

    def face(self, value: int) -> None:
        """Kept at once, for who touches a face and walks away; what follows is added."""
        here = self.kiosk.session.moment
        if not isinstance(here, Rate):
            return
        rated: set[str] = self._private.setdefault(KEPT, set())
        ticket, again, rating = here.ticket, here.ticket in rated, Rating(value)

        def job() -> str:
            if again:
                self.kiosk.world.hall.amend(ticket, rating)
                return ""
            return self.kiosk.world.hall.rate(ticket, rating)

        def kept(why: str) -> None:
            if why:
                self.kiosk.show(Rated(f"rate.why.{why}"))
                return
            rated.add(ticket)
            self.kiosk.keep(here)
            answers = bool(self.kiosk.settings.hall.inspection_key)
            self.kiosk.change(RateMore(ticket, here.label, here.questions, value, answers=answers))

        self.kiosk.change(Waiting("waiting.rating"))
        self.kiosk.work.start("store", job, kept, self.kiosk.sorry)

    def tick(self, code: str) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, RateMore):
            self.kiosk.change(replace(here, ticked=here.ticked ^ {code}))

    def send(self) -> None:
        """With what was ticked and told, or without."""
        here = self.kiosk.session.moment
        if not isinstance(here, RateMore):
            return
        answers = tuple((code, GOOD if here.praise else BAD) for code in sorted(here.ticked))
        ticket, rating = here.ticket, Rating(here.face, answers, here.words.strip(), here.contact.strip())
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
        """What it was; nothing is sent yet."""
        here = self.kiosk.session.moment
        if isinstance(here, ReportWhat):
            self.kiosk.show(ReportMore(next(one for one in here.questions.reports if one.code == code)))

    def send_report(self) -> None:
        here = self.kiosk.session.moment
        if not isinstance(here, ReportMore):
            return
        said = {"kind": here.what.code, "words": here.words.strip(), "contact": here.contact.strip()}
        self.kiosk.show(Waiting("waiting.report"))
        self.kiosk.work.start(
            "store", lambda: self.kiosk.world.hall.report(said), lambda _: self.kiosk.show(Rated(report=True)), self.kiosk.sorry
        )

    # -- in own words

    def tell(self, part: str) -> None:
        """The keyboard, for "words" or "contact"."""
        here = self.kiosk.session.moment
        if isinstance(here, RateMore | ReportMore):
            text = getattr(here, part)
            self.kiosk.show(Telling(here, part, text, len(text), shift=not text))

    def key(self, name: str) -> None:
        """A key of the keyboard: a letter, or a name of `rules.typing`, clear, shift, mode."""
        here = self.kiosk.session.moment
        if not isinstance(here, Telling):
            return
        if name == "shift":
            self.kiosk.change(replace(here, shift=not here.shift))
        elif name == "mode":
            self.kiosk.change(replace(here, mode=next_mode(here.mode)))
        else:
            text, cursor = pressed(here.text, here.cursor, name, here.mode, here.shift)
            if len(text) <= LETTERS[here.part]:
                self.kiosk.change(replace(here, text=text, cursor=cursor, shift=not text))

    def told(self) -> None:
        """Back to where it belongs, with what was typed: the way back loses nothing either."""
        here = self.kiosk.session.moment
        if isinstance(here, Telling):
            self.kiosk.session.trail.pop()
            written: dict[str, Any] = {here.part: here.text}
            self.kiosk.change(replace(here.of, **written))

    @property
    def _private(self) -> dict[str, Any]:
        return self.kiosk.session.private
