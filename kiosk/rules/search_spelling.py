"""Spelling and accents after the noisy-channel model: the likeliest known words behind what was typed (Kernighan et al. 1990).

The words a citizen means are searched among the words of real sentences: how well each explains what was typed (missing or
wrong accents, a word that sounds alike, one slip of the finger) against how often it stands beside its neighbour.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from math import log
from typing import NamedTuple

from kiosk.rules.vietnamese import fold, has_accent, is_syllable, split_tone, tokens, with_tone

# What a mistake costs, in natural logarithms.
ACCENT_LEFT_OUT, WRONG_ACCENT, SAME_SOUND, ONE_SLIP = 1.2, 2.2, 2.5, 4.0
OF_A_SYLLABLE, OF_A_KNOWN_WORD, OF_AN_ACCENTED_WORD = 1.5, 2.5, 3.0  # more where the typed word could be meant
UNKNOWN, WORTH_CUTTING = -9.0, -7.5
MOST_READINGS = 10
_FIRST = (("ngh", "g"), ("ng", "g"), ("gh", "g"), ("gi", "d"), ("dz", "d"), ("nh", "h"), ("ch", "c"), ("tr", "c"), ("kh", "x"), ("ph", "f"),
          ("qu", "w"), ("k", "c"), ("q", "c"), ("j", "d"), ("z", "d"), ("v", "d"), ("x", "s"), ("l", "n"), ("r", "d"))  # fmt: skip
_LAST = (("ng", "n"), ("nh", "n"), ("ch", "t"), ("c", "t"))


class Word(NamedTuple):
    """One word: without accents, and as written ("" where the writer gave no accents)."""

    plain: str
    toned: str


def to_words(text: str) -> list[Word]:
    """The words of a text; a missing accent means something only where the text has accents at all."""
    split = tokens(text)
    known = sum(map(has_accent, split)) * 4 >= len(split) > 0
    return [known_word(w) if known or has_accent(w) else Word(fold(w), "") for w in split]


@lru_cache(maxsize=20_000)
def known_word(word: str) -> Word:
    """A word whose accents are trusted; the tone mark is put where the older spelling has it."""
    return Word(fold(word), with_tone(*split_tone(word)))


@lru_cache(maxsize=8_000)
def sound(word: str) -> str:
    """A key equal for words that a regional pronunciation confuses: "giay" and "day", "sin" and "xinh"."""
    for spelt, heard in _FIRST:
        if word.startswith(spelt) and len(word) > len(spelt):
            word = heard + word[len(spelt) :]
            break
    for spelt, heard in _LAST:
        if word.endswith(spelt) and len(word) > len(spelt) + 1:
            word = word[: -len(spelt)] + heard
            break
    return word.replace("y", "i").replace("oo", "o")


def one_slip(a: str, b: str) -> bool:
    """Whether one letter missing, added or changed, or two neighbours exchanged, makes b of a."""
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    x, y = a[start:], b[start:]
    return x[1:] == y[1:] or x[1:] == y or x == y[1:] or (x[2:] == y[2:] and x[:2] == y[1::-1])


def _shorter(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(len(word))} | {word}


class Speller:
    """Knows the words of the sentences it was given, and which stand beside each other."""

    def __init__(self, sentences: Iterable[Sequence[Word]]) -> None:
        self._counts: Counter[str] = Counter()  # of words as written
        self._pairs: Counter[tuple[str, str]] = Counter()
        for sentence in sentences:
            written = [w.toned or w.plain for w in sentence]
            self._counts.update(written)
            self._pairs.update(pairwise(written))
        self._total = sum(self._counts.values()) or 1
        self.words: Counter[str] = Counter()  # without accents
        self._forms: dict[str, list[str]] = defaultdict(list)
        for form, count in self._counts.most_common():
            plain = fold(form)
            self.words[plain] += count
            self._forms[plain].append(form)
        self._near: dict[str, list[str]] = defaultdict(list)
        self._alike: dict[str, list[str]] = defaultdict(list)
        for word in self.words:
            self._alike[sound(word)].append(word)
            if 2 < len(word) < 9:
                for short in _shorter(word):
                    self._near[short].append(word)
        self._memory: dict[Word, list[tuple[str, float]]] = {}

    def knows(self, word: Word) -> bool:
        """Whether the word occurs in a sentence it was given, with any accents."""
        return word.plain in self.words

    def mend(self, words: list[Word], half_typed: bool = False) -> list[Word]:
        """The likeliest words meant, with accents; glued ones are taken apart, unknown ones without a likely reading stay."""
        apart = [piece for word in words for piece in self._unglue(word)]
        if not apart:
            return []
        choices = [self._readings(word) for word in apart]
        if half_typed:
            choices[-1] = choices[-1] + self._finished(apart[-1].plain, choices[-2] if len(apart) > 1 else [])
        return [Word(fold(form), form) for form in self._likeliest(choices)]

    def _likeliest(self, choices: list[list[tuple[str, float]]]) -> list[str]:
        """Viterbi: the chain of readings with the best sum of neighbourhood and costs."""
        best = {form: (self._chance("", form) - cost, [form]) for form, cost in choices[0]}
        for options in choices[1:]:
            step: dict[str, tuple[float, list[str]]] = {}
            for form, cost in options:
                score, path = max((before + self._chance(last, form), way) for last, (before, way) in best.items())
                step[form] = (score - cost, [*path, form])
            best = step
        return max(best.values())[1]

    def _chance(self, before: str, form: str) -> float:
        count = self._counts.get(form)
        if not count:
            return UNKNOWN
        together = self._pairs.get((before, form), 0) / (self._counts.get(before, 0) + 1.0)
        return log(0.75 * together + 0.25 * count / self._total)

    def _readings(self, word: Word) -> list[tuple[str, float]]:
        if word not in self._memory:
            if len(self._memory) > 5_000:
                self._memory.clear()
            self._memory[word] = self._guess(word)
        return self._memory[word]

    def _guess(self, word: Word) -> list[tuple[str, float]]:
        extra = self._faith(word)
        found = {form: _accent_cost(word.toned, form) for form in self._forms.get(word.plain, ())}
        found.setdefault(word.toned or word.plain, 0.0)
        if len(word.plain) > 1 and word.plain.isalpha():
            self._add(found, word, self._alike.get(sound(word.plain), ()), SAME_SOUND + extra)
        if 2 < len(word.plain) < 9 and word.plain.isalpha():
            near = {w for short in _shorter(word.plain) for w in self._near.get(short, ()) if one_slip(word.plain, w)}
            self._add(found, word, near, ONE_SLIP + extra)
        return sorted(found.items(), key=lambda item: item[1] - log(self._counts.get(item[0], 0) + 1))[:MOST_READINGS]

    def _faith(self, word: Word) -> float:
        """How hard it is to believe that the word is a mistake."""
        faith = OF_A_KNOWN_WORD if word.plain in self.words else OF_A_SYLLABLE if is_syllable(word.plain) else 0.0
        return faith + (OF_AN_ACCENTED_WORD if word.toned and is_syllable(word.toned) else 0.0)

    def _add(self, found: dict[str, float], word: Word, others: Iterable[str], cost: float) -> None:
        for other in others:
            for form in self._forms[other][:3]:
                found.setdefault(form, cost + (0.5 if word.toned and not _same_tone(word.toned, form) else 0.0))

    def _finished(self, start: str, before: list[tuple[str, float]]) -> list[tuple[str, float]]:
        """Words that the last, half-typed one may become."""
        if not start or start.isdigit():
            return []
        last = [form for form, _ in before[:3]] or [""]
        longer = [form for form in self._counts if fold(form).startswith(start) and fold(form) != start]
        longer.sort(key=lambda form: (-max(self._pairs.get((b, form), 0) for b in last), -self._counts[form]))
        return [(form, 1.0) for form in longer[:8]]

    def _unglue(self, word: Word) -> list[Word]:
        """Takes glued words apart: "khaisinh" -> khai sinh."""
        text = word.plain
        if text in self.words or not 5 <= len(text) <= 24 or is_syllable(text) or not text.isalpha():
            return [word]
        ways: list[dict[str, tuple[float, list[str]]]] = [{} for _ in range(len(text) + 1)]
        ways[0][""] = (0.0, [])
        for end in range(2, len(text) + 1):
            for start in range(max(0, end - 7), end - 1):
                for form in self._forms.get(text[start:end], ())[:3] if ways[start] else ():
                    score, path = max((before + self._chance(last, form), way) for last, (before, way) in ways[start].items())
                    ways[end][form] = max(ways[end].get(form, (2 * UNKNOWN * len(text), [])), (score, [*path, form]))
        score, path = max(ways[-1].values(), default=(UNKNOWN, []))
        return [Word(fold(form), "") for form in path] if len(path) > 1 and score / len(path) > WORTH_CUTTING else [word]


def _accent_cost(typed: str, form: str) -> float:
    if not typed or typed == form:
        return 0.0
    return WRONG_ACCENT if has_accent(typed) else ACCENT_LEFT_OUT


def _same_tone(a: str, b: str) -> bool:
    return split_tone(a)[1] == split_tone(b)[1]
