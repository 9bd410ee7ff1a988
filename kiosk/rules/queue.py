"""A number in a queue, and the rules of a queue: who comes first, when it is open, which day it is."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

PRINTING, ACTIVE, SHOWN, VOID = "printing", "active", "shown", "void"

# Luật Người cao tuổi 2009, Luật Người khuyết tật 2010, Pháp lệnh ưu đãi người có công 2020; the age and the
# pregnant or with a small child by the custom of city desks (Đà Nẵng, Hà Nội). No national rule about queue numbers is known.
ELDERLY, DISABLED, WITH_CHILD, MERIT = "elderly", "disabled", "with-child", "merit"
PRIORITIES = (ELDERLY, DISABLED, WITH_CHILD, MERIT)
ELDERLY_YEARS = 75

STEPS = {  # state -> the states it may turn into; void is final, nothing goes back to printing
    PRINTING: (ACTIVE, SHOWN, VOID),
    ACTIVE: (ACTIVE, SHOWN, VOID),
    SHOWN: (ACTIVE, SHOWN, VOID),
    VOID: (),
}

FAR = timedelta(days=14)  # Tết closes a hall for up to nine days; a clock that leaps further is doubted
FLOOR = date(2026, 1, 1)  # before this program existed: such a clock was never set


@dataclass(frozen=True)
class Ticket:
    """One number of one queue on one business day.

    `state`: printing (committed, paper not confirmed), active (the printer said a whole ticket is out),
    shown (valid, given on the screen), void (taken back by staff, with a reason). `why` tells staff the reason of the last two.
    `attempts`: times it was printed again ("IN LẠI lần k"). `id`: 16 letters and digits, hard to guess, fit for a QR.
    """

    id: str
    hall: str
    day: date
    queue: str
    prefix: str
    number: int
    visit: str
    state: str
    at: datetime
    priority: str = ""
    procedure: str = ""
    attempts: int = 0
    why: str = ""

    @property
    def label(self) -> str:
        """As the board shows and the voice says it: "B 012"."""
        return f"{self.prefix} {self.number:03d}"


def code_of(ticket: Ticket, follow: str = "") -> str:
    """What the ticket's QR code holds, on paper and on the screen: it names the ticket and nobody. The kiosk reads both kinds.

    `follow`: the address outside under which a phone can follow the number; "" where there is none.
    """
    return f"{follow}/f/{ticket.id}" if follow else f"PH1:{ticket.id}"


class Hours(Protocol):
    """When a door is open. `days`: 0 = Monday."""

    @property
    def days(self) -> tuple[int, ...]: ...
    @property
    def opens(self) -> time: ...
    @property
    def closes(self) -> time: ...


def open_spells(hours: Iterable[Hours], day: date) -> list[tuple[time, time]]:
    """That weekday's (opens, closes), in order."""
    return sorted((h.opens, h.closes) for h in hours if day.weekday() in h.days)


def is_open(hours: Sequence[Hours], now: datetime, holidays: Collection[date] = ()) -> bool:
    """Whether somebody serves at this moment. No hours at all: always."""
    if now.date() in holidays:
        return False
    return not hours or any(opens <= now.time() < closes for opens, closes in open_spells(hours, now.date()))


def next_opening(hours: Sequence[Hours], now: datetime, holidays: Collection[date] = ()) -> datetime | None:
    """The next moment a door opens, within a month; None when none does."""
    for ahead in range(32):
        day = now.date() + timedelta(days=ahead)
        for opens, _ in open_spells(hours, day) if day not in holidays else ():
            moment = datetime.combine(day, opens, now.tzinfo)
            if moment > now:
                return moment
    return None


def gives_numbers(hours: Sequence[Hours], now: datetime, holidays: Collection[date] = ()) -> bool:
    """Whether a number taken now can still be served today: before and between the spells too, not after the last one."""
    if now.date() in holidays:
        return False
    return not hours or any(now.time() < closes for _, closes in open_spells(hours, now.date()))


def has_room(issued: int, daily_cap: int) -> bool:
    """Whether the day's cap (0: none) leaves a number."""
    return daily_cap <= 0 or issued < daily_cap


def in_order(tickets: Iterable[Ticket]) -> list[Ticket]:
    """As they are to be called: the prioritised first, among equals by their numbers (the Đà Nẵng rule)."""
    return sorted((t for t in tickets if t.state != VOID), key=lambda t: (not t.priority, t.number))


def business_day(stored: date | None, clock: date, sure: bool = False) -> tuple[date, bool]:
    """The day that numbers are given on, and whether the clock is in doubt.

    The day only moves forward: a clock that goes back keeps the last day, so no number is given twice. A clock more than
    FAR ahead is not believed (a dead battery must not open a day in 2099, after which no day would ever begin again)
    unless a time server confirmed it (`sure`) or staff did; numbers go on counting on the last day meanwhile. A stored
    day at FLOOR was made up from a clock that was never set: leaving it needs no confirmation.
    """
    if stored is None or stored == FLOOR:
        return max(clock, FLOOR), False
    if clock <= stored:
        return stored, False
    far = clock - stored > FAR and not sure
    return (stored, True) if far else (clock, False)
