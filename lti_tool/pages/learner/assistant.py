"""The assistant on a page of its own, for an activity that opens it."""

from typing import Any

from flask import Response

from lti_tool import course_settings
from lti_tool.catalogue import holdings
from lti_tool.pages.learner import home
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.transactions import db

TEMPLATE = "learner/assistant.html"


@blueprint.get("/assistant")
@access.open_to(Role.LEARNER)
def assistant() -> Response:
    """Show the assistant."""
    return show(TEMPLATE, **contents(viewer()))


def contents(someone: Viewer) -> dict[str, Any]:
    """Return whether there is something to ask about, and what counts."""
    found = holdings.resources(db(), someone.course_id, language(), learners_only=True, limit=1)
    return {
        "someone": someone,
        "settings": course_settings.read(db(), someone.course_id),
        "has_content": bool(found),
        **home.grading(someone),
    }
