"""Finding the sentence of the sources that carries a sentence of an answer.

A claim is carried when one or two neighbouring sentences of one passage hold all its content
words (stems, in much the same order; the title may lend a few), its numbers beside the same
words and its names, and turn the same way (see `meaning`). One foreign word makes the claim
unsupported: rewording costs an answer a sentence, inventing costs trust.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import pairwise

from widget.conversation import Passage
from widget.grounding.meaning import Meaning, meaning_of, same_direction
from widget.grounding.sentences import split_sentences
from widget.grounding.words import (
    content_stems,
    full_names,
    names,
    numbers,
    ordered_terms,
    plain_words,
    stem,
    word_list,
)

#: Share of a claim's terms that the carrying stretch itself must hold; the title may hold the rest.
CARRIED = 0.7
#: Terms that a clause must have on either side to be moved as a whole.
CLAUSE = 2
#: How much longer than its source a claim may be (plus six words): small words add up to meaning too.
WORDIER = 1.5
#: Longest quote shown under an answer, in characters.
QUOTE_CHARACTERS = 400

_CLAUSE = re.compile(r"(?<=[,;:—–()])\s+")
_MARKUP = re.compile(r"(?:\*\*|__|`+|^#+\s*|^>\s*)", re.MULTILINE)
_OWN_CITATION = re.compile(
    r"\s*(?:\[(?:\d+|[a-zé]+ \d+)(?:\s*[,;]\s*\d+)*\]|\((?:passage|source|extrait)s? \d+[^)]*\))", re.IGNORECASE
)


@dataclass(frozen=True)
class _Stretch:
    """One sentence, clause run or pair of sentences of a passage."""

    start: int
    end: int
    text: str
    language: str
    conditional: bool = False
    second: tuple[frozenset[str], frozenset[str]] | None = None

    @cached_property
    def terms(self) -> tuple[str, ...]:
        return tuple(ordered_terms(self.text, self.language))

    @cached_property
    def held(self) -> frozenset[str]:
        return frozenset(self.terms)

    @cached_property
    def meaning(self) -> Meaning:
        return meaning_of(self.text)


@dataclass(frozen=True, slots=True)
class Support:
    """Where a claim stands: `quote` is verbatim in the passage; `strength` 0..1."""

    passage: Passage
    quote: str
    strength: float


@cache
def _harmless(language: str) -> frozenset[str]:
    return frozenset(stem(word, language) for word in word_list("harmless"))


def plain_claim(sentence: str) -> str:
    """A sentence of an answer without Markdown marks and without the model's own references."""
    return _MARKUP.sub("", _OWN_CITATION.sub("", sentence)).strip()


class _Claim:
    """A sentence of an answer, taken apart once for all passages."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.numbers = numbers(text)
        self.names = names(text)
        self.full_names = full_names(text)
        self.turns = meaning_of(text)
        self.length = len(text.split())
        self._terms: dict[str, list[str]] = {}

    def terms(self, language: str) -> list[str]:
        """The content stems and quantities, in order, as this language reads them."""
        if language not in self._terms:
            self._terms[language] = ordered_terms(self.text, language)
        return self._terms[language]


class Sources:
    """The passages of one answer, prepared once for many claims."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = [(passage, _prepared(passage)) for passage in passages]

    def support(self, claim: str) -> Support | None:
        """The best stretch that carries the claim, or None."""
        taken = _Claim(plain_claim(claim))
        best: Support | None = None
        for passage, prepared in self._passages:
            found = prepared.support(taken)
            if found and (best is None or found[1] > best.strength):
                best = Support(passage, *found)
        return best

    def knows(self, text: str) -> bool:
        """True when one passage holds every number and every name of a text."""
        wanted, named = numbers(text), names(text)
        return any(wanted <= known.numbers and named <= known.names for _, known in self._passages)


def _prepared(passage: Passage) -> "_Prepared":
    return _cut(passage.title, passage.heading, passage.text, passage.language)


@lru_cache(maxsize=256)
def _cut(title: str, heading: str, text: str, language: str) -> "_Prepared":
    """The passage, cut; the passages of a course come back with every question about them."""
    return _Prepared(title, heading, text, language)


