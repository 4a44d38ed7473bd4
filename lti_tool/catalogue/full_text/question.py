"""The terms of a question with how telling they are in this index, one list per language of it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import log1p

from content_index.index.layout import field_language
from content_index.index.question import MAX_REPEATS, MAX_TERMS, PAIR_WEIGHT, WORD_WEIGHT
from content_index.index.ranking import BEGINNING_WEIGHT, OTHER_LANGUAGE
from content_index.index.records import Plan
from content_index.schema.analysis import analyser
from lti_tool.catalogue.full_text.vectors import WORD_MARK

#: Passages by (field language, lexeme).
Counts = Mapping[tuple[str, str], int]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Languages:
    """Passages, and content words per passage, of each field language in an index."""

    passages: Mapping[str, int]
    mean_lengths: Mapping[str, float]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int, int]]) -> "Languages":
        """From (language tag, passages, content words)."""
        passages: Counter[str] = Counter()
        words: Counter[str] = Counter()
        for tag, number, length in rows:
            passages[field_language(tag)] += number
            words[field_language(tag)] += length
        return cls(passages, {name: max(words[name] / number, 1.0) for name, number in passages.items()})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question under one field language: what each stem, marked word and pair is worth.

    `worth` is weight times rarity; `searched` are the lexemes that find rows, whole words beside
    their stems only rank them; `rarity` is of the person's own stems only; `most` is the worth of
    everything asked, `factor` what the language itself is worth to the reader.
    """

    field: str
    searched: frozenset[str]
    worth: Mapping[str, float]
    pairs: Mapping[Pair, float]
    rarity: Mapping[str, float]
    most: float
    factor: float


def lexemes_of(plan: Plan, languages: Languages) -> set[tuple[str, str]]:
    """Every (field language, lexeme) whose rarity a plan's question needs."""
    texts = (plan.words, *(words for words, _ in plan.expansions))
    return {
        (field, lexeme)
        for field in languages.passages
        for text in texts
        for stem, word in analyser(field).pairs(text)
        for lexeme in (stem, WORD_MARK + word)
    }


def telling(found: int, passages: int) -> float:
    """The inverse document frequency of a term that `found` of `passages` hold."""
    return log1p((max(passages, found) - found + 0.5) / (found + 0.5))


def asked_of(plan: Plan, languages: Languages, counts: Counts, beginnings: Counts) -> list[Asked]:
    """The question in every language that it says something in."""
    asked = [_Reading(field, plan, languages, counts, beginnings).asked() for field in languages.passages]
    return [one for one in asked if one.searched]


class _Reading:
    """Reads a plan under one field language."""

    def __init__(self, field: str, plan: Plan, languages: Languages, counts: Counts, beginnings: Counts) -> None:
        self.field, self.plan = field, plan
        self.alone = len(languages.passages) == 1
        self.passages = languages.passages[field]
        self.counts, self.beginnings = counts, beginnings
        self.worth: defaultdict[str, float] = defaultdict(float)
        self.pairs: defaultdict[Pair, float] = defaultdict(float)

    def asked(self) -> Asked:
        self._add(self.plan.words, 1.0)
        rarity = {lexeme: self._telling(lexeme) for lexeme in self.worth if not lexeme.startswith(WORD_MARK)}
        most = sum(self.worth.values()) + sum(self.pairs.values())
        for words, weight in self.plan.expansions:
            self._add(words, weight / max(len(words.split()), 1))
        searched = {lexeme for lexeme in self.worth if not lexeme.startswith(WORD_MARK) and self._found(lexeme)}
        for (field, lexeme), found in self.beginnings.items():
            if field == self.field:
                self.worth[lexeme] += BEGINNING_WEIGHT * telling(found, self.passages)
                searched.add(lexeme)
        preferred = self.alone or self.field == field_language(self.plan.language)
        return Asked(
            self.field,
            frozenset(searched),
            self.worth,
            self.pairs,
            rarity,
            most or sum(self.worth.values()) + sum(self.pairs.values()) or 1.0,
            1.0 if preferred else OTHER_LANGUAGE,
        )

    def _add(self, text: str, scale: float) -> None:
        forms = analyser(self.field).pairs(text)
        stems = [stem for stem, _ in forms]
        for lexemes, weight in ((stems, 1.0), ([WORD_MARK + word for _, word in forms], WORD_WEIGHT)):
            for lexeme, times in list(Counter(lexemes).items())[:MAX_TERMS]:
                self.worth[lexeme] += min(times, MAX_REPEATS) * weight * scale * self._telling(lexeme)
        neighbours = Counter(pair_of(*pair) for pair in pairwise(stems))
        for pair, times in list(neighbours.items())[:MAX_TERMS]:
            self.pairs[pair] += min(times, MAX_REPEATS) * PAIR_WEIGHT * scale * self._telling_pair(pair)

    def _telling(self, lexeme: str) -> float:
        return telling(self._found(lexeme), self.passages)

    def _found(self, lexeme: str) -> int:
        return self.counts.get((self.field, lexeme), 0)

    def _telling_pair(self, pair: Pair) -> float:
        """Neighbours are not counted in the index: taken to be as rare as if both met by chance."""
        one, other = map(self._found, pair)
        return telling(one * other // max(self.passages, 1), self.passages)


def pair_of(one: str, other: str) -> Pair:
    """Two neighbouring stems; their order does not matter."""
    return (one, other) if one < other else (other, one)


def weights_of(stems: Iterable[str], field: str, languages: Languages, counts: Counts) -> dict[str, float]:
    """How telling each stem is among the passages of a field language."""
    passages = languages.passages.get(field, 0)
    return {stem: telling(counts.get((field, stem), 0), passages) for stem in stems}
