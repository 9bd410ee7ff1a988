"""Every sentence a citizen reads stands in both languages, and every one that stands there is said somewhere."""

import ast
import re
import string
import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import get_args

import pytest

from kiosk import errors, paths
from kiosk.errors import KioskError
from kiosk.rules.procedures import CHANGES, LEVELS, Words
from kiosk.rules.queue import PRIORITIES
from kiosk.rules.seen import Kind
from kiosk.settings import TILES
from kiosk.store import deeds
from kiosk.store.officers import ROLES
from kiosk.store.usage import KINDS
from kiosk.text import LANGUAGES, Text, strings

HEADS = ("name", "taken", "served", "absent", "wait", "p90", "service", "ratings", "satisfied")
DEEDS = [value for name, value in vars(deeds).items() if name.isupper() and isinstance(value, str) and name != "FIRST"]
KEY = re.compile(r"[a-z]\w*(\.[a-z0-9_-]+)+")
FAMILIES = {key.split(".")[0] for key in strings("vi")}
# a list's title is named after its moment; the others say their own
LISTS = ("fields", "events", "found", "stafftools", "staffchecks", "stafftickets")
DOCTORS = ["catalogue", "forms", "store", "deeds", "printer", "camera", "portal", "a4", "waiting", "disk", "tls", "fonts", "check"]
PAID = ("paid", "cancelled", "late", "at-counter")
OUTCOMES = ("sent", "kept", "handover", "refused", "nothing", "unknown")
COMPOSED = {  # where the code puts a key together, and all that may come of it
    "mark.": [f"mark.{kind}" for kind in CHANGES],
    "level.": [f"level.{level}" for level in LEVELS],
    "priority.": [f"priority.{kind}{more}" for kind in PRIORITIES for more in ("", ".note")],
    "home.": [f"home.{tile}{more}" for tile in TILES for more in ("", ".note")],
    "choice.size.%d": [f"choice.size.{size}" for size in range(3)],
    "details.": ["details.steps", "details.forms"],
    "procedure.": [f"procedure.{fact}" for fact in ("time", "fee", "place")],
    ".title": [f"{kind}.title" for kind in (*LISTS, "code", "secret")],
    ".hint": ["code.hint", "secret.hint"],
    "second.": [f"second.{way}{more}" for way in ("secret", "number") for more in ("", ".note")],
    ".note": ["card.status.note", "consent.yes.note", "consent.no.note"],
    "other.": [f"other.{kind}" for kind in get_args(Kind)],
    "printed.": [f"printed.{what}" for what in ("status", "letter", "supplement", "a4")],
    "fault.": [f"fault.{fault}" for fault in ("second-extension", "late-again", "no-letter", "no-reason", "unknown-status")],
    "where.": [f"where.{way}{more}" for way in ("online", "counter", "paper") for more in ("", ".note", ".short")],
    "return.": ["return.counter", "return.post"],
    "gone.": [f"gone.{state}{more}" for state in OUTCOMES for more in ("", ".do")],
    "paid.%s": [f"paid.{how}" for how in PAID],
    "paid.%s.do": [f"paid.{how}.do" for how in PAID],
    "form_paper.": [f"form_paper.{what}{more}" for what in ("form", "summary") for more in ("", ".do")],
    "form_paper.failed.": ["form_paper.failed.form", "form_paper.failed.summary"],
    ".do": [f"capture.{why}.do" for why in ("no_page", "cut", "blurred", "moved", "glare", "dark", "far", "full")]
    + [f"place.{state}.do" for state in ("called", "serving", "served", "absent")]
    + [f"doctor.{what}.do" for what in DOCTORS],
    "tell.": ["tell.words", "tell.contact", "tell.words.note", "tell.contact.note"],
    "wheels.": [f"wheels.{step}" for step in ("decade", "year", "month", "day", "hour", "minute")],
    "counter.state.": [f"counter.state.{state}" for state in ("open", "paused", "closed")],
    "counter.sit.": [f"counter.sit.{state}" for state in ("open", "paused", "closed")],
    "counter.now.": ["counter.now.called", "counter.now.serving"],
    "counter.said.": [f"counter.said.{said}" for said in ("refused", "nobody", "unknown")],
    "board.": [f"board.{state}" for state in ("open", "paused", "closed")],
    "place.": [f"place.{state}" for state in ("called", "serving", "served", "absent")],
    "rate.why.": [f"rate.why.{why}{more}" for why in ("waits", "rated", "old", "unknown") for more in ("", ".do")],
    "report.head.": [f"report.head.{one}" for one in HEADS],
    "usage.": [f"usage.{kind}" for kind in KINDS],
    "day.": [f"day.{day}" for day in range(7)],
    "staff.scan.": [f"staff.scan.{kind}" for kind in ("card", "receipt", "ticket", "kept", "other")],
    "state.": [f"state.{state}" for state in ("ok", "warn", "fail")],
    "role.": [f"role.{role}" for role in ROLES],
    "deed.": [f"deed.{kind}" for kind in DEEDS],
    "status.": [f"status.{best}" for best in ("letter", "supplement", "print")],
}


