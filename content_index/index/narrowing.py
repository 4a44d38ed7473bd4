"""The parts of a plan that bags of words cannot answer, asked of Whoosh: which rows may stay.

Whoosh is asked for sets, never for its own ranking: its quality-skipping matchers are not
entered (one of them can loop for ever when two scores are equal).
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from whoosh import query
from whoosh.searching import Searcher

from content_index.index.matrix import Array, term_key
from content_index.index.question import Question, Term
from content_index.index.records import Plan
from content_index.index.snapshot import Snapshot
from content_index.schema.analysis import Token, analyser
from content_index.schema.folding import compose, fold

#: Words that one beginning of a word may stand for.
MAX_BEGINNINGS = 64


def beginnings(snapshot: Snapshot, plan: Plan) -> list[str]:
    """The words of the index that start as asked, the frequent ones first."""
    words = sorted({word for prefix in plan.prefixes for word in _begun(snapshot, prefix)})
    languages = list(snapshot.passages)
    terms = [Term(term_key(language, "w", word), language, 1.0, stem=False) for word in words for language in languages]
    if not terms:
        return []
    counts = Question(snapshot, terms).found.reshape(len(words), len(languages)).sum(axis=1)
    order = np.argsort(-counts, kind="stable")[:MAX_BEGINNINGS]
    return [words[int(place)] for place in order]


def narrow(snapshot: Snapshot, plan: Plan) -> Array:
    """True for each row that satisfies every phrase, beginning and title and no exclusion."""
    required = [_phrase(snapshot, phrase) for phrase in plan.phrases]
    required += [_all_words(snapshot, "title", words) for words in plan.titles]
    excluded = [_all_words(snapshot, "text", words) for words in plan.excluded]
    with snapshot.searcher() as searcher:
        allowed = np.ones(snapshot.size, dtype=np.bool_)
        for condition in required:
            allowed &= _rows(searcher, condition, snapshot.size)
        for condition in excluded:
            allowed &= ~_rows(searcher, condition, snapshot.size)
    for prefix in plan.prefixes:
        allowed &= _rows_of_words(snapshot, _begun(snapshot, prefix))
    return allowed


def _begun(snapshot: Snapshot, prefix: str) -> set[str]:
    """Every word of the index that starts so."""
    return {word for part in snapshot.parts for word in part.matrix.beginning_with(fold(prefix))}


def _rows_of_words(snapshot: Snapshot, words: Iterable[str]) -> Array:
    """True for each row that holds one of the words, in any language."""
    rows = np.zeros(snapshot.size, dtype=np.bool_)
    keys = np.array(
        [term_key(language, "w", word) for word in words for language in snapshot.passages], dtype=np.uint64
    )
    for part in snapshot.parts:
        for start, stop in zip(*part.matrix.stretches(keys), strict=True):
            rows[part.offset + part.matrix.rows[start:stop].astype(np.int64)] = True
    return rows


def _rows(searcher: Searcher, condition: query.Query, size: int) -> Array:
    rows = np.zeros(size, dtype=np.bool_)
    found = list(searcher.docs_for_query(condition))
    rows[found] = True
    return rows


def _phrase(snapshot: Snapshot, phrase: str) -> query.Query:
    """The phrase in any language of the index, stop words standing for any word."""
    return _any(
        query.Phrase(f"text_{language}", [token.stem for token in tokens], slop=_reach(tokens))
        if len(tokens) > 1
        else query.Term(f"text_{language}", tokens[0].stem)
        for language, tokens in _tokens(snapshot, phrase)
    )


def _all_words(snapshot: Snapshot, field: str, words: str) -> query.Query:
    return _any(
        query.And([query.Term(f"{field}_{language}", token.stem) for token in tokens])
        for language, tokens in _tokens(snapshot, words)
    )


def _tokens(snapshot: Snapshot, text: str) -> Iterable[tuple[str, list[Token]]]:
    for language in snapshot.passages:
        tokens = list(analyser(language).tokens(compose(text)))
        if tokens:
            yield language, tokens


def _reach(tokens: list[Token]) -> int:
    """The widest gap between neighbours, in words: what Whoosh calls slop."""
    return max(after.position - before.position for before, after in pairwise(tokens))


def _any(conditions: Iterable[query.Query]) -> query.Query:
    """One of them; nothing at all when there is none."""
    found = list(conditions)
    return query.Or(found) if found else query.NullQuery
