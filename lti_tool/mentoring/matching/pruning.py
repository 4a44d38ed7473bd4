"""A large programme's best pairs first: each learner's closest mentors, and more wherever those do not suffice.

With the 20 closest alone 13 % of 10,000 learners were left out, so the list is widened until
as many are matched as any list allows.
"""

from collections.abc import Iterator

import numpy as np

from lti_tool.mentoring.matching.flows import most_matched
from lti_tool.mentoring.matching.score_table import ScoreTable, Vector

#: Pairs that are solved as they are.
LARGE = 1_000_000
CLOSEST = 50
WIDER = 4
ROWS_AT_ONCE = 1000


def pruned(table: ScoreTable) -> tuple[ScoreTable, int]:
    """Return a table small enough to solve and how many it matches: as many as the whole table would."""
    closest = CLOSEST
    while len(table) > LARGE and closest < len(table.mentors):
        smaller = table.keeping(_closest(table, closest))
        most = most_matched(smaller)
        if most == min(len(table.learners), int(table.capacity.sum())):
            return smaller, most
        closest *= WIDER
    return table, most_matched(table)


def _closest(table: ScoreTable, number: int) -> Vector:
    """Mark the `number` best pairs of each learner (all that tie with the last one are kept)."""
    return np.concatenate(list(_marks(table, number)))


def _marks(table: ScoreTable, number: int) -> Iterator[Vector]:
    for first in range(0, len(table.learners), ROWS_AT_ONCE):
        start, end = np.searchsorted(table.learner, (first, first + ROWS_AT_ONCE))
        rows = table.learner[start:end] - first
        scores = np.full((ROWS_AT_ONCE, len(table.mentors)), -1, dtype=np.int32)
        scores[rows, table.mentor[start:end]] = table.score[start:end]
        last = np.partition(scores, -number, axis=1)[:, -number]
        yield table.score[start:end] >= last[rows]
