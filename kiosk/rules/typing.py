"""Typing Vietnamese, key by key: pure rules for the keyboard on the screen and for a real one.

Three modes: "direct" (every key is its letter), "telex" and "vni" (marks after the vowel or at the end of the word; a second tone
replaces the first; z or 0 removes it; a mark key pressed again undoes the mark and is printed). Keys with a name act in every mode.
The tone stands where the older spelling puts it ("hòa", "thủy"), and moves when the syllable grows ("hòa" + n = "hoàn").
"""

import re
import unicodedata
from typing import Literal

from kiosk.rules.vietnamese import fold, nfc, split_tone, with_tone

Mode = Literal["direct", "telex", "vni"]
MODES: tuple[Mode, ...] = ("direct", "telex", "vni")
TONE_KEYS = {"ngang": 0, "huyen": 1, "sac": 2, "hoi": 3, "nga": 4, "nang": 5}
MARK_KEYS = ("hat", "breve", "horn", "bar")  # â ê ô, ă, ơ ư, đ
EDIT_KEYS = ("backspace", "delete", "space")

_TONES: dict[str, dict[str, int]] = {
    "direct": {},
    "telex": {"z": 0, "f": 1, "s": 2, "r": 3, "x": 4, "j": 5},
    "vni": {"0": 0, "2": 1, "1": 2, "3": 3, "4": 4, "5": 5},
}
_MARKS: dict[str, dict[str, tuple[str, str]]] = {  # key -> mark, the only base letter it may change ("" = any)
    "direct": {},
    "telex": {"a": ("hat", "a"), "e": ("hat", "e"), "o": ("hat", "o"), "w": ("w", ""), "d": ("bar", "")},
    "vni": {"6": ("hat", ""), "7": ("horn", ""), "8": ("breve", ""), "9": ("bar", "")},
}
_MADE = {
    "hat": {"a": "â", "e": "ê", "o": "ô"},
    "breve": {"a": "ă"},
    "horn": {"o": "ơ", "u": "ư"},
    "w": {"a": "ă", "o": "ơ", "u": "ư"},
}
_BRACKETS = {"[": "ơ", "]": "ư", "{": "Ơ", "}": "Ư"}  # Telex
_NUCLEUS_LIST = """
a ă â e ê i o ô ơ u ư y ai ao au ay âu ây eo êu ia iê iêu iu oa oă oai oao oay oe oeo oi oo ôi ơi
ua uâ uây uê uêu ui uô uôi uơ uy uya uyê uyu ưa ưi ươ ươi ươu ưu yê yêu ưo ưoi ưou
"""
_NUCLEI = frozenset(_NUCLEUS_LIST.split())
_BARE_NUCLEI = frozenset(map(fold, _NUCLEI))
_VOWELS = "aăâeêioôơuưy"
_LETTERS = frozenset(with_tone(v, t) for v in _VOWELS for t in range(6)) | frozenset("bcdđfghjklmnpqrstvwxz")
# The finals of Vietnamese, and k for the highlands: Đắk Lắk.
_SYLLABLE = re.compile(f"(qu(?=[{_VOWELS}])|gi(?=[{_VOWELS}])|[^{_VOWELS}]*)([{_VOWELS}]+)(ch?|k|m|n[gh]?|p|t|)")


def press(text: str, cursor: int, key: str, mode: Mode) -> tuple[str, int]:
    """The text (NFC) and cursor after one key: a character, or a name out of TONE_KEYS, MARK_KEYS, EDIT_KEYS.

    `cursor` counts characters from 0 and is clamped. An unknown key name changes nothing. Never raises.
    """
    cursor = min(max(cursor, 0), len(text))
    left, right = _pressed(nfc(text[:cursor]), nfc(text[cursor:]), key, mode)
    whole = nfc(left + right)
    return whole, min(len(left), len(whole))


def pressed(text: str, cursor: int, name: str, mode: Mode, shift: bool) -> tuple[str, int]:
    """`press` for a key of our keyboard, which has Shift beside it and may be "clear"."""
    return ("", 0) if name == "clear" else press(text, cursor, name.upper() if shift and len(name) == 1 else name, mode)


