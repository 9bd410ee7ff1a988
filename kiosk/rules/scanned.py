"""What a scanned text means: an ID card, a receipt, a ticket of this hall, or something else that is named politely.

`read` is for the reader's process only: what it returns may hold a whole ID number. `seen` is what the screen's process may know.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from kiosk.rules import idcard, mrz, receipt
from kiosk.rules.dossier import masked_name, masked_number
from kiosk.rules.idcard import Card, NotACard
from kiosk.rules.other_codes import other_kind
from kiosk.rules.plain import LONGEST
from kiosk.rules.receipt import NotAReceipt, Receipt
from kiosk.rules.seen import Kind, Seen, SeenCard, SeenKept, SeenOther, SeenReceipt, SeenTicket

_TICKET = re.compile("(?:[Pp][Hh]1:|https?://[^\\s?#]{1,200}/f/)([A-Za-z0-9]{16})")  # of an address only the number is taken
_KEPT = re.compile("[Pp][Hh]2:([A-Za-z0-9]{8})")


@dataclass(frozen=True)
class TicketCode:
    """The code of one of our own tickets, as `rules.queue.code_of` writes it."""

    id: str


@dataclass(frozen=True)
class KeptCode:
    """The code of a slip, as `kiosk.papers.form_slips` writes it."""

    code: str


@dataclass(frozen=True)
class Other:
    """Neither card, receipt nor ticket. Nothing of its text is kept."""

    kind: Kind


@dataclass(frozen=True)
class Known:
    """What the ward's files know (kiosk/scan_words.py): parameters of look-up addresses, and the provinces' three digits."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    provinces: frozenset[str] = frozenset()


NOTHING = Known()
Meaning = Card | Receipt | TicketCode | KeptCode | Other


def read(text: str, known: Known = NOTHING, today: date | None = None) -> Meaning:
    """What the text is. Never raises, whatever comes; texts of more than 512 bytes are Other.

    Give `known` (kiosk.scan_words.load()): without it a look-up address tells its code only, neither secret nor owner, and the
    province of a card is not checked.
    """
    if len(text) > LONGEST:
        return Other(other_kind(text[:LONGEST]))
    if ticket := _TICKET.fullmatch(text.strip()):
        return TicketCode(ticket[1])
    if kept := _KEPT.fullmatch(text.strip()):
        return KeptCode(kept[1].upper())
    kind = other_kind(text)
    if kind not in ("link", "unknown"):
        return _zone(text) if kind == "passport" else Other(kind)
    try:
        return receipt.parse(text, known.parameters)
    except NotAReceipt:
        pass
    try:
        return idcard.parse(text, known.provinces, today)
    except NotACard:
        return Other("id-faulty" if idcard.meant(text) else kind)


def kind_of(text: str) -> Literal["idcard", "receipt", "link", "unknown"]:
    """In the words of `kiosk scan`: an address that carries a dossier's code is a receipt, every other one a link."""
    meaning = read(text)
    if isinstance(meaning, Card):
        return "idcard"
    if isinstance(meaning, Receipt):
        return "receipt"
    return "link" if meaning == Other("link") else "unknown"


def seen(meaning: Meaning) -> Seen:
    """The same with name and number masked, fit for the screen."""
    if isinstance(meaning, Card):
        return SeenCard(masked_name(meaning.name), masked_number(meaning.number), meaning.warnings)
    if isinstance(meaning, Receipt):
        return SeenReceipt(meaning.code, bool(meaning.secret or meaning.owner_number))
    if isinstance(meaning, TicketCode):
        return SeenTicket(meaning.id)
    if isinstance(meaning, KeptCode):
        return SeenKept(meaning.code)
    return SeenOther(meaning.kind)


def _zone(text: str) -> Meaning:
    """A machine-readable zone: our ID card's is a card, a passport's stays one."""
    try:
        return mrz.parse(text.split())
    except NotACard:
        return Other("passport")
