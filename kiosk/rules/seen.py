"""What a scan turned out to be, as the screen's process may know it: no ID number, no whole name, no raw text.

The raw text and the parsed card stay in the reader's process (`kiosk/reader/`) and die with it.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["link", "bank", "wifi", "contact", "insurance", "passport", "id-faulty", "unknown"]


@dataclass(frozen=True)
class SeenCard:
    """An ID card. `name` and `number` are masked; `warnings` are keys of sentences ("card.warning.province")."""

    name: str
    number: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeenReceipt:
    """A receipt's code. `second`: the code came together with the owner's ID number or the secret, so it may be looked up as it is."""

    code: str
    second: bool = False


@dataclass(frozen=True)
class SeenTicket:
    """A ticket of this hall, on paper or on a phone."""

    id: str


@dataclass(frozen=True)
class SeenKept:
    """The code of a slip: a dossier that this kiosk kept to send it later."""

    code: str


@dataclass(frozen=True)
class SeenOther:
    """Something else, named politely: a web link, a bank's QR code, a WiFi password ..."""

    kind: Kind


Seen = SeenCard | SeenReceipt | SeenTicket | SeenKept | SeenOther
