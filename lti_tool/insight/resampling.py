"""Intervals by bootstrap and chances by permutation, seeded: the same data give the same report."""

from collections.abc import Callable, Sequence

import numpy as np

from lti_tool.insight.people_rows import Values

SEED = 20260302
ROUNDS = 4000
#: Shuffling is for small groups; above, the normal approximation says the same.
MOST_SHUFFLED = 2000
#: Draws held in memory at once.
AT_ONCE = 4_000_000
INTERVAL = (2.5, 97.5)

Compare = Callable[[Values, Values], Values]


def difference(one: Values, other: Values) -> Values:
    """Return how far the means are apart."""
    return np.asarray(one - other)


def ratio(one: Values, other: Values) -> Values:
    """Return one mean as a multiple of the other; endless when the other is nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(other > 0, one / other, np.inf))


def interval(one: Values, other: Values, compare: Compare) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a comparison of two means, each group drawn from itself."""
    random = np.random.default_rng(SEED)
    found = compare(_drawn_means(one, random), _drawn_means(other, random))
    low, high = np.percentile(found, INTERVAL)
    return float(low), float(high)


def chance(one: Values, other: Values) -> float:
    """Return how likely means as far apart as these are when the groups do not differ (two-sided)."""
    if len(one) + len(other) > MOST_SHUFFLED:
        return _normal_chance(one, other)
    random = np.random.default_rng(SEED)
    pooled = np.concatenate([one, other])
    apart = abs(one.mean() - other.mean())
    rows = np.tile(np.arange(len(pooled)), (ROUNDS, 1))
    sums = pooled[random.permuted(rows, axis=1)[:, : len(one)]].sum(axis=1)
    rest = (pooled.sum() - sums) / len(other)
    as_far = np.count_nonzero(np.abs(sums / len(one) - rest) >= apart - 1e-12)
    return float(as_far + 1) / (ROUNDS + 1)


def holm(chances: Sequence[float]) -> list[float]:
    """Return the chances corrected for how many were looked at (Holm 1979)."""
    adjusted = [1.0] * len(chances)
    highest = 0.0
    for rank, at in enumerate(sorted(range(len(chances)), key=chances.__getitem__)):
        highest = max(highest, min(1.0, (len(chances) - rank) * chances[at]))
        adjusted[at] = highest
    return adjusted


def _drawn_means(values: Values, random: np.random.Generator) -> Values:
    per_round = max(AT_ONCE // max(len(values), 1), 1)
    means = []
    for start in range(0, ROUNDS, per_round):
        draws = random.integers(0, len(values), (min(per_round, ROUNDS - start), len(values)))
        means.append(values[draws].mean(axis=1))
    return np.concatenate(means)


def _normal_chance(one: Values, other: Values) -> float:
    from scipy.stats import norm  # noqa: PLC0415 - slow to load, only for large audits

    error = np.sqrt(one.var(ddof=1) / len(one) + other.var(ddof=1) / len(other))
    return float(2 * norm.sf(abs(one.mean() - other.mean()) / error)) if error else 1.0
