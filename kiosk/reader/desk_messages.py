"""What the screen's process and the visit's process say to each other about a form. No citizen's word in it: what was filled in is
drawn by the visit's process and comes as grey pixels (`Draw`), what is written goes there key by key or as raw bytes.

Every `Ask...` has one answer. `kiosk.reader.messages` packs them.
"""

from dataclasses import dataclass
from typing import Literal

from kiosk.rules.form import Kind
from kiosk.rules.procedures import Words

# -- what is asked


@dataclass(frozen=True)
class Begin:
    """A form, empty, for a procedure (code and official name) and the papers it wants. Answer: View.

    `card`: the card that was read in this visit fills it; the citizen consented.
    """

    form: str
    procedure: str
    name: str
    papers: tuple[Words, ...]
    card: bool


@dataclass(frozen=True)
class Fill:
    """The card read last is this person's. Answer: View."""

    role: str


@dataclass(frozen=True)
class Turn:
    """Show that page (0 the first). Forward only over pages without a problem. Answer: View; the last one + 1 is the review."""

    page: int


@dataclass(frozen=True)
class Choose:
    """A choice by its code, "" takes it back; or one of the offered (`FieldView.offered`) by its number as "#0". Answer: View."""

    field: str
    code: str


@dataclass(frozen=True)
class Put:
    """A date, time, number or count as it is kept: so many raw bytes follow. Answer: View."""

    field: str
    bytes: int


@dataclass(frozen=True)
class Edit:
    """Begin to write into a field. Answer: Editing."""

    field: str


@dataclass(frozen=True)
class Press:
    """A key of the keyboard, by its name in kiosk.rules.typing; or "clear". Answer: Editing."""

    key: str
    mode: Literal["direct", "telex", "vni"] = "direct"


@dataclass(frozen=True)
class Take:
    """A suggestion, by its number. Answer: Editing."""

    index: int


@dataclass(frozen=True)
class Leave:
    """The field is done. Answer: Editing with a problem, or View."""


@dataclass(frozen=True)
class Review:
    """The sheets as they will be printed. Answer: Sheets."""


@dataclass(frozen=True)
class Draw:
    """Pixels. `what`: "field:KEY", "masked:KEY", "offered:KEY:NUMBER", "typed", "suggestion:NUMBER", "sheet:NUMBER", "shot",
    "page:PAPER:NUMBER", "secret", "qr:WHICH" (sent, kept, handover, payment).

    Texts are wrapped to `width` pixels, at most `lines` lines of `size` pixels' letters. Answer: Drawn.
    """

    what: str
    width: int
    size: int = 0
    bold: bool = False
    lines: int = 1


@dataclass(frozen=True)
class Aim:
    """Look for the edges of a page in the camera's pictures from now on, and draw them into the preview; or stop. Answer: Done."""

    on: bool


@dataclass(frozen=True)
class Shoot:
    """The citizen touched the button: photograph this paper (a number in `Papers.papers`). Answer: Shot."""

    paper: int


@dataclass(frozen=True)
class KeepShot:
    """Keep what was photographed as this paper's next page, or drop it. Answer: Papers."""

    keep: bool


@dataclass(frozen=True)
class DropPages:
    """Take back all pages of this paper. Answer: Papers."""

    paper: int


@dataclass(frozen=True)
class AskPapers:
    """Answer: Papers."""


@dataclass(frozen=True)
class AskReturn:
    """How the result may come back. Answer: Returns."""


@dataclass(frozen=True)
class SetReturn:
    """It comes by post, or is fetched at the counter. Answer: Done, or Editing with a problem where address or telephone are missing."""

    post: bool


@dataclass(frozen=True)
class Send:
    """To the portal, or into the outbox when it is away. Asked twice it sends once. Answer: Outcome."""

    exemption: str = ""


@dataclass(frozen=True)
class AskPayment:
    """What is owed, and whether it has been paid. Answer: PaymentView."""


@dataclass(frozen=True)
class Print:
    """A paper: "form" (PDF of the A4 form), or for the receipt printer "summary", "sent", "kept", "receipt". Answer: Paper."""

    what: Literal["form", "summary", "sent", "kept", "receipt"]
    dots: int
    language: str


@dataclass(frozen=True)
class AskCounterCode:
    """The confirmed fields, sealed for the counter, as the text of a QR code. Answer: CounterCode."""


@dataclass(frozen=True)
class LookUp:
    """What became of a dossier that was left in the outbox: by the code on the slip. Answer: Outcome."""

    code: str


Request = (
    Begin | Fill | Turn | Choose | Put | Edit | Press | Take | Leave | Review | Draw | Aim | Shoot | KeepShot | DropPages | AskPapers
    | AskReturn | SetReturn | Send | AskPayment | Print | AskCounterCode | LookUp
)  # fmt: skip

# -- what is answered


