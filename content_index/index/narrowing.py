"""The parts of a plan that bags of words cannot answer, asked of Whoosh: which rows may stay.

Whoosh is asked for sets, never for its own ranking: its quality-skipping matchers are not
entered (one of them can loop for ever when two scores are equal).
"""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from whoosh import query
from whoosh.searching import Searcher

from content_index.index.matrix import Array
from content_index.index.records import Plan
from content_index.index.snapshot import Snapshot
from content_index.schema.analysis import Token, analyser
from content_index.schema.folding import compose, fold

#: Words that one beginning of a word may stand for.
MAX_BEGINNINGS = 64


def beginnings(snapshot: Snapshot, plan: Plan) -> list[str]:
    """The words of the index that start as asked, the frequent ones first."""
    words: list[tuple[int, str]] = []
    with snapshot.searcher() as searcher:
        reader = searcher.reader()
        for prefix in plan.prefixes:
            expanded = reader.expand_prefix("words", fold(prefix))
            words.extend((reader.doc_frequency("words", word), word.decode()) for word in expanded)
    words.sort(key=lambda pair: (-pair[0], pair[1]))
    return [word for _, word in words[:MAX_BEGINNINGS]]


def narrow(snapshot: Snapshot, plan: Plan) -> Array:
    """True for each row that satisfies every phrase, beginning and title and no exclusion."""
    required = [_phrase(snapshot, phrase) for phrase in plan.phrases]
    required += [query.Prefix("words", fold(prefix)) for prefix in plan.prefixes]
    required += [_all_words(snapshot, "title", words) for words in plan.titles]
    excluded = [_all_words(snapshot, "text", words) for words in plan.excluded]
    with snapshot.searcher() as searcher:
        allowed = np.ones(snapshot.size, dtype=np.bool_)
        for condition in required:
            allowed &= _rows(searcher, condition, snapshot.size)
        for condition in excluded:
            allowed &= ~_rows(searcher, condition, snapshot.size)
    return allowed


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
