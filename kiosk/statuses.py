"""Reads `config/statuses.toml`, and says a dossier's meaning in whole sentences."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import cast

from kiosk import config_file, paths
from kiosk.rules.procedures import Words
from kiosk.rules.status import Fact, Meaning
from kiosk.rules.status_words import CASES, CLOCKS, MOODS, NOTES, CaseWords, Clock, Mood, Statuses, StatusWords
from kiosk.said import Value, filled, moment, money
from kiosk.toml_table import Table

FIELDS = ("due", "old_due", "days", "left", "place", "tracking", "fee", "note", "text")
UNITS = ("day", "days")
LONGEST, MOST = 200, 60


@dataclass(frozen=True)
class Said:
    """A meaning in finished sentences, both languages. `note`: how long is left or how late, beside the date ("còn 3 ngày làm việc")."""

    title: Words
    next: Words
    task: Words
    note: Words


def load(path: Path | None = None) -> Statuses:
    """All statuses, cases and notes. Raises SettingsError naming file and key."""
    return config_file.read(path or paths.CONFIG / "statuses.toml", _statuses)


def say(meaning: Meaning, statuses: Statuses) -> Said:
    """The meaning's sentences with its facts in them; one whose fact is missing is empty."""
    values = {name: _value(name, fact, statuses) for name, fact in meaning.facts.items()}
    return Said(*(filled(words, values) for words in (meaning.title, meaning.next, meaning.task, meaning.note)))


def _value(name: str, fact: Fact, statuses: Statuses) -> Value:
    if isinstance(fact, datetime):
        return moment(fact)
    if isinstance(fact, int):
        return money(fact) if name == "fee" else filled(statuses.notes["day" if fact == 1 else "days"], {"n": str(fact)})
    return fact


def _statuses(top: Table) -> Statuses:
    words = {status.word: status for status in top.each("status", MOST, _status)}
    cases = dict(top.each("case", MOST, _case))
    notes = Table(top.take("note", dict), f"{top.where}, [note]")
    said = {name: config_file.sentence(notes, name, ("n",) if name in UNITS else FIELDS, LONGEST) for name in (*NOTES, *UNITS)}
    notes.done()
    for name in CASES:
        if name not in cases:
            raise top.wrong(f"the case {name} is missing")
    for code in range(1, 11):
        if not any(status.national == code for status in words.values()):
            raise top.wrong(f"no status has the national code {code}")
    return Statuses(words, cases, said)


def _status(raw: object, where: str) -> StatusWords:
    table = Table(raw, where)
    national = table.whole("national", 10)
    mood, clock = table.one_of("mood", MOODS), table.one_of("clock", CLOCKS)
    word = table.text("word", 40, needed=True)
    if national is None or not mood or not clock:
        raise table.wrong("national, mood and clock are needed")
    title, after, task = (config_file.sentence(table, key, FIELDS, LONGEST) for key in ("title", "next", "task"))
    status = StatusWords(word, national, cast(Mood, mood), cast(Clock, clock), title, after, task, table.flag("verified", absent=True))
    table.done()
    return status


def _case(raw: object, where: str) -> tuple[str, CaseWords]:
    table = Table(raw, where)
    name, mood = table.one_of("name", CASES), table.one_of("mood", MOODS)
    if not name:
        raise table.wrong("name is missing")
    title, after, task = (config_file.sentence(table, key, FIELDS, LONGEST, needed=False) for key in ("title", "next", "task"))
    table.done()
    return name, CaseWords(cast(Mood, mood) if mood else None, title, after, task)