class _Prepared:
    """One passage, cut into every stretch that may carry a claim."""

    def __init__(self, title: str, heading: str, text: str, language: str) -> None:
        self.text, self.language = text, language
        whole = f"{title}. {heading}. {text}"
        self.titled = frozenset(content_stems(f"{title} {heading}", language))
        self.stems = frozenset(content_stems(whole, language))
        self.numbers = frozenset(numbers(whole))
        self.folded = " ".join(plain_words(whole))
        self.names = frozenset(names(whole)) | self.stems | frozenset(plain_words(whole))
        self.sentences = split_sentences(text)
        self.stretches = tuple(self._stretches())

    def _stretches(self) -> list[_Stretch]:
        text, language = self.text, self.language
        sentences = self.sentences
        stretches = []
        for sentence in sentences:
            conditional = "condition" in meaning_of(sentence.text).kinds
            cuts = [sentence.start, *(sentence.start + m.end() for m in _CLAUSE.finditer(sentence.text)), sentence.end]
            for first in range(len(cuts) - 1):
                for last in range(first + 1, min(len(cuts), first + 6)):
                    start, end = cuts[first], cuts[last]
                    stretches.append(_Stretch(start, end, text[start:end].rstrip(), language, conditional))
            if len(cuts) > 6:
                stretches.append(_Stretch(sentence.start, sentence.end, sentence.text, language, conditional))
        for a, b in pairwise(sentences):
            both = (frozenset(ordered_terms(a.text, language)), frozenset(ordered_terms(b.text, language)))
            conditional = "condition" in meaning_of(text[a.start : b.end]).kinds
            stretches.append(_Stretch(a.start, b.end, text[a.start : b.end], language, conditional, both))
        return stretches

    def support(self, claim: _Claim) -> tuple[str, float] | None:
        """The verbatim quote that carries the claim and how well, or None."""
        wanted = self._wanted(claim)
        distinct = frozenset(wanted or ())
        if wanted is None or len(distinct) < 2:
            return None
        best: tuple[float, int, _Stretch] | None = None
        for stretch in self.stretches:
            share = _carried(wanted, distinct, stretch, self.titled)
            if share < CARRIED or not same_direction(claim.turns, stretch.meaning):
                continue
            if stretch.conditional and "condition" not in claim.turns.kinds:
                continue
            if claim.length > WORDIER * len(stretch.text.split()) + 6:
                continue
            rank = (share, -len(stretch.text), stretch)
            if best is None or rank[:2] > best[:2]:
                best = rank
        if best is None:
            return None
        return self._quote(best[2]), best[0]

    def _wanted(self, claim: _Claim) -> list[str] | None:
        """The claim's terms in order; None when one of them is foreign to the passage."""
        harmless = _harmless(self.language)
        terms = claim.terms(self.language)
        if any(not t.startswith("#") and t not in self.stems and t not in harmless for t in terms):
            return None
        if not (claim.numbers <= self.numbers and claim.names <= self.names):
            return None
        if not all(name in self.folded for name in claim.full_names):
            return None
        return [term for term in terms if term in self.stems or term.startswith("#")]

    def _quote(self, stretch: _Stretch) -> str:
        """The whole sentence around a clause, so that a quote reads as one."""
        inside = [s for s in self.sentences if s.end > stretch.start and s.start < stretch.end]
        start, end = min(s.start for s in inside), max(s.end for s in inside)
        if end - start > QUOTE_CHARACTERS:
            start, end = stretch.start, min(stretch.end, stretch.start + QUOTE_CHARACTERS)
        return self.text[start:end].strip()


def _carried(wanted: Sequence[str], distinct: frozenset[str], stretch: _Stretch, titled: frozenset[str]) -> float:
    """Share of `wanted` (`distinct`: each once) that a stretch holds; 0 when order or quantities are others."""
    if not distinct - stretch.held <= titled:
        return 0.0
    found = [term for term in wanted if term in stretch.held]
    share = len(found) / len(wanted)
    if share < CARRIED:
        return 0.0
    if stretch.second and not (_draws_on(found, stretch.second[0]) and _draws_on(found, stretch.second[1])):
        return 0.0
    if not _same_order(found, stretch.terms) or not _same_quantities(wanted, stretch.terms):
        return 0.0
    return share


def _draws_on(found: Sequence[str], terms: frozenset[str]) -> bool:
    return sum(term in terms for term in set(found)) >= 2


def _same_order(found: Sequence[str], held: Sequence[str]) -> bool:
    """True when the terms follow one another as in the source, or one whole clause was moved."""
    distinct = list(dict.fromkeys(found))
    if _longest_common(distinct, held) == len(distinct):
        return True
    known = [term for term in held if term in set(distinct)]
    pairs = set(pairwise(known))
    broken = [place for place, pair in enumerate(pairwise(distinct), start=1) if pair not in pairs]
    return len(broken) == 1 and CLAUSE <= broken[0] <= len(distinct) - CLAUSE


def _same_quantities(found: Sequence[str], held: Sequence[str]) -> bool:
    """True when each quantity stands beside a word that it stands beside in the source."""
    for index, term in enumerate(found):
        if not term.startswith("#"):
            continue
        around = [*found[index + 1 : index + 2], *found[max(0, index - 1) : index]]
        places = [i for i, t in enumerate(held) if t == term]
        near = {t for place in places for t in held[max(0, place - 2) : place + 4]}
        if around and around[0] not in near:
            return False
    return True


def _longest_common(a: Sequence[str], b: Sequence[str]) -> int:
    row = [0] * (len(b) + 1)
    for left in a:
        diagonal = 0
        for index, right in enumerate(b, start=1):
            above = row[index]
            row[index] = diagonal + 1 if left == right else max(above, row[index - 1])
            diagonal = above
    return row[-1]
