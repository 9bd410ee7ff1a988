"""A draft on paper: the A4 form and its sheets, and what the receipt printer brings."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.clock import Clock
from kiosk.errors import FormError
from kiosk.reader.desk_messages import ChoiceView, Paper, Print, Sheet, Sheets, Spot
from kiosk.reader.desk_view import groups
from kiosk.reader.draft import Draft
from kiosk.reader.messages import DeskSetup
from kiosk.text import Text

if TYPE_CHECKING:
    from kiosk.papers import Picture
    from kiosk.papers.form_pdf import FormPdf


def form_paper(draft: Draft, clock: Clock) -> FormPdf:
    """The filled form as it is printed, made anew when an answer has changed."""
    from kiosk.papers.form_pdf import form_pdf

    answers = draft.filling.values_to_send()
    if draft.pdf is None or draft.pdf[0] != answers:
        draft.pdf = answers, form_pdf(draft.filling, Text("vi"), clock.now())
    return draft.pdf[1]


def sheets(draft: Draft, clock: Clock) -> Sheets:
    """The sheets with the places of the answers, and what the screen asks next."""
    from kiosk.papers.form_sheets import sheet_count

    made, form = form_paper(draft, clock), draft.form
    page_of = {key: at for at, page in enumerate(draft.pages()) for key in page.fields}
    found = []
    for number in range(sheet_count(made.pdf)):
        spots = [spot for spot in made.spots if spot.sheet == number and spot.field in page_of]
        found.append(
            Sheet(
                round(297 / 210 * 1000),
                tuple(
                    Spot(one.field, page_of[one.field], form.field(one.field).label, one.left, one.top, one.right, one.bottom)
                    for one in spots
                ),
            )
        )
    exemptions = tuple(ChoiceView(one.code, one.label, one.note) for one in form.exemptions)
    return Sheets(tuple(found), groups(draft), form.to.originals, form.to.online, form.to.login, exemptions)


def paper(draft: Draft, request: Print, setup: DeskSetup, clock: Clock) -> tuple[Paper, bytes]:
    """One paper, and its bytes. Raises FormError for one that there is nothing to say on."""
    if request.what == "form":
        pdf = form_paper(draft, clock).pdf
        return Paper("pdf", 0, 0, len(pdf)), pdf
    if request.dots not in (384, 576):
        raise FormError("no receipt printer is so wide")
    picture = _slip(draft, request, setup, clock)
    rows = _packed(picture)
    return Paper("dots", picture.shape[1], picture.shape[0], len(rows)), rows


def _slip(draft: Draft, request: Print, setup: DeskSetup, clock: Clock) -> Picture:
    from kiosk.papers import form_slips, form_summary

    say, now, here = Text(request.language), clock.now(), (setup.authority, setup.office)
    sent, payment = draft.progress, draft.payment
    if request.what == "summary":
        return form_summary.draw_summary(form_summary.SummaryPaper(*here, draft.filling, now), say, request.dots)
    if request.what == "sent" and sent.code:
        made = form_slips.SentPaper(*here, draft.name, sent.code, sent.secret, now, draft.by_post, draft.form.to.originals)
        return form_slips.draw_sent(made, say, request.dots)
    if request.what == "kept" and draft.kept_code:
        until = clock.today() + timedelta(days=setup.forms.outbox_days)
        return form_slips.draw_kept(form_slips.KeptPaper(*here, draft.name, draft.kept_code, now, until), say, request.dots)
    if request.what == "receipt" and payment is not None and payment.state == "paid":
        paid = form_slips.PaidPaper(*here, draft.name, sent.code, payment.amount, payment.ref, now)
        return form_slips.draw_paid(paid, say, request.dots)
    raise FormError("there is nothing to say on this paper")


def _packed(picture: Picture) -> bytes:
    """One bit per dot, row by row."""
    import numpy as np

    return np.packbits(picture, axis=1).tobytes()
