"""The libraries that a course may offer beside its own content: offer one, take one out."""

from typing import Any

from flask import Response, request

from lti_tool.catalogue import libraries
from lti_tool.errors import InvalidInputError
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/libraries.html"
LIST = "list"


@blueprint.get("/libraries")
@access.open_to(Role.INSTRUCTOR)
def libraries_page() -> Response:
    """Show what the course offers and what it may offer."""
    return show(TEMPLATE, **_contents(viewer()))


@blueprint.post("/libraries/<int:library_id>")
@access.open_to(Role.INSTRUCTOR)
def change_library(library_id: int) -> Response:
    """Offer a library, or take it out, and show the list, where the other button is the way back."""
    someone, action = viewer(), request.form.get("action", "")
    if action not in {"attach", "detach"}:
        raise InvalidInputError
    if action == "detach":
        libraries.detach(db(), someone.course_id, library_id)
        return show(TEMPLATE, LIST, changed=library_id, **_contents(someone))
    try:
        libraries.attach(db(), someone.course_id, library_id, by=someone.user_id, now=services().clock.now())
    except InvalidInputError as error:
        return show(
            TEMPLATE, LIST, status=error.status, refused=said(error.message, error.parameters), **_contents(someone)
        )
    return show(TEMPLATE, LIST, changed=library_id, **_contents(someone))


def _contents(someone: Viewer) -> dict[str, Any]:
    offered = libraries.offered(db(), someone.course_id)
    return {"offered": offered, "is_library": libraries.is_library(db(), someone.course_id)}
