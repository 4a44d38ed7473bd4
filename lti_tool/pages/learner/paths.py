"""The whole path: every stop in the order it can be learned, with its resources and reasons."""

from typing import Any

from flask import Response

from lti_tool import course_settings
from lti_tool.catalogue import pathing, profiles
from lti_tool.pages.learner import guidance
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.transactions import db

TEMPLATE = "learner/path.html"


@blueprint.get("/path")
@access.open_to(Role.LEARNER)
def path() -> Response:
    """Show the path, or how to get one."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/path/seen")
@access.open_to(Role.LEARNER)
def path_seen() -> Response:
    """Note that the learner read what changed, and show the path without it."""
    guidance.note_path_seen(viewer())
    return show(TEMPLATE, **contents(viewer()))


def contents(someone: Viewer) -> dict[str, Any]:
    """Return the path with the goal it leads to."""
    path = guidance.path(someone)
    return {
        "settings": course_settings.read(db(), someone.course_id),
        "goal": profiles.goal(db(), someone.user_id, someone.course_id, language()),
        "path": path,
        "next_step": pathing.next_step(path),
    }
