"""Moments of a scan and of a dossier: what was held before the camera or typed, where it stands, its papers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.moments import Moment, Paged
from kiosk.rules.dossier import Dossier
from kiosk.rules.seen import SeenCard
from kiosk.rules.waiting import Waiting as Wait
from kiosk.settings import Queue

if TYPE_CHECKING:
    from kiosk.dossiers import Standing
    from kiosk.letters import Filled


@dataclass(frozen=True)
class Scan(Moment):
    """Hold it before the camera. `wants`: "" (whatever there is) or "receipt" (the card is known); `fault`: the camera's."""

    wants: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Typing(Moment):
    """The code of a dossier ("code") or the secret of the receipt ("secret") typed by hand. `wrong`: that cannot be one."""

    what: str
    text: str = ""
    suggestions: tuple[str, ...] = ()
    wrong: bool = False
    passing = True


@dataclass(frozen=True)
class Second(Moment):
    """The code is known; the portal asks for one thing more. `wrong`: what was given did not fit."""

    code: str
    wrong: bool = False
    fault: str = ""  # of the camera
    passing = True


@dataclass(frozen=True)
class NumberPad(Moment):
    """The owner's ID number typed by hand; the digits themselves stay in the session."""

    typed: int = 0
    wrong: bool = False
    passing = True


@dataclass(frozen=True)
class CardRead(Moment):
    """An ID card was read: what is it for?"""

    card: SeenCard


@dataclass(frozen=True)
class StatusPage(Paged):
    """Where the dossier stands, what the citizen has to do, who has it."""

    standing: Standing


@dataclass(frozen=True)
class LetterPage(Paged):
    """The letter of apology, as it will be printed."""

    dossier: Dossier
    letter: Filled


@dataclass(frozen=True)
class SupplementPage(Paged):
    """What is missing, as a list to tick."""

    dossier: Dossier
    ticked: frozenset[int] = frozenset()


@dataclass(frozen=True)
class PaperGiven(Moment):
    """A paper about the dossier came out ("status", "letter", "supplement", "a4"), or did not."""

    what: str
    fault: str = ""
    passing = True


@dataclass(frozen=True)
class QueuePlace(Moment):
    """A ticket was scanned: how many are before it now. `why`: key of the sentence when it is not waiting (any more)."""

    label: str = ""
    queue: Queue | None = None
    wait: Wait | None = None
    why: str = ""


@dataclass(frozen=True)
class NotForUs(Moment):
    """Something else was scanned: it is named, politely."""

    kind: str
    passing = True
