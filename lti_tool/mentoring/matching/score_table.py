"""Who could be paired with whom, and how well they fit: plain arrays, in an order of their own.

People are sorted by name and each pair stands once, so whatever order rows come in, the same
table results, and with it the same assignment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

#: Scores are compared to a millionth.
SCALE = 1_000_000

Vector = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Feasible pairs: `learner` and `mentor` hold positions, `score` millionths; a pair not named is infeasible.

    `capacity` holds each mentor's free places, at least one: a mentor without any is left out.
    """

    learners: Sequence[str]
    mentors: Sequence[str]
    capacity: Vector
    learner: Vector
    mentor: Vector
    score: Vector

    def __len__(self) -> int:
        return len(self.score)

    def keeping(self, keep: Vector) -> "ScoreTable":
        """Return the table with the pairs that `keep` marks."""
        return ScoreTable(
            self.learners, self.mentors, self.capacity, self.learner[keep], self.mentor[keep], self.score[keep]
        )

    def above(self, floor: int) -> "ScoreTable":
        """Return the table without pairs that fit less than `floor` millionths."""
        return self.keeping(self.score >= floor)


def table_of(
    learners: Sequence[str], mentors: Sequence[str], scores: Sequence[float] | Vector, capacities: Mapping[str, int]
) -> ScoreTable:
    """Build the table from three columns of equal length; of several scores for one pair the best counts."""
    learner_names, mentor_names = sorted(set(learners)), sorted(set(mentors))
    rows = _positions(learners, learner_names)
    columns = _positions(mentors, mentor_names)
    values = np.rint(np.asarray(scores, dtype=np.float64) * SCALE).astype(np.int64)
    places = np.array([max(capacities.get(name, 0), 0) for name in mentor_names], dtype=np.int64)
    return _tidy(learner_names, mentor_names, places, (rows, columns, values))


def table_of_matrix(
    learners: Sequence[str], mentors: Sequence[str], scores: Vector, feasible: Vector, capacity: Sequence[int] | Vector
) -> ScoreTable:
    """Build the table from a matrix (learners x mentors, 0..1), the mask of feasible pairs, and mentors' places."""
    places = np.maximum(np.asarray(capacity, dtype=np.int64), 0)
    by_learner = _order(learners, np.flatnonzero(feasible[:, places > 0].any(axis=1)))
    by_mentor = _order(mentors, np.flatnonzero((places > 0) & feasible.any(axis=0)))
    rows, columns = np.nonzero(feasible[by_learner][:, by_mentor])
    values = scores[by_learner][:, by_mentor][rows, columns]
    return ScoreTable(
        [learners[at] for at in by_learner],
        [mentors[at] for at in by_mentor],
        np.minimum(places[by_mentor], max(len(by_learner), 1)),
        rows.astype(np.int32),
        columns.astype(np.int32),
        np.rint(values * SCALE).astype(np.int32),
    )


def _tidy(
    learners: list[str], mentors: list[str], places: Vector, columns: tuple[Vector, Vector, Vector]
) -> ScoreTable:
    """Sort the pairs, keep the best of each, and leave out people who have none and mentors without a place."""
    learner, mentor, score = columns
    if len(score) and not (free := places[mentor] > 0).all():
        learner, mentor, score = learner[free], mentor[free], score[free]
    pair = learner * max(len(mentors), 1) + mentor
    if np.any(pair[1:] <= pair[:-1]):
        order = np.argsort(pair, kind="stable")
        starts = np.flatnonzero(np.diff(pair[order], prepend=-1))
        score = np.maximum.reduceat(score[order], starts)
        learner, mentor = learner[order][starts], mentor[order][starts]
    kept_learners, learner = _renumbered(learners, learner)
    kept_mentors, renumbered = _renumbered(mentors, mentor)
    capacity = np.minimum(places[np.unique(mentor)], max(len(kept_learners), 1))
    return ScoreTable(kept_learners, kept_mentors, capacity, learner, renumbered, score)


def _renumbered(names: list[str], positions: Vector) -> tuple[list[str], Vector]:
    used = np.zeros(len(names), dtype=bool)
    used[positions] = True
    if used.all():
        return names, positions
    return [name for name, is_used in zip(names, used, strict=True) if is_used], (np.cumsum(used) - 1)[positions]


def _positions(column: Sequence[str], names: Sequence[str]) -> Vector:
    at = {name: number for number, name in enumerate(names)}
    return np.fromiter((at[name] for name in column), dtype=np.int64, count=len(column))


def _order(names: Sequence[str], wanted: Vector) -> Vector:
    return np.array(sorted(wanted.tolist(), key=names.__getitem__), dtype=np.int64)
