"""A word of the index that a misspelt one may stand for, written as the content writes it."""

from whoosh.reading import IndexReader

from content_index.index.snapshot import Snapshot
from content_index.schema.analysis import analyser, raw_words
from content_index.schema.folding import fold
from content_index.schema.layout import OTHER, combined

#: Shorter words have too many neighbours to guess from.
SHORTEST = 4
#: Words from here on may differ in two letters.
LONG = 8


def suggest(snapshot: Snapshot, word: str) -> str | None:
    """The nearest word, then the most frequent; None when `word` is known, short or far from all."""
    folded = fold(word)
    if len(folded) < SHORTEST or not folded.isalpha():
        return None
    with snapshot.searcher() as searcher:
        reader = searcher.reader()
        if reader.doc_frequency("words", folded) or _stem_known(reader, snapshot, word):
            return None
        found = _nearest(reader, folded)
        row = next(iter(reader.postings("words", found).all_ids())) if found else None
    return _as_written(snapshot, row, found) if found and row is not None else None


def _stem_known(reader: IndexReader, snapshot: Snapshot, word: str) -> bool:
    """Whether any language knows the word in another form, or does without it."""
    for language in snapshot.passages:
        if language == OTHER:
            continue
        forms = analyser(language).forms(word)
        if forms is None or reader.doc_frequency(f"text_{language}", forms[0]):
            return True
    return False


def _nearest(reader: IndexReader, folded: str) -> str | None:
    for distance in (1, 2) if len(folded) >= LONG else (1,):
        near: list[str] = list(reader.terms_within("words", folded, distance, prefix=1))
        near = [found for found in near if found.isalpha()]
        if near:
            return max(near, key=lambda found: (reader.doc_frequency("words", found), found))
    return None


def _as_written(snapshot: Snapshot, row: int, folded: str) -> str:
    """The word with its accents, taken from a passage that holds it."""
    text = combined(snapshot.record(row))
    return next((raw.lower() for raw, _, _ in raw_words(text) if fold(raw) == folded), folded)
