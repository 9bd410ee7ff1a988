"""One citizen's visit. Everything private lives here and dies with it."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from kiosk.moments import Attract, Moment


@dataclass(frozen=True)
class Choices:
    """The four choices at the bottom of every screen."""

    language: str = "vi"
    size: int = 0  # 0 ordinary, 1 large, 2 largest
    contrast: bool = False
    low: bool = False


def _visit() -> str:
    return uuid.uuid4().hex


@dataclass
class Session:
    """`number` changes with every visit: an answer of a slow task that left with an older number is dropped.

    The store gives one number per `visit`, however often it is asked.
    """

    number: int = 0
    visit: str = field(default_factory=_visit)
    moment: Moment = field(default_factory=Attract)
    trail: list[Moment] = field(default_factory=list)
    choices: Choices = Choices()
    private: dict[str, Any] = field(default_factory=dict)

    def next_number(self) -> None:
        """The number of this visit is given; a further one needs a name of its own."""
        self.visit = _visit()
