"""The kiosk: holds the session, the machines and the journeys, and shows one moment at a time."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kiosk import counts, log
from kiosk.errors import KioskError
from kiosk.idle import Idle
from kiosk.journeys.browse import Browse
from kiosk.journeys.feedback import FeedbackJourney
from kiosk.journeys.send import SendJourney
from kiosk.journeys.staff import StaffJourney
from kiosk.journeys.status import StatusJourney
from kiosk.journeys.submit import SubmitJourney
from kiosk.journeys.ticket import TicketJourney
from kiosk.moments import (
    Attract,
    Help,
    Home,
    Moment,
    PinPad,
    ProcedurePage,
    Searching,
    SlipGiven,
    Sorry,
    StaffDesk,
    TicketGiven,
    Waiting,
)
from kiosk.moments_dossier import NumberPad, StatusPage, Typing
from kiosk.moments_feedback import Rated, Telling
from kiosk.moments_form import Digits, FormPage, FormPaper, Gone, Paying, Photograph, Photographed, Picking, ReviewForm, Wheels, Writing
from kiosk.moments_staff import StaffList, StaffScan
from kiosk.rules.procedures import Procedure
from kiosk.rules.seen import Seen
from kiosk.session import Choices, Session
from kiosk.text import Text
from kiosk.work import Post, Work

if TYPE_CHECKING:
    from kiosk.devices import PrinterState
    from kiosk.reader import Preview, Reader
    from kiosk.world import World


COUNTED: dict[type[Moment], tuple[str, ...]] = {  # what is counted when it is shown (kiosk.store.usage)
    TicketGiven: ("ticket",), Searching: ("search",), ProcedurePage: ("procedure",), StatusPage: ("status",), Gone: ("form",),
    FormPaper: ("form",), SlipGiven: ("slip",), Rated: ("rating",),
}  # fmt: skip
SCANNED = "scanned"  # private: what was read while something slow went on
SLOW = (  # one thinks and types
    Searching | Typing | NumberPad | FormPage | Wheels | Digits | Picking | Writing | Photograph | ReviewForm | Telling
)
STORE_SECONDS = 8.0  # a commit takes milliseconds; a disk that needs longer is a fault, a server that is away is given up before


class Kiosk:
    """`shown` is called with every new moment, `restyled` when one of the four choices changed; both on the screen's thread."""

    def __init__(self, world: World, post: Post, monotonic: Callable[[], float]) -> None:
        self.world = world
        self.settings = world.settings
        self.session = Session()
        self.work = Work(post, lambda: self.session.number)
        world.on_store = lambda job: self.work.call("store", job, STORE_SECONDS)
        self.idle = Idle(self.settings.idle, monotonic)
        self.camera_fault = ""  # key of what is wrong with it
        self._looks_out = self._reader_knows = False
        self._post = post
        self._used: Counter[str] = Counter()
        self.shown: Callable[[Moment], Any] = lambda moment: None
        self.restyled: Callable[[], Any] = lambda: None
        self.closing: Callable[[], Any] = lambda: None
        self.tidy: Callable[[], Any] = gc.collect  # the window does it when nobody waits for a frame
        self.browse = Browse(self)
        self.ticket = TicketJourney(self)
        self.status = StatusJourney(self)
        self.submit = SubmitJourney(self)
        self.send = SendJourney(self)
        self.feedback = FeedbackJourney(self)
        self.staff = StaffJourney(self)

    def open(self) -> None:
        """After the first frame: open the store on its lane; a citizen may still be waiting for a number the power took away.

        What is posted is read and learnt meanwhile.
        """
        self.work.call_later("search", self.world.learn, lambda _: None)
        self.work.start("store", self.world.open_store, self.ticket.after_power_cut, lambda error: None)

    def look_out(self) -> None:
        """Start the reader: from now on a scan works on every screen."""
        self.work.call_later("portal", lambda: self.world.reader, self._open_reader)

    def _open_reader(self, reader: Reader) -> None:
        self._looks_out = True
        reader.open(self._seen, lambda fault: self._post(lambda: self._camera(fault)))
        self._watch(self.session.moment)

    def _seen(self, seen: Seen) -> None:
        """On a thread of the reader's: for this visit and no later one."""
        number = self.session.number
        self._post(lambda: self.scanned(seen) if self.session.number == number else None)

    def _watch(self, moment: Moment) -> None:
        """The camera looks closely while somebody is there."""
        if self._looks_out:
            self.world.reader.watch("slow" if isinstance(moment, Attract) else "full")

    @property
    def text(self) -> Text:
        return Text(self.session.choices.language)

    def today(self) -> date:
        return self.world.clock.today()

    def offered(self) -> dict[str, Procedure]:
        """The procedures that can be done today."""
        return self.world.catalogue.on(self.today())

    def show(self, moment: Moment) -> None:
        """A new moment; the present one becomes the way back, unless nobody comes back to it."""
        here = self.session.moment
        if not here.passing:
            self.keep(here)
        self._count(moment)
        self.change(moment)

    def _count(self, moment: Moment) -> None:
        """Once for each that is new: neither a way back nor a reprint is another number."""
        if isinstance(moment, TicketGiven):
            if moment.fault:
                counts.add("print_failed", moment.fault)
            if moment.ticket.attempts:
                return
            counts.add("ticket", moment.queue.code)
        self._used.update(COUNTED.get(type(moment), ()))

    def keep(self, here: Moment) -> None:
        """`here` becomes the way back."""
        if not isinstance(here, Attract | Waiting):
            self.session.trail.append(here)

    def change(self, moment: Moment) -> None:
        """The same place, drawn anew."""
        self.session.moment = moment
        self.idle.begin(self._patience(moment))
        self._watch(moment)
        self.shown(moment)
        if SCANNED in self.session.private and not isinstance(moment, Waiting):
            self.scanned(self.session.private.pop(SCANNED))

    def tick(self, moment: Moment) -> None:
        """The same place a second later: nobody has touched anything."""
        self.session.moment = moment
        self.shown(moment)

    def _patience(self, moment: Moment) -> float:
        """Seconds of silence before the kiosk asks: somebody who types needs longer, a PIN pad is not left open."""
        idle = self.settings.idle
        if isinstance(moment, PinPad):
            return idle.pin
        if isinstance(moment, Paying):
            return self.settings.forms.pay_seconds + idle.ask_after
        return idle.form_after if isinstance(moment, SLOW) else idle.ask_after

    def back(self) -> None:
        """One moment back; from the first one, home."""
        if self.session.trail:
            self.change(self.browse.as_ticked(self.session.trail.pop()))
        else:
            self.start_over()

    def wake(self) -> None:
        """The first touch on the attract screen does nothing but this."""
        if isinstance(self.session.moment, Attract):
            self._used["visit"] += 1
            counts.add("visit")
            self.start_over()

    def start_over(self) -> None:
        """The first choice again, same visit and same choices of language and size."""
        self._forget()
        self.world.read_catalogue()  # at once, but for a touch in the first moment after the start
        self.change(Home(self.faults()))

    def _forget(self) -> None:
        """What the citizen did so far. What the reader knows goes with its process."""
        if self._reader_knows:
            self.world.reader.forget()
            self._reader_knows = False
        self.session.trail.clear()
        for value in self.session.private.values():
            if isinstance(value, bytearray):
                value[:] = bytes(len(value))
        self.session.private.clear()

    def faults(self) -> tuple[str, ...]:
        """Keys of what does not work today, for the first screen."""
        found = []
        if not self.world.catalogue.procedures:
            found.append("error.catalogue")
        if self.world.store_failed:
            found.append("error.store")
        return tuple(found)

    def home(self) -> None:
        """The one place that forgets: the visit is over, whoever was here leaves nothing."""
        number = self.session.number + 1
        self._note_use()
        self._reader_knows = self._looks_out  # who can tell: something may have been read this very moment
        self._forget()
        self.session = Session(number=number)
        self.restyled()
        self.change(Attract())
        self.tidy()
        if self.world.store_failed:  # between two citizens: the disk may be back
            self.open()

    # -- what is held before the camera, or typed by a hand scanner

    def scanned(self, seen: Seen) -> None:
        """Somebody shows what it is about. While something slow goes on it waits its turn.

        At the staff's desk nothing is scanned, nor while a paper is photographed: it may have a code on it.
        """
        here = self.session.moment
        if isinstance(here, StaffScan):
            self.staff.scanned(seen)
            return
        if isinstance(here, PinPad | StaffDesk | StaffList | Photograph | Photographed):
            return
        if isinstance(here, Waiting):
            self.session.private[SCANNED] = seen
            return
        if isinstance(here, Attract):
            self.wake()
        self._reader_knows = True
        self.idle.begin()
        self.status.scanned(seen)

    def burst(self, keys: bytearray) -> None:
        """A hand scanner typed this; only the reader looks into it."""
        self._reader_knows = True
        self.world.reader.keys(keys)

    def owner_number(self, digits: bytearray) -> None:
        """The dossier's owner typed the ID number here; the reader takes it and empties the digits."""
        self._reader_knows = True
        self.world.reader.number(digits)

    def reader_knows(self) -> None:
        """The visit's process is told something, or asked: it ends with the visit."""
        self._reader_knows = True

    def preview(self) -> Preview | None:
        """The camera's newest picture."""
        return self.world.reader.preview() if self._looks_out else None

    def _camera(self, fault: str) -> None:
        self.camera_fault = fault
        self.status.camera(fault)
        self.submit.camera(fault)

    def _note_use(self) -> None:
        """What was done in this visit, counted; a store that fails costs a count and nothing else."""
        done, self._used = self._used, Counter()
        if done:
            self.work.call_later("store", lambda: self.world.hall.count(done), lambda _: None)

    def choose(self, **choices: Any) -> None:
        """Change language, text size, contrast or low mode at once, for this visit."""
        self.session.choices = replace(self.session.choices, **choices)
        self.idle.begin()
        self.restyled()
        self.shown(self.session.moment)

    @property
    def choices(self) -> Choices:
        return self.session.choices

    def look_at_printer(self) -> None:
        """While nobody is there: ask the printer, and show what staff must see to; hand over, send and count what waits."""
        self.work.call_later("printer", self.world.printer_state, self._looked)
        self.work.call_later("store", lambda: self.world.hall.used(), self._told_use)
        self.work.call_later("store", self.world.settle, lambda _: None)
        self.work.call_later("outbox", self.world.deliver, lambda _: None)
        self.work.call_later("outbox", self.world.count_released, lambda _: None)

    def _looked(self, state: PrinterState) -> None:
        here = self.session.moment
        if isinstance(here, Attract) and here.printer != state.fault:
            self.change(replace(here, printer=state.fault))

    def _told_use(self, used: tuple[int, int] | None) -> None:
        here = self.session.moment
        if isinstance(here, Attract) and used is not None and here.used != used:
            self.change(replace(here, used=used))

    def help(self) -> None:
        """Where an officer is, and from there back to whatever stood here: a number too. What is being waited for comes first."""
        here = self.session.moment
        if not isinstance(here, Help | Waiting | Attract):
            self.keep(here)
            self.change(Help())

    def sorry(self, error: KioskError) -> None:
        """Something failed: one plain sentence, and what the citizen can do now."""
        log.fault("last", error.key)
        if error.key == KioskError.key:  # our own bug: its sentence says that everything was cleared
            self._forget()
            self.change(Sorry(error.key))
        else:
            self.show(Sorry(error.key))
