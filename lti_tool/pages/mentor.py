"""A mentor's first page: what is here today, said plainly."""

from typing import Any

from flask import Blueprint, Response

from lti_tool.pages.shelves import shelf
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show

TEMPLATE = "mentor/home.html"
SHOWN = 6

blueprint = Blueprint("mentor", __name__, url_prefix="/mentor")


@blueprint.get("/")
@access.open_to(Role.MENTOR)
def home() -> Response:
    """Show the mentor's page."""
    return show(TEMPLATE, **contents(viewer()))


def contents(someone: Viewer) -> dict[str, Any]:
    """Return what the page shows: the beginning of what learners of this course can read."""
    return {"name": someone.name, "course": someone.course_title, "resources": shelf(someone, limit=SHOWN)}
