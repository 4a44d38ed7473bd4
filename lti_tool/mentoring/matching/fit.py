"""How well two people fit, in three parts: for each group, the share of the learner's words that the mentor answers.

A word counts 1 when the mentor names the same, and the share of words in common (Dice) when
half or more agree: "care assistant" and "care home assistant" give 2·2 / (2 + 3) = .8. Words of
one or two letters and articles are not counted.
A group in which the learner says nothing is left out and the others share its weight;
who says nothing at all fits everybody half.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from lti_tool.mentoring.matching.profiles import Group, Profile
from lti_tool.mentoring.matching.score_table import Vector
from lti_tool.mentoring.matching.weights import Weights

if TYPE_CHECKING:  # scipy is slow to load, and pages import this module to explain a fit
    from scipy.sparse import csr_array

#: The fit of somebody who says nothing that could be compared.
NEUTRAL = 0.5
LEAST_IN_COMMON = 0.5
SHORTEST_WORD = 3
ARTICLES = frozenset({"the", "and", "for", "with", "les", "des", "une", "pour", "avec", "dans", "aux", "sur"})


@dataclass(frozen=True, slots=True)
class Fits:
    """Matrices of learners x mentors, 0..1: each group's part, and which learners say anything in it."""

    parts: Mapping[Group, Vector]
    says: Mapping[Group, Vector]

    def weighted(self, weights: Weights) -> Vector:
        """Return the fit of every pair for these weights: a preview needs nothing but this."""
        counted = {group: weights.of(group) * self.says[group].astype(np.float32) for group in Group}
        total = sum(counted.values(), np.zeros(len(self.says[Group.GOALS]), dtype=np.float32))
        points = np.zeros(self.parts[Group.GOALS].shape, dtype=np.float32)
        for group in Group:
            points += counted[group][:, None] * self.parts[group]
        points /= np.where(total > 0, total, 1)[:, None]
        points[total <= 0] = NEUTRAL
        return points


def fits(learners: Sequence[Profile], mentors: Sequence[Profile]) -> Fits:
    """Compare everybody with everybody."""
    return Fits(
        {group: _part(learners, mentors, group) for group in Group},
        {group: np.array([bool(one.words.get(group)) for one in learners], dtype=bool) for group in Group},
    )


def in_common(one: str, other: str) -> float:
    """Return how much two terms agree, 0..1."""
    if one == other:
        return 1.0
    words, others = counted_words(one), counted_words(other)
    dice = 2 * len(words & others) / max(len(words) + len(others), 1)
    return dice if dice >= LEAST_IN_COMMON else 0.0


def counted_words(term: str) -> set[str]:
    """Return the words of a term that count; all of them when none would be left."""
    words = set(term.replace("’", " ").replace("'", " ").split())
    return {word for word in words if len(word) >= SHORTEST_WORD and word not in ARTICLES} or words


def best_answers(learner: Profile, mentor: Profile, group: Group) -> list[tuple[str, str, float]]:
    """Return (the learner's word, the mentor's, how much they agree) for each word that is answered."""
    answers = []
    for word in learner.words.get(group, ()):
        best = max(mentor.words.get(group, ()), key=lambda other: in_common(word, other), default="")
        if best and in_common(word, best):
            answers.append((word, best, in_common(word, best)))
    return answers


def _part(learners: Sequence[Profile], mentors: Sequence[Profile], group: Group) -> Vector:
    terms = sorted({word for one in learners for word in one.words.get(group, ())})
    if not terms or not mentors:
        return np.zeros((len(learners), len(mentors)), dtype=np.float32)
    at = {term: number for number, term in enumerate(terms)}
    counts = [len(one.words.get(group, ())) for one in learners]
    columns = [at[word] for one in learners for word in one.words.get(group, ())]
    shares = [1 / count for count in counts for _ in range(count)]
    starts = np.concatenate([[0], np.cumsum(counts)])
    wishes = _sparse(np.array(shares, dtype=np.float32), columns, starts, len(terms))
    part: Vector = wishes @ _answered(terms, mentors, group)
    return part


def _answered(terms: Sequence[str], mentors: Sequence[Profile], group: Group) -> Vector:
    """Return how well each mentor answers each of the learners' terms."""
    offers = sorted({word for one in mentors for word in one.words.get(group, ())})
    agree = _agreement(terms, offers)
    at = {term: number for number, term in enumerate(offers)}
    answered = np.zeros((len(terms), len(mentors)), dtype=np.float32)
    for number, one in enumerate(mentors):
        words = [at[word] for word in one.words.get(group, ())]
        if words:
            answered[:, number] = agree[:, words].max(axis=1)
    return answered


def _agreement(terms: Sequence[str], offers: Sequence[str]) -> Vector:
    """Return `in_common` of every term with every offer, by counting common words in one product."""
    left, right = [counted_words(term) for term in terms], [counted_words(offer) for offer in offers]
    vocabulary = {word: number for number, word in enumerate(sorted(set().union(*left, *right)))}
    common = (_words(left, vocabulary) @ _words(right, vocabulary).T).toarray()
    sizes = np.array([len(one) for one in left])[:, None] + np.array([len(one) for one in right])[None, :]
    dice = 2 * common / np.maximum(sizes, 1)
    kept: Vector = np.where(dice >= LEAST_IN_COMMON, dice, 0.0)
    return kept


def _words(sets: Sequence[set[str]], vocabulary: Mapping[str, int]) -> "csr_array":
    starts = np.concatenate([[0], np.cumsum([len(one) for one in sets])])
    columns = [vocabulary[word] for one in sets for word in sorted(one)]
    return _sparse(np.ones(len(columns)), columns, starts, max(len(vocabulary), 1))


def _sparse(values: Vector, columns: Sequence[int], starts: Vector, width: int) -> "csr_array":
    from scipy.sparse import csr_array  # noqa: PLC0415 - see above

    return csr_array((values, columns, starts), shape=(len(starts) - 1, width))
