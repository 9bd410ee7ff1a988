"""A form is filled in: the card, the choices, the keys, one page after the other. Every verb answers with what the screen shows next."""

from collections.abc import Callable

from kiosk.errors import FormError
from kiosk.reader import desk_messages as say
from kiosk.reader.desk_view import DIGITS, MOST_SUGGESTED, editing, view
from kiosk.reader.draft import Draft, Typed
from kiosk.rules.form import FormPage
from kiosk.rules.idcard import Card
from kiosk.rules.procedures import Words
from kiosk.rules.typing import press

NAMED = ("backspace", "delete", "space", "clear")


class FormDesk:
    """`card` tells the card that was read last, None when there was none."""

    def __init__(self, card: Callable[[], Card | None]) -> None:
        self._card = card

    def fill(self, draft: Draft, role: str) -> say.View:
        """The card is this person's. One that says something odd is taken; the page says so."""
        card = self._card()
        if card is None:
            return view(draft)
        draft.filling.fill(role, card)
        draft.scanned.add(role)
        if draft.at == 0 and role == draft.form.owner:
            draft.at = self._next(draft, 0)
        return view(draft, card.warnings)

    def turn(self, draft: Draft, to: int) -> say.View:
        """Forward only as far as everything is right; a page that the card has filled in altogether is passed by."""
        draft.typed = None
        if to <= draft.at:
            draft.at = max(0, to)
            return view(draft)
        pages = draft.pages()
        while draft.at < min(to, len(pages)) and not self._hindered(draft, pages[draft.at]):
            draft.at = self._next(draft, draft.at + 1)
        return view(draft)

    def _next(self, draft: Draft, at: int) -> int:
        pages = draft.pages()
        while at < len(pages) and self._by_card_alone(draft, pages[at]):
            at += 1
        return at

    def _by_card_alone(self, draft: Draft, page: FormPage) -> bool:
        """Whether nothing is left to say here: all of it came from a card, but for what nobody must say."""
        filling = draft.filling
        answered = [key for key in page.fields if filling.value(key)]
        right = all(filling.source(key) == "card" and not filling.problem(key) for key in answered)
        moved = any(len(filling.offered(key)) > 1 for key in answered)  # the card's address has other names by now
        return bool(answered) and right and not moved and not filling.missing(page)

    def _hindered(self, draft: Draft, page: FormPage) -> bool:
        asked = [key for key in page.fields if draft.filling.asked(key)]
        return bool(draft.filling.missing(page)) or any(draft.filling.problem(key) for key in asked if draft.filling.value(key))

    def choose(self, draft: Draft, key: str, code: str) -> say.View:
        """A choice by its code; "#0" is the first of what is offered instead of writing."""
        filling = draft.holder(key)
        if code.startswith("#"):
            offered = filling.offered(key)
            at = int(code[1:]) if code[1:].isdecimal() else len(offered)
            if at >= len(offered):
                raise FormError("nothing of that number is offered")
            filling.put(key, offered[at][0], "same")
        else:
            filling.put(key, code, "typed")
        draft.typed = None
        return view(draft)

    def put(self, draft: Draft, key: str, raw: bytearray) -> say.View:
        """A date, a time or a count, as it is kept."""
        draft.holder(key).put(key, raw.decode("utf-8", "replace"), "typed")
        return view(draft)

    # -- written by hand

    def edit(self, draft: Draft, key: str) -> say.Editing:
        filling = draft.holder(key)
        text = filling.value(key)
        draft.typed = Typed(draft.asks(key), text, len(text))
        return self._editing(draft)

    def press(self, draft: Draft, key: str, mode: str) -> say.Editing:
        """One key. Where digits are wanted, only they are heard."""
        typed = self._typed(draft)
        if key == "clear":
            typed.text, typed.cursor = "", 0
        elif typed.one.kind in DIGITS:
            self._digit(typed, key)
        elif len(typed.text) < typed.one.longest or key in NAMED:
            typed.text, typed.cursor = press(typed.text, typed.cursor, key, mode)  # type: ignore[arg-type]  # the message has checked it
        typed.problem = Words()
        return self._editing(draft)

    def _digit(self, typed: Typed, key: str) -> None:
        if key == "backspace":
            typed.text = typed.text[:-1]
        elif len(key) == 1 and key in "0123456789" and len(typed.text) < typed.one.longest:
            typed.text += key
        typed.cursor = len(typed.text)

    def take(self, draft: Draft, index: int) -> say.Editing:
        typed, found = self._typed(draft), self.suggestions(draft)
        if not 0 <= index < len(found):
            raise FormError("nothing of that number is suggested")
        typed.text, typed.cursor, typed.problem = found[index], len(found[index]), Words()
        return self._editing(draft)

    def leave(self, draft: Draft) -> say.Editing | say.View:
        """The field is done; what is wrong with it is said here and now."""
        typed = self._typed(draft)
        filling = draft.holder(typed.one.key)
        filling.put(typed.one.key, typed.text, "typed")
        if typed.problem:  # it was said, and the citizen insists
            draft.typed = None
            return view(draft)
        typed.problem = filling.problem(typed.one.key) if typed.text.strip() else Words()
        if typed.problem:
            return self._editing(draft)
        draft.typed = None
        return view(draft)

    def suggestions(self, draft: Draft) -> tuple[str, ...]:
        typed = draft.typed
        if typed is None or typed.one.kind in DIGITS:
            return ()
        return draft.holder(typed.one.key).suggestions(typed.one.key, typed.text, MOST_SUGGESTED)

    def _editing(self, draft: Draft) -> say.Editing:
        return editing(draft, len(self.suggestions(draft)))

    def _typed(self, draft: Draft) -> Typed:
        if draft.typed is None:
            raise FormError("no field is being written")
        return draft.typed
