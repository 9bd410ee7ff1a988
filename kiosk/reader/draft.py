"""A form while it is being filled in: all that one visit's process knows of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.errors import FormError
from kiosk.reader.photos import Photos
from kiosk.rules.filling import Filling
from kiosk.rules.form import Form, FormField, FormPage
from kiosk.rules.procedures import Words
from kiosk.rules.submission import Payment, Progress, Submission

if TYPE_CHECKING:
    from kiosk.papers.form_pdf import FormPdf

POSTAL = "postal"  # the page beside the form's own: where the post brings the result


@dataclass
class Typed:
    """The field that is being written, and what stands there so far."""

    one: FormField
    text: str = field(default="", repr=False)
    cursor: int = 0
    problem: Words = Words()


@dataclass
class Draft:
    """`at` is the page that stands on the screen, by its place among those that are asked; `filling` holds the answers.

    `postal`: the answers about the post. `submission` is made once, when the citizen sends it.
    """

    form: Form
    procedure: str
    name: str
    filling: Filling
    postal: Filling
    photos: Photos
    at: int = 0
    scanned: set[str] = field(default_factory=set)
    typed: Typed | None = None
    by_post: bool = False
    submission: Submission | None = field(default=None, repr=False)
    progress: Progress = Progress()
    payment: Payment | None = None
    kept_code: str = ""
    pdf: "tuple[tuple[tuple[str, str], ...], FormPdf] | None" = field(default=None, repr=False)  # for these answers

    def pages(self) -> tuple[FormPage, ...]:
        return self.filling.pages()

    def page(self) -> FormPage:
        """The one on the screen. Raises FormError when that is the review."""
        pages = self.pages()
        if not 0 <= self.at < len(pages):
            raise FormError("no page of the form stands there")
        return pages[self.at]

    def holder(self, key: str) -> Filling:
        """Whose field it is: the form's or the post's. Raises FormError for a field nobody asks."""
        for filling in (self.filling, self.postal):
            if filling.asked(key):
                return filling
        raise FormError("this field is not asked")

    def asks(self, key: str) -> FormField:
        """The field of that key. Raises FormError."""
        return self.holder(key).form.field(key)
