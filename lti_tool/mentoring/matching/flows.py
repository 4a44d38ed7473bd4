"""How many can be matched at once, and how high the lowest fit can be: maximum flows.

A mentor with several places is one node with that capacity, so the network stays as small as
the list of feasible pairs.
"""

import numpy as np

from lti_tool.mentoring.matching.score_table import ScoreTable, Vector


def most_matched(table: ScoreTable) -> int:
    """Return how many learners can have a mentor at the same time."""
    from scipy.sparse import csr_array  # noqa: PLC0415 - slow to load; pages import this module
    from scipy.sparse.csgraph import maximum_flow  # noqa: PLC0415

    learners, mentors = len(table.learners), len(table.mentors)
    if not len(table):
        return 0
    tails, heads, limits = network(table)
    size = learners + mentors + 2
    limits = limits.astype(np.int32)
    return int(maximum_flow(csr_array((limits, (tails, heads)), shape=(size, size)), size - 2, size - 1).flow_value)


def network(table: ScoreTable) -> tuple[Vector, Vector, Vector]:
    """Return tails, heads and limits of the arcs: source to learners, pairs, mentors to sink, in this order."""
    learners, mentors = len(table.learners), len(table.mentors)
    source, sink = learners + mentors, learners + mentors + 1
    return (
        np.concatenate([np.full(learners, source), table.learner, learners + np.arange(mentors)]),
        np.concatenate([np.arange(learners), learners + table.mentor, np.full(mentors, sink)]),
        np.concatenate([np.ones(learners + len(table), dtype=np.int64), table.capacity]),
    )


def highest_floor(table: ScoreTable, most: int) -> int:
    """Return the highest score (millionths) that every pair can reach while `most` learners are matched."""
    steps = np.unique(table.score)
    low, high = 0, len(steps) - 1
    while low < high:
        middle = (low + high + 1) // 2
        better = table.above(int(steps[middle]))
        if most_matched(better) == most:
            low, table = middle, better
        else:
            high = middle - 1
    return int(steps[low])
