"""The terms of a question looked up in a snapshot: arrays over terms, one entry per stem or word.

Every language of the index reads the question under its own analysis, since a course often
holds two and people do not say which one they write.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from content_index.index.matrix import Array, pair_keys, term_key
from content_index.index.snapshot import Snapshot
from content_index.schema.analysis import analyser

#: How much the exact word counts beside its stem.
WORD_WEIGHT = 0.3
#: How much two neighbouring stems of the question count where they are neighbours too, in any order.
PAIR_WEIGHT = 0.3
#: Different words of one question that are looked up, and how often a repeated one counts.
MAX_TERMS = 64
MAX_REPEATS = 3
#: Stems whose rarity is remembered until the next commit.
REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class Term:
    """A key of one field language with its weight in the question.

    `asked` tells the person's own words from other wordings of them.
    """

    key: int
    language: str
    weight: float
    stem: bool
    asked: bool = True


def terms_of(language: str, text: str, scale: float = 1.0, *, asked: bool = True) -> list[Term]:
    """Stems, words and pairs of a text under one language, the first MAX_TERMS different ones of each."""
    forms = analyser(language).pairs(text)
    stems = [term_key(language, "s", stem) for stem, _ in forms]
    words = [term_key(language, "w", word) for _, word in forms]
    row = np.array(stems, dtype=np.uint64)
    pairs = [int(key) for key in pair_keys(row[:-1], row[1:])]
    return [
        Term(key, language, min(count, MAX_REPEATS) * weight * scale, stem=weight == 1.0, asked=asked)
        for keys, weight in ((stems, 1.0), (words, WORD_WEIGHT), (pairs, PAIR_WEIGHT))
        for key, count in list(Counter(keys).items())[:MAX_TERMS]
    ]


class Question:
    """Terms with their postings in each part and how telling they are.

    `telling` (n) is the inverse document frequency among the passages of the term's language.
    """

    def __init__(self, snapshot: Snapshot, terms: Iterable[Term]) -> None:
        self.terms = list(terms)
        keys = np.array([term.key for term in self.terms], dtype=np.uint64)
        self.stretches = [part.matrix.stretches(keys) for part in snapshot.parts]
        found = sum((stops - starts for starts, stops in self.stretches), np.zeros(len(keys), dtype=np.int64))
        passages = np.array([snapshot.passages.get(term.language, 0) for term in self.terms], dtype=np.float64)
        self.found: Array = found
        self.telling: Array = np.log1p((np.maximum(passages, found) - found + 0.5) / (found + 0.5))
        self.weights: Array = np.array([term.weight for term in self.terms], dtype=np.float64) * self.telling

    def stems(self, language: str) -> list[int]:
        """Places of the asked stems of one language."""
        return [
            place for place, term in enumerate(self.terms) if term.stem and term.asked and term.language == language
        ]

    def most(self, language: str) -> float:
        """The weight of everything asked in one language; of other wordings when nothing was."""
        mine = [place for place, term in enumerate(self.terms) if term.language == language]
        asked = [place for place in mine if self.terms[place].asked]
        return float(self.weights[asked or mine].sum())


def note_telling(snapshot: Snapshot, question: Question) -> None:
    """Remember how telling the stems of a question are: whoever found passages for it is asked that next."""
    if len(snapshot.telling) > REMEMBERED:
        snapshot.telling = {}
    values = question.telling.tolist()
    snapshot.telling.update((term.key, values[place]) for place, term in enumerate(question.terms) if term.stem)


def stem_weights(snapshot: Snapshot, text: str, language: str) -> Mapping[str, float]:
    """How telling each stem of `text` is among the passages of a field language."""
    stems = sorted({stem for stem, _ in analyser(language).pairs(text)})[: 4 * MAX_TERMS]
    keys = {stem: term_key(language, "s", stem) for stem in stems}
    known = snapshot.telling
    if any(key not in known for key in keys.values()):
        terms = [Term(key, language, 1.0, stem=True) for key in keys.values()]
        known = dict(zip(keys.values(), Question(snapshot, terms).telling.tolist(), strict=True))
    return {stem: known[key] for stem, key in keys.items()}
