"""The best sum of fits: dense over mentors' places for a course, a minimum-cost flow for a large programme."""

from importlib.util import find_spec

import numpy as np

from lti_tool.errors import N_, ConfigurationError
from lti_tool.mentoring.matching.flows import most_matched, network
from lti_tool.mentoring.matching.score_table import SCALE, ScoreTable, Vector

#: Cells of the learners x places matrix up to which the dense solver is the quicker one (1,000 learners).
DENSE_CELLS = 1_200_000
#: What the dense solver can still do where OR-tools is not installed (3,000 learners, some twenty seconds).
MOST_DENSE_CELLS = 12_000_000


def solve(table: ScoreTable, most: int | None = None) -> Vector:
    """Return positions of the chosen pairs; `most` is how many there will be, where that is known already."""
    cells = len(table.learners) * int(table.capacity.sum())
    if cells <= DENSE_CELLS:
        return solve_dense(table)
    if find_spec("ortools") is None:
        if cells > MOST_DENSE_CELLS:
            raise ConfigurationError(N_("Matching this many people needs an extra: install boussole-lti[matching]."))
        return solve_dense(table)
    return solve_flow(table, most_matched(table) if most is None else most)


def solve_dense(table: ScoreTable) -> Vector:
    """Return positions of the chosen pairs: most learners first, then the best sum (Jonker-Volgenant).

    A missing pair costs more than all fits together can gain, so the number of people comes first.
    """
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to load; pages import this module

    mentor_of_place = np.repeat(np.arange(len(table.mentors)), table.capacity)
    cost = np.full((len(table.learners), len(table.mentors)), float(SCALE) * (len(table.learners) + 1))
    cost[table.learner, table.mentor] = -table.score
    rows, columns = linear_sum_assignment(cost[:, mentor_of_place])
    position = np.full(cost.shape, -1, dtype=np.int64)
    position[table.learner, table.mentor] = np.arange(len(table))
    found: Vector = position[rows, mentor_of_place[columns]]
    chosen: Vector = found[found >= 0]
    return chosen


def solve_flow(table: ScoreTable, most: int) -> Vector:
    """Return positions of the `most` chosen pairs with the best sum (cost-scaling push-relabel)."""
    from ortools.graph.python import min_cost_flow  # noqa: PLC0415 - an extra: only large programmes need it

    tails, heads, limits = network(table)
    costs = np.zeros(len(tails), dtype=np.int64)
    learners = len(table.learners)
    costs[learners : learners + len(table)] = -table.score.astype(np.int64)
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(tails, heads, limits, costs)
    solver.set_node_supply(learners + len(table.mentors), most)
    solver.set_node_supply(learners + len(table.mentors) + 1, -most)
    status = solver.solve()
    assert status == solver.OPTIMAL, status  # noqa: S101 - `most` units fit by the maximum flow
    used: Vector = np.flatnonzero(solver.flows(arcs)[learners : learners + len(table)])
    return used
