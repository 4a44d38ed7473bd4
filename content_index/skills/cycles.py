"""Circles among prerequisites: found, explained, and broken at their weakest edge."""

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping

from content_index.errors import N_, Message
from content_index.skills.shapes import Cycle, Edge

#: In very large knots, shortest circles are looked for from so many skills only.
_MOST_STARTS = 60


def without_cycles(edges: tuple[Edge, ...]) -> tuple[tuple[Edge, ...], tuple[Cycle, ...]]:
    """(the edges that stay, the circles that were broken); the same edges give the same answer.

    The weakest edge is the inferred one before the given one, then the least weight, then the
    one that goes most against the rest: its skill is needed by many, its prerequisite by few.
    """
    kept = dict.fromkeys(edges)
    needed = Counter(edge.prerequisite for edge in edges)
    cycles: list[Cycle] = []
    for knot in _knots(edges):
        inside = set(knot)
        while circle := _shortest_circle(inside):
            removed = min(circle, key=lambda edge: _strength(edge, needed))
            cycles.append(Cycle(circle, removed, _explained(circle, removed)))
            inside.discard(removed)
            kept.pop(removed)
    return tuple(kept), tuple(cycles)


def _strength(edge: Edge, needed: Mapping[str, int]) -> tuple[bool, float, int, str, str]:
    against = needed[edge.prerequisite] - needed[edge.skill]
    return edge.origin == "given", edge.weight, against, edge.skill, edge.prerequisite


def _explained(circle: tuple[Edge, ...], removed: Edge) -> Message:
    if len(circle) == 1:
        message = N_("“%(skill)s” is listed as its own prerequisite. That line is left out.")
        return Message(message, {"skill": removed.skill})
    message = N_(
        "These skills need each other in a circle: %(circle)s. "
        "“%(prerequisite)s” is no longer asked before “%(skill)s”."
    )
    chain = " → ".join([edge.skill for edge in circle] + [circle[0].skill])
    return Message(message, {"circle": chain, "prerequisite": removed.prerequisite, "skill": removed.skill})


def _knots(edges: tuple[Edge, ...]) -> list[list[Edge]]:
    """The edges inside each strongly connected part, parts in a stable order."""
    part = _parts(edges)
    knots: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        if part[edge.skill] == part[edge.prerequisite]:
            knots[part[edge.skill]].append(edge)
    return [knots[number] for number in sorted(knots)]


def _parts(edges: tuple[Edge, ...]) -> dict[str, int]:
    """The number of the strongly connected part of each skill (Kosaraju)."""
    forward: dict[str, list[str]] = defaultdict(list)
    backward: dict[str, list[str]] = defaultdict(list)
    for edge in edges:
        forward[edge.skill].append(edge.prerequisite)
        backward[edge.prerequisite].append(edge.skill)
    keys = sorted({key for edge in edges for key in (edge.skill, edge.prerequisite)})
    finished = _finishing_order(keys, forward)
    part: dict[str, int] = {}
    for number, start in enumerate(reversed(finished)):
        waiting = [] if start in part else [start]
        while waiting:
            key = waiting.pop()
            if key not in part:
                part[key] = number
                waiting.extend(other for other in backward[key] if other not in part)
    return part


def _finishing_order(keys: Iterable[str], forward: Mapping[str, list[str]]) -> list[str]:
    seen: set[str] = set()
    finished: list[str] = []
    for start in keys:
        stack = [] if start in seen else [(start, iter(forward.get(start, ())))]
        seen.add(start)
        while stack:
            key, others = stack[-1]
            following = next((other for other in others if other not in seen), None)
            if following is None:
                finished.append(key)
                stack.pop()
            else:
                seen.add(following)
                stack.append((following, iter(forward.get(following, ()))))
    return finished


def _shortest_circle(edges: set[Edge]) -> tuple[Edge, ...]:
    """A circle with the fewest edges, in order from skill to prerequisite; empty when there is none."""
    outgoing: dict[str, list[Edge]] = defaultdict(list)
    for edge in sorted(edges, key=lambda edge: (edge.skill, edge.prerequisite)):
        outgoing[edge.skill].append(edge)
    best: tuple[Edge, ...] = ()
    for tried, start in enumerate(sorted(outgoing)):
        if best and (tried >= _MOST_STARTS or len(best) <= 1):
            break
        circle = _circle_from(start, outgoing)
        if circle and (not best or len(circle) < len(best)):
            best = circle
    return best


def _circle_from(start: str, outgoing: Mapping[str, list[Edge]]) -> tuple[Edge, ...]:
    reached: dict[str, Edge] = {}
    waiting = deque([start])
    while waiting:
        key = waiting.popleft()
        for edge in outgoing.get(key, ()):
            if edge.prerequisite == start:
                return _chain(start, edge, reached)
            if edge.prerequisite not in reached:
                reached[edge.prerequisite] = edge
                waiting.append(edge.prerequisite)
    return ()


def _chain(start: str, last: Edge, reached: Mapping[str, Edge]) -> tuple[Edge, ...]:
    chain = [last]
    while chain[-1].skill != start:
        chain.append(reached[chain[-1].skill])
    return tuple(reversed(chain))
