"""A citizen's visit on the real window, by real touches (xdotool), picture by picture."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

from kivy.clock import Clock
from kivy.core.window import Window

from kiosk import moments as m
from kiosk import moments_dossier as d
from kiosk import moments_form as f
from kiosk.errors import KioskError
from screens.gallery import save_window

PATIENCE = 30.0  # s: a step that takes longer has failed
STEP = 0.1


class TourFailed(KioskError):
    """A step of the tour did not lead where it should."""


class Tour:
    """Plays `visit` on the app; afterwards `failed` holds one sentence, or nothing."""

    def __init__(self, app, out: Path, held) -> None:
        self.app, self.out, self.held = app, out, held
        self.failed = ""
        self.a4_papers: list[bytes] = []
        self._count = 0
        self._waited = 0.0
        self._done: Callable[[], bool] = lambda: True
        self._script = self.visit()

    def begin(self) -> None:
        Clock.schedule_interval(self._step, STEP)

    def _step(self, dt: float) -> bool:
        if not self._done():
            self._waited += STEP
            if self._waited < PATIENCE:
                return True
            return self._end(f"after picture {self._count}: still at {type(self.app.kiosk.session.moment).__name__}")
        self._waited = 0.0
        try:
            self._done = next(self._script)
        except StopIteration:
            return self._end("")
        except TourFailed as error:
            return self._end(str(error))
        return True

    def _end(self, why: str) -> bool:
        self.failed = why
        self.app.leave()
        return False

    # -- what a citizen does

    def touch(self, key: str) -> None:
        """A real press and release in the middle of what carries that key."""
        widget = next((w for w in self.app.hall.walk(loopback=False) if getattr(w, "key", "") == key and not w.disabled), None)
        if widget is None:
            raise TourFailed(f"nothing to touch called {key} at {type(self.app.kiosk.session.moment).__name__}")
        x, y = widget.to_window(*widget.center)
        subprocess.Popen(["xdotool", "mousemove", str(int(x)), str(int(Window.height - y)), "click", "1"])

    def picture(self, name: str) -> None:
        self._count += 1
        save_window(self.out / f"{self._count:02d}-{name}.png")

    def at(self, kind: type[m.Moment]) -> Callable[[], bool]:
        """True once that moment is on the stage, and settled."""
        hall = self.app.hall
        return lambda: isinstance(self.app.kiosk.session.moment, kind) and hall.screen is not None and hall.touch.settled()

    def go(self, key: str, kind: type[m.Moment], name: str = "") -> Iterator[Callable[[], bool]]:
        """Touch, wait for the moment, let a frame be drawn, take the picture."""
        before = self.app.kiosk.session.moment
        self.touch(key)
        there = self.at(kind)
        yield lambda: self.app.kiosk.session.moment is not before and there()
        frames = self.app.frames
        Window.canvas.ask_update()
        yield lambda: self.app.frames > frames
        if name:
            self.picture(name)

    def hold(self, what: str, kind: type[m.Moment], name: str) -> Iterator[Callable[[], bool]]:
        """Hold it before the camera until the kiosk has read it."""
        self.held.hold(what)
        yield self.at(kind)
        yield from self._still(name)

    def type(self, text: str) -> Iterator[Callable[[], bool]]:
        for letter in text:
            query = self.app.kiosk.session.moment.query
            self.touch("key.space" if letter == " " else f"key.{letter}")
            yield lambda q=query: self.app.kiosk.session.moment.query != q
        yield lambda: self.app.kiosk.session.moment.done

    def visit(self) -> Iterator[Callable[[], bool]]:
        """Wake, search, read, print the list, take a number; then in English with large letters, contrast and low; then without paper."""
        yield self.at(m.Attract)
        yield lambda: self.app.kiosk.world.tickets is not None
        self.picture("attract")
        yield from self.go("attract.wake", m.Home, "home")
        yield from self.go("home.search", m.Searching)
        yield from self.type("ong noi moi mat")
        yield lambda: bool(self.app.kiosk.session.moment.rows)
        yield from self._still("search")
        yield from self.go("result.0", m.ProcedurePage, "procedure")
        yield from self.go("procedure.steps", m.Details, "steps")
        yield from self.go("nav.back", m.ProcedurePage)
        yield from self.go("procedure.print", m.SlipGiven, "slip-printed")
        yield from self.go("nav.back", m.ProcedurePage)
        yield from self.go("nav.action", m.Ready, "papers")
        yield from self.go("nav.action", m.Priority, "priority")
        yield from self.go("nav.action", m.TicketGiven, "ticket")
        yield from self.go("nav.action", m.Attract)
        yield from self.dossier()
        yield from self.form()
        yield from self.english()
        yield from self.without_paper()

    def dossier(self) -> Iterator[Callable[[], bool]]:
        """A card and a receipt before the camera: the dossier is late, its letter is read and printed, and its slip."""
        yield from self.go("attract.wake", m.Home)
        yield from self.go("home.status", d.Scan)
        yield from self.hold("card", d.CardRead, "card-read")
        self.held.hold("")
        yield from self.go("card.status", d.Scan, "scan")
        yield from self.hold("receipt", d.StatusPage, "dossier-late")
        self.held.hold("")
        yield from self.go("nav.action", d.LetterPage, "letter")
        yield from self.go("nav.action", d.PaperGiven, "letter-printed")
        yield from self.go("nav.back", d.LetterPage)
        yield from self.go("nav.back", d.StatusPage)
        yield from self.go("status.print", d.PaperGiven)
        self.app.kiosk.home()
        yield self.at(m.Attract)

    def form(self) -> Iterator[Callable[[], bool]]:
        """The card fills a form; a line is changed, it is printed, a paper is photographed, it goes online and is paid."""
        yield from self.go("attract.wake", m.Home)
        yield from self.go("home.forms", f.Forms, "forms")
        yield from self.go("form.trich-luc.2.000635", f.Consent, "consent")
        yield from self.go("consent.yes", f.ShowCard)
        yield from self.hold("card", f.FormPage, "form-filled")
        self.held.hold("")
        yield from self.go("nav.action", f.FormPage, "form-whose")
        yield from self.go("choice.self", f.FormPage)
        yield from self.go("choice.birth", f.FormPage, "form-details")
        yield from self.go("nav.action", f.ReviewForm, "review")
        yield from self.go("review.change", f.ChangeWhat, "change-what")
        yield from self.go(f"group.{len(self.app.kiosk.session.moment.sheets.groups) - 1}", f.FormPage)
        yield from self.go("more.copies", f.FormPage)
        yield from self.go("nav.action", f.ReviewForm, "review-changed")
        yield from self.go("nav.action", f.WhereTo, "where-to")
        yield from self.go("where.paper", f.FormPaper, "form-printed")
        yield from self.go("nav.back", f.WhereTo)
        yield from self.go("where.online", f.PapersToSend, "papers-to-send")
        yield from self.go("paper.0", f.Photograph)
        empty = self._seen()
        self.held.hold("page")
        yield lambda: self._seen() != empty
        yield from self._still("photograph")
        yield from self.go("nav.action", f.Photographed, "photographed")
        self.held.hold("")
        yield from self.go("nav.action", f.PapersToSend)
        yield from self.go("nav.action", f.ReturnHow, "return")
        yield from self.go("return.counter", f.Gone, "sent")
        code = self.app.kiosk.session.moment.outcome.code
        yield from self.go("nav.action", f.Paying, "paying")
        self.held.pay(self.app.kiosk.world.deliverer.portal_url, code)
        yield self.at(f.Paid)
        yield from self._still("paid")
        yield from self.go("nav.action", m.Ready)
        self.a4_papers = list(self.app.kiosk.world.a4().papers)
        self.app.kiosk.home()
        yield self.at(m.Attract)

    def _seen(self) -> bytes:
        """A few of the pixels that the camera shows."""
        picture = self.app.kiosk.preview()
        return bytes(picture.pixels[:: len(picture.pixels) // 97]) if picture is not None else b""

    def english(self) -> Iterator[Callable[[], bool]]:
        yield from self.go("attract.wake", m.Home)
        for choice, name in (("language", "english"), ("size", "large"), ("size", "largest"), ("contrast", "contrast"), ("low", "low")):
            before = self.app.kiosk.choices
            self.touch(f"choice.{choice}")
            yield lambda b=before: self.app.kiosk.choices != b
            yield from self._still(f"home-{name}")
        yield from self.go("home.events", m.Events, "events-largest-low")
        yield from self.go("nav.back", m.Home)
        self.app.kiosk.home()
        yield self.at(m.Attract)

    def without_paper(self) -> Iterator[Callable[[], bool]]:
        """The paper runs out before the number is taken."""
        self.app.kiosk.world.machine().has_paper = False
        yield from self.go("attract.wake", m.Home)
        yield from self.go("home.ticket", m.Queues, "queues")
        yield from self.go("queue.B", m.Priority)
        yield from self.go("nav.action", m.NoPaper, "no-paper")
        yield from self.go("nav.action", m.TicketGiven, "ticket-on-screen")
        yield from self.go("nav.action", m.Attract, "attract-again")

    def _still(self, name: str) -> Iterator[Callable[[], bool]]:
        frames = self.app.frames
        Window.canvas.ask_update()
        yield lambda: self.app.frames > frames + 1 or Window.canvas.ask_update()
        yield self.app.hall.touch.settled
        self.picture(name)
