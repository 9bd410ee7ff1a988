"""What a citizen is asked after being served, and what comes of it."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from kiosk.rules.procedures import Words

GOOD, FAIR, BAD = 2, 1, 0  # points of a criterion (NĐ 61/2018/NĐ-CP)
POINTS = (GOOD, FAIR, BAD)
LONGEST, CONTACT = 500, 100  # letters of free words, and of a contact

UNKNOWN, WAITS, OLD, RATED = "unknown", "waits", "old", "rated"  # why a number cannot be rated


@dataclass(frozen=True)
class Named:
    """A choice: a face (its value as code) or something to report."""

    code: str
    words: Words


@dataclass(frozen=True)
class Criterion:
    """`ask`: a question of three answers; `good` and `bad`: the same as something to touch."""

    code: str
    ask: Words
    good: Words
    bad: Words


@dataclass(frozen=True)
class Questions:
    """The ward's questions. `days`: how long after its day a number may be rated."""

    faces: tuple[Named, ...]
    criteria: tuple[Criterion, ...]
    reports: tuple[Named, ...]
    days: int
    source: str
    verified: bool


@dataclass(frozen=True)
class Rating:
    """`face`: 1 to 5. `answers`: criterion -> POINTS. `contact`: sealed for the inspection team. `place`: kiosk or phone."""

    face: int
    answers: tuple[tuple[str, int], ...] = ()
    words: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    place: str = "kiosk"


def fits(rating: Rating, questions: Questions) -> bool:
    """Whether this can be an answer to these questions."""
    known = {one.code for one in questions.criteria}
    codes = [code for code, _ in rating.answers]
    return (
        1 <= rating.face <= 5
        and set(codes) <= known
        and len(codes) == len(set(codes))
        and all(points in POINTS for _, points in rating.answers)
        and len(rating.words) <= LONGEST
    )


def too_old(day: date, today: date, days: int) -> bool:
    """Whether a number of that day may no longer be rated."""
    return today - day > timedelta(days=days)
