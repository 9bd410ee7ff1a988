"""What the screen may know of a draft: labels, what is missing, what is wrong. Never what was filled in."""

from kiosk.reader.desk_messages import ChoiceView, Editing, FieldView, GroupView, Source, View
from kiosk.reader.draft import Draft
from kiosk.rules.filling import Filling
from kiosk.rules.form import FormField
from kiosk.rules.procedures import Words

MOST_SHOWN = 4  # of what the card has filled in, above the questions
MOST_SUGGESTED = 4
DIGITS = ("id-number", "phone", "amount", "count")


def view(draft: Draft, warnings: tuple[str, ...] = ()) -> View:
    """The page on the screen; after the last one a page without fields, where the review follows."""
    pages, name = draft.pages(), draft.form.plain
    if draft.at >= len(pages):
        return View(draft.form.code, name, len(pages), len(pages), Words(), Words(), ())
    page = draft.page()
    fields = tuple(field_view(draft.filling, draft.form.field(key)) for key in page.fields if draft.filling.asked(key))
    label = next((person.label for person in draft.form.people if person.role == page.role), Words())
    return View(
        form=draft.form.code,
        name=name,
        at=draft.at,
        pages=len(pages),
        title=page.title,
        why=page.why,
        fields=fields,
        role=page.role,
        role_label=label,
        was_scanned=page.role in draft.scanned,
        from_card=_from_card(draft, page.fields),
        card_warnings=warnings,
    )


def _from_card(draft: Draft, here: tuple[str, ...]) -> tuple[FieldView, ...]:
    """The first of what the owner's card has filled in elsewhere: the citizen sees that it was understood."""
    filled = (f for f in draft.form.fields if f.key not in here and f.role == draft.form.owner and draft.filling.source(f.key) == "card")
    return tuple(field_view(draft.filling, one) for one in filled)[:MOST_SHOWN]


def field_view(filling: Filling, field: FormField) -> FieldView:
    value, choices = filling.value(field.key), filling.choices(field.key)
    return FieldView(
        key=field.key,
        kind=field.kind,
        label=field.label,
        help=field.help,
        example=field.example,
        required=field.required,
        filled=bool(value),
        source=_source(filling, field),
        private=field.kind == "id-number",
        problem=filling.problem(field.key) if value else Words(),
        advice=filling.advice(field.key) if value else Words(),
        choices=tuple(ChoiceView(one.code, one.label, one.note) for one in choices),
        chosen=value if field.kind == "choice" else "",
        offered=tuple(what for _, what in filling.offered(field.key)),
        partial=field.partial,
        date=_date(value) if field.kind == "date" and value else (),
        number=int(value) if field.kind == "count" and value.isdecimal() else 0,
        least=field.least,
        most=field.most,
    )


def _source(filling: Filling, field: FormField) -> Source:
    """The card of somebody else is the second one."""
    source = filling.source(field.key)
    return "second" if source == "card" and field.role != filling.form.owner else source


def _date(value: str) -> tuple[int, ...]:
    """Day, month, year of "1950-03-12", "1950-03" or "1950"; 0 is what nobody knows."""
    year, month, day = (int(part) for part in (value.split("-") + ["0", "0"])[:3])
    return day, month, year


def editing(draft: Draft, suggestions: int) -> Editing:
    """The field that is being written."""
    typed = draft.typed
    assert typed is not None
    shown = field_view(draft.holder(typed.one.key), typed.one)
    return Editing(
        field=FieldView(**{**shown.__dict__, "problem": typed.problem}),
        suggestions=suggestions,
        digits=typed.one.kind in DIGITS,
        length=len(typed.text),
        full=len(typed.text) >= typed.one.longest,
    )


def groups(draft: Draft) -> tuple[GroupView, ...]:
    return tuple(GroupView(at, page.title) for at, page in enumerate(draft.pages()))
