"""The forms of `config/forms/`: read strictly, each file by itself, so that one with a fault takes no other away.

How a file is written stands in config/forms/README.md.
"""

import copy
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, get_args

from kiosk import paths
from kiosk.config_file import read
from kiosk.errors import CatalogueError, FormError, SettingsError
from kiosk.rules.form import (
    CardPart,
    Choice,
    Destination,
    Exemption,
    Form,
    FormField,
    FormPage,
    FormRule,
    Kind,
    Line,
    LineKind,
    Person,
    Sample,
    When,
)
from kiosk.rules.procedures import Words
from kiosk.toml_table import Table, read_text, unfit

SHARED = ("lists.toml", "says.toml", "post.toml")
RULES = (
    "not-future", "not-past", "not-before", "not-after", "age-at-least", "age-at-most", "within-days", "differs", "same",
    "at-least", "at-most",
)  # fmt: skip
KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
SHORT, LONG, MOST = 200, 600, 120  # characters of a label and of a sentence; entries of a list
PLACE = re.compile(r"\{([a-z0-9_]+)\}")


def _bare_form(fields: tuple[FormField, ...]) -> Form:
    nothing = Words()
    return Form("post", 1, "", nothing, "", (), (), "", fields, (), (), (), Destination(False), Sample(()))


@dataclass(frozen=True)
class Post:
    """Return by public post: whether it is offered, what is said of its charge, and the questions it needs answered."""

    offered: bool = False
    charge: Words = Words()
    verified: bool = False
    form: Form = field(default_factory=lambda: _bare_form(()))


@dataclass(frozen=True)
class Forms:
    """`all`: every version; `lists`: name -> choices; `says`: the sentences of the kinds; `post`: the way back by post."""

    all: tuple[Form, ...] = ()
    lists: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    says: Mapping[str, Words] = field(default_factory=dict)
    post: Post = Post()

    def form(self, code: str, today: date) -> Form | None:
        return next((form for form in self.all if form.code == code and form.offered(today)), None)

    def for_procedure(self, procedure: str, today: date) -> Form | None:
        return next((form for form in self.all if procedure in form.procedures and form.offered(today)), None)


def load(folder: Path | None = None) -> Forms:
    """All forms. Raises FormError naming file and key."""
    forms, faults = load_what_works(folder)
    if faults:
        raise FormError(faults[0])
    return forms


def load_what_works(folder: Path | None = None) -> tuple[Forms, list[str]]:
    """The forms that can be used, and one sentence for each file that cannot."""
    where, faults = folder or paths.CONFIG / "forms", list[str]()

    def shared(name: str, build: Any, absent: Any) -> Any:
        try:
            return read(where / name, build)
        except SettingsError as error:
            faults.append(str(error))
            return absent

    lists = shared("lists.toml", _lists, {})
    says = shared("says.toml", _says, {})
    post = shared("post.toml", lambda table: _post(table, lists), Post())
    found = []
    for file in sorted(where.glob("*.toml")):
        if file.name not in SHARED:
            form = shared(file.name, lambda table: _form(table, lists), None)
            found += [form] if form is not None else []
    return Forms(tuple(found), lists, says, post), faults


# -- shared files


def _lists(table: Table) -> dict[str, tuple[Choice, ...]]:
    return {name: table.each(name, 400, _choice) for name in table.names()}


def _says(table: Table) -> dict[str, Words]:
    return {name: table.words(name, LONG, needed=True) for name in table.names()}


def _post(table: Table, lists: Mapping[str, tuple[Choice, ...]]) -> Post:
    offered, charge, verified = table.flag("offered"), table.words("charge", LONG), table.flag("verified")
    return Post(offered, charge, verified, _bare_form(table.each("fields", 6, _reader("", (), lists))))


# -- one form


def _form(table: Table, lists: Mapping[str, tuple[Choice, ...]]) -> Form:
    head = Table(table.take("form", dict) or {}, f"{table.where}, [form]")
    pages, fields = _pages(table, lists)
    form = Form(
        code=head.text("code", 40, needed=True),
        version=head.whole("version", 999, absent=1) or 1,
        official=head.text("official", SHORT, needed=True),
        plain=head.words("plain", SHORT, needed=True),
        source=head.text("source", SHORT, needed=True),
        procedures=head.texts("procedures", 40, 40),
        people=table.each("people", 12, _person),
        owner=head.text("owner", 40, needed=True),
        fields=fields,
        pages=pages,
        rules=table.each("rules", 60, _rule),
        layout=table.each("layout", 200, _line),
        to=_destination(Table(table.take("to", dict) or {}, f"{table.where}, [to]")),
        sample=_sample(table),
        exemptions=table.each("exemptions", 12, _exemption),
        starts=head.day("starts"),
        ends=head.day("ends"),
        verified=head.flag("verified"),
    )
    head.done()
    return form


def _pages(table: Table, lists: Mapping[str, tuple[Choice, ...]]) -> tuple[tuple[FormPage, ...], tuple[FormField, ...]]:
    pages: list[FormPage] = []
    fields: list[FormField] = []
    for at, raw in enumerate(table.take("pages", list) or [], 1):
        for copied in _times(raw, f"{table.where}, pages {at}"):
            page = Table(copied, f"{table.where}, pages {at}")
            key, role, when = page.text("key", 40, needed=True), page.text("role", 40), _when(page)
            of_page = page.each("fields", 12, _reader(role, when, lists))
            keys = tuple(one.key for one in of_page)
            pages.append(FormPage(key, page.words("title", SHORT, needed=True), keys, role, page.words("why", LONG), when))
            page.done()
            fields += of_page
    return tuple(pages), tuple(fields)


