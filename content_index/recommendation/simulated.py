"""Simulated learners and catalogues: what offline evaluation has in place of people.

A simulated learner knows some skills, wants one more, reads certain languages, has a certain time,
and learns from what it does: fully when the prerequisites are there, hardly otherwise. The
recommender sees of this only what a real one would.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from content_index.recommendation.needs import KNOWN
from content_index.recommendation.shapes import Candidate, Learner
from content_index.skills.graph import SkillGraph
from content_index.skills.shapes import Skill

_GAIN_READY = 0.55
_GAIN_NOT_READY = 0.1


@dataclass(slots=True)
class SimulatedLearner:
    """`levels` are true levels; `quality` per resource id is what the learner will think of it."""

    id: str
    goal: str
    levels: dict[str, float]
    language: str
    minutes: int
    chance: np.random.Generator
    quality: dict[str, float]
    search: dict[str, float]
    done: set[str] = field(default_factory=set)
    liked: set[str] = field(default_factory=set)
    dismissed: set[str] = field(default_factory=set)
    shown: dict[str, int] = field(default_factory=dict)

    def seen_by_recommender(self) -> Learner:
        """What a recommender may know: levels are noisy, the rest is what was done here."""
        return Learner(
            id=self.id,
            goals=(self.goal,),
            known=dict(self.levels),
            language=self.language,
            minutes=self.minutes,
            goal_scores=self.search,
            liked=frozenset(self.liked),
            dismissed=frozenset(self.dismissed),
            done=frozenset(self.done),
            shown=dict(self.shown),
        )

    def needs(self, graph: SkillGraph) -> frozenset[str]:
        """Skills still missing on the way to the goal, the goal included."""
        wanted = graph.ancestors([self.goal]) | {self.goal}
        return frozenset(key for key in wanted if self.levels.get(key, 0.0) < KNOWN)

    def is_ready(self, candidate: Candidate, graph: SkillGraph) -> bool:
        """Whether what the resource builds on is known."""
        firsts = {first for skill in candidate.skills for first in graph.prerequisites(skill)}
        return all(self.levels.get(first, 0.0) >= KNOWN for first in firsts - set(candidate.skills))

    def use(self, candidate: Candidate, graph: SkillGraph) -> float:
        """0..1: what the resource is truly worth now."""
        needed = bool(set(candidate.skills) & self.needs(graph))
        if not needed or candidate.language != self.language or not self.is_ready(candidate, graph):
            return 0.0
        fits = min(1.0, self.minutes / max(1, candidate.minutes or self.minutes))
        return fits * self.quality[candidate.id]

    def learn(self, candidate: Candidate, graph: SkillGraph) -> None:
        """Do the resource: levels rise, an opinion is left."""
        ready = self.is_ready(candidate, graph) and candidate.language == self.language
        gain = (_GAIN_READY if ready else _GAIN_NOT_READY) * (0.5 + 0.5 * self.quality[candidate.id])
        for skill in candidate.skills:
            self.levels[skill] = min(1.0, self.levels.get(skill, 0.0) + gain)
        self.done.add(candidate.id)
        if self.quality[candidate.id] > 0.7:
            self.liked.add(candidate.id)


def a_graph(skills: int, chance: np.random.Generator) -> SkillGraph:
    """A graph of skills, each with up to two prerequisites among those before it."""
    made: list[Skill] = []
    for number in range(skills):
        count = min(number, int(chance.integers(0, 3)))
        firsts = sorted(int(first) for first in chance.choice(number, size=count, replace=False)) if count else []
        made.append(Skill(f"s{number}", f"Skill {number}", tuple(f"s{first}" for first in firsts)))
    return SkillGraph.build(made)


def a_catalogue(graph: SkillGraph, size: int, today: date, chance: np.random.Generator) -> list[Candidate]:
    """`size` resources over the skills of `graph`, two languages, all ages and lengths."""
    keys = sorted(graph.skills)
    return [
        Candidate(
            id=f"r{number}",
            title=f"Resource {number}",
            language="fr" if chance.random() < 0.5 else "en",
            skills=tuple(sorted({keys[int(chance.integers(len(keys)))] for _ in range(int(chance.integers(1, 3)))})),
            minutes=int(chance.integers(3, 61)),
            added_on=today - timedelta(days=int(chance.integers(0, 365))),
            pinned=bool(chance.random() < 0.03),
        )
        for number in range(size)
    ]


def some_learners(graph: SkillGraph, catalogue: Sequence[Candidate], count: int, seed: int) -> list[SimulatedLearner]:
    """`count` learners, the same for the same seed."""
    return [_a_learner(number, graph, catalogue, np.random.default_rng([seed, number])) for number in range(count)]


def _a_learner(
    number: int, graph: SkillGraph, catalogue: Sequence[Candidate], chance: np.random.Generator
) -> SimulatedLearner:
    keys = sorted(graph.skills)
    deep = [key for key in keys if len(graph.ancestors([key])) >= 2] or keys
    goal = deep[int(chance.integers(len(deep)))]
    wanted = graph.ancestors([goal]) | {goal}
    order = graph.order(wanted)
    known = order[: int(chance.integers(0, max(1, len(order) // 2)))]
    quality = chance.beta(4, 2, size=len(catalogue))
    # Search finds what is near the words of the goal: often the goal's own resources, with noise.
    search = {
        candidate.id: float((goal in candidate.skills) * 4 + chance.random() * 3)
        for candidate in catalogue
        if set(candidate.skills) & wanted or chance.random() < 0.02
    }
    return SimulatedLearner(
        id=f"learner-{number}",
        goal=goal,
        levels=dict.fromkeys(known, 0.9),
        language="fr" if chance.random() < 0.5 else "en",
        minutes=int(chance.choice([10, 20, 40])),
        chance=chance,
        quality={candidate.id: float(value) for candidate, value in zip(catalogue, quality, strict=True)},
        search=search,
    )
