"""How well each procedure answers a set of features: nearest sentence and the procedure as a whole, by inverted lists."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from math import log
from typing import NamedTuple

from kiosk.rules.search_features import Reader
from kiosk.rules.search_spelling import Word

KIND_WEIGHT = {"w": 1.2, "b": 0.7, "c": 1.0, "p": 0.6}
LENGTH = 0.4  # how much a longer sentence must say in common: 0 nothing, 0.5 cosine
WHOLE = 1.0  # the procedure as a whole against its nearest sentence
ENOUGH_SAID = 35.0  # a long story is not blamed for what it says besides
UNSEEN = 0.6  # how much of a word nobody ever said counts against the answer


class Sentence(NamedTuple):
    """One sentence that belongs to a procedure (its code) or to a subject elsewhere ("=name")."""

    owner: str
    words: list[Word]


class Scores:
    def __init__(self, sentences: Iterable[Sentence], reader: Reader, factors: Mapping[str, float]) -> None:
        """`sentences` come owner by owner."""
        self._factors = factors
        self._owners: list[str] = []  # of each sentence
        self._held: dict[str, list[int]] = {}  # feature -> the sentences that have it
        spread: dict[str, int] = {}  # feature -> how many owners have it
        features: list[dict[str, None]] = []
        for number, sentence in enumerate(sentences):
            self._owners.append(sentence.owner)
            features.append(reader.features(sentence.words))
            for f in features[-1]:
                having = self._held.setdefault(f, [])
                if not having or self._owners[having[-1]] != sentence.owner:
                    spread[f] = spread.get(f, 0) + 1
                having.append(number)
        self._said = Counter(self._owners)
        weights = self._weights = self._informative(spread, len(self._said))
        self._lengths = [sum([weights[f] for f in each]) ** LENGTH or 1.0 for each in features]
        self._unseen = KIND_WEIGHT["w"] * log(1 + len(self._said) / 1.5)
        self._shares: dict[str, list[tuple[str, float]]] = {}

    @staticmethod
    def _informative(spread: Mapping[str, int], owners: int) -> dict[str, float]:
        """The fewer procedures share a feature, the more it says (IDF)."""
        idf = [log(1 + owners / (df + 0.5)) for df in range(owners + 1)]
        return {f: KIND_WEIGHT[f[0]] * idf[df] for f, df in spread.items()}

    def _share(self, feature: str) -> list[tuple[str, float]]:
        """Owners that have the feature, with the part of their sentences that do (softened)."""
        if feature not in self._shares:
            counts = Counter(self._owners[i] for i in self._held[feature])
            self._shares[feature] = [(o, n / (n + 0.5 + 0.05 * self._said[o])) for o, n in counts.items()]
        return self._shares[feature]

    def rank(self, features: Iterable[str], limit: int) -> list[tuple[str, float]]:
        """Owners with their scores (0 to about 1), best first."""
        near = [0.0] * len(self._owners)
        whole: dict[str, float] = defaultdict(float)
        total = 0.0
        for f in features:
            weight = self._weights.get(f)
            if weight is None:
                total += self._unseen * UNSEEN if f[0] == "w" else 0.0
                continue
            total += weight
            for i in self._held[f]:
                near[i] += weight
            for owner, part in self._share(f):
                whole[owner] += weight * part
        best: dict[str, float] = defaultdict(float)
        for owner, shared, length in zip(self._owners, near, self._lengths, strict=True):
            if shared and shared / length > best[owner]:
                best[owner] = shared / length
        total = min(total, ENOUGH_SAID)
        scale = total ** (1 - LENGTH) or 1.0
        scored = [
            (owner, (best[owner] / scale + WHOLE * value / total) / (1 + WHOLE) * self._factors.get(owner, 1.0))
            for owner, value in whole.items()
        ]
        scored.sort(key=lambda item: -item[1])
        return scored[:limit]
