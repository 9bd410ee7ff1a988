"""Moments of a form: it is filled from the card, looked through, and goes on its way. What the citizen wrote is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kiosk.moments import Moment, Paged
from kiosk.rules.procedures import Procedure, Words
from kiosk.rules.seen import SeenCard
from kiosk.rules.typing import Mode

if TYPE_CHECKING:
    from kiosk.reader.desk_messages import Editing, FieldView, Outcome, Papers, PaymentView, Returns, Sheets, Shot, View


@dataclass(frozen=True)
class FormRow:
    """A form that can be filled in here, and the procedure it is for."""

    form: str
    name: Words
    procedure: Procedure


@dataclass(frozen=True)
class Forms(Paged):
    """Which form?"""

    rows: tuple[FormRow, ...]


@dataclass(frozen=True)
class Consent(Moment):
    """One plain sentence, before the card fills anything. `card`: it was read already in this visit."""

    row: FormRow
    card: SeenCard | None = None


@dataclass(frozen=True)
class ShowCard(Moment):
    """Hold this person's card before the camera. `fault`: the camera's. `label`: who."""

    role: str
    label: Words
    fault: str = ""
    passing = True


@dataclass(frozen=True)
class FormPage(Paged):
    """One group of questions. `shown`: the private fields that are shown in full while a finger rests on them."""

    view: View
    shown: str = ""


@dataclass(frozen=True)
class Wheels(Moment):
    """A day, a time, or a number is set by wheels or a pad of large keys."""

    view: View
    field: FieldView
    passing = True


@dataclass(frozen=True)
class Digits(Moment):
    """An ID or telephone number is typed; the digits themselves stay in the session."""

    view: View
    field: FieldView
    typed: int = 0
    problem: Words = Words()
    passing = True


@dataclass(frozen=True)
class Picking(Paged):
    """A choice out of a long list, or of what is offered instead of writing."""

    view: View
    field: FieldView
    passing = True


@dataclass(frozen=True)
class Writing(Moment):
    """A field is written on the keyboard: the last resort."""

    view: View
    editing: Editing
    mode: Mode = "direct"
    shift: bool = False
    passing = True


@dataclass(frozen=True)
class PapersToSend(Paged):
    """Which papers are photographed. `camera`: there is one that works."""

    papers: Papers
    camera: bool = True


@dataclass(frozen=True)
class Photograph(Moment):
    """Lay the paper under the camera and touch the button."""

    paper: int
    name: Words
    page: int
    fault: str = ""
    passing = True


@dataclass(frozen=True)
class Photographed(Moment):
    """What the picture came to, and whether it is kept."""

    shot: Shot
    name: Words
    passing = True


@dataclass(frozen=True)
class ReviewForm(Paged):
    """The sheets as they will be printed; a line that is touched is changed. `first`: the sheet."""

    sheets: Sheets


@dataclass(frozen=True)
class ChangeWhat(Paged):
    """The groups of questions, for whoever wants to change something without hitting a line."""

    sheets: Sheets
    passing = True


@dataclass(frozen=True)
class WhereTo(Moment):
    """Online, on paper, or to the counter: what can be chosen here."""

    procedure: Procedure
    online: bool
    a4: bool
    code: bool  # the ticket can carry the form to the counter
    login: str = ""  # "vneid": online means that the citizen's phone goes on


@dataclass(frozen=True)
class Exempt(Paged):
    """Does one of these hold for you? Asked before a fee."""

    sheets: Sheets


@dataclass(frozen=True)
class ReturnHow(Moment):
    """At the counter or by post; `returns` has the address and the telephone the post needs, each drawn. `post`: that was chosen."""

    returns: Returns
    post: bool = False


@dataclass(frozen=True)
class Gone(Moment):
    """What became of it: sent, kept, handed over to the phone, refused, or nothing. `printed`: the slip; `fault`: why not.

    `payment`: what is owed, where it was sent. `originals`: they must be shown at a counter, so a number comes next.
    """

    outcome: Outcome
    procedure: Procedure | None
    payment: PaymentView | None = None
    originals: bool = False
    printed: bool = False
    fault: str = ""
    passing = True
    back = False


@dataclass(frozen=True)
class Paying(Moment):
    """What is owed, and the code to pay it with; followed until it is paid, cancelled or given up. `seconds`: so many are left."""

    gone: Gone
    payment: PaymentView
    seconds: int = 0
    passing = True
    back = False


@dataclass(frozen=True)
class Paid(Moment):
    """The end of a payment: paid, cancelled, late (nobody paid in time), or at the counter."""

    gone: Gone
    how: Literal["paid", "cancelled", "late", "at-counter"]
    payment: PaymentView
    printed: bool = False
    fault: str = ""
    passing = True
    back = False


@dataclass(frozen=True)
class FormPaper(Moment):
    """The form came out on paper ("form" on A4, "summary" on the receipt printer), or did not. `counter`: a number can be taken now."""

    what: str
    procedure: Procedure | None
    fault: str = ""
    passing = True
