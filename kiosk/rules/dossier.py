"""A dossier as the citizen may see it: where it stands, who has it, by when, and what is owed.

Names and ID numbers in here are masked already (`masked_name`, `masked_number`): the whole ones never leave the process that
asked the portal. Fields of OpenCPS's DossierDetail are named beside ours.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Step:
    """One step of the way through the office: done (`until` set), at work (`since` set only), or still to come (neither)."""

    name: str
    who: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True)
class Apology:
    """The letter of apology with the new date (Mẫu 04). `old_due` is what the receipt promised."""

    reason: str
    old_due: datetime
    new_due: datetime
    number: str = ""
    signed: date | None = None
    signer: str = ""


@dataclass(frozen=True)
class Supplement:
    """The request to complete the dossier (Mẫu 02): what is missing, why, and whom to ask."""

    items: tuple[str, ...]
    reason: str = ""
    number: str = ""
    asked: date | None = None
    contact: str = ""


@dataclass(frozen=True)
class Dossier:
    """`status` is OpenCPS's word ("processing"). Times are the hall's (+07:00). Texts are one plain line, NFC, bounded.

    `due` is the first promise (dueDate before any extension), `new_due` the one that an extension put in its place (extendDate).
    `place`, `tracking`: where the result waits, or under which number the post brings it. `fee`: đồng still to pay, None unknown.
    """

    code: str
    service_code: str
    service: str
    agency: str
    status: str
    status_text: str = ""
    owner: str = ""
    owner_number: str = ""
    received: datetime | None = None
    due: datetime | None = None
    new_due: datetime | None = None
    released: datetime | None = None
    finished: datetime | None = None
    steps: tuple[Step, ...] = ()
    apology: Apology | None = None
    supplement: Supplement | None = None
    note: str = ""
    online: bool = False
    by_post: bool = False
    place: str = ""
    tracking: str = ""
    fee: int | None = None


def masked_name(name: str) -> str:
    """"Nguyễn Văn An" -> "Nguyễn V** A*": the family name, then first letters; a single name keeps its first letter."""
    words = name.split()
    return " ".join(word if at == 0 and len(words) > 1 else word[0] + "*" * (len(word) - 1) for at, word in enumerate(words))


def masked_number(number: str) -> str:
    """The last four characters: "060190000123" -> "•••• •••• 0123"; a number of less than eight shows none of them."""
    return "•••• •••• " + number[-4:] if len(number) >= 8 else "•" * len(number)