@dataclass(frozen=True)
class ChoiceView:
    code: str
    label: Words
    note: Words = Words()


Source = Literal["", "card", "second", "same", "default", "typed"]


@dataclass(frozen=True)
class FieldView:
    """One field as the screen may know it. What is filled in is drawn ("field:KEY"); `chosen` is the code of a choice.

    `offered`: so many earlier answers or names can be chosen instead of writing ("offered:KEY:NUMBER" draws them), with what each is.
    `date`: day, month, year of a date that is filled in, 0 what is not known, for the wheels.
    """

    key: str
    kind: Kind
    label: Words
    help: Words = Words()
    example: str = ""
    required: bool = True
    filled: bool = False
    source: Source = ""
    private: bool = False  # drawn masked until it is touched
    problem: Words = Words()
    advice: Words = Words()
    choices: tuple[ChoiceView, ...] = ()
    chosen: str = ""
    offered: tuple[Words, ...] = ()
    partial: bool = False
    date: tuple[int, ...] = ()
    number: int = 0  # of a count or an amount
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class View:
    """One page of a form. `at` of `pages`; `role`: whose card can be scanned here, `role_label` and whether it `was_scanned`.

    `from_card`: what the card has filled on this page or, on the first one, altogether: labels and keys to be drawn.
    """

    form: str
    name: Words
    at: int
    pages: int
    title: Words
    why: Words
    fields: tuple[FieldView, ...]
    role: str = ""
    role_label: Words = Words()
    was_scanned: bool = False
    from_card: tuple[FieldView, ...] = ()
    card_warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Editing:
    """A field that is being written: the text is drawn ("typed"), so are the suggestions. `digits`: only digits are wanted.

    `length`: so many characters stand there.
    """

    field: FieldView
    suggestions: int = 0
    digits: bool = False
    length: int = 0
    full: bool = False


@dataclass(frozen=True)
class Spot:
    """A field on a sheet, in thousandths of its width and height, from the top left."""

    field: str
    page: int
    label: Words
    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True)
class Sheet:
    """`ratio`: height over width, in thousandths."""

    ratio: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True)
class GroupView:
    """A page of the form, for whoever wants to change something without hitting a line."""

    page: int
    title: Words


@dataclass(frozen=True)
class Sheets:
    sheets: tuple[Sheet, ...]
    groups: tuple[GroupView, ...]
    originals: bool
    online: bool
    login: str
    exemptions: tuple[ChoiceView, ...]
    a4: bool = True


@dataclass(frozen=True)
class Drawn:
    """Pixels follow as raw bytes: `depth` 1 (how much ink, 0 to 255) or 3 (RGB), top row first."""

    width: int
    height: int
    depth: int
    bytes: int


@dataclass(frozen=True)
class PaperView:
    name: Words
    pages: int
    required: bool


@dataclass(frozen=True)
class Papers:
    papers: tuple[PaperView, ...]
    most_pages: int = 10


@dataclass(frozen=True)
class Shot:
    """`why`: key of the reason it cannot be used ("capture.blurred", "capture.glare", "capture.cut", "capture.no_page" ...), or ""."""

    paper: int
    why: str = ""


@dataclass(frozen=True)
class Returns:
    """`fields`: where the post would bring it and which telephone it would call; both are fields like those of a form."""

    fields: tuple[FieldView, ...]
    offered: bool
    charge: Words
    verified: bool


@dataclass(frozen=True)
class Outcome:
    """What became of it.

    sent: the portal has it (`code`; the secret is drawn). kept: it lies in the outbox under `code`. handover: the phone goes on
    ("qr:handover"). refused: the portal does not want it, an officer must see. nothing: neither sent nor kept. unknown: no such code.
    """

    state: Literal["sent", "kept", "handover", "refused", "nothing", "unknown"]
    code: str = ""
    secret: bool = False
    day: str = ""  # ISO: since when it is kept


@dataclass(frozen=True)
class PaymentView:
    state: Literal["none", "due", "paid", "cancelled", "at-counter", "away"]
    amount: int = 0
    post: int = 0
    note: str = ""
    qr: bool = False  # "qr:payment" draws it
    link: bool = False
    bank: str = ""


@dataclass(frozen=True)
class Paper:
    """A paper follows as raw bytes: a PDF, or the rows of a picture for the receipt printer, one bit per dot, `width` a multiple of 8."""

    kind: Literal["pdf", "dots"]
    width: int
    height: int
    bytes: int


@dataclass(frozen=True)
class CounterCode:
    """"" where the ward has no key for it, or the fields are too many for one code."""

    text: str


@dataclass(frozen=True)
class Done:
    """Nothing to say."""


@dataclass(frozen=True)
class NoForm:
    """There is no form open (the visit's process was started anew): the citizen must begin again."""


Answer = View | Editing | Sheets | Drawn | Papers | Shot | Returns | Outcome | PaymentView | Paper | CounterCode | Done | NoForm
