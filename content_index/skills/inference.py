"""Which skill comes before which, inferred from what mentions what.

Four signs, none of them taught from labelled pairs:

1. In-degree: what many others mention is basic (as the order by incoming links of an encyclopedia).
2. Names: "isosceles triangle" builds on "triangle"; a word that many names share is basic.
3. Place: what a course teaches first (where there is a course).
4. Transitivity: when a comes before b and b before c, then a and c are related too. So two skills
   that are both related to b, but not to each other, stand on the same side of b: both before it
   or both after it. Beliefs about edges spread along this rule until they agree.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from content_index.schema.analysis import analyse

Floats = NDArray[np.float64]

_IN_DEGREE = 0.25
_SHARED_WORDS = 0.1
_NAME_INSIDE = 2.0
_ONE_SIDED = 0.25
_TAUGHT_FIRST = 0.5
_SPREAD = 3.0
_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Relation:
    """The content about `skill` mentions `other`; `weight` in 0..1 is how much of it does."""

    skill: str
    other: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Beliefs:
    """`before[i, j]` in -1..1: how surely skill i comes before skill j; 0 for unrelated ones."""

    keys: tuple[str, ...]
    before: Floats

    def order(self) -> tuple[str, ...]:
        """All skills, the basic ones first."""
        net = self.before.sum(axis=1)
        return tuple(key for _, key in sorted(zip(-net, self.keys, strict=True)))

    def edges(self) -> list[tuple[str, str, float]]:
        """(skill, prerequisite, confidence) for each related pair, the surest first."""
        first, second = np.nonzero(self.before > 0)
        found = [
            (self.keys[later], self.keys[earlier], float(self.before[earlier, later]))
            for earlier, later in zip(first, second, strict=True)
        ]
        return sorted(found, key=lambda edge: (-edge[2], edge[0], edge[1]))


def infer_order(
    names: Mapping[str, str],
    relations: Iterable[Relation],
    language: str = "en",
    places: Mapping[str, int] | None = None,
) -> Beliefs:
    """Beliefs about the order of the skills in `names` (key -> name); memory grows with its square.

    `places` tells, where there is a course, the place at which a skill is taught first.
    """
    keys = tuple(sorted(names))
    number = {key: index for index, key in enumerate(keys)}
    mentions = np.zeros((len(keys), len(keys)))
    for relation in relations:
        if relation.skill in number and relation.other in number and relation.skill != relation.other:
            place = number[relation.skill], number[relation.other]
            mentions[place] = max(mentions[place], min(1.0, relation.weight))
    related = (mentions + mentions.T) > 0
    prior = _prior([names[key] for key in keys], mentions, language) + _taught(keys, places or {})
    return Beliefs(keys, _spread(prior * related, related))


def _prior(names: list[str], mentions: Floats, language: str) -> Floats:
    stems = [frozenset(analyse(name.replace("_", " "), language)) for name in names]
    basic = _IN_DEGREE * _standard(np.log1p(mentions.sum(axis=0))) + _SHARED_WORDS * _standard(_shared(stems))
    prior = basic[:, None] - basic[None, :] + _ONE_SIDED * (mentions.T - mentions)
    for later, long in enumerate(stems):
        for earlier, short in enumerate(stems):
            if short and short < long:
                prior[earlier, later] += _NAME_INSIDE
                prior[later, earlier] -= _NAME_INSIDE
    return prior


def _taught(keys: tuple[str, ...], places: Mapping[str, int]) -> Floats:
    taught = np.array([places.get(key, np.nan) for key in keys], dtype=np.float64)
    first: Floats = _TAUGHT_FIRST * np.nan_to_num(np.sign(taught[None, :] - taught[:, None]))
    return first


def _shared(stems: list[frozenset[str]]) -> Floats:
    counts = Counter(stem for words in stems for stem in words)
    return np.array([sum(counts[stem] for stem in words) / max(1, len(words)) for words in stems], dtype=float)


def _standard(values: Floats) -> Floats:
    spread = float(values.std()) if len(values) else 0.0
    standard: Floats = (values - values.mean()) / spread if spread else np.zeros_like(values)
    return standard


def _spread(prior: Floats, related: NDArray[np.bool_]) -> Floats:
    """Let edges that share a skill and whose other ends are unrelated pull each other to one side."""
    linked = related.astype(np.float64)
    apart = 1.0 - linked
    np.fill_diagonal(apart, 0.0)
    reach = np.maximum(linked @ apart + apart @ linked, 1.0)
    before = np.tanh(prior) * linked
    for _ in range(_ROUNDS):
        pull = (before @ apart + apart @ before) / reach
        moved = np.tanh(prior + _SPREAD * pull) * linked
        before = 0.5 * before + 0.25 * (moved - moved.T)
    return before
