"""A posted administrative procedure ("thủ tục hành chính niêm yết") as the citizen needs it.

The facts come from `config/procedures/*.toml`. A fact nobody confirmed is absent or has `verified = false`:
the screen then says "hỏi cán bộ" instead of showing it.
"""

from dataclasses import dataclass
from datetime import date, timedelta

MARK_DAYS = 30  # how long "Mới" and "Sửa đổi" stand beside a name
CHANNELS = ("counter", "online", "post")
LEVELS = ("full", "partial")  # toàn trình, một phần (NĐ 42/2022 Đ.11)
TIME_UNITS = ("working", "calendar", "hour")
CHANGES = ("new", "amended", "abolished")


@dataclass(frozen=True)
class Words:
    """One sentence in both languages; `en` may be empty, then the Vietnamese one is shown."""

    vi: str = ""
    en: str = ""

    def say(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.vi

    def __bool__(self) -> bool:
        return bool(self.vi)


@dataclass(frozen=True)
class Paper:
    """One paper to bring. `present` means shown at the counter, not handed in."""

    name: Words
    original: int = 0
    copy: int = 0
    present: bool = False
    case: Words = Words()
    note: Words = Words()
    form: str = ""
    verified: bool = True


@dataclass(frozen=True)
class Fee:
    """An amount in đồng (None: not known) and its note, which is always shown beside it."""

    amount: int | None
    unit: Words = Words()
    note: Words = Words()
    verified: bool = True


@dataclass(frozen=True)
class TimeLimit:
    """How long it takes. `days` counts `unit`s ("working", "calendar", "hour"); same_day means 0 days."""

    text: Words
    same_day: bool = False
    days: int | None = None
    unit: str = ""
    verified: bool = True


@dataclass(frozen=True)
class Change:
    """What happened to this version: "new", "amended" or "abolished", when, and by which decision."""

    kind: str
    on: date
    decision: str = ""


@dataclass(frozen=True)
class Procedure:
    code: str
    official: str
    plain: Words
    when: Words
    field: str
    version: int = 1
    aliases: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    time: TimeLimit | None = None
    fees: tuple[Fee, ...] = ()
    decision: str = ""
    level: str = ""
    old_level: str = ""
    starts: date | None = None
    ends: date | None = None
    change: Change | None = None
    complete: bool = False
    verified: bool = True  # False: an imported record nobody has read yet; the screen says "hỏi cán bộ"
    papers: tuple[Paper, ...] = ()
    steps: tuple[Words, ...] = ()
    result: Words = Words()
    done_by: Words = Words()
    legal: tuple[str, ...] = ()
    forms: tuple[Words, ...] = ()
    see_also: tuple[str, ...] = ()

    def offered(self, today: date) -> bool:
        """A procedure is offered only between its dates (both included)."""
        return (self.starts is None or self.starts <= today) and (self.ends is None or today <= self.ends)

    def mark(self, today: date) -> str:
        """"new", "amended", "abolished" or "": what the screen says beside the name, for MARK_DAYS days."""
        if self.change is None or not timedelta(0) <= today - self.change.on < timedelta(days=MARK_DAYS):
            return ""
        return self.change.kind


@dataclass(frozen=True)
class Field:
    """A field of procedures ("lĩnh vực")."""

    code: str
    name: Words
    plain: Words
    icon: str


@dataclass(frozen=True)
class LifeEvent:
    """What happened in the citizen's life ("Sinh con"), and the procedures that may follow, the likeliest first."""

    code: str
    name: Words
    plain: Words
    icon: str
    procedures: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """All that is posted. Every version of a procedure is kept; `on` picks those offered on a day."""

    fields: tuple[Field, ...] = ()
    events: tuple[LifeEvent, ...] = ()
    procedures: tuple[Procedure, ...] = ()

    def on(self, today: date) -> dict[str, Procedure]:
        """code -> the version offered today, in file order."""
        return {p.code: p for p in self.procedures if p.offered(today)}

    def abolished(self, today: date) -> tuple[Procedure, ...]:
        """Procedures whose end is marked "abolished" within MARK_DAYS, for the struck-out list."""
        return tuple(p for p in self.procedures if p.mark(today) == "abolished")
