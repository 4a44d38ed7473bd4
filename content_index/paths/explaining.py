"""Why a step is in the path and at its place, as messages."""

from content_index.errors import N_, Message
from content_index.paths.selecting import Selection
from content_index.paths.shapes import MentorEdit, MissingSkill, PlanRequest
from content_index.skills.graph import SkillGraph

_MOST_NAMES = 3


def why_step(
    skill: str, selection: Selection, request: PlanRequest, graph: SkillGraph, edit: MentorEdit | None
) -> tuple[Message, ...]:
    """The reasons, the most telling first; never empty."""
    reasons: list[Message] = []
    if skill in selection.goals:
        reasons.append(Message(N_("This is your goal.")))
    if skill in request.failed:
        reasons.append(Message(N_("This needs another look.")))
    if edit:
        agreed = (
            N_("You and your mentor added this step.")
            if edit.action == "add"
            else N_("You and your mentor agreed on it.")
        )
        reasons.append(Message(agreed))
    later = [key for key in selection.order if skill in graph.prerequisites(key)]
    if later:
        reasons.append(Message(N_("It comes before: %(skills)s."), {"skills": names(later, request, graph)}))
    firsts = graph.prerequisites(skill)
    known = [first for first in firsts if first not in selection.order]
    if known:
        message = N_("You have what it builds on: %(skills)s.")
        reasons.append(Message(message, {"skills": names(known, request, graph)}))
    if not firsts:
        reasons.append(Message(N_("Nothing has to come before it.")))
    return tuple(reasons) or (Message(N_("It is on the way to your goal.")),)


def missing_skill(skill: str, request: PlanRequest, graph: SkillGraph) -> MissingSkill:
    """A skill of the path that no resource teaches, or none that the learner did not refuse."""
    name = graph.skills[skill].name_in(request.names_in)
    message = N_("No resource teaches “%(skill)s” yet. Ask your mentor how to learn it.")
    return MissingSkill(skill, name, Message(message, {"skill": name}))


def unknown_goal(goal: str) -> MissingSkill:
    """A goal that is no skill of the course."""
    message = N_("“%(skill)s” is not among the skills of this course. Choose another goal, or ask for it to be added.")
    return MissingSkill(goal, goal, Message(message, {"skill": goal}))


def names(keys: list[str], request: PlanRequest, graph: SkillGraph) -> str:
    """Up to three names in the learner's language, separated by commas."""
    shown = [graph.skills[key].name_in(request.names_in) for key in keys[:_MOST_NAMES]]
    return ", ".join(shown) + (", …" if len(keys) > _MOST_NAMES else "")
