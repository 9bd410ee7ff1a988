"""The search that understands people: a citizen's own words -> the posted procedures that fit, or where else to go.

Every procedure is known by its names and by sentences people say (`config/search/`). A question is read as it was meant
(raw typing undone, spelling and accents mended: `search_spelling`), becomes features (words, neighbours, concepts such as
"death", pairs of concepts: `search_features`) and is compared with every sentence and with each procedure as a whole, the
rarer a feature the more it counts (`search_scores`). Subjects that are done elsewhere compete like procedures, so
"làm hộ chiếu" is answered with the way there instead of the nearest wrong procedure.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from kiosk.rules.procedures import Words
from kiosk.rules.search_features import LONGEST_QUERY, Reader
from kiosk.rules.search_scores import Scores, Sentence
from kiosk.rules.search_spelling import Speller, Word
from kiosk.rules.vietnamese import nfc, tokens


@dataclass(frozen=True)
class Entry:
    """One searchable procedure. `text` may hold more sentences about it, one per line."""

    code: str
    title: str
    official: str
    plain: str = ""
    aliases: tuple[str, ...] = ()
    field: str = ""
    text: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """A subject that this hall does not serve, and in plain words where it is served; silent when one of `unless` is posted."""

    name: str
    where: Words
    sayings: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Knowledge:
    """What is known about how people speak, read from `config/search/`."""

    shorthand: Mapping[str, str] = field(default_factory=dict)
    regional: Mapping[str, str] = field(default_factory=dict)
    stops: tuple[str, ...] = ()
    concepts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sayings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: tuple[Elsewhere, ...] = ()
    field_factors: Mapping[str, float] = field(default_factory=dict)
    code_factors: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Hit:
    """A procedure that fits; the score runs from 0 to about 1."""

    code: str
    title: str
    score: float


@dataclass(frozen=True)
class Answer:
    hits: tuple[Hit, ...] = ()
    elsewhere: Elsewhere | None = None
    suggestions: tuple[str, ...] = ()


# Below this score nothing fits. A short question must fit well, a long story has words to spare: calibrated on subjects
# taken out of the knowledge one by one against the tuning questions.
SHORT_FIT, LESS_PER_WORD, LONG_FIT = 0.57, 0.035, 0.24
WHILE_TYPING = 0.25
AWAY = 1.04  # subjects elsewhere are described by few sentences and would otherwise lose to a neighbouring procedure
SUGGESTIONS, LONGEST_SUGGESTION = 3, 45  # how many above the keyboard, and letters in each
SPARE = 5  # ranked beyond the limit, because subjects elsewhere are left out of the hits
BESIDE = 0.45  # a further hit must reach this part of the first one's score


class Index:
    """Built once from the catalogue and the knowledge; `find` answers one question and never raises."""

    def __init__(self, entries: Iterable[Entry], knowledge: Knowledge) -> None:
        self._entries: dict[str, Entry] = {}
        for entry in entries:  # the first of a code stays: the shipped record
            self._entries.setdefault(entry.code, entry)
        self._elsewhere = {f"={e.name}": e for e in knowledge.elsewhere if not any(c in self._entries for c in e.unless)}
        self._reader = Reader(knowledge.shorthand, knowledge.regional, knowledge.stops, knowledge.concepts)
        spoken = list(self._sentences(knowledge))
        phrases = (*knowledge.stops, *knowledge.regional, *(p for said in knowledge.concepts.values() for p in said))
        self._speller = Speller([*(s.words for s in spoken), *map(self._reader.words, phrases)])
        self._scores = Scores(spoken, self._reader, self._factors(knowledge))

    def find(self, query: str, limit: int = 9, typing: bool = False) -> Answer:
        """The best `limit` hits, or none; `typing`: the last word may be half typed, and suggestions are wanted."""
        query = query[:LONGEST_QUERY]
        if (named := self._entries.get(query.strip())) is not None:
            return Answer((Hit(named.code, named.title, 1.0),))
        words = self._reader.question(query, self._speller, typing and not query.endswith(" "))
        ranked = self._scores.rank(self._reader.features(words), limit + SPARE) if words else []
        enough = WHILE_TYPING if typing else max(LONG_FIT, SHORT_FIT - LESS_PER_WORD * len(words))
        hits, elsewhere = self._judge(ranked, limit, enough)
        return Answer(hits, elsewhere, self._suggest(query, words, hits) if typing else ())

    def _judge(self, ranked: list[tuple[str, float]], limit: int, enough: float) -> tuple[tuple[Hit, ...], Elsewhere | None]:
        if not ranked or ranked[0][1] < enough:
            return (), None
        if ranked[0][0] in self._elsewhere:
            return (), self._elsewhere[ranked[0][0]]
        least = ranked[0][1] * BESIDE
        fitting = [(self._entries[code], score) for code, score in ranked if code in self._entries and score >= least]
        return tuple(Hit(e.code, e.title, round(score, 4)) for e, score in fitting[:limit]), None

    def _suggest(self, query: str, words: list[Word], hits: tuple[Hit, ...]) -> tuple[str, ...]:
        """The question with its accents, then short names to touch instead of typing on."""
        written = " ".join(w.toned for w in words)
        typed = " ".join(tokens(query))
        found = [written] if written != typed and all(self._speller.knows(w) for w in words) else []
        found += [self._entries[h.code].plain or h.title for h in hits]
        return tuple(dict.fromkeys(nfc(s) for s in found if len(s) <= LONGEST_SUGGESTION))[:SUGGESTIONS]

    def _sentences(self, knowledge: Knowledge) -> Iterator[Sentence]:
        """Everything said about each procedure and each subject elsewhere, owner by owner."""
        for entry in self._entries.values():
            names = (entry.title, entry.official, entry.plain, *entry.text.splitlines(), *entry.aliases)
            yield from self._said(entry.code, (*names, *knowledge.sayings.get(entry.code, ())))
        for key, subject in self._elsewhere.items():
            yield from self._said(key, subject.sayings)

    def _said(self, owner: str, texts: Iterable[str]) -> Iterator[Sentence]:
        for text in dict.fromkeys(texts):
            if words := self._reader.words(text):
                yield Sentence(owner, words)

    def _factors(self, knowledge: Knowledge) -> dict[str, float]:
        fields, codes = knowledge.field_factors, knowledge.code_factors
        own = {e.code: fields.get(e.field, 1.0) * codes.get(e.code, 1.0) for e in self._entries.values()}
        return own | dict.fromkeys(self._elsewhere, AWAY)
