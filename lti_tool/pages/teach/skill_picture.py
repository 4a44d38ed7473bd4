"""The picture of a course's prerequisites: skills in columns, each to the right of what comes before it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from lti_tool.catalogue.records import NamedSkill
from lti_tool.catalogue.skill_map import KnownEdge
from lti_tool.catalogue.suggestions import SuggestedEdge

#: With more skills than this a picture says nothing; the table beside it does.
MOST_NODES = 40
WIDTH, HEIGHT = 168, 44
ACROSS, DOWN = 44, 16
MARGIN = 8
#: Letters that fit in a box.
LETTERS = 20


@dataclass(frozen=True, slots=True)
class Node:
    """A box, in units of the picture; `short` fits in it."""

    skill: NamedSkill
    x: int
    y: int

    @property
    def short(self) -> str:
        """The name, cut where the box ends."""
        name = self.skill.name
        return name if len(name) <= LETTERS else name[: LETTERS - 1].rstrip() + "…"


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow from what comes first; `kind` is "known", "suggested" or "left-out"."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and arrows with the size they need."""

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    width: int
    height: int

    @classmethod
    def of(cls, known: Sequence[KnownEdge], suggested: Sequence[SuggestedEdge]) -> Self | None:
        """Draw the edges; None when there is nothing to draw, or too much."""
        edges: list[KnownEdge | SuggestedEdge] = [*known, *suggested]
        skills = {skill.key: skill for edge in edges for skill in (edge.prerequisite, edge.skill)}
        if not skills or len(skills) > MOST_NODES:
            return None
        columns = _columns(skills, known)
        nodes = {
            key: Node(skills[key], MARGIN + column * (WIDTH + ACROSS), MARGIN + row * (HEIGHT + DOWN))
            for column, keys in enumerate(columns)
            for row, key in enumerate(keys)
        }
        lines = [_line(nodes, edge, "left-out" if edge.left_out else "known") for edge in known]
        lines += [_line(nodes, edge, "suggested") for edge in suggested]
        width = 2 * MARGIN + len(columns) * (WIDTH + ACROSS) - ACROSS
        height = 2 * MARGIN + max(len(keys) for keys in columns) * (HEIGHT + DOWN) - DOWN
        return cls(tuple(nodes.values()), tuple(lines), width, height)


def _columns(skills: dict[str, NamedSkill], known: Sequence[KnownEdge]) -> list[list[str]]:
    """Return the keys by column: as many columns to the right as the longest way to a skill has steps."""
    before: dict[str, list[str]] = defaultdict(list)
    for edge in known:
        if not edge.left_out:
            before[edge.skill.key].append(edge.prerequisite.key)
    depth = dict.fromkeys(skills, 0)
    for _ in skills:
        for key in skills:
            depth[key] = max((depth[first] + 1 for first in before[key]), default=0)
    columns: list[list[str]] = [[] for _ in range(max(depth.values()) + 1)]
    for key in sorted(skills, key=lambda key: skills[key].name.casefold()):
        columns[depth[key]].append(key)
    return columns


def _line(nodes: dict[str, Node], edge: KnownEdge | SuggestedEdge, kind: str) -> Line:
    start, end = nodes[edge.prerequisite.key], nodes[edge.skill.key]
    x1, y1 = start.x + WIDTH, start.y + HEIGHT // 2
    x2, y2 = end.x, end.y + HEIGHT // 2
    return Line(f"M{x1} {y1}C{x1 + ACROSS // 2} {y1} {x2 - ACROSS // 2} {y2} {x2} {y2}", kind)
