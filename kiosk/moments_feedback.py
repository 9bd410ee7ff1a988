"""Moments after a service: how was it, what was good or bad, thanks; and what is reported to the inspection team."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.moments import Moment, Paged
from kiosk.rules.feedback import Questions


@dataclass(frozen=True)
class Rate(Moment):
    """The number was served: how was it?"""

    label: str
    questions: Questions


@dataclass(frozen=True)
class RateMore(Paged):
    """Something to add, if one likes: what was good (a high face) or bad. `ticked`: codes of the criteria."""

    label: str
    questions: Questions
    face: int
    ticked: frozenset[str] = frozenset()

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
    """What was done to the citizen: read by the inspection team only. `where`: the page for a phone, to write more."""

    questions: Questions
    where: str = ""
