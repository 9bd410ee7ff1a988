"""The wire between the screen's process and the reader's: one JSON line per message, {"Name": {fields}}, strictly checked.

What a hand typed or a scanner sent goes beside it as raw bytes, right after the line that announces their number: no text object, no
copy that could not be zeroed. The screen's side believes nothing: a reader that says anything else is ended (`Broken`).
"""

import json
import types
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from kiosk.reader import Rate, desk_messages
from kiosk.reader.desk_messages import Drawn, Paper, Put
from kiosk.rules.dossier import Dossier
from kiosk.rules.procedures import Words
from kiosk.rules.seen import Seen
from kiosk.settings import CameraSettings, FormsSettings, PortalSettings, ScannerSettings

LONGEST_LINE = 256 * 1024  # bytes
LONGEST_TEXT = 4000  # characters
LONGEST_LIST = 400
MOST_RAW = 4096  # bytes beside an order
MOST_DRAWN = 16 * 1024 * 1024  # bytes beside an answer: a sheet in colour, a PDF


class Broken(ValueError):
    """Not a message of ours; what it was is not quoted."""


@dataclass(frozen=True)
class DeskSetup:
    """What a form needs to know of the hall; `kiosk` is this kiosk's name in the store, `outbox` its file ("": nothing is kept)."""

    authority: Words
    office: Words
    ward: str
    district: str
    province: str
    agency: str
    kiosk: str
    outbox: str
    forms: FormsSettings


@dataclass(frozen=True)
class Setup:
    """The first message: what to open, whom to ask."""

    camera: CameraSettings
    scanner: ScannerSettings
    portal: PortalSettings
    token: str
    desk: DeskSetup | None


@dataclass(frozen=True)
class Watch:
    rate: Rate


@dataclass(frozen=True)
class Keys:
    """So many raw bytes follow: what a keyboard scanner typed."""

    bytes: int


@dataclass(frozen=True)
class Number:
    """So many raw bytes follow: an ID number."""

    bytes: int


@dataclass(frozen=True)
class Lookup:
    id: int
    code: str
    secret: str


@dataclass(frozen=True)
class Ask:
    """Something about a form. The raw bytes of a Put follow."""

    id: int
    request: desk_messages.Request


@dataclass(frozen=True)
class Said:
    """The answer. The raw bytes of a drawing or a paper follow."""

    id: int
    answer: desk_messages.Answer


@dataclass(frozen=True)
class Line:
    """How the portal was last (kiosk.portal.circuit.Told): told after each question, and to the next reader."""

    failures: int
    until: float


@dataclass(frozen=True)
class Ready:
    """Warmed up."""


@dataclass(frozen=True)
class State:
    """The camera's fault, "" when it works."""

    key: str


@dataclass(frozen=True)
class Saw:
    """`held`: before the camera, not read by a hand scanner."""

    seen: Seen
    held: bool


@dataclass(frozen=True)
class Found:
    id: int
    dossier: Dossier


@dataclass(frozen=True)
class Failed:
    """The error's key."""

    id: int
    key: str


Order = Setup | Watch | Keys | Number | Lookup | Ask | Line
Report = Ready | State | Saw | Found | Failed | Said | Line


def raw_bytes(message: Order | Report) -> int:
    """How many raw bytes follow a message. Raises Broken when they are too many."""
    if isinstance(message, Keys | Number):
        return _bounded(message.bytes, MOST_RAW)
    if isinstance(message, Ask):
        return _bounded(message.request.bytes, MOST_RAW) if isinstance(message.request, Put) else 0
    if isinstance(message, Said):
        return _bounded(message.answer.bytes, MOST_DRAWN) if isinstance(message.answer, Drawn | Paper) else 0
    return 0


def _bounded(count: int, most: int) -> int:
    if not 0 <= count <= most:
        raise Broken("too many bytes")
    return count


def pack(message: Order | Report) -> bytes:
    """One line of ASCII."""
    return json.dumps(_tagged(message), separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"


def order(line: bytes) -> Order:
    """For the reader's process. Raises Broken."""
    return _unpack(line, Order)  # type: ignore[no-any-return]


def report(line: bytes) -> Report:
    """For the screen's process. Raises Broken."""
    return _unpack(line, Report)  # type: ignore[no-any-return]


def _tagged(one: Any) -> dict[str, Any]:
    return {type(one).__name__: {field.name: _plain(getattr(one, field.name)) for field in fields(one)}}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _tagged(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _unpack(line: bytes, kinds: Any) -> Any:
    if len(line) > LONGEST_LINE or not line.endswith(b"\n"):
        raise Broken("a line without end")
    try:
        return _value(kinds, json.loads(line, parse_constant=_no_number))
    except (ValueError, RecursionError, OverflowError):
        raise Broken("not a message") from None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _value(kind: Any, value: Any) -> Any:
    """`value` as `kind`, one of the few kinds our messages are made of."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _one_of(inner, value)
    if origin is Literal:
        return _checked(value, isinstance(value, str) and value in inner)
    if origin is tuple:
        _checked(value, isinstance(value, list) and len(value) <= LONGEST_LIST)
        return tuple(_value(inner[0], item) for item in value)
    if is_dataclass(kind):
        return _one_of((kind,), value)
    if kind is datetime or kind is date:
        return kind.fromisoformat(_text(value))
    return _text(value) if kind is str else _checked(value, type(value) is kind)


def _one_of(kinds: tuple[Any, ...], value: Any) -> Any:
    """A dataclass under its name; or None or a plain value, where that is among the kinds."""
    if not isinstance(value, dict):
        plain = [kind for kind in kinds if not is_dataclass(kind)]
        return None if value is None and type(None) in plain else _value(_checked(plain, plain)[0], value)
    (name, inside), *more = _checked(value, value).items()
    found: list[Any] = [kind for kind in kinds if is_dataclass(kind) and _name(kind) == name]
    _checked(inside, not more and found and isinstance(inside, dict))
    hints = _hints(found[0])
    _checked(inside, set(inside) == set(hints))
    return found[0](**{key: _value(hint, inside[key]) for key, hint in hints.items()})


def _name(kind: Any) -> str:
    return str(kind.__name__)


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Without the checks of the settings: those were read and checked before."""
    return get_type_hints(kind)


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise Broken("not a text")
    value.encode("utf-8")  # a lone surrogate would break a label later
    return value


def _checked(value: Any, good: Any) -> Any:
    if not good:
        raise Broken("not what it should be")
    return value
