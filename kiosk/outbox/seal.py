"""Sealing: what lies in the outbox can be read by nobody without the kiosk's key, which stands in no file of the kiosk's own.

AES-256-GCM with a random nonce; the entry's name and what it is are bound to it, so that nothing can be swapped.
"""

import base64
import binascii
import contextlib
import json
import os
import struct
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kiosk.errors import OutboxError
from kiosk.rules.submission import Attached, Postal, Progress, Submission

CREDENTIAL, VARIABLE = "outbox_key", "KIOSK_OUTBOX_KEY"
VERSION, NONCE, KEY = b"\x01", 12, 32  # bytes
LARGEST = 64_000_000


def outbox_key() -> bytes | None:
    """32 bytes: systemd's credential "outbox_key", else $KIOSK_OUTBOX_KEY, in base64; None where there is none. Raises OutboxError."""
    text = os.environ.get(VARIABLE, "")
    if folder := os.environ.get("CREDENTIALS_DIRECTORY"):
        with contextlib.suppress(OSError, ValueError):
            text = (Path(folder) / CREDENTIAL).read_text("ascii")
    if not text.strip():
        return None
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY:
        raise OutboxError("the outbox's key must be 32 bytes in base64")
    return key


def new_key() -> str:
    return base64.b64encode(os.urandom(KEY)).decode("ascii")


class Sealer:
    """`kind` says what is sealed ("submission", "progress"); it opens only as that, and only for the same entry."""

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # eight megabytes: not for who only counts what waits

        self._cipher = AESGCM(key)

    def seal(self, plain: bytes, entry: str, kind: str) -> bytes:
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, plain, f"{entry}/{kind}".encode())

    def open(self, sealed: bytes, entry: str, kind: str) -> bytes:
        """Raises OutboxError: another key, another entry, or not as it was written."""
        from cryptography.exceptions import InvalidTag

        if sealed[:1] != VERSION or len(sealed) > LARGEST:
            raise OutboxError("this was not sealed here")
        try:
            return self._cipher.decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], f"{entry}/{kind}".encode())
        except (InvalidTag, ValueError):
            raise OutboxError("this cannot be opened with this key") from None


def pack(submission: Submission) -> bytes:
    """Its texts as JSON, then the bytes of its files."""
    plain = {**asdict(submission), "files": [{"ref": f.ref, "part": f.part, "name": f.name, "size": len(f.data)} for f in submission.files]}
    head = json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    return struct.pack(">I", len(head)) + head + b"".join(file.data for file in submission.files)


def unpack(raw: bytes) -> Submission:
    """Raises OutboxError for anything that `pack` does not write."""
    try:
        (length,) = struct.unpack(">I", raw[:4])
        plain = json.loads(raw[4 : 4 + length])
        files, at = [], 4 + length
        for one in plain.pop("files"):
            size = _whole(one.pop("size"))
            files.append(Attached(data=raw[at : at + size], **one))
            at += size
        if at != len(raw):
            raise ValueError("length")
        postal = plain.pop("postal")
        values = tuple((str(key), str(value)) for key, value in plain.pop("values"))
        return Submission(**plain, values=values, files=tuple(files), postal=Postal(**postal) if postal else None)
    except (ValueError, TypeError, KeyError, AttributeError, struct.error, RecursionError):
        raise OutboxError("this is no dossier of ours") from None


def pack_progress(progress: Progress) -> bytes:
    return json.dumps(asdict(progress), separators=(",", ":")).encode("utf-8")


def unpack_progress(raw: bytes) -> Progress:
    """Raises OutboxError."""
    try:
        plain: dict[str, Any] = json.loads(raw)
        return Progress(**{**plain, "files": tuple(map(str, plain["files"]))})
    except (ValueError, TypeError, KeyError, RecursionError):
        raise OutboxError("this is no progress of ours") from None


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("size")
    return value
