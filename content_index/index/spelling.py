"""Words of a question that the index does not hold, and near words that it does.

Every segment lists its words in order, with their lengths and the letters they are made of as
bits: a few array comparisons leave a handful of candidates whose distance is then measured.
Whoosh's automata give the same words in 10 to 40 times the time.
"""

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np

from content_index.index.layout import combined
from content_index.index.letters import letters_of
from content_index.index.matrix import SegmentMatrix, term_key
from content_index.index.nearness import MAX_NEW_LETTERS, is_judged, near_words, reach_of
from content_index.index.question import REMEMBERED, Question, Term
from content_index.index.snapshot import Snapshot
from content_index.schema.analysis import analyser, raw_words
from content_index.schema.folding import fold

#: A word in fewer passages may be a mistake itself.
COMMON = 2


def unknown(snapshot: Snapshot, words: Iterable[str]) -> set[str]:
    """The words that no language of the index knows in any form, nor does without."""
    asked: list[str] = []
    terms: list[Term] = []
    for word in {word for word in words if is_judged(word)}:
        forms = {language: analyser(language).forms(word) for language in snapshot.passages}
        if forms and all(forms.values()):
            asked.append(word)
            terms += [_term(language, kind, form[place]) for language, form in forms.items() if form
                      for place, kind in enumerate("sw")]  # fmt: skip
    if not asked:
        return set()
    held = Question(snapshot, terms).found.reshape(len(asked), -1).sum(axis=1)
    found = {word for word, count in zip(asked, held.tolist(), strict=True) if not count}
    if len(snapshot.unknown) > REMEMBERED:
        snapshot.unknown = set()
    snapshot.unknown |= found
    return found


def suggest(snapshot: Snapshot, word: str) -> str | None:
    """The nearest word, then the most frequent, written as the content writes it; None when all are far."""
    if word not in snapshot.unknown and not unknown(snapshot, [word]):
        return None
    folded = fold(word)
    near = near_words({word for part in snapshot.parts for word in _plausible(part.matrix, folded)}, folded)
    for closeness in sorted(set(near.values())):
        found = _most_frequent(snapshot, [word for word, distance in near.items() if distance == closeness])
        if found:
            return found
    return None


def _term(language: str, kind: str, form: str) -> Term:
    return Term(term_key(language, kind, form), language, 1.0, stem=kind == "s")


def _plausible(matrix: SegmentMatrix, folded: str) -> list[str]:
    """Words of a segment that start alike and are made of nearly the same letters."""
    words, reach = matrix.words, reach_of(folded)
    first = bisect_left(words, folded[0])
    last = bisect_left(words, chr(ord(folded[0]) + 1))
    longer = np.abs(matrix.word_sizes[first:last].astype(np.int16) - len(folded))
    apart = np.bitwise_count(matrix.word_letters[first:last] ^ np.uint32(letters_of(folded)))
    # One letter for another changes two of them, but then the length stays; nothing else may.
    places = np.flatnonzero(((longer <= reach) & (apart <= 1)) | ((longer == 0) & (apart <= MAX_NEW_LETTERS)))
    return [words[first + int(place)] for place in places]


def _most_frequent(snapshot: Snapshot, words: list[str]) -> str | None:
    """The word that most passages hold, as they write it; None when all are rare."""
    languages = list(snapshot.passages)
    terms = [_term(language, "w", word) for word in words for language in languages]
    question = Question(snapshot, terms)
    counts = question.found.reshape(len(words), len(languages)).sum(axis=1)
    chosen = max(range(len(words)), key=lambda place: (counts[place], words[place]))
    if counts[chosen] < COMMON:
        return None
    places = range(chosen * len(languages), (chosen + 1) * len(languages))
    return _as_written(snapshot, words[chosen], _first_row(snapshot, question, places))


def _first_row(snapshot: Snapshot, question: Question, places: Iterable[int]) -> int:
    """A passage that holds one of the terms at `places`."""
    return next(
        part.offset + int(part.matrix.rows[int(starts[place])])
        for part, (starts, stops) in zip(snapshot.parts, question.stretches, strict=True)
        for place in places
        if stops[place] > starts[place]
    )


def _as_written(snapshot: Snapshot, folded: str, row: int) -> str:
    """The word with its accents, taken from a passage that holds it."""
    text = combined(snapshot.record(row))
    return next((raw.lower() for raw, _, _ in raw_words(text) if fold(raw) == folded), folded)
