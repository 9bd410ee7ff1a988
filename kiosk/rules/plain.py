"""A text from outside made fit to look at: bounded, one line, composed, without anything that is not seen.

What a code, a keyboard or a cable says may be an attack on whatever shows, prints or stores it: it is refused here, before any parser.
"""

import re
import unicodedata

LONGEST = 512  # bytes of UTF-8; an ID card's code has about 150
MOST_MARKS = 3  # on one letter; Vietnamese needs two ("ệ")
MARKUP = frozenset("[]{}<>&")  # what Kivy's markup, KV and HTML know
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # control, format, half surrogates, private use, unassigned, line ends
_FILLERS = re.compile("[\u115f\u1160\u3164\uffa0\ufe00-\ufe0f\ufff0-\uffff\U000e0000-\U0010ffff]")  # letters nobody sees
_SPACES = re.compile(r"\s+")
_SYMBOLOGY = re.compile(r"\][A-Za-z][0-9]")  # ISO/IEC 15424: what a hand scanner may put before the text


class Unfit(ValueError):
    """`why` is a code ("size", "characters", "marks"); the text itself is never quoted."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def one_line(text: str) -> str:
    """The text in NFC without BOM, scanner's prefix, and spaces or line ends around it. Raises Unfit.

    At most 512 bytes; no control, format, private or unassigned character, no half surrogate, no filler; at most three marks on a letter.
    The sign of a letter that was lost on the way (U+FFFD) becomes "?".
    """
    if len(text) > LONGEST:
        raise Unfit("size")
    text = text.lstrip("\ufeff").strip(" \t\r\n\xa0").replace("\ufffd", "?")
    text = text[3:] if _SYMBOLOGY.match(text) else text
    if any(unicodedata.category(c) in _HIDDEN for c in text) or _FILLERS.search(text):
        raise Unfit("characters")
    if len(text.encode()) > LONGEST:
        raise Unfit("size")
    if _heaped(text):
        raise Unfit("marks")
    return unicodedata.normalize("NFC", text)


def _heaped(text: str) -> bool:
    """Whether a letter carries more marks than any language puts there."""
    marks = 0
    for letter in unicodedata.normalize("NFD", text):
        marks = marks + 1 if unicodedata.combining(letter) or unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks > MOST_MARKS:
            return True
    return False


def shown(text: str) -> str:
    """What is left of any text when everything unseen and every sign of markup is taken out: one line, NFC."""
    letters = (" " if c.isspace() else c for c in _FILLERS.sub("", text))
    return unicodedata.normalize("NFC", spaced("".join(c for c in letters if c not in MARKUP and unicodedata.category(c) not in _HIDDEN)))


def spaced(text: str) -> str:
    """Single spaces, none around."""
    return _SPACES.sub(" ", text).strip()


def bare(text: str) -> str:
    """Lower case without any accent, like `vietnamese.fold`, but remembered nowhere: for a citizen's own words."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))
