"""Codes that people carry besides cards and receipts, told apart by their beginning, so that each is named politely.

Bank: EMVCo's merchant-presented QR (VietQR) with its CRC-16/CCITT-FALSE. Insurance: the health-insurance card, number first, "|" between,
"$" at the end. Passport: a machine-readable zone (ICAO 9303).
"""

import re

from kiosk.rules import vietqr
from kiosk.rules.receipt import is_address
from kiosk.rules.seen import Kind

_CONTACT = re.compile("(?:BEGIN:VCARD|MECARD:)", re.IGNORECASE)
_WIFI = re.compile("WIFI:(?=.*[STP]:)", re.IGNORECASE | re.DOTALL)
_INSURANCE = re.compile(r"(?:[A-Z]{2}[0-9]{13}|[0-9]{10}|[0-9]{15})\|[^|]*\|[0-9]{2}/[0-9]{2}/[0-9]{4}\|", re.IGNORECASE)
_ZONE = re.compile(r"(?:P[A-Z<][A-Z]{3}[A-Z<]{5}|[IAC][A-Z<]VNM[A-Z0-9<]{5})[A-Z0-9<\s]{20,}", re.IGNORECASE)


def other_kind(text: str) -> Kind:
    """The kind of a text that is at most some hundred characters long; "unknown" when it looks like none of them. Never raises."""
    text = text.strip(" \t\r\n\ufeff")
    if _CONTACT.match(text):
        return "contact"
    if _WIFI.match(text):
        return "wifi"
    if _is_bank(text):
        return "bank"
    if _INSURANCE.match(text):
        return "insurance"
    if _ZONE.fullmatch(text):
        return "passport"
    return "link" if is_address(text) else "unknown"


def _is_bank(text: str) -> bool:
    """EMV: "000201" first, tag 63 with the checksum last."""
    if not re.fullmatch("000201[\x20-\x7e]{10,500}6304[0-9A-Fa-f]{4}", text):
        return False
    try:
        vietqr.fields(text)
    except vietqr.NotAVietQr:
        return False
    return f"{vietqr.crc(text[:-4].encode()):04X}" == text[-4:].upper()
