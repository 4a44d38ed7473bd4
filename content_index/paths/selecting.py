"""Which skills a path has, and in which order they can be learned."""

from dataclasses import dataclass, replace

from content_index.errors import N_, Message
from content_index.paths.shapes import MentorEdit, PlanRequest
from content_index.skills.graph import SkillGraph
from content_index.skills.shapes import Edge


@dataclass(frozen=True, slots=True)
class Selection:
    """`order` holds skill keys, every one after its prerequisites; `unknown` goals are no skills."""

    order: tuple[str, ...]
    goals: frozenset[str]
    unknown: tuple[str, ...]
    notes: tuple[Message, ...]


def select(request: PlanRequest, graph: SkillGraph, started: frozenset[str]) -> Selection:
    """The skills between what is known and the goals, ordered; `started` skills come first in ties."""
    removed = {edit.skill for edit in request.edits if edit.action == "remove"}
    added = {edit.skill for edit in request.edits if edit.action == "add"}
    mastered = (request.known - request.failed) | removed
    known_goals = [goal for goal in request.goals if goal in graph.skills]
    targets = {key for key in (*known_goals, *added) if key in graph.skills and key not in mastered}
    needed = targets | (graph.ancestors(targets, stop=mastered) - mastered)
    goals = frozenset(known_goals) & needed
    asked, refused = _asked_places(request.edits, graph, frozenset(needed))
    guided = replace(graph, edges=(*graph.edges, *asked))

    def rank(key: str) -> tuple[float | str, ...]:
        return key in goals, key not in started, -len(graph.dependents(key)), graph.skills[key].level or 0, key

    return Selection(
        order=guided.order(needed, rank),
        goals=goals,
        unknown=tuple(dict.fromkeys(goal for goal in request.goals if goal not in graph.skills)),
        notes=(*refused, *_goal_notes(request, graph, mastered, removed)),
    )


def _goal_notes(request: PlanRequest, graph: SkillGraph, mastered: frozenset[str], removed: set[str]) -> list[Message]:
    notes: list[Message] = []
    for goal in request.goals:
        name = graph.skills[goal].name_in(request.names_in) if goal in graph.skills else goal
        if goal in removed:
            notes.append(Message(N_("You and your mentor took “%(skill)s” out."), {"skill": name}))
        elif goal in mastered and goal in graph.skills:
            notes.append(Message(N_("You already know “%(skill)s”. Choose a further goal."), {"skill": name}))
    if not request.goals:
        notes.append(Message(N_("Choose a goal to get a path.")))
    return notes


def _asked_places(
    edits: tuple[MentorEdit, ...], graph: SkillGraph, needed: frozenset[str]
) -> tuple[list[Edge], list[Message]]:
    """Places that a mentor asked for, as far as they break no prerequisite and not each other."""
    asked: list[Edge] = []
    refused: list[Message] = []
    for edit in edits:
        if edit.before not in needed or edit.skill not in needed or edit.before == edit.skill:
            continue
        guided = replace(graph, edges=(*graph.edges, *asked))
        if edit.before in guided.ancestors([edit.skill]):
            message = N_("“%(skill)s” cannot come before “%(before)s”, which it builds on. Its place is unchanged.")
            names = {"skill": graph.skills[edit.skill].name, "before": graph.skills[edit.before].name}
            refused.append(Message(message, dict(names)))
        else:
            asked.append(Edge(edit.before, edit.skill))
    return asked, refused
