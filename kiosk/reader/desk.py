"""The desk of the visit's process: one form, for one citizen. Every question of the screen about it is answered here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.errors import FormError
from kiosk.reader import desk_messages as say
from kiosk.reader.desk_form import FormDesk
from kiosk.reader.desk_view import view
from kiosk.reader.draft import Draft
from kiosk.reader.messages import DeskSetup
from kiosk.reader.photos import Photographed, Photos
from kiosk.rules.idcard import Card

if TYPE_CHECKING:
    from kiosk.devices.camera import Pixels
    from kiosk.forms import Forms
    from kiosk.reader.desk_send import SendDesk

Reply = tuple[say.Answer, bytes]
NOTHING = b""


@dataclass(frozen=True)
class Eye:
    """What the desk needs of the camera: a burst of pictures, and whether the edges of a page are shown in the preview."""

    burst: Callable[[], list[Pixels]] = lambda: []
    aim: Callable[[bool], None] = lambda on: None


class Desk:
    """`card` tells the card that was read last in this visit. `send` makes what speaks to the portal and the outbox, when it is needed."""

    def __init__(
        self, setup: DeskSetup, clock: Clock, card: Callable[[], Card | None], eye: Eye, send: Callable[[], SendDesk]
    ) -> None:
        self._setup, self._clock, self._eye = setup, clock, eye
        self._form = FormDesk(card)
        self._card = card
        self._make_send = send
        self._draft: Draft | None = None

    def answer(self, request: say.Request, raw: bytearray) -> Reply:
        """The answer, and the bytes that go beside it. `raw` is zeroed. Raises FormError, PortalError, OutboxError."""
        try:
            if isinstance(request, say.Begin):
                return self._begin(request), NOTHING
            if isinstance(request, say.LookUp):
                return self._send.look_up(request.code), NOTHING
            if self._draft is None:
                return say.NoForm(), NOTHING
            return self._about(self._draft, request, raw)
        finally:
            raw[:] = bytes(len(raw))

    @property
    def draft(self) -> Draft:
        """The form that is being filled in. Raises FormError."""
        if self._draft is None:
            raise FormError("there is no form open")
        return self._draft

    def _begin(self, request: say.Begin) -> say.View:
        from kiosk.reader.draft_start import start

        photos = Photos(self._eye.burst, [Photographed(name) for name in request.papers])
        self._draft = start(self._forms, request, self._setup, self._clock, photos)
        if request.card and self._card() is not None:
            return self._form.fill(self._draft, self._draft.form.owner)
        return view(self._draft)

    def _about(self, draft: Draft, request: say.Request, raw: bytearray) -> Reply:
        match request:
            case say.Fill(role):
                return self._form.fill(draft, role), NOTHING
            case say.Turn(page):
                return self._form.turn(draft, page), NOTHING
            case say.Choose(field, code):
                return self._form.choose(draft, field, code), NOTHING
            case say.Put(field, _):
                return self._form.put(draft, field, raw), NOTHING
            case say.Edit(field):
                return self._form.edit(draft, field), NOTHING
            case say.Press(key, mode):
                return self._form.press(draft, key, mode), NOTHING
            case say.Take(index):
                return self._form.take(draft, index), NOTHING
            case say.Leave():
                return self._form.leave(draft), NOTHING
        return self._drawn(draft, request) or (self._pictured(draft, request), NOTHING)

    def _drawn(self, draft: Draft, request: say.Request) -> Reply | None:
        """What goes to the screen or to a printer as pixels or as a PDF."""
        match request:
            case say.Draw():
                from kiosk.reader.desk_draw import draw

                return draw(draft, request, self._clock, self._form.suggestions(draft), lambda which: self._send.code(draft, which))
            case say.Print():
                from kiosk.reader.desk_paper import paper

                return paper(draft, request, self._setup, self._clock)
        return None

    def _pictured(self, draft: Draft, request: say.Request) -> say.Answer:
        match request:
            case say.Aim(on):
                self._eye.aim(on)
                return say.Done()
            case say.AskPapers():
                return draft.photos.list()
            case say.Shoot(paper):
                return draft.photos.shoot(paper)
            case say.KeepShot(keep):
                return draft.photos.keep(keep)
            case say.DropPages(paper):
                return draft.photos.drop(paper)
        return self._sent(draft, request)

    def _sent(self, draft: Draft, request: say.Request) -> say.Answer:
        match request:
            case say.Review():
                from kiosk.reader.desk_paper import sheets

                return sheets(draft, self._clock)
            case say.AskReturn():
                return self._send.returns(draft)
            case say.SetReturn(post):
                return self._send.set_return(draft, post)
            case say.Send(exemption):
                return self._send.send(draft, exemption)
            case say.AskPayment():
                return self._send.payment(draft)
            case say.AskCounterCode():
                return self._send.counter_code(draft)
        raise FormError("nobody knows what to do with this")

    @cached_property
    def _forms(self) -> Forms:
        from kiosk.forms import load_what_works

        return load_what_works()[0]

    @cached_property
    def _send(self) -> SendDesk:
        return self._make_send()
