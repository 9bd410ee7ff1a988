"""Text from outside, made fit to be drawn: one line, NFC, no control or invisible characters, never endless."""

import unicodedata

LONGEST = 240
_UNFIT = {"Cc", "Cf", "Cs", "Co", "Cn", "Mn", "Me"}  # control, format (bidi), half surrogates, private, unassigned, marks left loose by NFC


def plain(text: str, longest: int = LONGEST) -> str:
    """At most `longest` letters of `text`; white space of any kind becomes one blank, a cut shows as "…"."""
    spaced = " ".join(text[: 4 * longest].split())  # cut first: a megabyte of junk must not cost a second
    kept = "".join(c for c in unicodedata.normalize("NFC", spaced) if unicodedata.category(c) not in _UNFIT)
    line = " ".join(kept.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
