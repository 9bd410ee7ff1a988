"""What leaves the kiosk for the one-stop system, and how far it has got. Held by the visit's process and the sealed outbox only."""

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Attached:
    """One file: the form as PDF, or a paper that was photographed. `ref`: its own name at the portal, made once."""

    ref: str
    part: str
    name: str = field(repr=False)
    data: bytes = field(repr=False)


@dataclass(frozen=True)
class Postal:
    """The result comes by public post ("bưu chính công ích")."""

    name: str = field(repr=False)
    phone: str = field(repr=False)
    address: str = field(repr=False)


@dataclass(frozen=True)
class Submission:
    """`ref` is the kiosk's own name for it (OpenCPS: referenceUid), made once when the citizen confirms. `created`: ISO, with zone.

    `values`: the e-form's fields; `owner_*`: whose dossier it is. `exemption`: code, "" for none.
    """

    ref: str
    created: str
    form: str
    form_version: int
    procedure: str
    procedure_name: str
    agency: str
    template: str
    dossier_template: str
    part: str
    owner_name: str = field(repr=False)
    owner_number: str = field(repr=False)
    owner_address: str = field(repr=False)
    owner_phone: str = field(repr=False)
    values: tuple[tuple[str, str], ...] = field(repr=False)
    files: tuple[Attached, ...] = field(repr=False)
    postal: Postal | None = field(default=None, repr=False)
    exemption: str = ""
    login: str = ""  # "vneid": only the e-form is left there, the citizen's phone goes on


@dataclass(frozen=True)
class Progress:
    """How far it has got; written down before and after every step that changes something at the portal.

    `posted_at`: ISO; a dossier may have been made since, and only a look-up by `ref` tells. `files`: refs that are there.
    """

    eform_id: int = 0
    eform_no: str = ""
    eform_secret: str = field(default="", repr=False)
    posted_at: str = ""
    dossier: int = 0
    files: tuple[str, ...] = ()
    submitted: bool = False
    code: str = ""
    secret: str = field(default="", repr=False)


PaymentState = Literal["none", "due", "paid", "cancelled", "at-counter"]


@dataclass(frozen=True)
class Payment:
    """What the portal says is owed. `qr`: the payload to be shown (checked), `link`: an https address; one of them, or neither.

    `post`: the part of `amount` that is the post's charge. `bank`, `account`: from the checked payload. All in đồng.
    """

    state: PaymentState
    amount: int = 0
    post: int = 0
    note: str = ""
    qr: str = ""
    link: str = ""
    bank: str = ""
    account: str = ""
    ref: str = ""
    invoice: str = ""
