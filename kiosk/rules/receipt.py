"""The receipt of a dossier: its code bare, typed by hand, or inside a look-up address. Nothing is ever fetched.

Receipts print `{portal}/tra-cuu?SGT={owner's number}&MHS={code}`, their e-mails the other order, other systems other names: which name
means what is data (config/scan.toml).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from kiosk.rules.plain import Unfit, one_line
from kiosk.rules.receipt_code import Shape, day_of, looks_like, shape, suggest, typed

__all__ = ["MEANINGS", "NotAReceipt", "Receipt", "Shape", "is_address", "looks_like", "parse", "shape", "suggest", "typed"]

MOST_PARAMETERS = 32
_ADDRESS = re.compile(r"(?:https?://|www\.)", re.IGNORECASE)
_BARE_ADDRESS = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}(?::[0-9]{1,5})?[/?]", re.IGNORECASE)


class NotAReceipt(ValueError):
    """`why` is a code ("receipt.shape"); the text itself is never quoted."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Receipt:
    """`secret`: the receipt's "mã tra cứu"; `owner_number`: of the owner's ID card; "" where the text has none. repr() shows neither."""

    code: str
    secret: str = field(default="", repr=False)
    owner_number: str = field(default="", repr=False)


def parse(text: str, names: Mapping[str, str] | None = None) -> Receipt:
    """The receipt in a scanned or typed text (at most 512 bytes). Raises NotAReceipt.

    `names`: parameter of a look-up address in lower case -> "code", "secret" or "owner"; without them a value that looks like a code is
    the code, and the second thing is not known.
    """
    try:
        line = one_line(text)
    except Unfit as unfit:
        raise NotAReceipt(f"receipt.{unfit.why}") from None
    if is_address(line):
        return _from_address(line, names or {})
    if not (code := _code(line)):
        raise NotAReceipt("receipt.shape")
    return Receipt(code)


def is_address(text: str) -> bool:
    """Whether a text is a web address, with or without "https://"."""
    return bool(_ADDRESS.match(text) or _BARE_ADDRESS.match(text))


def _from_address(address: str, names: Mapping[str, str]) -> Receipt:
    """One code, or none: an address with two different ones is not guessed at. The same for secret and number, which are then asked for."""
    found: dict[str, set[str]] = {meaning: set() for meaning in _FITS}
    for name, value in _parameters(address):
        meaning = names.get(name, "other")
        found[meaning].add(_FITS[meaning](value))
    for values in found.values():
        values.discard("")
    codes = found["code"] or found["other"]
    if len(codes) != 1:
        raise NotAReceipt("receipt.twice" if codes else "receipt.shape")
    return Receipt(codes.pop(), _only(found["secret"]), _only(found["owner"]))


def _only(values: set[str]) -> str:
    return values.pop() if len(values) == 1 else ""


def _parameters(address: str) -> list[tuple[str, str]]:
    """(name in lower case, value) of query and fragment, and ("", segment) of the path, in order. `urlsplit` would remember addresses."""
    front, _, fragment = address.partition("#")
    path, _, query = front.partition("?")
    inner, sign, inside = fragment.partition("?")  # "#/tra-cuu?MHS=..." of one-page applications
    pairs = f"{query}&{inside if sign else inner}".replace("&amp;", "&").replace(";", "&").split("&")[:MOST_PARAMETERS]
    named = [(_decoded(name).lower(), _decoded(value)) for name, equals, value in (pair.partition("=") for pair in pairs) if equals]
    segments = [*path.split("//", 1)[-1].split("/")[1:], *(inner.split("/") if sign else ())]
    return named + [("", _decoded(part)) for part in segments[:MOST_PARAMETERS]]


def _decoded(text: str) -> str:
    """Percent-encoding undone, twice where it was done twice; "" where the result is no text that may be looked at."""
    for _ in range(2):
        try:
            text = one_line(unquote_to_bytes(text.replace("+", " ")).decode("utf-8"))
        except (UnicodeError, Unfit):
            return ""
    return text


def _code(value: str) -> str:
    return code if day_of(code := typed(value)) else ""


def _secret(value: str) -> str:
    return value if re.fullmatch("[A-Za-z0-9]{1,32}", value) else ""


def _owner(value: str) -> str:
    """An ID card's, passport's or company's number."""
    return value.upper() if re.fullmatch("[A-Za-z]?[0-9]{7,13}", value) else ""


_FITS: dict[str, Callable[[str], str]] = {"code": _code, "secret": _secret, "owner": _owner, "other": _code}
MEANINGS = tuple(meaning for meaning in _FITS if meaning != "other")
