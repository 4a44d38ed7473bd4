"""The skills of a course as a graph without circles."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from content_index.skills.cycles import without_cycles
from content_index.skills.shapes import Cycle, Edge, Skill


@dataclass(frozen=True)
class SkillGraph:
    """`skills` by key and the edges left after cycles were broken; `cycles` tells which those were."""

    skills: Mapping[str, Skill]
    edges: tuple[Edge, ...]
    cycles: tuple[Cycle, ...] = ()

    @classmethod
    def build(cls, skills: Iterable[Skill], suggested: Iterable[Edge] = ()) -> "SkillGraph":
        """The graph of `skills` and of edges that were suggested and accepted.

        A skill listed twice is one skill with the prerequisites of both; a prerequisite that is
        no skill of the list becomes one under its key.
        """
        merged = _merged(skills)
        edges = {
            (skill.key, first): Edge(skill.key, first) for skill in merged.values() for first in skill.prerequisites
        }
        for edge in suggested:
            edges.setdefault((edge.skill, edge.prerequisite), edge)
        for edge in edges.values():
            for key in (edge.skill, edge.prerequisite):
                merged.setdefault(key, Skill(key, key))
        kept, cycles = without_cycles(tuple(edges[pair] for pair in sorted(edges)))
        return cls(merged, kept, cycles)

    @cached_property
    def _first(self) -> Mapping[str, tuple[str, ...]]:
        return _neighbours((edge.skill, edge.prerequisite) for edge in self.edges)

    @cached_property
    def _after(self) -> Mapping[str, tuple[str, ...]]:
        return _neighbours((edge.prerequisite, edge.skill) for edge in self.edges)

    def prerequisites(self, key: str) -> tuple[str, ...]:
        """Keys of the skills that come right before `key`."""
        return self._first.get(key, ())

    def dependents(self, key: str) -> tuple[str, ...]:
        """Keys of the skills that have `key` as a prerequisite; their number is its in-degree."""
        return self._after.get(key, ())

    def ancestors(self, keys: Iterable[str], *, stop: Collection[str] = ()) -> frozenset[str]:
        """Everything to learn before `keys`, not going past the skills in `stop`."""
        found: set[str] = set()
        waiting = list(keys)
        while waiting:
            for first in self.prerequisites(waiting.pop()):
                if first not in found and first not in stop:
                    found.add(first)
                    waiting.append(first)
        return frozenset(found)

    def order(
        self, keys: Iterable[str] | None = None, priority: Callable[[str], tuple[float | str, ...]] | None = None
    ) -> tuple[str, ...]:
        """`keys` (default: all) with every prerequisite before what needs it.

        Among skills that could come next, the smallest `priority` does (default: the one that
        most others need, then by key). Prerequisites through skills outside `keys` count too.
        """
        wanted = frozenset(self.skills if keys is None else keys)
        rank = priority or (lambda key: (-len(self.dependents(key)), key))
        open_firsts = {key: len(self._within(key, wanted)) for key in wanted}
        after: dict[str, list[str]] = defaultdict(list)
        for key in wanted:
            for first in self._within(key, wanted):
                after[first].append(key)
        ready = [(rank(key), key) for key, count in open_firsts.items() if count == 0]
        heapq.heapify(ready)
        ordered: list[str] = []
        while ready:
            _, key = heapq.heappop(ready)
            ordered.append(key)
            for next_key in after[key]:
                open_firsts[next_key] -= 1
                if open_firsts[next_key] == 0:
                    heapq.heappush(ready, (rank(next_key), next_key))
        return tuple(ordered)

    def _within(self, key: str, wanted: frozenset[str]) -> frozenset[str]:
        """The nearest ancestors of `key` that are in `wanted`, through skills that are not."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [key]
        while waiting:
            for first in self.prerequisites(waiting.pop()):
                if first in wanted:
                    found.add(first)
                elif first not in seen:
                    seen.add(first)
                    waiting.append(first)
        return frozenset(found)


def _neighbours(pairs: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        found[one].append(other)
    return {key: tuple(others) for key, others in found.items()}


def _merged(skills: Iterable[Skill]) -> dict[str, Skill]:
    merged: dict[str, Skill] = {}
    for skill in skills:
        before = merged.get(skill.key)
        if before is None:
            merged[skill.key] = skill
            continue
        merged[skill.key] = Skill(
            key=skill.key,
            name=before.name if before.name != before.key else skill.name,
            prerequisites=tuple(dict.fromkeys(before.prerequisites + skill.prerequisites)),
            names={**skill.names, **before.names},
            description=before.description or skill.description,
            level=before.level if before.level is not None else skill.level,
        )
    return merged
