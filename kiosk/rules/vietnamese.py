"""Vietnamese letters: folding, tones, syllables, raw Telex and VNI, and the order of the Vietnamese alphabet.

A syllable has a *shape* (letters with â ă ê ô ơ ư đ, without the tone) and a *tone* 0-5: ngang, huyền, sắc, hỏi, ngã, nặng.
"hòa" and "hoà" have the same shape and tone, so where the tone mark stands never matters to a search.
"""

import re
import unicodedata
from functools import cache, lru_cache

_TONES = {"\u0300": 1, "\u0301": 2, "\u0309": 3, "\u0303": 4, "\u0323": 5}
_MARKS = {tone: mark for mark, tone in _TONES.items()}
_WORD = re.compile(r"[^\W_]+")
_VOWELS = "aăâeêioôơuưy"
_ONSETS = "b|ch|c|d|đ|gh|gi|g|h|kh|k|l|m|ngh|ng|nh|n|ph|p|qu|r|s|th|tr|t|v|x|"
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y yêm yên yêng yêt yêu ynh
o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uôc uôi uôm uôn uông uôt uân uâng uât uây uê uêch uênh uy uya uych uynh uyt uyu uyên uyêt uơ
ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
"""
_TELEX_TONES = {"f": 1, "s": 2, "r": 3, "x": 4, "j": 5, "z": 0}
_VNI_TONES = {"2": 1, "1": 2, "3": 3, "4": 4, "5": 5, "0": 0}
_VNI_SHAPES = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}, "9": {"d": "đ"}}


def nfc(text: str) -> str:
    """Composed letters, as the fonts and the dictionaries have them."""
    return unicodedata.normalize("NFC", text)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case without any accent: "Đường" -> "duong"."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("Đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, NFC, without punctuation."""
    return _WORD.findall(nfc(text).lower())


@lru_cache(maxsize=20_000)
def split_tone(word: str) -> tuple[str, int]:
    """The shape and the tone of one word: "hoà" -> ("hoa", 1)."""
    tone, letters = 0, []
    for letter in unicodedata.normalize("NFD", word.lower()):
        if letter in _TONES:
            tone = _TONES[letter]
        else:
            letters.append(letter)
    return nfc("".join(letters)), tone


def has_accent(word: str) -> bool:
    """Whether the writer gave any mark: a word without one may stand for every accented form."""
    return not word.isascii()


