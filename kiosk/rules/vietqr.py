"""VietQR: EMVCo's merchant-presented QR code with the Vietnamese account scheme (NAPAS). Read strictly, and made for the sample portal.

Two digits of tag, two of length, the value; tag 63 last, a CRC-16/CCITT-FALSE over everything before its four digits.
"""

import re
from dataclasses import dataclass

LONGEST = 512
SCHEME, CURRENCY, COUNTRY = "A000000727", "704", "VN"
_AMOUNT = re.compile(r"[0-9]{1,13}(\.0{1,2})?")


class NotAVietQr(ValueError):
    """`why` is a word ("checksum"); the code itself is never quoted."""


@dataclass(frozen=True)
class VietQr:
    """`bank`: its BIN of six digits. `amount`: đồng, None when the payer chooses. `service`: "QRIBFTTA" (account) or "QRIBFTTC" (card)."""

    bank: str
    account: str
    amount: int | None
    purpose: str
    service: str
    dynamic: bool


def parse(text: str) -> VietQr:
    """The code, whole and unharmed. Raises NotAVietQr, and nothing else."""
    if len(text) > LONGEST or not re.fullmatch("[\x20-\x7e]+", text):
        raise NotAVietQr("characters")
    if not re.fullmatch("6304[0-9A-Fa-f]{4}", text[-8:]) or f"{crc(text[:-4].encode()):04X}" != text[-4:].upper():
        raise NotAVietQr("checksum")
    tags = fields(text)
    merchant = fields(tags.get("38", ""))
    account = fields(merchant.get("01", ""))
    if tags.get("00") != "01" or merchant.get("00") != SCHEME:
        raise NotAVietQr("scheme")
    if not re.fullmatch("[0-9]{6}", account.get("00", "")) or not re.fullmatch("[0-9A-Za-z]{1,19}", account.get("01", "")):
        raise NotAVietQr("account")
    if tags.get("53") != CURRENCY or tags.get("58") != COUNTRY:
        raise NotAVietQr("currency")
    more = fields(tags["62"]) if "62" in tags else {}
    return VietQr(
        account["00"], account["01"], _amount(tags), more.get("08", ""), merchant.get("02", ""), tags.get("01") == "12"
    )


def _amount(tags: dict[str, str]) -> int | None:
    if "54" not in tags:
        return None
    if not _AMOUNT.fullmatch(tags["54"]):
        raise NotAVietQr("amount")
    return int(tags["54"].partition(".")[0])


def make(bank: str, account: str, amount: int, purpose: str) -> str:
    """A code for one payment. `purpose`: ASCII, at most 25 characters."""
    inner = _tag("00", bank) + _tag("01", account)
    merchant = _tag("00", SCHEME) + _tag("01", inner) + _tag("02", "QRIBFTTA")
    text = _tag("00", "01") + _tag("01", "12") + _tag("38", merchant) + _tag("53", CURRENCY) + _tag("54", str(amount))
    text += _tag("58", COUNTRY) + _tag("62", _tag("08", purpose[:25])) + "6304"
    return text + f"{crc(text.encode()):04X}"


def _tag(tag: str, value: str) -> str:
    return f"{tag}{len(value):02d}{value}"


def fields(text: str) -> dict[str, str]:
    """tag -> value of a chain of them. Raises NotAVietQr when it does not add up or a tag comes twice."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = re.fullmatch("([0-9]{2})([0-9]{2})", text[at : at + 4])
        if head is None or at + 4 + int(head[2]) > len(text) or head[1] in found:
            raise NotAVietQr("lengths")
        found[head[1]] = text[at + 4 : at + 4 + int(head[2])]
        at += 4 + int(head[2])
    return found


def crc(data: bytes) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021, start FFFF."""
    value = 0xFFFF
    for byte in data:
        value ^= byte << 8
        for _ in range(8):
            value = ((value << 1) ^ 0x1021 if value & 0x8000 else value << 1) & 0xFFFF
    return value