def subclasses(kind: type[KioskError]) -> list[type[KioskError]]:
    return [kind, *(found for child in kind.__subclasses__() if child.__module__ == errors.__name__ for found in subclasses(child))]


ERRORS = [kind.key for kind in subclasses(KioskError)]


def python_strings(file: Path) -> list[str]:
    """All texts of a module except its docstrings; the fixed beginning and end of an f-string count as texts of their own."""
    tree = ast.parse(file.read_text("utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs
    ]


def kv_strings(file: Path) -> list[str]:
    return re.findall(r'"([^"]*)"', file.read_text("utf-8"))


def page_strings(file: Path) -> list[str]:
    """Quotes stand within quotes there: whatever looks like a key between two of them."""
    return re.findall(r'(?<=")[a-z][\w.-]*(?=")', file.read_text("utf-8"))


def code() -> dict[Path, list[str]]:
    found = {file: python_strings(file) for folder in ("kiosk", "screens") for file in (paths.PACKAGE.parent / folder).rglob("*.py")}
    found |= {file: page_strings(file) for file in (paths.PACKAGE / "hall" / "templates").glob("*.html")}
    return found | {file: kv_strings(file) for file in (paths.PACKAGE.parent / "screens").rglob("*.kv")}


def said_in_kv(file: Path) -> list[str]:
    """The keys that a screen asks for by name."""
    return re.findall(r'app\.t\("([^"%]+)"(?!\s*[+%])', file.read_text("utf-8"))


CODE = code()
SPOKEN = {text for texts in CODE.values() for text in texts}


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


class TestTheFiles:
    def test_both_languages_have_the_same_keys_in_the_same_order(self) -> None:
        assert list(strings("vi")) == list(strings("en"))

    @pytest.mark.parametrize("key", sorted(strings("vi")))
    def test_both_say_the_same_fields_in_composed_letters_and_nothing_else(self, key: str) -> None:
        sentences = [strings(language)[key] for language in LANGUAGES]
        assert fields(sentences[0]) == fields(sentences[1])
        for sentence in sentences:
            assert unicodedata.is_normalized("NFC", sentence)
            assert sentence.strip() and "  " not in sentence
            assert not re.search(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\ufeff]|\[/?[a-z]+\]", sentence)

    def test_a_button_that_names_the_other_language_is_written_in_it(self) -> None:
        assert (strings("vi")["choice.language"], strings("en")["choice.language"]) == ("English", "Tiếng Việt")


class TestEveryKeyExists:
    @pytest.mark.parametrize("file", [file for file in CODE if file.suffix == ".kv"], ids=lambda file: file.name)
    def test_that_a_screen_names(self, file: Path) -> None:
        assert [key for key in said_in_kv(file) if key not in strings("vi")] == []

    @pytest.mark.parametrize("file", [file for file in CODE if file.suffix == ".html"], ids=lambda file: file.name)
    def test_that_a_page_names(self, file: Path) -> None:
        assert [key for key in re.findall(r'\bt\("([^"]+)"\s*[,)]', file.read_text("utf-8")) if key not in strings("vi")] == []

    @pytest.mark.parametrize("file", [file for file in CODE if file.suffix == ".py"], ids=lambda file: f"{file.parent.name}-{file.name}")
    def test_that_a_module_names(self, file: Path) -> None:
        calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
        assert [key for call in calls if (key := asked(call)) and key not in strings("vi")] == []

    @pytest.mark.parametrize("file", sorted((paths.PACKAGE / "journeys").glob("*.py")), ids=lambda file: file.name)
    def test_that_a_journey_hands_on(self, file: Path) -> None:
        """Whatever looks like a key there is one: a journey has no other use for such a text."""
        assert [text for text in CODE[file] if KEY.fullmatch(text) and text.split(".")[0] in FAMILIES and text not in strings("vi")] == []

    def test_that_is_put_together(self) -> None:
        assert [key for keys in COMPOSED.values() for key in keys if key not in strings("vi")] == []

    def test_that_an_error_carries_with_what_to_do_now(self) -> None:
        assert len(ERRORS) >= 9
        assert [key for error in ERRORS for key in (error, f"{error}.do") if key not in strings("vi")] == []

    @pytest.mark.parametrize("key", sorted(key for key in strings("vi") if key.startswith("error.")))
    def test_an_error_is_a_sentence_and_what_to_do_now(self, key: str) -> None:
        other = key.removesuffix(".do") if key.endswith(".do") else f"{key}.do"
        assert other in strings("vi")


def asked(call: ast.Call) -> str | None:
    """The key in `t("...")`, `app().t("...")`, `text("...")`, `say("...")`, `Waiting("...")`, `Sorry("...")`, else None."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    first = call.args[0] if call.args else None
    if name not in ("t", "text", "say", "Waiting", "Sorry") or not isinstance(first, ast.Constant):
        return None
    return first.value if isinstance(first.value, str) and KEY.fullmatch(first.value) else None


def test_no_sentence_stands_there_that_nobody_says() -> None:
    composed = {key for how, keys in COMPOSED.items() if any(how in text for text in SPOKEN) for key in keys}
    said = SPOKEN | composed | {f"{key}.do" for key in SPOKEN if key.startswith("error.")}
    assert [key for key in strings("vi") if key not in said] == []


def test_every_way_a_key_is_put_together_is_still_in_use() -> None:
    assert [how for how in COMPOSED if not any(text == how for text in SPOKEN)] == []


class TestSaying:
    def test_the_fields_are_filled_in(self) -> None:
        assert Text("vi")("help.where", place="bàn 1") == "Mời ông/bà đến bàn 1."
        assert Text("en")("help.where", place="desk 1") == "Please go to desk 1."

    def test_braces_and_marks_from_outside_are_only_letters(self) -> None:
        assert "{0.__class__} [b]" in Text("vi")("help.where", place="{0.__class__} [b]")

    def test_a_day_an_hour_and_an_amount_as_people_say_them(self) -> None:
        moment = datetime(2026, 11, 24, 8, 5)
        assert [Text(language).date(moment.date()) for language in LANGUAGES] == ["Thứ Ba, 24/11/2026", "Tuesday, 24/11/2026"]
        assert [Text(language).time(moment) for language in LANGUAGES] == ["8 giờ 05", "8:05"]
        assert Text("vi").time(moment.replace(minute=0)) == "8 giờ"
        assert [Text(language).money(1_250_000) for language in LANGUAGES] == ["1.250.000 đ", "1,250,000 VND"]

    def test_every_day_of_the_week_has_its_own_name(self) -> None:
        for language in LANGUAGES:
            assert len({Text(language).date(date(2026, 11, day)).split(",")[0] for day in range(23, 30)}) == 7

    def test_what_has_no_english_is_said_in_vietnamese(self) -> None:
        assert Text("en").words(Words("Hộ tịch")) == "Hộ tịch"
        assert Text("en").words(Words("Hộ tịch", "Civil status")) == "Civil status"

    def test_a_sentence_that_does_not_exist_is_a_bug_not_a_blank(self) -> None:
        with pytest.raises(KeyError):
            Text("vi")("no.such")