@cache
def _syllables(accented: bool) -> re.Pattern[str]:
    """Onset and rime; made when first asked for: it is large, and the window is opened before anybody asks."""
    onsets, rimes = (_ONSETS, set(_RIMES.split())) if accented else (_ONSETS.replace("đ|", ""), {fold(r) for r in _RIMES.split()})
    return re.compile(f"({onsets})({'|'.join(sorted(sorted(rimes), key=len, reverse=True))})$")


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether the word can be a Vietnamese syllable; without accents, whether some accented form can."""
    shape, tone = split_tone(word)
    found = _syllables(has_accent(word)).match(shape)
    if not found or not _may_begin(found[1], found[2]):
        return False
    return tone in (0, 2, 5) or not shape.endswith(("c", "ch", "p", "t"))


def _may_begin(onset: str, rime: str) -> bool:
    """c, g, ng stand before a o u; k, gh, ngh before e i y ("nghe", never "nge")."""
    front = rime[0] in "eêiy"
    if onset in ("c", "ng"):
        return not front
    if onset == "g":
        return rime[0] not in "eê"
    return front or onset not in ("k", "gh", "ngh")


def with_tone(shape: str, tone: int) -> str:
    """The shape with its tone mark where the older spelling puts it: ("hoa", 1) -> "hòa"."""
    if tone == 0:
        return nfc(shape)
    start = 2 if shape.startswith(("qu", "gi")) and len(shape) > 2 and shape[2] in _VOWELS else 0
    places = [i for i in range(start, len(shape)) if shape[i] in _VOWELS]
    if not places:
        return nfc(shape)
    return nfc(shape[: (at := _tone_place(shape, places)) + 1] + _MARKS[tone] + shape[at + 1 :])


def _tone_place(shape: str, places: list[int]) -> int:
    marked = [i for i in places if shape[i] in "ăâêôơư"]
    if marked:
        return marked[-1]
    if len(places) == 3 or (len(places) == 2 and places[-1] < len(shape) - 1):
        return places[1]
    return places[0]


@lru_cache(maxsize=4_000)
def undo_typing(word: str) -> str:
    """The syllable meant by raw Telex or VNI keys ("ddawng", "ky1"), or the word itself where that makes none.

    Keys and rules: Telex s f r x j z, aa ee oo aw ow uw dd; VNI 1-5 0 and 6-9; marks may stand at the end of the word.
    """
    word = nfc(word.lower())
    if len(word) < 2 or len(word) > 10 or (is_syllable(word) and not _odd_keys(word)):
        return word
    vni = any(c.isdigit() for c in word)
    if vni and not word[0].isalpha():
        return word
    shape, tone = _keys(word, vni)
    made = with_tone(shape, tone)
    return made if made != word and shape.isalpha() and is_syllable(made) and _syllables(True).match(shape) else word


def _odd_keys(word: str) -> bool:
    return any(c in word for c in "wzjf0123456789") or "dd" in word


def _keys(word: str, vni: bool) -> tuple[str, int]:
    """Plays the keys one by one; returns the shape and the tone they leave."""
    shape, tone = split_tone(word[0])
    for key in word[1:]:
        letter, own = split_tone(key)
        seen = any(c in _VOWELS for c in shape)
        tones = _VNI_TONES if vni else _TELEX_TONES
        changed = _shape_by_digit(shape, letter) if vni else _shape_by_letter(shape, letter)
        if changed:
            shape = changed
        elif letter in tones and seen:
            tone = tones[letter]
        else:
            shape += letter
        tone = own or tone
    if shape.endswith("ươ"):
        shape = shape[:-2] + "uơ"  # "thuở": ươ needs a letter after it
    return ("ư" + shape[1:] if shape.startswith("w") else shape), tone


def _shape_by_digit(shape: str, key: str) -> str:
    table = _VNI_SHAPES.get(key, {})
    if key == "7" and "uo" in shape:
        return shape.replace("uo", "ươ", 1)
    at = max((shape.rfind(c) for c in table), default=-1)
    return shape[:at] + table[shape[at]] + shape[at + 1 :] if at >= 0 else ""


def _shape_by_letter(shape: str, key: str) -> str:
    if key == "d" and shape.startswith("d"):
        return "đ" + shape[1:]
    if key == "w":
        if "uo" in shape:
            return shape.replace("uo", "ươ", 1)
        if "ưo" in shape:
            return shape.replace("ưo", "ươ", 1)
        table = {"a": "ă", "o": "ơ", "u": "ư"}
        at = max(shape.rfind(c) for c in table)
        if at >= 0:
            return shape[:at] + table[shape[at]] + shape[at + 1 :]
        return shape + "ư" if not any(c in _VOWELS for c in shape) else ""
    if key in "aeo" and key in shape:
        at = shape.rfind(key)
        return shape[:at] + {"a": "â", "e": "ê", "o": "ô"}[key] + shape[at + 1 :]
    return ""


_ALPHABET = {c: i for i, c in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz", start=20)}


def sort_key(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The order of the Vietnamese alphabet (a ă â b c d đ e ê ...), then of the tones."""
    letters, marks = [], []
    for word in nfc(text).lower().split():
        shape, tone = split_tone(word)
        letters += [_ALPHABET.get(c, ord(c) if ord(c) < 20 else 200 + ord(c)) for c in shape] + [0]
        marks.append((0, 1, 3, 4, 2, 5)[tone])
    return tuple(letters), tuple(marks)
