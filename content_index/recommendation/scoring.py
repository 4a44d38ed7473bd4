"""The visible parts of a score, each in -1..1 times its weight, for all candidates at once."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from content_index.recommendation.needs import KNOWN, Needs, needs_of
from content_index.recommendation.pool import Floats, Pool
from content_index.recommendation.shapes import Config, Learner

#: After so many days, being new counts half.
_HALF_LIFE_DAYS = 21.0
_SEEN_FACTOR = 0.7


@dataclass(frozen=True, slots=True)
class Scores:
    """`parts` by name, weighted; `total` is their sum."""

    needs: Needs
    parts: Mapping[str, Floats]
    total: Floats


def score(learner: Learner, pool: Pool, config: Config) -> Scores:
    """Score every candidate of `pool` for `learner`."""
    needs = needs_of(learner, pool)
    # From -1 (nothing of what it builds on is known, or nothing in it is new) to 1: per candidate
    # its least ready skill that is still open counts.
    closed = np.where(needs.level >= KNOWN, 1.0, needs.ready)
    taught = (np.diff(pool.teaches.indptr) > 0).astype(np.float64)
    open_skill = pool.best_per_candidate((needs.level < KNOWN).astype(np.float64))
    raw = {
        "gap": pool.best_per_candidate(needs.gap),
        "ready": (2.0 * pool.best_per_candidate(closed, worst=True) * open_skill - 1.0) * taught,
        "goal_text": _goal_text(learner, pool),
        "time": _time(learner, pool),
        "language": (pool.languages == learner.language).astype(np.float64) * bool(learner.language),
        "liked": likeness(learner, pool),
        "fresh": _fresh(pool, config),
        "pinned": pool.pinned,
        "seen": _seen(learner, pool),
    }
    weights = asdict(config.weights)
    parts = {name: values * weights[name] for name, values in raw.items()}
    return Scores(needs, parts, np.sum(list(parts.values()), axis=0))


def likeness(learner: Learner, pool: Pool) -> Floats:
    """The cosine of each candidate's skills and those of what the learner liked."""
    liked = pool.numbers(sorted(learner.liked))
    if not liked:
        return np.zeros(len(pool))
    profile = np.asarray(pool.teaches[liked].sum(axis=0)).ravel()
    lengths = np.sqrt(np.diff(pool.teaches.indptr)) * np.linalg.norm(profile)
    overlap: Floats = np.divide(pool.teaches @ profile, lengths, out=np.zeros(len(pool)), where=lengths > 0)
    return overlap


def _goal_text(learner: Learner, pool: Pool) -> Floats:
    values = np.zeros(len(pool))
    for identifier, found in learner.goal_scores.items():
        number = pool.number.get(identifier)
        if number is not None and np.isfinite(found):
            values[number] = max(0.0, found)
    best = values.max(initial=0.0)
    return values / best if best > 0 else values


def _time(learner: Learner, pool: Pool) -> Floats:
    if not learner.minutes or learner.minutes <= 0:
        return np.zeros(len(pool))
    fits = np.minimum(1.0, learner.minutes / np.maximum(pool.minutes, 1.0))
    return np.nan_to_num(fits, nan=0.5)


def _fresh(pool: Pool, config: Config) -> Floats:
    age = np.maximum(config.today.toordinal() - pool.days, 0.0)
    return np.nan_to_num(np.power(0.5, age / _HALF_LIFE_DAYS), nan=0.0)


def _seen(learner: Learner, pool: Pool) -> Floats:
    values = np.zeros(len(pool))
    for identifier, times in learner.shown.items():
        number = pool.number.get(identifier)
        if number is not None:
            values[number] = _SEEN_FACTOR ** max(0, times) - 1.0
    return values
