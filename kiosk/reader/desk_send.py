"""A draft goes on its way: return and fee, the portal or the outbox, the sealed code for the counter."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import log
from kiosk.clock import Clock
from kiosk.errors import FormError, KioskError, LoginNeeded, OutboxError, PortalError, PortalRefused
from kiosk.reader import desk_messages as say
from kiosk.reader.desk_view import editing, field_view
from kiosk.reader.draft import Draft, Typed
from kiosk.reader.messages import DeskSetup
from kiosk.rules.submission import Attached, Postal, Progress, Submission
from kiosk.settings import PortalSettings

if TYPE_CHECKING:
    from kiosk.forms import Post
    from kiosk.outbox.deliver import Result
    from kiosk.outbox.store import Outbox
    from kiosk.portal.submit import Submit

PART = "GT"  # dossierPartNo of a photographed paper; the form's own part stands in its file


class SendDesk:
    """`know_secret(code, secret)` tells the visit of a dossier that was sent from here: it may be looked up."""

    def __init__(
        self, setup: DeskSetup, portal: PortalSettings, token: str, clock: Clock, know_secret: Callable[[str, str], None]
    ) -> None:
        self._setup, self._portal, self._token, self._clock, self._know = setup, portal, token, clock, know_secret

    # -- return

    def returns(self, draft: Draft) -> say.Returns:
        """The post's questions, answered as far as the form knows."""
        post = self._post
        self._prefill(draft)
        fields = tuple(field_view(draft.postal, one) for one in draft.postal.form.fields)
        return say.Returns(fields, post.offered and bool(fields), post.charge, post.verified)

    def set_return(self, draft: Draft, post: bool) -> say.Done | say.Editing:
        """What the post lacks is asked first."""
        draft.by_post = post
        if post:
            for one in draft.postal.form.fields:
                value = draft.postal.value(one.key)
                problem = draft.postal.problem(one.key)
                if problem or (one.required and not value):
                    draft.typed = Typed(one, value, len(value), problem)
                    return editing(draft, 0)
        return say.Done()

    def _prefill(self, draft: Draft) -> None:
        """Name, address and telephone of the owner, where nobody has said another one."""
        name, _, address = self._owner(draft)
        for key, text in (("postal_name", name), ("postal_address", address), ("postal_phone", self._phone(draft))):
            if text and not draft.postal.value(key):
                draft.postal.put(key, text, "same")
        draft.postal.addresses(draft.filling, draft.form.owner, "postal")

    def _owner(self, draft: Draft) -> tuple[str, str, str]:
        """Name, number and address of whose dossier it is."""
        found = {one.card: draft.filling.value(one.key) for one in draft.form.fields if one.role == draft.form.owner and one.card}
        return found.get("name", ""), found.get("number", ""), found.get("address", "")

    def _phone(self, draft: Draft) -> str:
        return next((value for one in draft.form.fields if one.kind == "phone" and (value := draft.filling.value(one.key))), "")

    # -- sent

    def send(self, draft: Draft, exemption: str) -> say.Outcome:
        """To the portal, or into the outbox. Asked twice it sends once: the dossier keeps its name."""
        if not self._portal.url.startswith("http"):
            return say.Outcome("nothing")
        if draft.submission is None:
            draft.submission = self._submission(draft, exemption)
        try:
            outbox = self._outbox
        except OutboxError:
            log.note("outbox: it cannot be used")
            outbox = None
        if outbox is None:
            return self._without_outbox(draft, draft.submission)
        return self._outcome(draft, self._through(outbox, draft.submission))

    def _through(self, outbox: Outbox, submission: Submission) -> Result:
        from kiosk.outbox.deliver import submit_now

        return submit_now(outbox, self._submit, submission, self._clock)

    def _outcome(self, draft: Draft, result: Result) -> say.Outcome:
        draft.progress = result.progress
        if result.state == "sent":
            return self._sent(draft)
        if result.state == "kept":
            draft.kept_code = result.entry.code
            return say.Outcome("kept", result.entry.code, day=result.entry.created[:10])
        return self._handover(draft) if result.state == "login" else say.Outcome("refused")

    def _without_outbox(self, draft: Draft, submission: Submission) -> say.Outcome:
        """Nothing is kept here: what does not arrive now is said not to have arrived."""

        def record(progress: Progress) -> None:
            draft.progress = progress

        try:
            draft.progress = self._submit.send(submission, draft.progress, record)
        except LoginNeeded:
            return self._handover(draft)
        except PortalRefused:
            return say.Outcome("refused")
        except PortalError:
            if draft.progress.posted_at:
                raise  # it may be there: nobody must say that it is not
            return say.Outcome("nothing")
        return self._sent(draft)

    def _sent(self, draft: Draft) -> say.Outcome:
        self._know(draft.progress.code, draft.progress.secret)
        return say.Outcome("sent", draft.progress.code, bool(draft.progress.secret))

    def _handover(self, draft: Draft) -> say.Outcome:
        """The e-form is at the portal, the phone opens it; without an address for that, the counter goes on."""
        return say.Outcome("handover" if self._portal.eform and draft.progress.eform_no else "refused")

    def _submission(self, draft: Draft, exemption: str) -> Submission:
        from kiosk.reader.desk_paper import form_paper

        form, now = draft.form, self._clock.now()
        name, number, address = self._owner(draft)
        files = [Attached(uuid.uuid4().hex, form.to.part, form.official, form_paper(draft, self._clock).pdf)]
        files += [
            Attached(uuid.uuid4().hex, f"{PART}{at + 1:02d}", paper.name.vi, draft.photos.pdf(at))
            for at, paper in enumerate(draft.photos.papers)
            if paper.pages
        ]
        postal = None
        if draft.by_post:
            post = draft.postal
            postal = Postal(post.value("postal_name"), post.value("postal_phone"), post.value("postal_address"))
        return Submission(
            uuid.uuid4().hex, now.isoformat(), form.code, form.version, draft.procedure, draft.name, self._setup.agency,
            form.to.template, form.to.dossier_template, form.to.part, name, number, address, self._phone(draft),
            draft.filling.values_to_send(), tuple(files), postal, exemption, form.to.login,
        )  # fmt: skip

    # -- paid

    def payment(self, draft: Draft) -> say.PaymentView:
        """What the portal says is owed; "away" when it does not answer now."""
        from kiosk.portal.payment import payment

        if not draft.progress.dossier:
            return say.PaymentView("none")
        try:
            found = payment(self._submit.payments(draft.progress.dossier))
        except PortalError:
            return say.PaymentView("away")
        draft.payment = found
        return say.PaymentView(found.state, found.amount, found.post, found.note, bool(found.qr), bool(found.link), found.bank)

    def code(self, draft: Draft, which: str) -> str:
        """The content of a QR code. Raises FormError for one that there is not."""
        progress, payment = draft.progress, draft.payment
        if which == "sent" and progress.code:
            return progress.code
        if which == "kept" and draft.kept_code:
            return f"PH2:{draft.kept_code}"
        if which == "handover" and self._portal.eform:
            return self._portal.eform.replace("{no}", progress.eform_no).replace("{secret}", progress.eform_secret)
        if which == "payment" and payment is not None and (payment.qr or payment.link):
            return payment.qr or payment.link
        raise FormError("there is no such code")

    # -- the counter, and what was kept

    def counter_code(self, draft: Draft) -> say.CounterCode:
        """The confirmed answers, sealed to the ward; "" where a key is missing or they are too many."""
        from kiosk import counter_code

        settings = self._setup.forms
        try:
            sign = counter_code.sign_key()
            if not settings.counter_key or sign is None:
                return say.CounterCode("")
            ward = counter_code.raw_key(settings.counter_key)
            values = draft.filling.values_to_send()
            now = self._clock.now()
            return say.CounterCode(counter_code.make(draft.form, draft.procedure, values, now, settings.code_minutes, ward, sign))
        except (KioskError, ValueError):
            log.note("counter code: its keys cannot be used")
            return say.CounterCode("")

    def look_up(self, code: str) -> say.Outcome:
        """What became of a dossier that was kept."""
        outbox = self._outbox
        entry = outbox.by_code(code) if outbox is not None else None
        if outbox is None or entry is None:
            return say.Outcome("unknown")
        if entry.state == "done":
            progress = outbox.progress(entry)
            self._know(progress.code, progress.secret)
            return say.Outcome("sent", progress.code)
        return say.Outcome("kept" if entry.state == "waiting" else "refused", entry.code, day=entry.created[:10])

    @cached_property
    def _submit(self) -> Submit:
        from kiosk.portal.submit import Submit

        return Submit(self._portal, self._token, self._clock)

    @cached_property
    def _outbox(self) -> Outbox | None:
        """None where there is no key: nothing is kept that could not be sealed. Raises OutboxError."""
        from kiosk.outbox.seal import Sealer, outbox_key
        from kiosk.outbox.store import Outbox

        key = outbox_key()
        if key is None or not self._setup.outbox:
            return None
        return Outbox(Path(self._setup.outbox), Sealer(key), self._setup.kiosk)

    @cached_property
    def _post(self) -> Post:
        from kiosk.forms import load_what_works

        return load_what_works()[0].post
