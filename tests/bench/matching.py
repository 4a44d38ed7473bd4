"""Matching: time and quality at 1,000 and 10,000 learners beside scipy's assignment on the same scores.

    python -m tests.bench.matching [--sizes N ...] [--seed N]

Needs no data. Four learners to a mentor, 5 % more places than learners, language and time of the week
rule out most pairs. scipy solves the best sum alone, with a mentor's column once for each place.
"""

import argparse
import json
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from lti_tool.mentoring.matching.assignment import Assignment, assign
from lti_tool.mentoring.matching.score_table import table_of_matrix

TO_A_MENTOR = 4
SLACK = 1.05
LANGUAGES = ((0.75, 0.15, 0.10), 3)
SLOTS, FREE = 9, 3
#: Above this the peer's matrix does not fit comfortably.
LARGEST_FOR_SCIPY = 3_000
NEVER = -10.0
ROUNDS = 3

T = TypeVar("T")
Problem = tuple[np.ndarray, np.ndarray, np.ndarray]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="*", type=int, default=[1_000, 10_000])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--data", default="", help="not needed")
    arguments = parser.parse_args()
    for size in arguments.sizes:
        print(json.dumps({"benchmark": "matching", "learners": size, **measured(size, arguments.seed)}), flush=True)


def measured(size: int, seed: int) -> dict[str, float]:
    """Return times in seconds, the share matched of those that can be, and worst and mean fit."""
    scores, feasible, places = problem(size, seed)
    names = [f"l{number:05d}" for number in range(size)], [f"m{number:05d}" for number in range(len(places))]
    rounds = ROUNDS if size <= LARGEST_FOR_SCIPY else 1
    made, table = timed(lambda: table_of_matrix(*names, scores, feasible, places), rounds)
    summed, by_sum = timed(lambda: assign(table, floor=False), rounds)
    floored, ours = timed(lambda: assign(table), rounds)
    found = {
        "table_s": made,
        "sum_only_s": summed,
        "with_floor_s": floored,
        "matched": len(ours.pairs) / size,
        "worst": ours.floor,
        "mean": mean(ours),
        "mean_sum_only": mean(by_sum),
    }
    if size <= LARGEST_FOR_SCIPY:
        found |= peer(scores, feasible, places, summed, len(ours.pairs))
    return {name: round(value, 4) for name, value in found.items()}


def peer(scores: np.ndarray, feasible: np.ndarray, places: np.ndarray, ours: float, matched: int) -> dict[str, float]:
    """Return scipy's time for the assignment alone and its worst fit; `ours` are our seconds for the sum alone."""
    columns = np.repeat(np.arange(len(places)), places)
    matrix = np.where(feasible, scores, NEVER)[:, columns]
    seconds, (rows, chosen) = timed(lambda: linear_sum_assignment(matrix, maximize=True))
    fits = matrix[rows, chosen]
    real = fits[fits > NEVER]
    return {
        "scipy_s": seconds,
        "sum_only_to_scipy": ours / seconds,
        "scipy_worst": float(real.min()),
        "matched_to_scipy": matched / len(real),
    }


def problem(size: int, seed: int) -> Problem:
    """Return scores (learners x mentors, 0..1), which pairs are possible, and places of each mentor."""
    chance = np.random.default_rng(seed)
    mentors = size // TO_A_MENTOR
    places = np.full(mentors, TO_A_MENTOR)
    places[chance.choice(mentors, round(size * SLACK) - size, replace=False)] += 1
    shares, kinds = LANGUAGES
    languages = chance.choice(kinds, size, p=shares), chance.choice(kinds, mentors, p=shares)
    free = tuple(chance.permuted(np.tile(np.arange(SLOTS) < FREE, (count, 1)), axis=1) for count in (size, mentors))
    feasible = (languages[0][:, None] == languages[1][None, :]) & (
        free[0].astype(np.int8) @ free[1].T.astype(np.int8) > 0
    )
    return chance.beta(4, 3, (size, mentors)), feasible, places


def mean(found: Assignment) -> float:
    return float(np.mean([pair.score for pair in found.pairs]))


def timed(work: Callable[[], T], rounds: int = ROUNDS) -> tuple[float, T]:
    """Return the best of some times, since other programs share the machine, and what was made."""
    times = []
    for _ in range(rounds):
        begins = time.perf_counter()
        done = work()
        times.append(time.perf_counter() - begins)
    return min(times), done


if __name__ == "__main__":
    main()
