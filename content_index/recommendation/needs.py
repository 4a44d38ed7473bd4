"""What a learner still needs, skill by skill: the gaps to the goals, and what can be learned now."""

from collections import deque
from dataclasses import dataclass

import numpy as np

from content_index.recommendation.pool import Floats, Pool
from content_index.recommendation.shapes import Learner

#: A skill known to this level is no gap and carries what builds on it.
KNOWN = 0.7
#: How much less a gap counts for each step further from the goal.
_PER_STEP = 0.9


@dataclass(frozen=True, slots=True)
class Needs:
    """Per skill number, each in 0..1: `level` known, `gap` to the goals, `ready` to be learned."""

    level: Floats
    gap: Floats
    ready: Floats


def needs_of(learner: Learner, pool: Pool) -> Needs:
    """The needs of `learner`; without goals there are no gaps."""
    level = np.zeros(len(pool.skill_keys))
    for key, value in learner.known.items():
        if key in pool.skill_number:
            level[pool.skill_number[key]] = min(1.0, max(0.0, value))
    gap = _closeness(learner, pool) * np.where(level >= KNOWN, 0.0, 1.0 - level)
    counts = np.diff(pool.needs.indptr)
    carried = pool.needs @ np.minimum(level / KNOWN, 1.0)
    ready = np.where(counts > 0, carried / np.maximum(counts, 1), 1.0)
    # What is known is not there to be learned.
    return Needs(level, gap, np.where(level >= KNOWN, 0.0, ready))


def _closeness(learner: Learner, pool: Pool) -> Floats:
    """1 at the goals, less at each step away along the prerequisites, 0 elsewhere."""
    closeness = np.zeros(len(pool.skill_keys))
    waiting = deque((goal, 1.0) for goal in dict.fromkeys(learner.goals) if goal in pool.skill_number)
    while waiting:
        key, value = waiting.popleft()
        number = pool.skill_number[key]
        if closeness[number] >= value:
            continue
        closeness[number] = value
        if learner.known.get(key, 0.0) < KNOWN:
            waiting.extend((first, value * _PER_STEP) for first in pool.graph.prerequisites(key))
    return closeness
