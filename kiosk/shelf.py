"""The forms that lie out today, for the journeys: which can be filled in, for which procedure, whose card fills them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from kiosk import log
from kiosk.errors import FormError
from kiosk.moments_form import FormRow
from kiosk.rules.form import Form, Person
from kiosk.rules.procedures import Procedure

if TYPE_CHECKING:
    from kiosk.forms import Forms


class Shelf:
    """`offered`: the procedures that can be done today; `order`: which of them stand first.

    Reading the forms takes a moment: the first question is asked on a lane.
    """

    def __init__(
        self, today: Callable[[], date], offered: Callable[[], Mapping[str, Procedure]], order: Callable[[Procedure], int] = lambda _: 0
    ) -> None:
        self._today, self._offered, self._order = today, offered, order

    def rows(self) -> tuple[FormRow, ...]:
        """Every form of today, the most used field first; one that serves several procedures stands there under the name of each."""
        offered = self._offered()
        found: list[FormRow] = []
        for form in self._of_today():
            procedures = [offered[code] for code in form.procedures if code in offered]
            alone = len(procedures) == 1
            found += [FormRow(form.code, form.plain if alone else one.plain, one) for one in procedures]
        places = {code: at for at, code in enumerate(offered)}
        return tuple(sorted(found, key=lambda row: (self._order(row.procedure), places[row.procedure.code])))

    def row(self, procedure: Procedure) -> FormRow | None:
        """The form of this procedure, the first where there are several; None where there is none."""
        return next(iter(self.rows_of(procedure)), None)

    def rows_of(self, procedure: Procedure) -> tuple[FormRow, ...]:
        return tuple(FormRow(form.code, form.plain, procedure) for form in self._of_today() if procedure.code in form.procedures)

    def sample(self, code: str) -> tuple[tuple[str, str], ...]:
        """What an invented person answered: for pictures."""
        return next(form.sample.values for form in self._of_today() if form.code == code)

    def owner(self, code: str) -> Person:
        """Whose form it is: the card of this person is asked first. Raises FormError."""
        for form in self._of_today():
            if form.code == code:
                return next((person for person in form.people if person.role == form.owner), form.people[0])
        raise FormError("there is no such form today")

    def _of_today(self) -> tuple[Form, ...]:
        return tuple(form for form in self._forms.all if form.offered(self._today()))

    @cached_property
    def _forms(self) -> Forms:
        from kiosk.forms import load_what_works

        forms, faults = load_what_works()
        for fault in faults:
            log.note(f"forms: {fault}")
        return forms
