"""BM25 over a snapshot's matrices: a bag of words becomes one pass over a few stretches of postings.

A passage is scored by its stems and, with less weight, by whole folded words, under its own
language's analysis and statistics. The sum is divided by what the whole question weighs, so
that scores of different languages and indexes can stand in one list.
"""

import numpy as np

from content_index.index.layout import field_language
from content_index.index.matrix import Array, term_key
from content_index.index.question import Question, Term, note_telling, terms_of
from content_index.index.records import Plan
from content_index.index.snapshot import Snapshot

#: Passages in another language than the reader's, all else equal, come after.
OTHER_LANGUAGE = 0.7
#: Weight of each word that a beginning of a word stands for.
BEGINNING_WEIGHT = 0.5


def question_of(snapshot: Snapshot, plan: Plan, beginnings: list[str]) -> Question:
    """Every term of a plan in every language of the index."""
    terms: list[Term] = []
    for language in snapshot.passages:
        terms.extend(terms_of(language, plan.words))
        for other, weight in plan.expansions:
            terms.extend(terms_of(language, other, weight / max(len(other.split()), 1), asked=False))
        for word in beginnings:
            key = term_key(language, "w", word)
            terms.append(Term(key, language, BEGINNING_WEIGHT, stem=False, asked=False))
    question = Question(snapshot, terms)
    note_telling(snapshot, question)
    return question


def _coefficients(snapshot: Snapshot, plan: Plan, question: Question) -> Array:
    """What each term adds per unit of saturated count."""
    preferred = field_language(plan.language)
    factors = {}
    for language in snapshot.passages:
        most = question.most(language)
        factor = 1.0 if language == preferred or len(snapshot.passages) == 1 else OTHER_LANGUAGE
        factors[language] = factor / most if most > 0 else 0.0
    scale: Array = np.array([factors[term.language] for term in question.terms])
    return scale * question.weights


def scores(snapshot: Snapshot, plan: Plan, question: Question) -> Array:
    """The score of every row, 0 where no term occurs; about 1 for a passage full of all of them."""
    coefficients = _coefficients(snapshot, plan, question).astype(np.float32)
    columns: list[Array] = []
    for part, (starts, stops) in zip(snapshot.parts, question.stretches, strict=True):
        sizes = stops - starts
        held = np.flatnonzero(sizes)
        if not len(held):
            columns.append(np.zeros(part.size))
            continue
        stretches = [slice(int(starts[place]), int(stops[place])) for place in held]
        rows = np.concatenate([part.matrix.rows[stretch] for stretch in stretches])
        counts = np.concatenate([part.matrix.counts[stretch] for stretch in stretches])
        gains = np.repeat(coefficients[held], sizes[held]) * counts / (counts + part.norm[rows])
        columns.append(np.bincount(rows, gains, part.size))
    return snapshot.concatenated(columns)


def best(values: Array, limit: int) -> list[int]:
    """Row numbers of the `limit` highest values above 0; ties in order of rows."""
    matching = np.flatnonzero(values > 0)
    if len(matching) > limit:
        found = values[matching]
        edge = np.partition(found, len(found) - limit)[len(found) - limit]
        matching = matching[found >= edge]
    order = np.argsort(-values[matching], kind="stable")[:limit]
    return [int(row) for row in matching[order]]


def shares(snapshot: Snapshot, question: Question, rows: list[int]) -> list[float]:
    """For each row, the part (0..1) of the question's weight whose stems the passage holds."""
    parts: Array = np.zeros(len(question.terms))
    for language in snapshot.passages:
        places = question.stems(language)
        whole = float(question.telling[places].sum())
        parts[places] = question.telling[places] / (whole or 1.0)
    held = np.zeros(len(rows))
    wanted = np.array(rows, dtype=np.int64)
    for part, (starts, stops) in zip(snapshot.parts, question.stretches, strict=True):
        inside = np.flatnonzero((wanted >= part.offset) & (wanted < part.offset + part.size))
        asked = np.flatnonzero((parts > 0) & (stops > starts))
        if not len(inside) or not len(asked):
            continue
        number = np.full(part.size, -1, dtype=np.int32)
        number[wanted[inside] - part.offset] = inside
        found = number[np.concatenate([part.matrix.rows[starts[place] : stops[place]] for place in asked])]
        worth = np.repeat(parts[asked], stops[asked] - starts[asked])
        here = found >= 0
        held += np.bincount(found[here], worth[here], len(rows))
    return [float(share) for share in held]
