"""Choose a short list: the best that differ from each other, and one that is something different."""

import hashlib
from dataclasses import dataclass

import numpy as np

from content_index.recommendation.needs import KNOWN
from content_index.recommendation.pool import Floats, Indices, Pool
from content_index.recommendation.scoring import Scores
from content_index.recommendation.shapes import Config, Learner

#: So many of the best are looked at for a list that differs within itself.
_SHORTLIST = 200
#: Showings before shares mean anything.
_ENOUGH_SHOWINGS = 100


@dataclass(frozen=True, slots=True)
class Selected:
    """Candidate numbers, in the order they are shown."""

    regular: tuple[int, ...]
    different: tuple[int, ...]


def select(learner: Learner, pool: Pool, scores: Scores, config: Config) -> Selected:
    """The list for `learner`; the same input and seed give the same list."""
    chance = np.random.default_rng(_seed(learner, config))
    allowed = _allowed(learner, pool, config)
    wanted_different = min(config.different, max(0, config.size - 1))
    regular = _diverse(allowed, pool, scores, config, chance)
    rest = np.setdiff1d(allowed, regular)
    shown = regular[: config.size - wanted_different]
    different = _different(rest, shown, pool, scores, wanted_different, chance)
    # Where nothing else is left, the place goes to the next best.
    return Selected(tuple(regular[: config.size - len(different)]), different)


def _seed(learner: Learner, config: Config) -> list[int]:
    """Changes with the learner and the day, so that equal scores do not show all the same thing."""
    text = f"{config.seed}\x00{learner.id}\x00{config.today.isoformat()}"
    return list(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest())


def _allowed(learner: Learner, pool: Pool, config: Config) -> Indices:
    """What may be shown: not done, not dismissed, not put off beyond today."""
    put_off = {identifier for identifier, day in learner.later.items() if day > config.today}
    out = pool.numbers(sorted(learner.done | learner.dismissed | put_off))
    keep = np.ones(len(pool), dtype=bool)
    keep[out] = False
    return np.flatnonzero(keep)


def _over_exposed(pool: Pool, config: Config) -> Floats:
    """1 for what has more than its share of all showings; a pin or a small course lifts the cap."""
    total = pool.exposure.sum()
    if total < _ENOUGH_SHOWINGS:
        return np.zeros(len(pool))
    cap = max(config.exposure_cap, 3.0 / len(pool))
    over: Floats = np.where((pool.exposure / total > cap) & (pool.pinned == 0), 1.0, 0.0)
    return over


def _diverse(allowed: Indices, pool: Pool, scores: Scores, config: Config, chance: np.random.Generator) -> list[int]:
    """Maximal marginal relevance: each next one is good and unlike those chosen before."""
    # Chance decides between equals only; whatever is over-exposed comes after everything else.
    rank = scores.total[allowed] + chance.random(len(allowed)) * 1e-6
    rank = rank - _over_exposed(pool, config)[allowed] * 1e3
    shortlist = allowed[np.argsort(-rank, kind="stable")[:_SHORTLIST]]
    if not len(shortlist):
        return []
    rank = np.sort(rank)[::-1][: len(shortlist)]
    spread = max(np.ptp(scores.total[allowed]), 1e-9)
    unit, titles = _unit_rows(pool, shortlist)
    closest = np.zeros(len(shortlist))
    open_places = np.ones(len(shortlist), dtype=bool)
    chosen: list[int] = []
    while len(chosen) < config.size and open_places.any():
        value = (1.0 - config.diversity) * rank / spread - config.diversity * closest
        best = int(np.argmax(np.where(open_places, value, -np.inf)))
        open_places[best] = False
        chosen.append(int(shortlist[best]))
        closest = np.maximum(closest, np.where(titles == titles[best], 1.0, unit @ unit[best]))
    return chosen


def _unit_rows(pool: Pool, numbers: Indices) -> tuple[Floats, Indices]:
    """(skills of each candidate as a vector of length 1, a number for its title).

    The product of two vectors is their likeness; two of the same title are alike.
    """
    rows = pool.teaches[numbers].toarray()
    lengths = np.maximum(np.linalg.norm(rows, axis=1), 1.0)
    titles = np.unique([pool.candidates[number].title.casefold() for number in numbers], return_inverse=True)[1]
    return rows / lengths[:, None], titles


def _different(
    rest: Indices, shown: list[int], pool: Pool, scores: Scores, count: int, chance: np.random.Generator
) -> tuple[int, ...]:
    """Drawn from what lies outside the goals but can be learned, the rarely shown more often.

    What teaches the same as something above it, a translation of it for example, only where nothing else is left.
    """
    if not count or not len(rest):
        return ()
    outside = rest[(scores.parts["gap"][rest] == 0) & (_open(pool, scores)[rest] > 0)]
    taught = np.asarray(pool.teaches[shown].sum(axis=0)).ravel()
    unlike = outside[np.asarray(pool.teaches[outside] @ taught).ravel() == 0]
    drawn_from = next((some for some in (unlike, outside) if len(some)), rest)
    weight = 1.0 / (1.0 + pool.exposure[drawn_from])
    # Language, time and freshness still count; so does what was seen before.
    usable = sum(scores.parts[name][drawn_from] for name in ("language", "time", "ready", "fresh", "seen"))
    weight = weight * np.exp(2.0 * np.asarray(usable, dtype=np.float64))
    weight = weight / weight.sum()
    size = min(count, int(np.count_nonzero(weight)))
    drawn = chance.choice(drawn_from, size=size, replace=False, p=weight)
    return tuple(int(number) for number in drawn)


def _open(pool: Pool, scores: Scores) -> Floats:
    """1 for candidates that hold something not known yet."""
    taught = np.diff(pool.teaches.indptr) > 0
    unknown = pool.best_per_candidate((scores.needs.level < KNOWN).astype(np.float64))
    return np.where(taught, unknown, 1.0)
