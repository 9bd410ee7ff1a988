"""The filled form as a code on the ticket: the officer scans it and types nothing, also without a network.

The answers are packed (deflate, with the form's own words as dictionary), encrypted to the ward's key (X25519, HKDF-SHA256,
ChaCha20-Poly1305) and signed by the kiosk (Ed25519), valid for some hours. Base45 (RFC 9285): letters and signs that a QR code holds
densely and that a keyboard scanner of any layout types.
"""

import base64
import binascii
import contextlib
import json
import os
import zlib
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import segno
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.errors import FormError
from kiosk.rules.form import Form

PREFIX, LARGEST_QR = "PH3:", 25  # a QR code of version 25 is 58 mm on the ticket and read by every scanner
CREDENTIAL, VARIABLE = "counter_sign_key", "KIOSK_COUNTER_SIGN_KEY"
RAW, SIGNATURE, NONCE = 32, 64, b"\x00" * 12  # every message has a key of its own, so the nonce may be fixed
LONGEST, MOST_PLAIN = 4_000, 20_000  # characters of a code, bytes of its answers
AHEAD = timedelta(minutes=10)  # how far two clocks may be apart
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@dataclass(frozen=True)
class CounterForm:
    """What the officer's machine reads."""

    form: str
    version: int
    procedure: str
    values: tuple[tuple[str, str], ...] = field(repr=False)
    made: datetime
    until: datetime


def make(form: Form, procedure: str, values: tuple[tuple[str, str], ...], now: datetime, minutes: int, ward: bytes, sign: bytes) -> str:
    """The code's text; "" when it would not fit one QR code of version 25. `ward`: public key, `sign`: the kiosk's private key, raw."""
    plain = json.dumps([procedure, *([key, value] for key, value in values)], ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    packer = zlib.compressobj(9, wbits=-15, zdict=words_of(form))
    packed = packer.compress(plain) + packer.flush()
    head = json.dumps([form.code, form.version, int(now.timestamp()), minutes], separators=(",", ":")).encode("ascii")
    own = X25519PrivateKey.generate()
    key = _key(own.exchange(X25519PublicKey.from_public_bytes(ward)), head)
    body = bytes([len(head)]) + head + own.public_key().public_bytes_raw() + ChaCha20Poly1305(key).encrypt(NONCE, packed, head)
    signed = body + Ed25519PrivateKey.from_private_bytes(sign).sign(body)
    text = PREFIX + base45(signed)
    return text if fits(text) else ""


def read(text: str, ward: bytes, kiosks: Collection[bytes], forms: Collection[Form], now: datetime) -> CounterForm:
    """What a kiosk of ours wrote, within its time. `ward`: private key, `kiosks`: their public keys. Raises FormError."""
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        raise FormError("this is no code of a form")
    signed = from_base45(text[len(PREFIX) :])
    body, signature = signed[:-SIGNATURE], signed[-SIGNATURE:]
    if not any(_signed(kiosk, body, signature) for kiosk in kiosks):
        raise FormError("no kiosk of this ward has written it")
    head = body[1 : 1 + body[0]]
    try:
        code, version, made, minutes = json.loads(head)
        at = datetime.fromtimestamp(int(made), UTC)
        until = at + timedelta(minutes=int(minutes))
        form = next(one for one in forms if (one.code, one.version) == (code, version))
        other, sealed = body[1 + body[0] :][:RAW], body[1 + body[0] + RAW :]
        key = _key(X25519PrivateKey.from_private_bytes(ward).exchange(X25519PublicKey.from_public_bytes(other)), head)
        packed = ChaCha20Poly1305(key).decrypt(NONCE, sealed, head)
        plain = zlib.decompressobj(wbits=-15, zdict=words_of(form)).decompress(packed, MOST_PLAIN)
        procedure, *values = json.loads(plain)
    except (ValueError, TypeError, KeyError, IndexError, StopIteration, InvalidTag, zlib.error, OverflowError, OSError):
        raise FormError("the code cannot be opened") from None
    if not at - AHEAD <= now <= until:
        raise FormError("the code is no longer valid")
    return CounterForm(code, version, str(procedure), tuple((str(key), str(value)) for key, value in values), at, until)


def fits(text: str) -> bool:
    try:
        return int(segno.make_qr(text, error="m", boost_error=False).version) <= LARGEST_QR
    except (ValueError, segno.DataOverflowError):
        return False


def words_of(form: Form) -> bytes:
    """What answers to this form are likely to hold, the likeliest last, as deflate wants it."""
    choices = [choice.code for one in form.fields for choice in one.choices[:12]]
    keys = [f'["{one.key}","' for one in form.fields]
    usual = ["Thành phố Phan Thiết, Tỉnh Bình Thuận", "Phường Phú Hài", "Khu phố", "Nguyễn Thị ", "Trần Văn ", '"],["', "19", "20"]
    return " ".join([*choices, *usual, *keys]).encode("utf-8")[-32_000:]


# -- keys


def new_keys() -> dict[str, str]:
    """Fresh pairs, in base64: "ward public" for the settings, "ward private" for the counters, "kiosk public" for them too, and
    "kiosk private" for this kiosk's credential.
    """
    ward, kiosk = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    return {
        "ward public": _text(ward.public_key().public_bytes_raw()),
        "ward private": _text(ward.private_bytes_raw()),
        "kiosk public": _text(kiosk.public_key().public_bytes_raw()),
        "kiosk private": _text(kiosk.private_bytes_raw()),
    }


def raw_key(text: str) -> bytes:
    """32 bytes out of base64. Raises FormError."""
    with contextlib.suppress(binascii.Error, ValueError):
        if len(raw := base64.b64decode(text.strip(), validate=True)) == RAW:
            return raw
    raise FormError("a key is 32 bytes in base64")


def sign_key() -> bytes | None:
    """This kiosk's private key: systemd's credential "counter_sign_key", else $KIOSK_COUNTER_SIGN_KEY; None where there is none."""
    text = os.environ.get(VARIABLE, "")
    if folder := os.environ.get("CREDENTIALS_DIRECTORY"):
        with contextlib.suppress(OSError, ValueError):
            text = (Path(folder) / CREDENTIAL).read_text("ascii")
    return raw_key(text) if text.strip() else None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _key(shared: bytes, head: bytes) -> bytes:
    return HKDF(hashes.SHA256(), RAW, None, b"ward kiosk counter code 1" + head).derive(shared)


def _signed(kiosk: bytes, body: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(kiosk).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return len(body) > 1 + RAW


def base45(raw: bytes) -> str:
    """RFC 9285: two bytes in three letters."""
    found = []
    for at in range(0, len(raw), 2):
        pair = raw[at : at + 2]
        number = int.from_bytes(pair, "big")
        for _ in range(len(pair) + 1):
            number, letter = divmod(number, 45)
            found.append(LETTERS[letter])
    return "".join(found)


def from_base45(text: str) -> bytes:
    """Raises FormError."""
    made = bytearray()
    for at in range(0, len(text), 3):
        group = text[at : at + 3]
        number = sum(LETTERS.find(letter) * 45**place for place, letter in enumerate(group))
        if any(letter not in LETTERS for letter in group) or len(group) < 2 or number >= 256 ** (len(group) - 1):
            raise FormError("this is no code of a form")
        made += number.to_bytes(len(group) - 1, "big")
    return bytes(made)
