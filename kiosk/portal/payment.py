"""What is owed for a dossier, out of the portal's payment records.

A code to pay with is shown only when it is whole and asks for just what is owed.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from kiosk import paths
from kiosk.config_file import read
from kiosk.portal.fields import line, money, whole
from kiosk.rules import vietqr
from kiosk.rules.submission import Payment
from kiosk.toml_table import Table

LONGEST = 4000  # characters of a profile


@dataclass(frozen=True)
class Meaning:
    """What the numbers and keys of a record mean (config/payments.toml)."""

    paid: tuple[int, ...]
    cancelled: tuple[int, ...]
    qr: tuple[str, ...]
    link: tuple[str, ...]


@cache
def meaning() -> Meaning:
    """Raises SettingsError."""
    return read(paths.CONFIG / "payments.toml", _meaning)


@cache
def banks() -> dict[str, str]:
    """BIN -> what people call the bank. Raises SettingsError."""
    return read(paths.CONFIG / "banks.toml", lambda table: {key: table.text(key, 60) for key in table.names()})


def payment(records: list[dict[str, Any]]) -> Payment:
    """The newest record's amount, state and way to pay. Nothing is invented: without a record nothing is owed here."""
    if not records:
        return Payment("none")
    raw, means = records[-1], meaning()
    amount, post = money(raw, "paymentAmount") or 0, money(raw, "shipAmount") or 0
    status = whole(raw, "paymentStatus") or 0
    note, ref, invoice = line(raw, "paymentNote", 400), line(raw, "referenceUid", 80), line(raw, "invoiceNo", 60)
    if status in means.paid:
        return Payment("paid", amount, post, note, ref=ref, invoice=invoice)
    if status in means.cancelled:
        return Payment("cancelled", amount, post, note, ref=ref)
    if amount <= 0:
        return Payment("none", note=note)
    qr, link = _way(raw, means, amount)
    if not (qr or link):
        return Payment("at-counter", amount, post, note, ref=ref)
    found = vietqr.parse(qr) if qr else None
    bank = banks().get(found.bank, "") if found else ""
    return Payment("due", amount, post, note, qr, link, bank, found.account if found else "", ref)


def _way(raw: dict[str, Any], means: Meaning, amount: int) -> tuple[str, str]:
    """A QR payload and a link, each "" where there is none that can be trusted."""
    qr = link = ""
    for profile in (_profile(raw.get("epaymentProfile")), _profile(raw.get("bankInfo"))):
        qr = qr or next((text for key in means.qr if _asks_for(text := _text(profile, key), amount)), "")
        link = link or next((text for key in means.link if _safe(text := _text(profile, key))), "")
    return qr, link


def _profile(value: Any) -> dict[str, Any]:
    if isinstance(value, str) and len(value) <= LONGEST:
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def _text(profile: dict[str, Any], key: str) -> str:
    value = profile.get(key)
    return value.strip() if isinstance(value, str) and len(value) <= vietqr.LONGEST else ""


def _asks_for(text: str, amount: int) -> bool:
    """Whole, unharmed, and for exactly what is owed."""
    try:
        return bool(text) and vietqr.parse(text).amount == amount
    except vietqr.NotAVietQr:
        return False


def _safe(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and text.isascii() and " " not in text
    except ValueError:
        return False


def _meaning(table: Table) -> Meaning:
    def numbers(key: str) -> tuple[int, ...]:
        return tuple(value for value in table.take(key, list) or [] if type(value) is int)

    table.flag("verified")
    return Meaning(numbers("paid"), numbers("cancelled"), table.texts("qr", 40, 12), table.texts("link", 40, 12))
