"""What a form costs its citizen: touches and typed letters with the kiosk, against the letters written by hand on the same paper.

Counted on the form's sample, from the first screen to the paper in the hand: the tile, the form, the consent, each page, the review,
and where it goes. A card held before the camera is no touch, the button that asks for it is.
"""

import unicodedata
from dataclasses import dataclass

from kiosk.rules.filling import Context, Filling
from kiosk.rules.form import Form, FormField, FormPage

AROUND = 5  # tile, form, consent, "all is right", where to
PER_PAGE = 8  # choices of a long list that stand on one screen
DAY = {4: 3, 7: 4, 10: 5}  # touches for a year, a month, a day: its line first; "only the year" is one too


@dataclass(frozen=True)
class Cost:
    """`by_hand`: letters that the citizen would write on the paper; `cards`: how many are shown."""

    taps: int
    typed: int
    cards: int
    by_hand: int


def count(form: Form, context: Context) -> Cost:
    """For the person of the form's sample, whose cards (all of them) are at hand."""
    sample, filling = dict(form.sample.values), Filling(form, context)
    taps, typed, cards, at = AROUND, 0, 1, 0
    while at < len(filling.pages()):
        page = filling.pages()[at]
        more, letters, shown = _page(page, filling, sample)
        taps, typed, cards, at = taps + more, typed + letters, cards + shown, at + 1
    by_hand = sum(len(filling.printed(one.key).replace(" ", "")) for one in form.fields)
    return Cost(taps, typed, cards, by_hand)


def _page(page: FormPage, filling: Filling, sample: dict[str, str]) -> tuple[int, int, int]:
    """Touches and letters of one page, and whether another card was asked for."""
    taps = typed = 0
    card = bool(page.role) and page.role != filling.form.owner
    alone = len(page.fields) == 1 and filling.form.field(page.fields[0]).kind == "choice"
    for key in page.fields:
        if not filling.asked(key):
            continue
        one, value = filling.form.field(key), sample.get(key, "")
        if not value or filling.value(key) == value:
            continue
        if one.card and page.role:
            filling.put(key, value, "card")
            continue
        more, letters = (1, 0) if alone else _field(one, value, filling)
        filling.put(key, value)
        taps, typed = taps + more, typed + letters
    by_card = [key for key in page.fields if filling.source(key) == "card"]
    moved = any(filling.form.field(key).card == "address" and filling.context.places.renamed(filling.value(key)) for key in by_card)
    silent = taps == 0 and bool(by_card) and not moved and not filling.missing(page)
    return taps + (0 if alone or silent else 1) + card, typed, card


def _field(one: FormField, value: str, filling: Filling) -> tuple[int, int]:
    """Touches and typed letters of one answer beside others on its page."""
    if one.kind == "choice":
        return 2 + [choice.code for choice in filling.choices(one.key)].index(value) // PER_PAGE, 0
    if one.kind == "date":
        return DAY[len(value)] + (1 if len(value) < 10 else 0), 0
    if one.kind == "time":
        return 3, 0
    if one.kind == "count":
        return abs(int(value) - int(filling.value(one.key) or one.least)), 0
    if any(text == value for text, _ in filling.offered(one.key)) or value in filling.suggestions(one.key, ""):
        return 2, 0
    return 2, _keys(value)


def _keys(text: str) -> int:
    """Keys of our keyboard: one for each letter with its sign (ă, ơ, đ), one more for its tone."""
    tones = {"\u0300", "\u0301", "\u0309", "\u0303", "\u0323"}
    return len(text) + sum(mark in tones for mark in unicodedata.normalize("NFD", text))