def next_mode(mode: Mode) -> Mode:
    """What the key of the modes leads to."""
    return MODES[(MODES.index(mode) + 1) % len(MODES)]


def mode_in(field: Literal["text", "digits"], mode: Mode) -> Mode:
    """The mode in which a field is typed: where digits are wanted a digit is a digit."""
    return "direct" if field == "digits" else mode


def _pressed(left: str, right: str, key: str, mode: Mode) -> tuple[str, str]:
    if key == "backspace":
        return _settled(left[:-1], right)
    if key == "delete":
        return _settled(left, right[1:])
    if key in TONE_KEYS:
        return _toned(left, right, TONE_KEYS[key])
    if key in MARK_KEYS:
        return _mark_key(left, right, key)
    character = " " if key == "space" else nfc(key)
    if len(character) != 1 or not character.isprintable() or unicodedata.combining(character):
        return left, right
    return _composed(left, right, character, mode) or _settled(left + character, right)


def _composed(left: str, right: str, key: str, mode: Mode) -> tuple[str, str] | None:
    """What a Telex or VNI key makes of the syllable; None when it is only a letter or a digit here."""
    if mode == "telex" and key in _BRACKETS:
        return _settled(left + _BRACKETS[key], right)
    low, tail = key.lower(), _tail(left)
    if mode == "vni" and left[: len(left) - len(tail)][-1:].isdigit():
        return None  # a house number: "12a5"
    if low in _TONES[mode]:
        return _tone_typed(left, right, key, _TONES[mode][low])
    if low in _MARKS[mode]:
        return _mark_typed(left, right, key, *_MARKS[mode][low])
    if mode != "direct" and low in _LETTERS and (parts := _parts(tail)) and parts[1:] == ("uơ", ""):
        tail = _like(parts[0] + "ươ", tail, split_tone(tail)[1])  # "thuơ" is whole, "thuơn" is "thươn"
        return _settled(left[: len(left) - len(tail)] + tail + key, right)
    return None


def _tone_typed(left: str, right: str, key: str, tone: int) -> tuple[str, str] | None:
    run = _tail(left) + _head(right)
    if not _parts(run) or not _parts(_tail(left)):
        return None
    now = split_tone(run)[1]
    if tone == 0 and now == 0:
        return None
    if tone != now:
        return _toned(left, right, tone)
    left, right = _toned(left, right, 0)
    return left + key, right


def _mark_typed(left: str, right: str, key: str, mark: str, only: str) -> tuple[str, str] | None:
    tail = _tail(left)
    if mark == "w" and not any(letter in _VOWELS for letter in split_tone(tail)[0]):
        return _settled(left + ("Ư" if key.isupper() else "ư"), right)
    made = _barred(tail) if mark == "bar" else _marked(tail, mark, only)
    if made is None:
        return None
    changed, undone = made
    return _settled(left[: len(left) - len(tail)] + changed + (key if undone else ""), right)


def _mark_key(left: str, right: str, mark: str) -> tuple[str, str]:
    """A key with a name sets its mark and never undoes it: a second tap does nothing."""
    tail = _tail(left)
    made = _barred(tail) if mark == "bar" else _marked(tail, mark, "") or _marked(tail[-1:], mark, "")
    if made is None or made[1]:
        return left, right
    return _settled(left[: len(left) - len(tail)] + tail[: len(tail) - len(made[0])] + made[0], right)


def _barred(tail: str) -> tuple[str, bool] | None:
    """d -> đ: the letter before the cursor ("QD"), else the first of the syllable ("dang"); đ -> d is an undoing."""
    low = tail.lower()
    if low.endswith("d") and not low.endswith("dd"):
        return tail[:-1] + ("Đ" if tail[-1].isupper() else "đ"), False
    if low.startswith("d") and _parts(tail):
        return ("Đ" if tail[0].isupper() else "đ") + tail[1:], False
    if low.endswith("đ"):
        return tail[:-1] + ("D" if tail[-1].isupper() else "d"), True
    if low.startswith("đ") and _parts(tail):
        return ("D" if tail[0].isupper() else "d") + tail[1:], True
    return None


