"""The citizen wants to know where a dossier stands: a receipt or a card is scanned, or the code is typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.errors import KioskError, SecondNeeded, SecondWrong
from kiosk.moments import Moment, Sorry, Waiting
from kiosk.moments_dossier import (
    CardRead,
    LetterPage,
    NotForUs,
    NumberPad,
    PaperGiven,
    QueuePlace,
    Scan,
    Second,
    StatusPage,
    SupplementPage,
    Typing,
)
from kiosk.rules import kept_code, receipt
from kiosk.rules.seen import Seen, SeenCard, SeenKept, SeenOther, SeenReceipt, SeenTicket

if TYPE_CHECKING:
    from kiosk.dossiers import Standing
    from kiosk.kiosk import Kiosk

CODE, CARD, DIGITS, TRIES = "code", "card", "digits", "tries"  # in session.private
MOST_TRIES = 5  # of a second thing that does not fit, in one visit: more is guessing
MOST_AN_HOUR = 20  # of them at this kiosk: whoever guesses may begin one visit after the other
HOUR = 3600.0  # s
MOST_TEXT = {"code": 64, "secret": 12}
NUMBER_DIGITS = (9, 12)  # an ID number, or the older CMND


class StatusJourney:
    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk
        self._wrong: list[float] = []  # when a second thing did not fit, whoever tried

    # -- what is held before the camera

    def start(self) -> None:
        wants = "receipt" if CARD in self._private else ""
        self.kiosk.show(Scan(wants, self.kiosk.camera_fault))

    def camera(self, fault: str) -> None:
        """The camera stopped or works again: what stands on the screen follows."""
        here = self.kiosk.session.moment
        if isinstance(here, Scan | Second) and here.fault != fault:
            self.kiosk.change(replace(here, fault=fault))

    def scanned(self, seen: Seen) -> None:
        """The right thing, on whatever screen."""
        match seen:
            case SeenReceipt(code, second):
                self._have(code, second)
            case SeenCard():
                self._card(seen)
            case SeenTicket(id):
                self._place(id)
            case SeenKept(code):
                self.kiosk.send.kept(code)
            case SeenOther(kind):
                self._over(NotForUs(kind))

    def _card(self, card: SeenCard) -> None:
        """The card of a form, or the owner's for a code that waits for it; else it is asked what the card is for."""
        self._private[CARD] = card
        if self.kiosk.submit.card(card):
            return
        if isinstance(self.kiosk.session.moment, Second | NumberPad | Typing) and CODE in self._private:
            self._look_up(self._private[CODE])
        else:
            self._over(CardRead(card))

    def _over(self, moment: Moment) -> None:
        """On top of what stands there, even of a number that has no paper: the way back leads to it again."""
        here = self.kiosk.session.moment
        if type(here) is not type(moment):
            self.kiosk.keep(here)
        self.kiosk.change(moment)

    # -- typed by hand

    def type(self, what: str) -> None:
        """The keyboard for a dossier's code, or for the secret on the receipt."""
        self.kiosk.show(Typing(what, suggestions=self._suggestions("") if what == CODE else ()))

    def type_number(self) -> None:
        self._private[DIGITS] = bytearray()
        self.kiosk.show(NumberPad())

    def key(self, name: str) -> None:
        """A key of the code's keyboard: a letter, digit, "." or "-", or one of backspace, clear, enter."""
        here = self.kiosk.session.moment
        if not isinstance(here, Typing):
            return
        if name == "enter":
            self._typed(here)
            return
        text = {"backspace": here.text[:-1], "clear": ""}.get(name, here.text + name.upper())
        if len(text) <= MOST_TEXT[here.what]:
            self._now(here, text)

    def suggestion(self, text: str) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, Typing):
            self._now(here, text)

    def _now(self, here: Typing, text: str) -> None:
        suggestions = self._suggestions(text) if here.what == CODE else ()
        self.kiosk.change(replace(here, text=text, suggestions=suggestions, wrong=False))

    def _suggestions(self, text: str) -> tuple[str, ...]:
        """How the code may go on: this ward's own agency, then the day as it is written in codes."""
        return receipt.suggest(text, self.kiosk.settings.ward.agency_code, self.kiosk.today())

    def _typed(self, here: Typing) -> None:
        if here.what == "secret":
            if here.text:
                self._look_up(self._private[CODE], here.text)
            return
        code = receipt.typed(here.text)
        if kept := kept_code.read(here.text):
            self.kiosk.send.kept(kept)
        elif receipt.looks_like(code):
            self._have(code)
        else:
            self.kiosk.change(replace(here, wrong=True))

    def digit(self, name: str) -> None:
        """A key of the pad for an ID number."""
        here, digits = self.kiosk.session.moment, self._private.get(DIGITS)
        if not isinstance(here, NumberPad) or digits is None:
            return
        if name == "enter":
            self._number(here, digits)
            return
        if name == "clear":
            del digits[-1:]
        elif len(digits) < max(NUMBER_DIGITS):
            digits += name.encode("ascii")
        self.kiosk.change(replace(here, typed=len(digits), wrong=False))

    def _number(self, here: NumberPad, digits: bytearray) -> None:
        if len(digits) not in NUMBER_DIGITS:
            self.kiosk.change(replace(here, wrong=True))
            return
        self.kiosk.owner_number(digits)
        self._look_up(self._private[CODE])

    # -- the portal

    def _have(self, code: str, second: bool = False) -> None:
        """The code is known. A card that was read in this visit may be its owner's."""
        self._private[CODE] = code
        if second or CARD in self._private:
            self._look_up(code)
        else:
            self.kiosk.show(Second(code, fault=self.kiosk.camera_fault))

    def known(self, code: str) -> None:
        """A dossier whose secret the visit knows: it was sent from here."""
        self._look_up(code)

    def _look_up(self, code: str, secret: str = "") -> None:
        if self._guesses():
            self.kiosk.show(Sorry("error.too_many_tries"))
            return
        self.kiosk.show(Waiting("waiting.portal"))
        self.kiosk.work.start(
            "portal", lambda: self.kiosk.world.dossiers.standing(code, secret), self._found, lambda error: self._not_found(code, error)
        )

    def _guesses(self) -> bool:
        now = self.kiosk.idle.monotonic()
        self._wrong = [at for at in self._wrong if now - at < HOUR]
        return self._private.get(TRIES, 0) >= MOST_TRIES or len(self._wrong) >= MOST_AN_HOUR

    def _found(self, standing: Standing) -> None:
        self.kiosk.show(StatusPage(standing=standing))
        if standing.meaning.faults:  # the ward's duty, and nobody has done it
            code, faults = standing.dossier.code, standing.meaning.faults
            self.kiosk.work.start("store", lambda: self.kiosk.world.tell_of_dossier(code, faults), lambda _: None, lambda _: None)

    def _not_found(self, code: str, error: KioskError) -> None:
        if isinstance(error, SecondNeeded):
            self.kiosk.show(Second(code, fault=self.kiosk.camera_fault))
        elif isinstance(error, SecondWrong):
            self._private[TRIES] = self._private.get(TRIES, 0) + 1
            self._wrong.append(self.kiosk.idle.monotonic())
            self._private.pop(CARD, None)
            self.kiosk.show(Second(code, wrong=True, fault=self.kiosk.camera_fault))
        else:
            self.kiosk.sorry(error)

    # -- what to do with it

    def letter(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, StatusPage) and here.standing.dossier.apology is not None:
            dossier = here.standing.dossier
            self.kiosk.show(LetterPage(dossier=dossier, letter=self.kiosk.world.dossiers.letter(dossier)))

    def supplement(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, StatusPage) and here.standing.dossier.supplement is not None:
            self.kiosk.show(SupplementPage(dossier=here.standing.dossier))

    def tick(self, item: int) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, SupplementPage):
            self.kiosk.change(replace(here, ticked=here.ticked ^ {item}))

    def print_status(self) -> None:
        here, language = self.kiosk.session.moment, self.kiosk.choices.language
        if isinstance(here, StatusPage):
            self._print("status", lambda: self.kiosk.world.dossiers.print_status(here.standing, language))

    def print_letter(self) -> None:
        here, language = self.kiosk.session.moment, self.kiosk.choices.language
        if isinstance(here, LetterPage):
            self._print("letter", lambda: self.kiosk.world.dossiers.print_letter(here.dossier, language))

    def print_supplement(self) -> None:
        here, language = self.kiosk.session.moment, self.kiosk.choices.language
        if isinstance(here, SupplementPage):
            self._print("supplement", lambda: self.kiosk.world.dossiers.print_supplement(here.dossier, language))

    def print_a4(self) -> None:
        """The letter, or the list, on a sheet of A4."""
        here, language = self.kiosk.session.moment, self.kiosk.choices.language
        if isinstance(here, LetterPage):
            self._print("a4", lambda: self.kiosk.world.dossiers.print_a4(here.dossier, "apology", language), "a4")
        elif isinstance(here, SupplementPage):
            self._print("a4", lambda: self.kiosk.world.dossiers.print_a4(here.dossier, "supplement", language), "a4")

    def _print(self, what: str, job: Callable[[], None], lane: str = "printer") -> None:
        """A paper about the dossier; the way back leads to what it was printed from."""

        def failed(error: KioskError) -> None:
            self.kiosk.show(PaperGiven(what, error.key))

        self.kiosk.show(Waiting("waiting.paper"))
        self.kiosk.work.start(lane, job, lambda _: self.kiosk.show(PaperGiven(what)), failed)

    # -- a ticket

    def _place(self, id: str) -> None:
        """How many are before this number now."""
        self._over(Waiting("waiting.place"))
        world = self.kiosk.world

        def job() -> tuple[QueuePlace, bool]:
            place = QueuePlace(*world.place(id))
            return place, place.why in ("place.served", "place.other_day") and world.hall.may_rate(id)

        def placed(found: tuple[QueuePlace, bool]) -> None:
            if found[1]:
                self.kiosk.feedback.begin(id, found[0].label)
            else:
                self.kiosk.show(found[0])

        self.kiosk.work.start("store", job, placed, self.kiosk.sorry)

    @property
    def _private(self) -> dict[str, Any]:
        return self.kiosk.session.private
