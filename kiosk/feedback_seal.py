"""What only the inspection team may read: sealed at once to its public key. Neither officers nor whoever has the database can open it.

X25519 with a key of its own for each, HKDF-SHA256, ChaCha20-Poly1305. The private key lies with the team.
"""

import base64
import binascii
import json
import os
from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kiosk.errors import FeedbackError

CREDENTIAL, VARIABLE = "inspection_key", "KIOSK_INSPECTION_KEY"
RAW, NONCE = 32, b"\x00" * 12  # every message has a key of its own, so the nonce may be fixed
PADDED = 256  # bytes: how long a report is tells little


def new_keys() -> tuple[str, str]:
    """(public, private), in base64."""
    private = X25519PrivateKey.generate()
    return _text(private.public_key().public_bytes_raw()), _text(private.private_bytes_raw())


def seal(public: str, what: dict[str, str]) -> str:
    """Base64 of the sealed words. Raises FeedbackError when the key is none."""
    own = X25519PrivateKey.generate()
    try:
        key = _key(own.exchange(X25519PublicKey.from_public_bytes(_raw(public))))
    except ValueError as error:  # a point that is none: all zeros
        raise FeedbackError("a key is 32 bytes in base64") from error
    plain = json.dumps(what, ensure_ascii=False).encode()
    plain += b" " * (-len(plain) % PADDED)
    return _text(own.public_key().public_bytes_raw() + ChaCha20Poly1305(key).encrypt(NONCE, plain, None))


def contact(public: str, text: str) -> str:
    """How to reach who rated, sealed; "" where there is none, or no team that could open it. Raises FeedbackError."""
    return seal(public, {"contact": text}) if text and public else ""


def unseal(private: str, sealed: str) -> dict[str, str]:
    """Raises FeedbackError: another key, or not as it was sealed."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        key = _key(X25519PrivateKey.from_private_bytes(_raw(private)).exchange(X25519PublicKey.from_public_bytes(raw[:RAW])))
        plain = json.loads(ChaCha20Poly1305(key).decrypt(NONCE, raw[RAW:], None))
        return {str(name): str(value) for name, value in plain.items()}
    except (ValueError, InvalidTag, AttributeError) as error:
        raise FeedbackError("this was sealed with another key") from error


def private_key() -> str:
    """The team's private key where this machine may have it: systemd's credential, else $KIOSK_INSPECTION_KEY; "" else."""
    if folder := os.environ.get("CREDENTIALS_DIRECTORY"):
        with suppress(OSError, ValueError):
            return (Path(folder) / CREDENTIAL).read_text("ascii").strip()
    return os.environ.get(VARIABLE, "").strip()


def _key(shared: bytes) -> bytes:
    return HKDF(hashes.SHA256(), RAW, None, b"ward kiosk inspection 1").derive(shared)


def _raw(text: str) -> bytes:
    with suppress(binascii.Error, ValueError):
        if len(raw := base64.b64decode(text.strip(), validate=True)) == RAW:
            return raw
    raise FeedbackError("a key is 32 bytes in base64")


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
