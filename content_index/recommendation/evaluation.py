"""Offline evaluation: what lists are worth to simulated learners, and what each part adds.

The figures compare configurations with each other. They say nothing about how people learn: the
learners are made by rules (see `simulated`), some of which the recommender shares.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from content_index.recommendation.pool import Floats, Pool
from content_index.recommendation.recommending import recommend
from content_index.recommendation.shapes import PARTS, Candidate, Config, Recommendation, Weights
from content_index.recommendation.simulated import SimulatedLearner, some_learners
from content_index.skills.graph import SkillGraph

_NOTHING = Weights(**dict.fromkeys(PARTS, 0.0))
#: Resources a learner does of one list.
_DONE_PER_LIST = 2


@dataclass(slots=True)
class _Tally:
    shown: Floats
    useful: int = 0
    listed: int = 0
    first_useful: int = 0
    lists: int = 0
    gained: list[float] = field(default_factory=list)
    reached: list[int] = field(default_factory=list)
    repeated_as_new: int = 0


def ablations(config: Config) -> Mapping[str, Config]:
    """The full configuration, each part of it taken away, and chance as the floor."""
    found = {"full": config}
    for name in PARTS:
        found[f"without {name}"] = replace(config, weights=replace(config.weights, **{name: 0.0}))
    found["without diversity"] = replace(config, diversity=0.0)
    found["without something different"] = replace(config, different=0)
    found["without exposure cap"] = replace(config, exposure_cap=1.0)
    found["chance"] = replace(config, weights=_NOTHING, diversity=0.0, different=0)
    return found


def evaluate(
    catalogue: Sequence[Candidate],
    graph: SkillGraph,
    config: Config,
    *,
    learners: int = 100,
    sessions: int = 8,
    only: Sequence[str] = (),
) -> dict[str, dict[str, float]]:
    """Figures per configuration of `ablations` (or those named in `only`), ready for JSON.

    precision: share of listed resources that are useful at that moment. first: share of lists
    whose first entry is. reached: share of learners who have their goal within `sessions`
    lists. gain: share of what was missing that is learned. coverage: share of the catalogue
    that was shown. gini: inequality of exposure (0: all alike). lists_changed and
    reasons_changed: against the full configuration, for learners in the middle of their way.
    """
    pool = Pool.build(catalogue, graph)
    halfway = some_learners(graph, catalogue, learners, config.seed)
    seen = _simulate(halfway, pool, config, max(1, sessions // 2)).shown
    later = replace(pool, exposure=seen)
    full = [recommend(person.seen_by_recommender(), later, config) for person in halfway]
    found: dict[str, dict[str, float]] = {}
    for name, variant in ablations(config).items():
        if only and name not in only:
            continue
        people = some_learners(graph, catalogue, learners, config.seed)
        found[name] = _figures(_simulate(people, pool, variant, sessions), sessions)
        lists = [recommend(person.seen_by_recommender(), later, variant) for person in halfway]
        found[name] |= _changed(full, lists)
    return found


def gini(values: Floats) -> float:
    """The Gini coefficient of non-negative values: 0 when all are alike, near 1 when one has all."""
    ordered = np.sort(values)
    total = float(ordered.sum())
    if not total:
        return 0.0
    ranks = np.arange(1, len(ordered) + 1)
    return float((2 * ranks - len(ordered) - 1) @ ordered / (len(ordered) * total))


def _simulate(people: list[SimulatedLearner], pool: Pool, config: Config, sessions: int) -> _Tally:
    tally = _Tally(shown=np.zeros(len(pool)))
    missing = [len(person.needs(pool.graph)) for person in people]
    reached = [sessions + 1] * len(people)
    for session in range(1, sessions + 1):
        current = replace(pool, exposure=tally.shown.copy())
        for number, person in enumerate(people):
            if person.needs(pool.graph):
                _one_list(person, current, config, tally)
            if not person.needs(pool.graph):
                reached[number] = min(reached[number], session)
    tally.reached = reached
    tally.gained = [
        1.0 - len(person.needs(pool.graph)) / before for person, before in zip(people, missing, strict=True) if before
    ]
    return tally


def _one_list(person: SimulatedLearner, pool: Pool, config: Config, tally: _Tally) -> None:
    entries = recommend(person.seen_by_recommender(), pool, config)
    candidates = [pool.candidates[pool.number[entry.resource_id]] for entry in entries]
    worth = [person.use(candidate, pool.graph) for candidate in candidates]
    tally.lists += 1
    tally.listed += len(entries)
    tally.useful += sum(1 for value in worth if value > 0)
    tally.first_useful += bool(worth and worth[0] > 0)
    for entry in entries:
        tally.shown[pool.number[entry.resource_id]] += 1
        tally.repeated_as_new += entry.new and person.shown.get(entry.resource_id, 0) > 0
        person.shown[entry.resource_id] = person.shown.get(entry.resource_id, 0) + 1
    ranked = sorted(zip(worth, candidates, strict=True), key=lambda pair: -pair[0])
    for value, candidate in ranked[:_DONE_PER_LIST]:
        if value > 0 or person.chance.random() < 0.1:
            person.learn(candidate, pool.graph)
    for value, candidate in ranked[_DONE_PER_LIST:]:
        if not value and person.chance.random() < 0.1:
            person.dismissed.add(candidate.id)


def _figures(tally: _Tally, sessions: int) -> dict[str, float]:
    return {
        "precision": round(tally.useful / max(1, tally.listed), 4),
        "first": round(tally.first_useful / max(1, tally.lists), 4),
        "reached": round(float(np.mean([number <= sessions for number in tally.reached])), 4),
        "gain": round(float(np.mean(tally.gained)) if tally.gained else 0.0, 4),
        "coverage": round(float(np.mean(tally.shown > 0)), 4),
        "gini": round(gini(tally.shown), 4),
        "repeated_as_new": float(tally.repeated_as_new),
    }


def _changed(full: list[tuple[Recommendation, ...]], other: list[tuple[Recommendation, ...]]) -> dict[str, float]:
    lists: list[float] = []
    reasons: list[float] = []
    for before, after in zip(full, other, strict=True):
        lists.append([entry.resource_id for entry in before] != [entry.resource_id for entry in after])
        said = [[str(message) for message in entry.reasons] for entry in before]
        reasons.append(said != [[str(message) for message in entry.reasons] for entry in after])
    return {"lists_changed": round(float(np.mean(lists)), 4), "reasons_changed": round(float(np.mean(reasons)), 4)}
