"""Every fault of the forms that reading one file alone cannot show, one sentence each."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date

from kiosk.forms import PLACE, Forms
from kiosk.rules.filling import Context, Filling
from kiosk.rules.form import Form, FormField, When

MOST_FIELDS, MOST_CHOICES = 8, 9  # on one page; as large tiles
BESIDE = ("office", "ward", "district", "province", "today", "day", "month", "year")
DAYS = ("not-future", "not-past", "not-before", "not-after", "age-at-least", "age-at-most", "within-days")


def check(forms: Forms, procedures: Collection[str], today: date) -> list[str]:
    """`procedures`: the codes that are posted."""
    found = [f"{form.code}.toml: {fault}" for form in forms.all for fault in _form(form, forms, procedures, today)]
    return found + _overlaps(forms.all)


def unsure(forms: Forms) -> list[str]:
    """What nobody has confirmed yet."""
    found = [f"{form.code}.toml: the form is not verified ({form.source})" for form in forms.all if not form.verified]
    found += [f"{form.code}.toml: where it goes is not verified" for form in forms.all if not form.to.verified]
    return found + [f"{form.code}.toml, {one.key}: {one.unsure}" for form in forms.all for one in form.fields if one.unsure]


def _form(form: Form, forms: Forms, procedures: Collection[str], today: date) -> Iterator[str]:
    keys = [one.key for one in form.fields]
    yield from (f"field {key} stands there twice" for key in sorted({key for key in keys if keys.count(key) > 1}))
    yield from (f"procedure {code} is not posted" for code in form.procedures if code not in procedures)
    if not form.procedures:
        yield "it belongs to no procedure"
    roles = [person.role for person in form.people]
    if form.owner not in roles:
        yield f"owner {form.owner} is none of its people"
    if form.to.online and not (form.to.template and form.to.dossier_template and form.to.part):
        yield "it goes online without template, dossier_template and part"
    yield from _pages(form, roles)
    yield from _fields(form, forms)
    yield from _rules(form)
    yield from _layout(form)
    yield from _sample(form, forms, today)


def _pages(form: Form, roles: list[str]) -> Iterator[str]:
    for page in form.pages:
        fields = [form.field(key) for key in page.fields]
        if not fields or len(fields) > MOST_FIELDS:
            yield f"page {page.key} asks {len(fields)} things; 1 to {MOST_FIELDS} are a page"
        if page.role and page.role not in roles:
            yield f"page {page.key}: {page.role} is none of its people"
        if page.role and not any(one.card and one.role == page.role for one in fields):
            yield f"page {page.key} wants a card that fills nothing on it"
        if len(fields) == 1 and fields[0].kind == "choice" and len(fields[0].choices) > MOST_CHOICES and not fields[0].default:
            yield f"page {page.key} asks for one of {len(fields[0].choices)} choices; {MOST_CHOICES} fit"
        if not page.title.en:
            yield f"page {page.key} has no English title"


def _fields(form: Form, forms: Forms) -> Iterator[str]:
    before: set[str] = set()
    for one in form.fields:
        if not (one.label.en and one.printed):
            yield f"field {one.key} lacks its English label or its printed words"
        if one.kind == "choice" and not one.choices:
            yield f"field {one.key} is a choice without choices"
        if one.suggest and one.suggest != "places" and one.suggest not in forms.lists:
            yield f"field {one.key}: there is no list {one.suggest}"
        yield from (f"field {one.key}: same_as {other} is no earlier field" for other in one.same_as if other not in before)
        yield from (f"field {one.key}: {fault}" for fault in _when(form, one.when, before))
        before.add(one.key)


def _when(form: Form, when: Iterable[When], before: Collection[str]) -> Iterator[str]:
    for one in when:
        if one.field not in before:
            yield f"asked by {one.field}, which is no earlier field"
        elif codes := [choice.code for choice in form.field(one.field).choices]:
            yield from (f"{one.field} is never {value}" for value in one.values if value and value not in codes)


def _rules(form: Form) -> Iterator[str]:
    kinds = {one.key: one.kind for one in form.fields}
    for rule in form.rules:
        for key in filter(None, (rule.field, rule.other)):
            if key not in kinds:
                yield f"a rule speaks of {key}, which is no field"
            elif rule.kind in DAYS and kinds[key] != "date":
                yield f"a rule about days speaks of {key}, which is no date"
        yield from (f"a rule at {rule.field}: {fault}" for fault in _when(form, rule.when, kinds))


def _layout(form: Form) -> Iterator[str]:
    printed: set[str] = set()
    keys = {one.key for one in form.fields}
    for line in form.layout:
        places = {place for text in (*line.texts, *(cell for row in line.rows for cell in row)) for place in PLACE.findall(text)}
        printed |= places | {line.field}
        yield from (f"the layout prints {place}, which is no field" for place in sorted(places - keys - set(BESIDE)))
        yield from (f"a line of the layout: {fault}" for fault in _when(form, line.when, keys))
        if line.kind == "box" and line.field not in keys:
            yield f"the layout has boxes for {line.field}, which is no field"
    yield from (f"field {key} is never printed" for key in sorted(keys - printed))
    if not any(line.kind == "sign" for line in form.layout):
        yield "nobody signs it"


def _sample(form: Form, forms: Forms, today: date) -> Iterator[str]:
    filling = sample(form, forms, today)
    keys = {one.key for one in form.fields}
    for key, value in form.sample.values:
        if key not in keys:
            yield f"the sample fills {key}, which is no field"
        elif filling.asked(key) and filling.value(key) != value:
            yield f"the sample's {key} is kept otherwise than it is written"
        elif problem := filling.problem(key):
            yield f"the sample breaks its own rule at {key}: {problem.vi}"
    yield from (f"the sample lacks {key}" for page in filling.pages() for key in filling.missing(page))


def sample(form: Form, forms: Forms, today: date, context: Context | None = None) -> Filling:
    """The form of an invented person."""
    here = context or Context(today, "UBND phường", "Phường", "Thành phố", "Tỉnh", forms.lists, forms.says)
    filling = Filling(form, here)
    fields: dict[str, FormField] = {one.key: one for one in form.fields}
    for key, value in form.sample.values:
        filling.put(key, value, "card" if key in fields and fields[key].card else "typed")
    return filling


def _overlaps(forms: tuple[Form, ...]) -> list[str]:
    """Two versions of one form, of which nobody could say which holds."""
    found = []
    for at, one in enumerate(forms):
        for other in forms[at + 1 :]:
            apart = (one.ends and other.starts and one.ends < other.starts) or (other.ends and one.starts and other.ends < one.starts)
            if one.code == other.code and not apart:
                found.append(f"{one.code}: versions {one.version} and {other.version} hold at the same time")
    return found
