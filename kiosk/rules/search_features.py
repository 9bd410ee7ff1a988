"""From a sentence to what it is about: shorthand and regional words rewritten, stop phrases left out, concepts and word features."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from kiosk.rules.search_spelling import Speller, Word, known_word, to_words
from kiosk.rules.vietnamese import is_syllable, tokens, undo_typing

LONGEST_QUERY, MOST_WORDS, LONGEST_WORD = 200, 45, 24
MOST_CONCEPTS = 9  # pairs grow with the square: a long story keeps its first ones


NOTHING: tuple[int, list[str]] = (0, [])


class Phrases:
    """A set of phrases to find in a sentence, the longest first; each carries a value. Kept as a tree of words."""

    def __init__(self, phrases: Iterable[tuple[str, str]], any_accents: bool = False) -> None:
        root = _Node({}, [])
        self.starts = root.after
        for text, value in phrases:
            words = [known_word(w) for w in tokens(text)]
            node = root
            for word in words:
                node = node.after.setdefault(word.plain, _Node({}, []))
            if words:
                free = any_accents and not (len(words) == 1 and is_syllable(words[0].plain))
                node.ends.append((["" if free else w.toned for w in words], value))

    def at(self, words: Sequence[Word], start: int) -> tuple[int, list[str]]:
        """How many words the longest phrase starting here takes, and its values; (0, []) when none does."""
        node = self.starts.get(words[start].plain)
        if node is None:
            return NOTHING
        found, end = NOTHING, start
        while node is not None:
            end += 1
            if node.ends:
                values = [value for toned, value in node.ends if _agrees(words[start:end], toned)]
                found = (end - start, values) if values else found
            node = node.after.get(words[end].plain) if end < len(words) else None
        return found


class _Node(NamedTuple):
    after: dict[str, "_Node"]
    ends: list[tuple[list[str], str]]


def _agrees(words: Sequence[Word], toned: list[str]) -> bool:
    """A single word must not carry other accents than the phrase (mặt is not mất); in a longer phrase some may be wrong."""
    wrong = 0
    for word, right in zip(words, toned, strict=True):
        if word.toned and right and word.toned != right:
            wrong += 1
    return wrong == 0 or (len(toned) > 1 and wrong * 2 <= len(toned))


class Reader:
    """Turns sentences into features. The same reader reads the examples and the questions."""

    def __init__(
        self, shorthand: Mapping[str, str], regional: Mapping[str, str], stops: Iterable[str], concepts: Mapping[str, Iterable[str]]
    ) -> None:
        self._shorthand = Phrases(shorthand.items(), any_accents=True)
        self._regional = Phrases(regional.items())
        self._stops = Phrases((s, "") for s in stops)
        self._concepts = Phrases((p, name) for name, phrases in concepts.items() for p in phrases)

    def words(self, text: str) -> list[Word]:
        """The words of a trusted text, shorthand written out."""
        return _rewritten(to_words(text), self._shorthand)

    def question(self, text: str, speller: Speller, half_typed: bool = False) -> list[Word]:
        """The words of a citizen's question: bounded, raw typing undone, shorthand written out, spelling and accents mended."""
        clean = "".join(c if c.isprintable() else " " for c in text[:LONGEST_QUERY])
        words = [Word(w.plain[:LONGEST_WORD], w.toned[:LONGEST_WORD]) for w in to_words(clean)[:MOST_WORDS]]
        words = [_typed(w, speller) for w in _rewritten(words, self._shorthand)]
        return speller.mend(_rewritten(words, self._shorthand)[: 2 * MOST_WORDS], half_typed)

    def features(self, words: list[Word]) -> dict[str, None]:
        """What the sentence is about, without order: w: words, b: neighbours, c: concepts, p: pairs of concepts."""
        kept, concepts = self._read(_rewritten(words, self._regional))
        found = dict.fromkeys(["w:" + (word.toned or word.plain) for word in kept])
        found.update(dict.fromkeys([f"b:{a.plain} {b.plain}" for a, b in pairwise(kept)]))
        found.update(dict.fromkeys(["c:" + name for name in concepts]))
        found.update(dict.fromkeys([f"p:{a} {b}" for a, b in combinations(sorted(concepts[:MOST_CONCEPTS]), 2)]))
        return found

    def _read(self, words: list[Word]) -> tuple[list[Word], list[str]]:
        """The words that say something, and the concepts; a concept outweighs a stop phrase unless the stop phrase is longer."""
        kept: list[Word] = []
        names: dict[str, None] = {}
        at = 0
        while at < len(words):
            plain = words[at].plain
            length, values = self._concepts.at(words, at) if plain in self._concepts.starts else NOTHING
            idle = self._stops.at(words, at)[0] if plain in self._stops.starts else 0
            if idle <= length:
                kept += words[at : at + (length or 1)]
                names.update(dict.fromkeys(values))
            at += max(length, idle, 1)
        return kept, list(names)


def _rewritten(words: list[Word], phrases: Phrases) -> list[Word]:
    if not any(w.plain in phrases.starts for w in words):
        return words
    out: list[Word] = []
    at = 0
    while at < len(words):
        length, values = phrases.at(words, at) if words[at].plain in phrases.starts else NOTHING
        out += to_words(values[0]) if length else [words[at]]
        at += length or 1
    return out


def _typed(word: Word, speller: Speller) -> Word:
    """A word that nobody knows may be raw Telex or VNI."""
    if speller.knows(word) and word.plain.isalpha():
        return word
    made = undo_typing(word.plain)
    return word if made == word.plain else known_word(made)
