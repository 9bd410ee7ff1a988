"""The one-stop system's statuses and what changes them, as config/statuses.toml explains them to citizens."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kiosk.rules.procedures import Words

Mood = Literal["ok", "late", "sun", "sea"]
Clock = Literal["runs", "stopped", "ready", "over"]
MOODS, CLOCKS = ("ok", "late", "sun", "sea"), ("runs", "stopped", "ready", "over")
CASES = (
    *("unknown", "unknown-said", "due-today", "late", "new-date", "new-date-ahead", "new-date-today", "new-date-no-letter", "late-again"),
    *("supplement", "paying", "ready", "ready-post", "ready-post-tracked", "done-post", "done-post-tracked", "denied-why"),
)
NOTES = ("left", "today", "late", "stopped", "ready", "ready_late", "none")


@dataclass(frozen=True)
class StatusWords:
    """A status of the one-stop system; `national` 1-10 is its code in the exchange with the national portal, 0: none."""

    word: str
    national: int
    mood: Mood
    clock: Clock
    title: Words
    next: Words
    task: Words
    verified: bool = True


@dataclass(frozen=True)
class CaseWords:
    """What replaces a status's mood and sentences; empty: as they are."""

    mood: Mood | None = None
    title: Words = Words()
    next: Words = Words()
    task: Words = Words()


@dataclass(frozen=True)
class Statuses:
    """config/statuses.toml. `cases` has all of CASES, `notes` all of NOTES."""

    words: Mapping[str, StatusWords]
    cases: Mapping[str, CaseWords]
    notes: Mapping[str, Words]

    def of(self, status: str) -> StatusWords | None:
        """By OpenCPS's word, or by the national code written as a number. None: nobody has explained it."""
        found = self.words.get(status.strip().lower())
        if found is None and status.strip().isascii() and status.strip().isdecimal() and int(status) > 0:
            found = next((words for words in self.words.values() if words.national == int(status)), None)
        return found
