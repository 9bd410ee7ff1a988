"""The citizen fills in a form without writing: the card first, then choices, and the keyboard last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from kiosk.errors import FormError
from kiosk.moments import Waiting
from kiosk.moments_form import Consent, Digits, FormPage, FormRow, Forms, Picking, ReviewForm, ShowCard, Wheels, Writing
from kiosk.reader import desk_messages as say
from kiosk.reader.desk_messages import Editing, FieldView, View
from kiosk.rules.procedures import Procedure
from kiosk.rules.seen import SeenCard
from kiosk.rules.typing import Mode

if TYPE_CHECKING:
    from kiosk.kiosk import Kiosk

CARD = "card"  # in session.private: what is known of the card that was read, masked
ROW, BEGUN, REVIEWED, ELSEWHERE = "form", "form begun", "form reviewed", "form field elsewhere"
Asked = TypeVar("Asked")
OnAPage = FormPage | Wheels | Digits | Picking | Writing


class SubmitJourney:
    def __init__(self, kiosk: Kiosk) -> None:
        self.kiosk = kiosk

    # -- which form

    def start(self) -> None:
        self.kiosk.show(Waiting("waiting.forms"))
        self.kiosk.work.start("search", self.kiosk.world.shelf.rows, lambda rows: self.kiosk.show(Forms(rows=rows)), self.kiosk.sorry)

    def for_procedure(self, procedure: Procedure) -> None:
        """From a procedure's page."""
        rows = self.kiosk.world.shelf.rows_of(procedure)
        if len(rows) == 1:
            self.choose_form(rows[0])
        elif rows:
            self.kiosk.show(Forms(rows=rows))

    def fillable(self, procedure: Procedure) -> bool:
        """Whether a form of this procedure can be filled in here."""
        return self.kiosk.world.shelf.row(procedure) is not None

    def choose_form(self, row: FormRow) -> None:
        """Before anything is read: what the card is for, in one sentence."""
        for key in (BEGUN, REVIEWED, ELSEWHERE):
            self._private.pop(key, None)
        self._private[ROW] = row
        self.kiosk.show(Consent(row, self._private.get(CARD)))

    # -- the card

    def agree(self) -> None:
        """The citizen consents: the card that was read fills the form, or one is read now."""
        here = self.kiosk.session.moment
        if isinstance(here, Consent):
            if here.card is not None:
                self._begin(True)
            else:
                owner = self.kiosk.world.shelf.owner(here.row.form)
                self.kiosk.show(ShowCard(owner.role, owner.label, self.kiosk.camera_fault))

    def without_card(self) -> None:
        self._begin(False)

    def show_card(self) -> None:
        """Somebody else's card fills what is asked here."""
        here = self.kiosk.session.moment
        if isinstance(here, FormPage) and here.view.role:
            self.kiosk.show(ShowCard(here.view.role, here.view.role_label, self.kiosk.camera_fault))

    def skip_card(self) -> None:
        if BEGUN in self._private:
            self.kiosk.back()
        else:
            self._begin(False)

    def card(self, card: SeenCard) -> bool:
        """A card was read; whether a form takes it."""
        here = self.kiosk.session.moment
        if isinstance(here, Consent):
            self.kiosk.change(replace(here, card=card))
        elif isinstance(here, ShowCard) and BEGUN not in self._private:
            self._begin(True)
        elif isinstance(here, ShowCard):
            self.ask(say.Fill(here.role), self._page)
        elif isinstance(here, OnAPage) and here.view.role:
            self.ask(say.Fill(here.view.role), self._page)
        else:
            return isinstance(here, OnAPage)
        return True

    def camera(self, fault: str) -> None:
        """The camera stopped or works again."""
        here = self.kiosk.session.moment
        if isinstance(here, ShowCard) and here.fault != fault:
            self.kiosk.change(replace(here, fault=fault))

    def _begin(self, card: bool) -> None:
        row: FormRow = self._private[ROW]
        self._private[BEGUN] = True
        procedure = row.procedure
        papers = tuple(paper.name for paper in procedure.papers if not (paper.form or paper.present))  # no picture of an ID card
        self.ask(say.Begin(row.form, procedure.code, procedure.official, papers, card), self._page)

    # -- page by page

    def next(self) -> None:
        """On, or to the first thing that is still missing here."""
        here = self.kiosk.session.moment
        if not isinstance(here, FormPage):
            return
        wanting = next((one for one in here.view.fields if one.problem or (one.required and not one.filled)), None)
        if wanting is not None:
            self.touch(wanting.key)
        else:
            self._turn(here.view.pages if REVIEWED in self._private else here.view.at + 1)

    def previous(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, FormPage) and here.view.at > 0:
            self._turn(here.view.at - 1)
        else:
            self.kiosk.back()

    def change(self, page: int) -> None:
        """From the review: back to that page, and afterwards to the review again."""
        self._private[REVIEWED] = True
        self._turn(page)

    def _turn(self, page: int) -> None:
        self.ask(say.Turn(page), self._page)

    def _page(self, view: View) -> None:
        """That page; after the last one, the review."""
        trail = self.kiosk.session.trail
        while trail and isinstance(trail[-1], FormPage | ReviewForm):
            trail.pop()
        if self._private.pop(ELSEWHERE, None):
            self.kiosk.send.returns()
        elif view.at >= view.pages:
            self.kiosk.send.review()
        else:
            self.kiosk.change(FormPage(view=view))

    # -- one field

    def choose(self, field: str, code: str) -> None:
        """A choice; where it is the only question of its page, the next page follows."""

        def chosen(view: View) -> None:
            alone = len(view.fields) == 1 and view.fields[0].kind == "choice" and view.fields[0].filled and not view.fields[0].problem
            if alone and ELSEWHERE not in self._private:
                self._turn(view.pages if REVIEWED in self._private else view.at + 1)
            else:
                self._page(view)

        self.ask(say.Choose(field, code), chosen)

    def touch(self, key: str) -> None:
        """A line was touched: by choice where that is possible, by wheels or keys where it is not."""
        view, field = self._view(), self._field(key)
        if view is None or field is None:
            return
        if field.kind == "choice" or field.offered:
            self.kiosk.show(Picking(view=view, field=field))
        elif field.kind in ("date", "time"):
            self.kiosk.show(Wheels(view, field))
        elif field.kind != "count":
            self.write(key)

    def put(self, key: str, value: str) -> None:
        """A day, a time or a number as it is kept."""
        raw = bytearray(value, "ascii", "replace")
        self.ask(say.Put(key, len(raw)), self._page, raw)

    def count(self, key: str, step: int) -> None:
        field = self._field(key)
        if field is not None:
            self.put(key, str(max(field.least, min(field.most or 999, field.number + step))))

    def write(self, key: str) -> None:
        """The last resort: the keyboard, or the pad for digits."""
        self.ask(say.Edit(key), self._editing)

    def digit(self, name: str) -> None:
        self.leave() if name == "enter" else self.ask(say.Press("backspace" if name == "clear" else name), self._editing)

    def key(self, name: str) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, Writing):
            self.ask(say.Press(name.upper() if here.shift and len(name) == 1 else name, here.mode), self._editing)

    def take(self, index: int) -> None:
        self.ask(say.Take(index), self._editing)

    def mode(self, mode: Mode) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, Writing):
            self.kiosk.change(replace(here, mode=mode))

    def shift(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, Writing):
            self.kiosk.change(replace(here, shift=not here.shift))

    def leave(self) -> None:
        """The field is done: its page, or what is wrong with it."""
        self.ask(say.Leave(), lambda answer: self._page(answer) if isinstance(answer, View) else self._editing(answer))

    def _editing(self, editing: Editing) -> None:
        """The field as it stands after a key."""
        here = self.kiosk.session.moment
        if isinstance(here, Writing):
            self.kiosk.change(replace(here, editing=editing, shift=False))
        elif isinstance(here, Digits):
            self.kiosk.change(replace(here, field=editing.field, typed=editing.length, problem=editing.field.problem))
        elif (view := self._view()) is not None:
            opened = Digits(view, editing.field, editing.length) if editing.digits else Writing(view, editing)
            self.kiosk.change(opened) if isinstance(here, Picking) else self.kiosk.show(opened)

    def reveal(self, key: str) -> None:
        """A finger rests on a number that is drawn masked."""
        here = self.kiosk.session.moment
        if isinstance(here, FormPage):
            self.kiosk.change(replace(here, shown=key))

    def hide(self) -> None:
        here = self.kiosk.session.moment
        if isinstance(here, FormPage) and here.shown:
            self.kiosk.change(replace(here, shown=""))

    def _field(self, key: str) -> FieldView | None:
        view = self._view()
        return next((one for one in view.fields if one.key == key), None) if view else None

    def _view(self) -> View | None:
        here = self.kiosk.session.moment
        return here.view if isinstance(here, OnAPage) else self.kiosk.send.view()

    # -- the visit's process

    def draw(self, what: say.Draw, then: Callable[[say.Drawn, bytearray], Any]) -> None:
        """Pixels of what is private; nothing when it is gone meanwhile."""

        def drawn(reply: tuple[say.Answer, bytearray]) -> None:
            if isinstance(reply[0], say.Drawn):
                then(reply[0], reply[1])

        self.kiosk.work.start("form", lambda: self.kiosk.world.reader.ask(what), drawn, lambda error: None)

    def ask(self, request: say.Request, then: Callable[[Any], Any], raw: bytearray | None = None, seconds: float = 10.0) -> None:
        """Ask the visit's process, on its lane; what it no longer knows is begun again."""

        def answered(reply: tuple[say.Answer, bytearray]) -> None:
            self.kiosk.sorry(FormError("the form is gone")) if isinstance(reply[0], say.NoForm) else then(reply[0])

        self.kiosk.reader_knows()
        self.kiosk.work.start("form", lambda: self.kiosk.world.reader.ask(request, raw, seconds), answered, self.kiosk.sorry)

    @property
    def _private(self) -> dict[str, Any]:
        return self.kiosk.session.private
