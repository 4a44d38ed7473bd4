"""The assignment: as many people as possible, the highest lowest fit, the best sum, the smaller load."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from lti_tool.mentoring.matching import best_sum, pruning
from lti_tool.mentoring.matching.assignment import Assignment, assign
from lti_tool.mentoring.matching.flows import most_matched
from lti_tool.mentoring.matching.score_table import ScoreTable, table_of, table_of_matrix

Rows = list[tuple[str, str, float]]


def table(rows: Rows, capacities: dict[str, int]) -> ScoreTable:
    learners, mentors, scores = zip(*rows, strict=True) if rows else ((), (), ())
    return table_of(learners, mentors, scores, capacities)


def chosen(found: Assignment) -> dict[str, str]:
    return {pair.learner: pair.mentor for pair in found.pairs}


def programme(learners: int, mentors: int, *, feasible: float = 0.4, seed: int = 1) -> ScoreTable:
    """A made-up programme with 5 % more places than learners."""
    random = np.random.default_rng(seed)
    tastes, offers = random.random((learners, 6)), random.random((mentors, 6))
    fit = (tastes @ offers.T) / 6 * 0.9 + 0.1 * random.random((learners, mentors))
    places = random.multinomial(int(learners * 1.05) - mentors, np.ones(mentors) / mentors) + 1
    mask = random.random((learners, mentors)) < feasible
    names = [f"l{number:05}" for number in range(learners)], [f"m{number:05}" for number in range(mentors)]
    return table_of_matrix(*names, fit, mask, places)


def alone(of: ScoreTable) -> tuple[int, float, float]:
    """What scipy's assignment gives by itself: people matched, worst fit, sum."""
    place = np.repeat(np.arange(len(of.mentors)), of.capacity)
    gain = np.full((len(of.learners), len(of.mentors)), -1e6)
    gain[of.learner, of.mentor] = of.score / 1e6
    values = gain[:, place][linear_sum_assignment(gain[:, place], maximize=True)]
    values = values[values >= 0]
    return len(values), values.min(), values.sum()


def test_most_people_come_before_the_best_fit() -> None:
    rows = [("ada", "marc", 0.9), ("ada", "lena", 0.1), ("ben", "marc", 0.8)]
    assert chosen(assign(table(rows, {"marc": 1, "lena": 1}))) == {"ada": "lena", "ben": "marc"}


def test_the_lowest_fit_comes_before_the_sum() -> None:
    rows = [("ada", "marc", 0.9), ("ada", "lena", 0.5), ("ben", "marc", 0.5), ("ben", "lena", 0.2)]
    places = {"marc": 1, "lena": 1}
    assert chosen(assign(table(rows, places), floor=False)) == {"ada": "marc", "ben": "lena"}
    assert chosen(assign(table(rows, places))) == {"ada": "lena", "ben": "marc"}


def test_equal_fits_go_to_the_smaller_load() -> None:
    rows = [(learner, mentor, 0.7) for learner, mentor in product(("a", "b", "c", "d"), ("marc", "lena"))]
    found = chosen(assign(table(rows, {"marc": 4, "lena": 4})))
    assert sorted(found.values()) == ["lena", "lena", "marc", "marc"]


def test_nobody_to_match_is_no_error() -> None:
    assert assign(table([], {})).pairs == ()
    assert assign(table([("ada", "marc", 0.5)], {"marc": 0})).pairs == ()
    assert assign(table([("ada", "marc", 0.5)], {})).floor == 0.0


def test_of_two_scores_for_one_pair_the_better_counts() -> None:
    [pair] = assign(table([("ada", "marc", 0.2), ("ada", "marc", 0.6)], {"marc": 3})).pairs
    assert pair.score == 0.6


def test_the_order_of_rows_changes_nothing() -> None:
    of = programme(120, 20)
    rows = [
        (of.learners[learner], of.mentors[mentor], score / 1e6)
        for learner, mentor, score in zip(of.learner, of.mentor, of.score, strict=True)
    ]
    places = dict(zip(of.mentors, of.capacity.tolist(), strict=True))
    shuffled = [rows[at] for at in np.random.default_rng(5).permutation(len(rows))]
    assert assign(table(rows, places)) == assign(table(shuffled, places)) == assign(of)


@pytest.mark.parametrize("seed", range(3))
def test_a_thousand_learners_against_scipy_alone(seed: int) -> None:
    of = programme(1000, 200, seed=seed)
    matched, worst, total = alone(of)
    by_sum, fair = assign(of, floor=False), assign(of)
    assert len(by_sum.pairs) == len(fair.pairs) == matched >= 970
    assert sum(pair.score for pair in by_sum.pairs) == pytest.approx(total, abs=1e-3)
    assert fair.floor >= max(worst - 1e-6, by_sum.floor)
    assert sum(pair.score for pair in fair.pairs) >= 0.97 * total
    loads = np.bincount([of.mentors.index(pair.mentor) for pair in fair.pairs], minlength=200)
    assert (loads <= of.capacity).all()


def test_flow_and_dense_solver_agree() -> None:
    of = programme(300, 40)
    most = most_matched(of)
    sums = [of.score[found].sum() for found in (best_sum.solve_dense(of), best_sum.solve_flow(of, most))]
    assert sums[0] == sums[1]


def test_a_large_programme_is_solved_as_a_flow() -> None:
    of = programme(1600, 300, feasible=0.2)
    assert len(of.learners) * of.capacity.sum() > best_sum.DENSE_CELLS
    found = assign(of)
    assert len(found.pairs) == most_matched(of)


def test_the_closest_mentors_are_widened_until_nobody_is_left_out() -> None:
    """All like the same few mentors: with the closest alone most of them would wait."""
    learners, mentors = 900, 1200
    fit = np.tile(np.linspace(1, 0.1, mentors), (learners, 1))
    names = [f"l{number:04}" for number in range(learners)], [f"m{number:04}" for number in range(mentors)]
    of = table_of_matrix(*names, fit, np.ones(fit.shape, dtype=bool), np.ones(mentors, dtype=int))
    assert len(of) > pruning.LARGE
    smaller, most = pruning.pruned(of)
    assert most == learners
    assert len(smaller) <= len(of)
    assert len(assign(of).pairs) == learners


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_small_cases_against_every_possibility(data: st.DataObject) -> None:
    learners, mentors = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3))
    grid = [[data.draw(st.one_of(st.none(), st.integers(0, 5))) for _ in range(mentors)] for _ in range(learners)]
    places = [data.draw(st.integers(0, 2)) for _ in range(mentors)]
    best = (0, 0.0, 0.0)
    for choice in product(range(-1, mentors), repeat=learners):
        picked = [grid[learner][mentor] for learner, mentor in enumerate(choice) if mentor >= 0]
        if None in picked or any(choice.count(mentor) > places[mentor] for mentor in range(mentors)):
            continue
        values = [score / 10 for score in picked if score is not None]
        best = max(best, (len(values), min(values, default=0.0), round(sum(values), 6)))
    rows = [
        (f"l{learner}", f"m{mentor}", score / 10)
        for learner, line in enumerate(grid)
        for mentor, score in enumerate(line)
        if score is not None
    ]
    found = assign(table(rows, {f"m{mentor}": place for mentor, place in enumerate(places)}))
    values = [pair.score for pair in found.pairs]
    assert (len(values), min(values, default=0.0), round(sum(values), 6)) == best
