"""Words of a question that the index does not hold, and near words that it does.

Every segment lists its words in order, with their lengths and the letters they are made of as
bits: a few array comparisons leave a handful of candidates whose distance is then measured.
Whoosh's automata give the same words in 10 to 40 times the time.
"""

from bisect import bisect_left
from collections.abc import Iterable
from itertools import chain

import numpy as np

from content_index.index.layout import combined
from content_index.index.matrix import SegmentMatrix, letters_of, term_key
from content_index.index.question import Question, Term
from content_index.index.snapshot import Snapshot
from content_index.schema.analysis import analyser, raw_words
from content_index.schema.folding import fold

#: Shorter words have too many neighbours to guess from.
SHORTEST = 4
#: Words from here on may differ in two letters.
LONG = 8
#: Letters that one of two near words has and the other has not; of two letters' distance, half.
MAX_NEW_LETTERS = 2
#: A word in fewer passages may be a mistake itself.
COMMON = 2
#: What two forms of one word may differ in.
_ENDINGS = frozenset(
    (
        "",
        *("a", "ai", "aient", "ais", "ait", "ant", "ants", "e", "ee", "ees", "ent", "er", "erent", "es", "ez"),
        *("ion", "ions", "ir", "is", "it", "ite", "ons", "ra", "rent", "eur", "euse", "aire", "ation", "x"),
        *("d", "ed", "ies", "ing", "ly", "r", "s", "t", "th", "y"),
    )
)


def unknown(snapshot: Snapshot, words: Iterable[str]) -> set[str]:
    """The words that no language of the index knows in any form, nor does without."""
    left = {word for word in words if len(fold(word)) >= SHORTEST and fold(word).isalpha()}
    for language in snapshot.passages:
        forms = {word: analyser(language).forms(word) for word in left}
        left -= {word for word, form in forms.items() if form is None}
        asked = [(word, form) for word, form in forms.items() if form is not None]
        terms = [_term(language, kind, form[place]) for _, form in asked for place, kind in enumerate("sw")]
        held = Question(snapshot, terms).found.reshape(-1, 2).sum(axis=1)
        left -= {word for (word, _), count in zip(asked, held, strict=True) if count}
    return left


def suggest(snapshot: Snapshot, word: str) -> str | None:
    """The nearest word, then the most frequent, written as the content writes it; None when all are far."""
    if not unknown(snapshot, [word]):
        return None
    folded = fold(word)
    reach = 2 if len(folded) >= LONG else 1
    plausible = set(chain.from_iterable(_plausible(part.matrix, folded, reach) for part in snapshot.parts))
    near = dict(_near(plausible, folded, reach))
    for closeness in sorted(set(near.values())):
        found = _most_frequent(snapshot, [word for word, distance in near.items() if distance == closeness])
        if found:
            return found
    return None


def _term(language: str, kind: str, form: str) -> Term:
    return Term(term_key(language, kind, form), language, 1.0, stem=kind == "s")


def _plausible(matrix: SegmentMatrix, folded: str, reach: int) -> list[str]:
    """Words of a segment that start alike and are made of nearly the same letters."""
    words = matrix.words
    first = bisect_left(words, folded[0])
    last = bisect_left(words, chr(ord(folded[0]) + 1))
    longer = np.abs(matrix.word_sizes[first:last].astype(np.int16) - len(folded))
    apart = np.bitwise_count(matrix.word_letters[first:last] ^ np.uint32(letters_of(folded)))
    # One letter for another changes two of them, but then the length stays; nothing else may.
    places = np.flatnonzero(((longer <= reach) & (apart <= 1)) | ((longer == 0) & (apart <= MAX_NEW_LETTERS)))
    return [words[first + int(place)] for place in places]


def _near(plausible: Iterable[str], folded: str, reach: int) -> Iterable[tuple[str, int]]:
    """Those that differ in one letter, or in `reach` letters without new ones, and are no form of the word."""
    letters = letters_of(folded)
    for word in plausible:
        apart = (letters_of(word) ^ letters).bit_count()
        allowed = reach if apart <= 1 else 1
        distance = _distance(folded, word, allowed)
        if distance <= allowed and not _same_word(folded, word):
            yield word, distance


def _same_word(one: str, other: str) -> bool:
    """Whether two words differ in their ending only, as forms of one word do."""
    shared = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    longest = min(len(one), len(other)) if shared is None else shared
    return any(one[at:] in _ENDINGS and other[at:] in _ENDINGS for at in range(SHORTEST, longest + 1))


def _distance(one: str, other: str, reach: int) -> int:
    """Letters added, left out, changed or swapped; anything above `reach` once it is passed."""
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        line = [row]
        for column, against in enumerate(other, 1):
            cost = min(last[column] + 1, line[-1] + 1, last[column - 1] + (letter != against))
            swapped = row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == against
            line.append(min(cost, before_last[column - 2] + 1) if swapped else cost)
        if min(line) > reach:
            return reach + 1
        before_last, last = last, line
    return last[-1]


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
