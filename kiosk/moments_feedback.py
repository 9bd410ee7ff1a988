"""Moments after a service: how was it, what was good or bad, thanks; and what is reported to the inspection team."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.moments import Moment, Paged
from kiosk.rules.feedback import Named, Questions
from kiosk.rules.typing import Mode


@dataclass(frozen=True)
class Rate(Moment):
    """The number was served: how was it? `ticket`: its id."""

    ticket: str
    label: str
    questions: Questions


@dataclass(frozen=True)
class RateMore(Paged):
    """Something to add, if one likes: what was good (a high face) or bad. `ticked`: codes of the criteria.

    `answers`: whether the citizen can be answered, which takes a contact that can be sealed.
    """

    ticket: str
    label: str
    questions: Questions
    face: int
    ticked: frozenset[str] = frozenset()
    answers: bool = False
    words: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)

    @property
    def praise(self) -> bool:
        return self.face >= 3


@dataclass(frozen=True)
class Rated(Moment):
    """Thanks. `why`: key of the reason when it was not taken; `report`: it was a report."""

    why: str = ""
    report: bool = False
    back = False


@dataclass(frozen=True)
class ReportWhat(Paged):
    """What was done to the citizen: read by the inspection team only. `where`: the page for a phone."""

    questions: Questions
    where: str = ""


@dataclass(frozen=True)
class ReportMore(Moment):
    """Once more before it goes: a touch by mistake accuses nobody. What happened can be told in own words."""

    what: Named
    words: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)


@dataclass(frozen=True)
class Telling(Moment):
    """Own words, or how to reach the citizen (`part`), typed on our keyboard; they go back to `of`."""

    of: RateMore | ReportMore
    part: str
    text: str = field(default="", repr=False)
    cursor: int = 0
    shift: bool = False
    mode: Mode = "direct"
    passing = True
