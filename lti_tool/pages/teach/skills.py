"""The skills of the course: list, import, what the content suggests, what comes before what."""

from typing import Any

from flask import Response, request

from lti_tool.catalogue import reconsidering, skills, suggestions
from lti_tool.catalogue.skill_map import skill_map
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.pages.teach import skill_picture
from lti_tool.pages.teach.intake import NO_FILE, safe_name
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/skills.html"
LINE = "teach/suggestion_line.html"
DECISIONS = frozenset({"accept", "decline", "undo"})
#: Suggestions among which one is looked up by its number.
MOST_SUGGESTED = 5000


@blueprint.get("/skills")
@access.open_to(Role.INSTRUCTOR)
def skills_page() -> Response:
    """Show the skills of the course."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/skills")
@access.open_to(Role.INSTRUCTOR)
def import_skills() -> Response:
    """Read a file of skills into the course and say what came of each row."""
    someone, file = viewer(), request.files.get("file")
    if file is None or not file.filename:
        return show(TEMPLATE, status=422, error=said(NO_FILE), **contents(someone))
    name, data = safe_name(file.filename), file.stream.read()
    report = skills.import_skills(db(), someone.course_id, name, data, services().clock.now())
    if report.added or report.updated:
        return show(TEMPLATE, report=report, **contents(someone))
    message = report.problems[0].message
    return show(TEMPLATE, status=422, error=said(message.text, dict(message.parameters)), **contents(someone))


@blueprint.post("/skills/suggestions/<int:suggestion_id>")
@access.open_to(Role.INSTRUCTOR)
def decide_skill(suggestion_id: int) -> Response:
    """Accept or decline a skill a resource seems to teach, or take that back; show its line."""
    someone, decision, now = viewer(), _decision(), services().clock.now()
    if decision == "undo":
        reconsidering.reopen_skill(db(), someone.course_id, suggestion_id, now)
        return show(LINE, "skill", one=_suggested_skill(someone, suggestion_id))
    one, accepted = _suggested_skill(someone, suggestion_id), decision == "accept"
    suggestions.decide_skill(db(), someone.course_id, suggestion_id, accepted=accepted, by=someone.user_id, now=now)
    return show(LINE, "skill", one=one, decision=decision)


@blueprint.post("/skills/prerequisites/<int:edge_id>")
@access.open_to(Role.INSTRUCTOR)
def decide_edge(edge_id: int) -> Response:
    """Accept or decline a suggested prerequisite, or take that back; show its line."""
    someone, decision, now = viewer(), _decision(), services().clock.now()
    if decision == "undo":
        reconsidering.reopen_edge(db(), someone.course_id, edge_id)
        return show(LINE, "edge", one=_suggested_edge(someone, edge_id))
    one, accepted = _suggested_edge(someone, edge_id), decision == "accept"
    suggestions.decide_edge(db(), someone.course_id, edge_id, accepted=accepted, by=someone.user_id, now=now)
    return show(LINE, "edge", one=one, decision=decision)


def contents(someone: Viewer) -> dict[str, Any]:
    """Return what the page shows."""
    edges = suggestions.suggested_edges(db(), someone.course_id, language())
    known = skill_map(db(), someone.course_id, language())
    return {
        "map": known,
        "choices": [(one.skill.key, one.skill.name) for one in known.skills],
        "picture": skill_picture.Picture.of(known.edges, edges),
        "suggested_skills": suggestions.suggested_skills(db(), someone.course_id, language()),
        "suggested_edges": edges,
    }


def _decision() -> str:
    decision = request.form.get("decision", "")
    if decision not in DECISIONS:
        raise InvalidInputError
    return decision


def _suggested_skill(someone: Viewer, suggestion_id: int) -> suggestions.SuggestedSkill:
    for one in suggestions.suggested_skills(db(), someone.course_id, language(), MOST_SUGGESTED):
        if one.id == suggestion_id:
            return one
    raise NotFoundError(suggestions.DECIDED)


def _suggested_edge(someone: Viewer, edge_id: int) -> suggestions.SuggestedEdge:
    for one in suggestions.suggested_edges(db(), someone.course_id, language(), MOST_SUGGESTED):
        if one.id == edge_id:
            return one
    raise NotFoundError(suggestions.DECIDED)
