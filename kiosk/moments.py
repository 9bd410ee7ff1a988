"""What the citizen is looking at: one small frozen object per screen. A moment is all that its screen knows."""

from dataclasses import dataclass

from kiosk.rules.procedures import Field, LifeEvent, Procedure, Words
from kiosk.rules.queue import Ticket
from kiosk.rules.typing import Mode
from kiosk.rules.waiting import Waiting as Wait
from kiosk.settings import Queue


@dataclass(frozen=True)
class Moment:
    """`back` says whether the way back stands on the screen, `passing` that nobody comes back to it."""

    back = True
    passing = False


@dataclass(frozen=True, kw_only=True)
class Paged(Moment):
    """More than one page: `first` is what stands on top of this one."""

    first: int = 0


@dataclass(frozen=True)
class Attract(Moment):
    """Nobody is there. `printer`: the key of what is wrong with it, for whoever of the staff walks by.

    `used`: visits today and this month, once they are known.
    """

    printer: str = ""
    used: tuple[int, int] | None = None
    back = False


@dataclass(frozen=True)
class Home(Moment):
    faults: tuple[str, ...] = ()
    back = False


@dataclass(frozen=True)
class Waiting(Moment):
    """Something slow is going on; `key` names the sentence that says what."""

    key: str
    passing = True
    back = False


@dataclass(frozen=True)
class Sorry(Moment):
    """Something failed: what happened (`key`), and whether trying again makes sense."""

    key: str
    passing = True


@dataclass(frozen=True)
class Help(Moment):
    """Where an officer is."""

    passing = True


@dataclass(frozen=True)
class Row:
    """One procedure in a list: why it is marked, and whether it can still be done."""

    procedure: Procedure
    mark: str = ""


@dataclass(frozen=True)
class Fields(Paged):
    """Browse by field."""

    fields: tuple[tuple[Field, int], ...]


@dataclass(frozen=True)
class Events(Paged):
    """Browse by what happened in the citizen's life."""

    events: tuple[LifeEvent, ...]


@dataclass(frozen=True)
class Listing(Paged):
    """The procedures of one field or one life event."""

    of: Field | LifeEvent
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Searching(Paged):
    """What was typed, where the cursor stands, and what was found."""

    query: str = ""
    cursor: int = 0
    mode: Mode = "direct"
    shift: bool = False
    rows: tuple[Row, ...] = ()
    suggestions: tuple[str, ...] = ()
    elsewhere: str = ""
    elsewhere_en: str = ""
    done: bool = False  # the search has answered for this query


@dataclass(frozen=True)
class Found(Paged):
    """The keyboard is put away, the results (or where to go instead) have the screen."""

    query: str
    rows: tuple[Row, ...]
    elsewhere: str = ""
    elsewhere_en: str = ""


@dataclass(frozen=True)
class ProcedurePage(Paged):
    """What to bring, how long, how much, where. `ticked` holds the papers the citizen has at hand."""

    procedure: Procedure
    queue: Queue | None
    open: bool = True
    mark: str = ""
    ticked: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Details(Paged):
    """The steps, the forms or the law of one procedure: long text on pages of its own."""

    procedure: Procedure
    what: str  # "steps" | "forms"


@dataclass(frozen=True)
class TakeAlong(Moment):
    """A QR code with the procedure's list, for a phone."""

    procedure: Procedure
    payload: Words


@dataclass(frozen=True)
class QueueRow:
    queue: Queue
    open: bool
    wait: Wait
    why: str = ""  # the key of the sentence that says why it is closed


@dataclass(frozen=True)
class Queues(Paged):
    """Which queue?"""

    rows: tuple[QueueRow, ...]


@dataclass(frozen=True)
class Ready(Paged):
    """"Have you brought all the papers?" """

    queue: Queue
    procedure: Procedure
    ticked: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Priority(Paged):
    """One plain question."""

    queue: Queue
    procedure: Procedure | None = None


@dataclass(frozen=True)
class NoPaper(Moment):
    """The printer cannot print now, known before a number is taken; `fault` is the error key."""

    queue: Queue
    procedure: Procedure | None
    priority: str
    fault: str
    passing = True


@dataclass(frozen=True)
class TicketGiven(Paged):
    """The number. `asks`: nobody knows whether the paper is whole, so the citizen is asked."""

    ticket: Ticket
    queue: Queue
    procedure: Procedure | None
    wait: Wait
    printed: bool
    fault: str = ""
    asks: bool = False
    in_hand: bool = False
    staff_told: bool = False
    payload: str = ""
    ticked: frozenset[int] = frozenset()
    passing = True
    back = False


@dataclass(frozen=True)
class SlipGiven(Moment):
    """The checklist slip came out, or did not."""

    procedure: Procedure
    fault: str = ""
    passing = True


@dataclass(frozen=True)
class Unprinted(Paged):
    """After a power cut: numbers whose paper nobody is sure of."""

    tickets: tuple[Ticket, ...]
    note: str = ""
    back = False
    passing = True


@dataclass(frozen=True)
class PinPad(Moment):
    typed: int = 0
    wrong: bool = False
    locked: int = 0  # seconds still locked
    passing = True


@dataclass(frozen=True)
class StaffDesk(Paged):
    """For staff: what the machines say, tickets without paper, dossiers to see ("CODE FAULT ..."), the way out."""

    tickets: tuple[Ticket, ...] = ()
    printer: str = ""
    near_end: bool = False
    faults: tuple[str, ...] = ()
    note: str = ""
    dossiers: tuple[str, ...] = ()
    camera: str = ""
    outbox: tuple[int, int] = (0, 0)  # dossiers that wait to be sent, and those the portal refused
    passing = True