def _reader(role: str, when: tuple[When, ...], lists: Mapping[str, tuple[Choice, ...]]) -> Callable[[Any, str], FormField]:
    return lambda raw, where: _field(Table(raw, where), role, when, lists)


def _times(raw: Any, where: str) -> list[Any]:
    """The page as often as it says, with "{n}" counted."""
    if not isinstance(raw, dict) or "times" not in raw:
        return [raw]
    times = raw["times"]
    if type(times) is not int or not 1 <= times <= 12:
        raise CatalogueError(f"{where}: times must be between 1 and 12.")
    once = {key: value for key, value in raw.items() if key != "times"}
    return [_counted(copy.deepcopy(once), str(number)) for number in range(1, times + 1)]


def _counted(value: Any, number: str) -> Any:
    if isinstance(value, str):
        return value.replace("{n}", number)
    if isinstance(value, list):
        return [_counted(one, number) for one in value]
    return {_counted(key, number): _counted(one, number) for key, one in value.items()} if isinstance(value, dict) else value


def _field(table: Table, role: str, when: tuple[When, ...], lists: Mapping[str, tuple[Choice, ...]]) -> FormField:
    key, name = table.text("key", 40, needed=True), table.text("list", 40)
    if not KEY.fullmatch(key):
        raise table.wrong("key is small letters, digits and _")
    if name and name not in lists:
        raise table.wrong(f"there is no list {name}")
    required = table.take("required", bool)
    one = FormField(
        key=key,
        kind=table.one_of("kind", get_args(Kind)) or "text",  # type: ignore[arg-type]  # one of the kinds
        label=table.words("label", SHORT, needed=True),
        printed=table.text("printed", SHORT),
        help=table.words("help", LONG),
        example=table.text("example", SHORT),
        required=True if required is None else required,
        role=table.text("role", 40) or role,
        card=table.one_of("card", get_args(CardPart)),  # type: ignore[arg-type]  # one of the parts
        choices=table.each("choices", MOST, _choice) or (lists[name] if name else ()),
        suggest=table.text("suggest", 40),
        same_as=table.texts("same_as", 40, 6),
        default=table.text("default", SHORT),
        partial=table.flag("partial"),
        longest=table.whole("longest", 500, absent=120) or 120,
        least=table.whole("least", 10**9, absent=0) or 0,
        most=table.whole("most", 10**12, absent=0) or 0,
        when=when + _when(table),
        unsure=table.text("unsure", LONG),
    )
    table.done()
    return one


def _when(table: Table) -> tuple[When, ...]:
    return tuple(
        When(name, tuple(_value(value, table.where) for value in values), is_one)
        for word, is_one in (("when", True), ("unless", False))
        for name, values in (table.take(word, dict) or {}).items()
        if isinstance(values, list)
    )


def _value(raw: object, where: str) -> str:
    """A choice's code; "" is the answer that was not given."""
    return "" if raw == "" else read_text(raw, where, 60)


def _choice(raw: object, where: str) -> Choice:
    table = Table(raw, where)
    code, label = table.text("code", 60, needed=True), table.words("label", SHORT, needed=True)
    found = Choice(code, label, table.text("printed", SHORT), table.words("note", LONG))
    table.done()
    return found


def _person(raw: object, where: str) -> Person:
    table = Table(raw, where)
    found = Person(table.text("role", 40, needed=True), table.words("label", SHORT, needed=True))
    table.done()
    return found


def _rule(raw: object, where: str) -> FormRule:
    table = Table(raw, where)
    found = FormRule(
        kind=table.one_of("kind", RULES) or "not-future",  # type: ignore[arg-type]  # one of the kinds
        field=table.text("field", 40, needed=True),
        says=table.words("says", LONG, needed=True),
        other=table.text("other", 40),
        value=table.whole("value", 10**12, absent=0) or 0,
        advice=table.flag("advice"),
        when=_when(table),
    )
    table.done()
    return found


def _line(raw: object, where: str) -> Line:
    table = Table(raw, where)
    text = _printed(table, "text")
    texts = (text,) if text else tuple(_printed_text(one, where) for one in table.take("texts", list) or [])
    rows = tuple(tuple(_printed_text(cell, where) for cell in row) for row in table.take("rows", list) or [] if isinstance(row, list))
    kind = table.one_of("kind", get_args(LineKind)) or "line"
    found = Line(kind, texts, rows, table.text("field", 40), table.whole("blank_rows", 20, absent=0) or 0, _when(table))  # type: ignore[arg-type]
    table.done()
    return found


def _printed(table: Table, key: str) -> str:
    value = table.take(key, str)
    return _printed_text(value, table.where) if value else ""


def _printed_text(text: object, where: str) -> str:
    """A text of the printed form: plain, but for the {places} that are filled in."""
    if not isinstance(text, str) or (why := unfit(PLACE.sub("x", text), 1200)):
        raise CatalogueError(f"{where}: {why if isinstance(text, str) else 'a text is wanted'}.")
    return text


def _destination(table: Table) -> Destination:
    found = Destination(
        online=table.flag("online"),
        template=table.text("template", 60),
        dossier_template=table.text("dossier_template", 60),
        part=table.text("part", 60),
        login=table.one_of("login", ("vneid",)),  # type: ignore[arg-type]  # or ""
        originals=table.flag("originals"),
        verified=table.flag("verified"),
    )
    table.done()
    return found


def _exemption(raw: object, where: str) -> Exemption:
    table = Table(raw, where)
    found = Exemption(table.text("code", 40, needed=True), table.words("label", SHORT, needed=True), table.words("note", LONG))
    table.done()
    return found


def _sample(table: Table) -> Sample:
    raw = table.take("sample", dict) or {}
    return Sample(tuple((key, value) for key, value in raw.items() if isinstance(value, str)))