def _marked(tail: str, mark: str, only: str) -> tuple[str, bool] | None:
    """The syllable with the mark on the vowel that can carry it, or with the mark undone (True)."""
    parts = _parts(tail)
    if parts is None:
        return None
    onset, nucleus, final = parts
    tone = split_tone(tail)[1]
    made = {base: letter for base, letter in _MADE[mark].items() if only in ("", base)}
    for candidate in _candidates(onset, nucleus, final, made):
        if candidate != nucleus and candidate in _NUCLEI:
            return _like(onset + candidate + final, tail, tone), False
    bare = "".join(fold(letter) if letter in made.values() else letter for letter in nucleus)
    return None if bare == nucleus else (_like(onset + bare + final, tail, tone), True)


def _candidates(onset: str, nucleus: str, final: str, made: dict[str, str]) -> list[str]:
    """The nucleus with its marks changed, the likeliest first: "uo" takes two horns, but "thuở" one."""
    bare, found = fold(nucleus), list[str]()
    if bare.startswith("uo") and "o" in made:
        if nucleus in ("uo", "uơ") and onset in ("h", "th", "kh") and not final:
            return ["u" + made["o"]]
        found.append(made.get("u", "u") + made["o"] + nucleus[2:])
    for place in reversed(range(len(nucleus))):
        if bare[place] in made:
            found.append(nucleus[:place] + made[bare[place]] + nucleus[place + 1 :])
    return found


def _toned(left: str, right: str, tone: int) -> tuple[str, str]:
    """The tone on the syllable at the cursor; in a word that is no syllable, on the last vowels before the cursor."""
    tail, head = _tail(left), _head(right)
    run = tail + head
    if _parts(run):
        run = _like(split_tone(run)[0], run, tone)
        return left[: len(left) - len(tail)] + run[: len(tail)], run[len(tail) :] + right[len(head) :]
    vowels = re.search(f"[{_VOWELS}]+(?=[^{_VOWELS}]*$)", _toneless(tail))
    if not vowels:
        return left, right
    start, stop = (len(left) - len(tail) + at for at in vowels.span())
    return left[:start] + _like(vowels[0], left[start:stop], tone) + left[stop:], right


def _settled(left: str, right: str) -> tuple[str, str]:
    """Puts the tone of the syllable at the cursor where it belongs now that letters came or went."""
    tone = split_tone(_tail(left) + _head(right))[1]
    one = sum(split_tone(letter)[1] > 0 for letter in _tail(left) + _head(right)) == 1
    return _toned(left, right, tone) if one and _parts(_tail(left) + _head(right)) else (left, right)


def _parts(run: str) -> tuple[str, str, str] | None:
    """Onset, vowels and final of a syllable (lower case, no tone), or of one on its way; None when it cannot be one."""
    found = _SYLLABLE.fullmatch(split_tone(run)[0])
    return (found[1], found[2], found[3]) if found and fold(found[2]) in _BARE_NUCLEI else None


def _like(shape: str, run: str, tone: int) -> str:
    """The shape with its tone, in the capitals of `run`."""
    made = with_tone(shape, tone)
    return "".join(new.upper() if old.isupper() else new for new, old in zip(made, run, strict=True))


def _toneless(run: str) -> str:
    """The letters without tone, one for one."""
    return "".join(split_tone(letter)[0] for letter in run)


def _tail(left: str) -> str:
    """The Vietnamese letters that end a text."""
    at = len(left)
    while at and left[at - 1].lower() in _LETTERS:
        at -= 1
    return left[at:]


def _head(right: str) -> str:
    """The Vietnamese letters that begin a text."""
    at = 0
    while at < len(right) and right[at].lower() in _LETTERS:
        at += 1
    return right[:at]
