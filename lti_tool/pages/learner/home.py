"""A learner's first page: one next step, then the path, suggestions with reasons, what is graded."""

from dataclasses import replace
from typing import Any

from flask import Response, make_response

from lti_tool import course_settings
from lti_tool.catalogue import holdings, pathing, profiles
from lti_tool.catalogue.records import NextStep, Recommended
from lti_tool.gradebook.endpoints import grades_status
from lti_tool.gradebook.policies import policy_for
from lti_tool.gradebook.sync import my_sync
from lti_tool.pages.learner import guidance
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show, wants_fragment
from lti_tool.web.i18n import language
from lti_tool.web.transactions import db

TEMPLATE = "learner/home.html"


@blueprint.get("/")
@access.open_to(Role.LEARNER)
def home() -> Response:
    """Show the learner's page."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.get("/graded")
@access.open_to(Role.LEARNER)
def graded() -> Response:
    """Show anew what is graded and how far the learner is, after something counted."""
    someone = viewer()
    if not wants_fragment():
        return show(TEMPLATE, **contents(someone))
    return show(TEMPLATE, "graded", someone=someone, **grading(someone))


@blueprint.post("/shown")
@access.open_to(Role.LEARNER)
def shown() -> Response:
    """Note what the page has shown, once it is on the screen: reading a page changes nothing by itself."""
    guidance.note_shown(viewer())
    return make_response("", 204)


def contents(someone: Viewer) -> dict[str, Any]:
    """Return everything the page shows for `someone`; a preview shows what a newcomer sees."""
    session, words = db(), language()
    settings = course_settings.read(session, someone.course_id)
    goal = profiles.goal(session, someone.user_id, someone.course_id, words)
    path = guidance.path(someone) if settings.path_on else None
    step = pathing.next_step(path) if path else None
    return {
        "someone": someone,
        "name": someone.name,
        "settings": settings,
        "goal": goal,
        "has_content": bool(holdings.resources(session, someone.course_id, words, learners_only=True, limit=1)),
        "path": path,
        "next_step": step,
        "recommended": _others(someone, step) if settings.recommendations_on else (),
        **grading(someone),
    }


def _others(someone: Viewer, step: NextStep | None) -> tuple[Recommended, ...]:
    """Return the suggestions without the resource that already stands above them as the next step."""
    return tuple(item for item in guidance.recommended(someone) if not step or item.card.id != step.item.card.id)


def grading(someone: Viewer) -> dict[str, Any]:
    """Return what counts for the grade and how far the learner is."""
    session = db()
    return {
        "policy": policy_for(session, someone.course_id, someone.resource_link_id),
        "grades": grades_status(session, someone.course_id),
        "score": my_sync(session, someone.course_id, someone.user_id),
    }


def as_newcomer(someone: Viewer) -> Viewer:
    """Return `someone` as a learner who looks for the first time, for the instructor's preview."""
    return replace(someone, role=Role.LEARNER, preview=True)
