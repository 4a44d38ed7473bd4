"""The whole path: every stop in the order it can be learned, with its resources and reasons."""

from typing import Any

from flask import Response, request

from lti_tool import course_settings
from lti_tool.catalogue import pathing, profiles, skills
from lti_tool.catalogue.profiles import GoalAnswers
from lti_tool.catalogue.records import NamedSkill
from lti_tool.errors import NotFoundError
from lti_tool.pages.learner import guidance
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "learner/path.html"


@blueprint.get("/path")
@access.open_to(Role.LEARNER)
def path() -> Response:
    """Show the path, or how to get one."""
    return show(TEMPLATE, **contents(viewer(), request.args.get("goal", "")))


@blueprint.post("/path/goal")
@access.open_to(Role.LEARNER)
def take_goal() -> Response:
    """Take a proposed skill among one's goals, or give it back."""
    someone, key = viewer(), request.form.get("goal", "")
    if proposed(someone.course_id, key, language()) is None:
        raise NotFoundError
    held = [skill.key for skill in profiles.goal(db(), someone.user_id, someone.course_id, language()).skills]
    kept = [one for one in held if one != key]
    wanted = kept if request.form.get("act") == "drop" else [*kept, key]
    now = services().clock.now()
    profiles.save_goal(db(), someone.user_id, someone.course_id, GoalAnswers(skills=wanted), now)
    return show(TEMPLATE, **contents(someone, key))


@blueprint.post("/path/seen")
@access.open_to(Role.LEARNER)
def path_seen() -> Response:
    """Note that the learner read what changed, and show the path without it."""
    guidance.note_path_seen(viewer())
    return show(TEMPLATE, **contents(viewer()))


def proposed(course_id: int, key: str, words: str) -> NamedSkill | None:
    """Return a skill that the course teaches, to be proposed as a goal; None for any other."""
    if not key or key not in skills.taught(db(), course_id):
        return None
    return next(skill for skill in skills.named(db(), course_id, words) if skill.key == key)


def contents(someone: Viewer, wanted: str = "") -> dict[str, Any]:
    """Return the path with the goal it leads to; `wanted` is the key of a goal that an activity proposes."""
    path = guidance.path(someone)
    return {
        "proposed": proposed(someone.course_id, wanted, language()),
        "settings": course_settings.read(db(), someone.course_id),
        "goal": profiles.goal(db(), someone.user_id, someone.course_id, language()),
        "path": path,
        "next_step": pathing.next_step(path),
    }
