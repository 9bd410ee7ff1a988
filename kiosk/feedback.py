"""config/feedback.toml: the questions after a service. Read once."""

from functools import cache
from pathlib import Path

from kiosk import config_file, paths
from kiosk.rules.feedback import Criterion, Named, Questions
from kiosk.rules.procedures import Words
from kiosk.toml_table import Table

LONGEST = 120


@cache
def load(path: Path | None = None) -> Questions:
    """Raises SettingsError, which names what is wrong."""
    return config_file.read(path or paths.CONFIG / "feedback.toml", _questions)


def _questions(table: Table) -> Questions:
    days = table.take("days", int)
    if days is None or not 0 <= days <= 30:
        raise table.wrong("days must be 0 to 30")
    faces = tuple(_face(raw, f"{table.where}, faces[{at}]") for at, raw in enumerate(table.take("faces", list) or [], 1))
    if [face.code for face in faces] != ["5", "4", "3", "2", "1"]:
        raise table.wrong("faces must be five, of value 5 to 1")
    criteria = tuple(_criterion(raw, f"{table.where}, criteria[{at}]") for at, raw in enumerate(table.take("criteria", list) or [], 1))
    reports = tuple(_named(raw, f"{table.where}, reports[{at}]") for at, raw in enumerate(table.take("reports", list) or [], 1))
    for codes in ([one.code for one in criteria], [one.code for one in reports]):
        if not 0 < len(codes) == len(set(codes)) <= 9:
            raise table.wrong("criteria and reports are one to nine, each with a code of its own")
    return Questions(faces, criteria, reports, days, table.text("source", 200, needed=True), bool(table.take("verified", bool)))


def _face(raw: object, where: str) -> Named:
    table = Table(raw, where)
    value = table.take("value", int)
    found = Named(str(value), _words(table))
    table.done()
    return found


def _named(raw: object, where: str) -> Named:
    table = Table(raw, where)
    found = Named(table.text("code", 20, needed=True), _words(table))
    table.done()
    return found


def _words(table: Table) -> Words:
    return Words(table.text("vi", LONGEST, needed=True), table.text("en", LONGEST))


def _criterion(raw: object, where: str) -> Criterion:
    table = Table(raw, where)
    words = [config_file.sentence(table, key, (), LONGEST) for key in ("ask", "good", "bad")]
    found = Criterion(table.text("code", 4, needed=True), *words)
    table.done()
    return found
