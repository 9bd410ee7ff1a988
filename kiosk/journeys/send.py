"""The filled form goes on its way: looked through, online or on paper or to the counter, paid, and a number where originals are wanted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kiosk.errors import KioskError
from kiosk.moments import Waiting
from kiosk.moments_form import (
    ChangeWhat,
    Exempt,
    FormPaper,
    FormRow,
    Gone,
    Paid,
    PapersToSend,
    Paying,
    Photograph,
    Photographed,
    ReturnHow,
    ReviewForm,
    WhereTo,
)
from kiosk.reader import desk_messages as say
from kiosk.reader.desk_messages import Editing, Outcome, PaymentView, Sheets, View
from kiosk.rules.procedures import Words

if TYPE_CHECKING:
    from kiosk.kiosk import Kiosk

ROW, SHEETS, EXEMPT, COUNTER_CODE, ELSEWHERE = "form", "form sheets", "form exempt", "counter code", "form field elsewhere"
SEND_SECONDS = 45.0  # the portal gets 25 of them
POLL = 3  # seconds between two questions whether it is paid


class SendJourney:
    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    # -- looked through

    def review(self) -> None:
        """The sheets as they will be printed."""
        self.kiosk.submit.ask(say.Review(), lambda sheets: self.kiosk.change(ReviewForm(sheets=sheets)), seconds=20.0)

    def change_what(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, ReviewForm):
            self.kiosk.show(ChangeWhat(sheets=here.sheets))

    def turn_sheet(self, first: int) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, ReviewForm):
            self.kiosk.change(replace(here, first=first))

    def confirm(self) -> None:
        """It is right: where to?"""
        here, settings = self.kiosk.session.moment, self.kiosk.settings
        if isinstance(here, ReviewForm):
            login = here.sheets.login
            online = here.sheets.online and bool(settings.portal.url) and not (login and not settings.portal.eform)
            self._private[SHEETS] = here.sheets
            self.kiosk.show(WhereTo(self._row.procedure, online, bool(settings.a4.queue), bool(settings.forms.counter_key), login))

    # -- online: papers, exemption, return

    def online(self) -> None:
        sheets: Sheets = self._private[SHEETS]
        if sheets.login:  # papers, fee and return are the phone's: the portal asks for them there
            self.send()
        else:
            self.kiosk.submit.ask(say.AskPapers(), self._papers)

    def _papers(self, papers: say.Papers) -> None:
        if papers.papers:
            working = bool(self.kiosk.settings.camera.device) and not self.kiosk.camera_fault
            here = self.kiosk.session.moment
            shown = PapersToSend(papers=papers, camera=working)
            self.kiosk.show(shown) if isinstance(here, WhereTo) else self._back_to(PapersToSend, shown)
        else:
            self.papers_done()

    def _back_to(self, kind: type[PapersToSend], shown: PapersToSend) -> None:
        trail = self.kiosk.session.trail
        while trail and isinstance(trail[-1], kind):
            trail.pop()
        self.kiosk.change(shown)

    def photograph(self, paper: int) -> None:
        """The camera looks for the edges of a page until the citizen touches the button."""
        here = self.kiosk.session.moment
        if isinstance(here, PapersToSend):
            wanted = here.papers.papers[paper]
            moment = Photograph(paper, wanted.name, wanted.pages + 1, self.kiosk.camera_fault)
            self.kiosk.submit.ask(say.Aim(True), lambda _: self.kiosk.show(moment))

    def shoot(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, Photograph):
            self.kiosk.show(Waiting("waiting.shot"))
            self.kiosk.submit.ask(say.Shoot(here.paper), lambda shot: self.kiosk.show(Photographed(shot, here.name)))

    def keep_shot(self, keep: bool) -> None:
        """Keep the page, or photograph it again."""
        here = self.kiosk.session.moment
        if isinstance(here, Photographed):
            paper = here.shot.paper
            self.kiosk.submit.ask(say.KeepShot(keep), self._papers if keep else lambda papers: self._again(papers, paper))

    def _again(self, papers: say.Papers, paper: int) -> None:
        self._back_to(PapersToSend, PapersToSend(papers=papers))
        self.photograph(paper)

    def drop_pages(self, paper: int) -> None:
        self.kiosk.submit.ask(say.DropPages(paper), self._papers)

    def papers_done(self) -> None:
        self.kiosk.submit.ask(say.Aim(False), lambda _: self._exempt())

    def _exempt(self) -> None:
        sheets: Sheets = self._private[SHEETS]
        if sheets.exemptions:
            self.kiosk.show(Exempt(sheets=sheets))
        else:
            self.returns()

    def exempt(self, code: str) -> None:
        """Who need not pay, "" for nobody of them."""
        self._private[EXEMPT] = code
        self.returns()

    def returns(self) -> None:
        """How the result comes back."""
        self.kiosk.submit.ask(say.AskReturn(), self._returns)

    def _returns(self, returns: say.Returns) -> None:
        here = self.kiosk.session.moment
        if not returns.offered:
            self.send()
        elif isinstance(here, ReturnHow):
            self.kiosk.change(replace(here, returns=returns))
        else:
            trail = self.kiosk.session.trail
            chosen = bool(trail) and isinstance(trail[-1], ReturnHow)
            if chosen:
                trail.pop()
            self.kiosk.change(ReturnHow(returns, True)) if chosen else self.kiosk.show(ReturnHow(returns))

    def by_post(self) -> None:
        """Address and telephone are shown first, and the charge; the second time it is settled."""
        here = self.kiosk.session.moment
        if isinstance(here, ReturnHow) and not here.post:
            self.kiosk.change(replace(here, post=True))
        elif isinstance(here, ReturnHow):
            self.kiosk.submit.ask(say.SetReturn(True), self._return_set)

    def at_counter(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, ReturnHow):
            self.kiosk.submit.ask(say.SetReturn(False), self._return_set)

    def _return_set(self, answer: say.Done | Editing) -> None:
        if isinstance(answer, Editing):
            self.touch(answer.field.key)
        else:
            self.send()

    def touch(self, key: str) -> None:
        """The address, the name or the telephone for the post: one of those that are known, or written."""
        self._private[ELSEWHERE] = True
        self.kiosk.submit.touch(key)

    def view(self) -> View | None:
        """The post's questions as a page, beside the form's own."""
        here = self.kiosk.session.moment
        if not isinstance(here, ReturnHow):
            return None
        name = self._row.name
        return View(self._row.form, name, 0, 1, name, Words(), here.returns.fields)

    # -- sent

    def send(self) -> None:
        self.kiosk.show(Waiting("waiting.send"))
        self.kiosk.submit.ask(say.Send(self._private.get(EXEMPT, "")), self._sent, seconds=SEND_SECONDS)

    def _sent(self, outcome: Outcome) -> None:
        if outcome.state == "sent":
            self.kiosk.submit.ask(say.AskPayment(), lambda payment: self._slip(outcome, payment), seconds=SEND_SECONDS)
        else:
            self._slip(outcome, None)

    def _slip(self, outcome: Outcome, payment: PaymentView | None) -> None:
        """The code on paper; whether that came out or not, the screen shows it."""
        sheets: Sheets | None = self._private.get(SHEETS)
        row: FormRow | None = self._private.get(ROW)
        gone = Gone(outcome, row.procedure if row else None, payment, bool(sheets and sheets.originals))
        if outcome.state in ("sent", "kept"):
            self._print(outcome.state, lambda fault: self.kiosk.show(replace(gone, printed=not fault, fault=fault)))
        else:
            self.kiosk.show(gone)

    def _print(self, what: Any, then: Any) -> None:
        """A paper of the visit's process on its printer; `then` gets the key of what went wrong, or ""."""
        lane = "a4" if what == "form" else "printer"
        language, world = self.kiosk.choices.language, self.kiosk.world

        def failed(error: KioskError) -> None:
            then(error.key)

        self.kiosk.reader_knows()
        self.kiosk.work.start(lane, lambda: world.print_form(what, language), lambda _: then(""), failed)

    # -- paid

    def pay(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, Gone) and here.payment is not None and here.payment.state == "due":
            self.kiosk.show(Paying(here, here.payment, self.kiosk.settings.forms.pay_seconds))

    def tick(self) -> None:
        """Once a second, while the code to pay with stands on the screen."""
        here = self.kiosk.session.moment
        if not isinstance(here, Paying):
            return
        if here.seconds <= 1:
            self.kiosk.show(Paid(here.gone, "late", here.payment))
            return
        self.kiosk.tick(replace(here, seconds=here.seconds - 1))
        if here.seconds % POLL == 0:
            self.kiosk.submit.ask(say.AskPayment(), self._paid)

    def _paid(self, payment: PaymentView) -> None:
        here = self.kiosk.session.moment
        if not isinstance(here, Paying) or payment.state in ("due", "away", "none"):
            return
        if payment.state == "paid":
            self.kiosk.show(Waiting("waiting.paper"))
            paid = Paid(here.gone, "paid", payment)
            self._print("receipt", lambda fault: self.kiosk.show(replace(paid, printed=not fault, fault=fault)))
        elif payment.state in ("cancelled", "at-counter"):
            self.kiosk.show(Paid(here.gone, "cancelled" if payment.state == "cancelled" else "at-counter", payment))

    def pay_at_counter(self) -> None:
        """The citizen would rather pay there."""
        here = self.kiosk.session.moment
        if isinstance(here, Paying):
            self.kiosk.show(Paid(here.gone, "at-counter", here.payment))

    # -- on paper, to the counter

    def paper(self) -> None:
        """The official form on A4, or what it says on the receipt printer where there is no other."""
        what = "form" if self.kiosk.settings.a4.queue else "summary"
        self.kiosk.show(Waiting("waiting.paper"))
        self._print(what, lambda fault: self.kiosk.show(FormPaper(what, self._row.procedure, fault)))

    def summary(self) -> None:
        self.kiosk.show(Waiting("waiting.paper"))
        self._print("summary", lambda fault: self.kiosk.show(FormPaper("summary", self._row.procedure, fault)))

    def counter(self) -> None:
        """The ticket carries the form as a sealed code; where there is no such code, the summary on paper goes along."""

        def coded(answer: say.CounterCode) -> None:
            if answer.text:
                self._private[COUNTER_CODE] = answer.text
                self.number()
            else:
                self.summary()

        self.kiosk.submit.ask(say.AskCounterCode(), coded)

    def number(self) -> None:
        """Straight to a number in that procedure's queue, with its checklist."""
        here = self.kiosk.session.moment
        procedure = here.procedure if isinstance(here, Gone | FormPaper) else here.gone.procedure if isinstance(here, Paid) else None
        if procedure is None and ROW in self._private:
            procedure = self._row.procedure
        if procedure is None:
            self.kiosk.ticket.start()
        else:
            self.kiosk.ticket.for_procedure(procedure)

    # -- the code of a slip

    def kept(self, code: str) -> None:
        """What became of a dossier that the kiosk kept."""
        self.kiosk.show(Waiting("waiting.portal"))
        self.kiosk.submit.ask(say.LookUp(code), lambda outcome: self.kiosk.show(Gone(outcome, None)))

    def status(self) -> None:
        """Where the dossier stands that was sent: its secret is known to the visit."""
        here = self.kiosk.session.moment
        if isinstance(here, Gone) and here.outcome.state == "sent":
            self.kiosk.status.known(here.outcome.code)

    @property
    def _row(self) -> FormRow:
        row: FormRow = self._private[ROW]
        return row

    @property
    def _private(self) -> dict[str, Any]:
        return self.kiosk.session.private
