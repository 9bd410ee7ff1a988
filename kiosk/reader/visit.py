"""What one visit's reader knows of a citizen: the card's number, the receipts' secrets, and what was seen a moment ago."""

import time
from collections.abc import Callable
from typing import Protocol

from kiosk.clock import Clock, SystemClock
from kiosk.errors import SecondNeeded, SecondWrong
from kiosk.rules import scanned
from kiosk.rules.dossier import Dossier
from kiosk.rules.idcard import Card
from kiosk.rules.receipt import Receipt
from kiosk.rules.seen import Seen, SeenOther

SAME_SECONDS = 3.0  # a code held before the camera is told once, and again only when it was away for so long
MOST_PER_SECOND = 20  # things told; a scanner gone mad is not heard beyond
MOST_RECEIPTS = 32
MOST_WRONG = 10  # second things that did not fit, in one visit; then the portal is not asked any more
HURRY = 1.0  # seconds after which no further second thing is tried: the citizen waits
LONGEST = 4096  # characters; no code of ours is a tenth of that


class Asked(Protocol):
    """Whoever knows the dossiers: the portal's client."""

    def dossier(self, code: str, secret: str = "", owner_number: str = "") -> Dossier: ...


class Visit:
    """`seconds` counts up. Used from several threads: each answer stands for itself, the last card wins."""

    def __init__(
        self,
        portal: Asked,
        known: scanned.Known = scanned.NOTHING,
        clock: Clock | None = None,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._portal, self._known = portal, known
        self._clock = clock or SystemClock()
        self._seconds = seconds
        self._number = ""
        self.card: Card | None = None  # the one read last
        self._receipts: dict[str, tuple[str, str]] = {}
        self._lately: dict[str, float] = {}
        self._told: list[float] = []
        self._wrong = 0

    def read(self, text: str) -> Seen | None:
        """What a text means, kept whole here and told without private data; None for what is not told (again)."""
        now, text = self._seconds(), text[:LONGEST]
        if self._again(text, now) or self._too_many(now):
            return None
        self._lately[text] = now
        meaning = scanned.read(text, self._known, self._clock.today())
        self._keep(meaning)
        return scanned.seen(meaning)

    def read_bytes(self, raw: bytes | bytearray) -> Seen | None:
        """The same for raw bytes, which are UTF-8 or nothing of ours."""
        try:
            return self.read(raw.decode("utf-8"))
        except UnicodeDecodeError:
            return None if self._too_many(self._seconds()) else SeenOther("unknown")

    def number(self, digits: str) -> None:
        """An ID number typed by hand."""
        self._number = digits

    def lookup(self, code: str, secret: str = "") -> Dossier:
        """Ask with each second thing that is known until one fits. Raises SecondNeeded when none is, and the portal's errors."""
        own_secret, own_number = self._receipts.get(code, ("", ""))
        known = [(secret, "")] if secret else [(own_secret, ""), ("", own_number), ("", self._number)]
        tries = [one for one in dict.fromkeys(known) if any(one)]
        if not tries:
            raise SecondNeeded("no secret and no owner's number is known for this code")
        begun = self._seconds()
        for own, number in tries[:-1]:
            try:
                return self._ask(code, own, number)
            except SecondWrong:
                if self._seconds() - begun > HURRY:
                    raise
        return self._ask(code, *tries[-1])

    def _ask(self, code: str, secret: str, number: str) -> Dossier:
        if self._wrong >= MOST_WRONG:
            raise SecondWrong("too many wrong ones in this visit")
        try:
            return self._portal.dossier(code, secret, number)
        except SecondWrong:
            self._wrong += 1
            raise

    def _keep(self, meaning: scanned.Meaning) -> None:
        if isinstance(meaning, Card):
            self._number, self.card = meaning.number, meaning
        elif isinstance(meaning, Receipt) and (meaning.secret or meaning.owner_number):
            self._know(meaning.code, meaning.secret, meaning.owner_number)

    def know_secret(self, code: str, secret: str) -> None:
        """A dossier that was sent from here: it may be looked up."""
        self._know(code, secret, "")

    def _know(self, code: str, secret: str, owner_number: str) -> None:
        if len(self._receipts) >= MOST_RECEIPTS:
            self._receipts.pop(next(iter(self._receipts)))
        self._receipts[code] = secret, owner_number

    def _again(self, text: str, now: float) -> bool:
        self._lately = {old: at for old, at in self._lately.items() if now - at < SAME_SECONDS}
        if text not in self._lately:
            return False
        self._lately[text] = now
        return True

    def _too_many(self, now: float) -> bool:
        self._told = [at for at in self._told if now - at < 1.0]
        if len(self._told) >= MOST_PER_SECOND:
            return True
        self._told.append(now)
        return False
