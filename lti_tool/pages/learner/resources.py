"""One resource to read: its passages with anchors that citations lead to."""

from typing import Any

from flask import Response, make_response, request

from lti_tool.catalogue import progress, reading
from lti_tool.catalogue.learner_models import FeedbackKind
from lti_tool.conversations.scopes import scope_of
from lti_tool.pages.learner import following
from lti_tool.pages.learner.marks import COUNTED
from lti_tool.pages.learner.routes import blueprint
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import language
from lti_tool.web.services import services
from lti_tool.web.transactions import db, finish_early

TEMPLATE = "learner/resource.html"


@blueprint.get("/resources/<public_id>")
@access.open_to(*access.EVERYONE)
def resource(public_id: str) -> Response:
    """Show a resource; whoever teaches also opens what is hidden from learners."""
    return show(TEMPLATE, **contents(viewer(), public_id, request.args.get("answer", "")))


@blueprint.post("/resources/<public_id>/opened")
@access.open_to(*access.EVERYONE)
def opened(public_id: str) -> Response:
    """Note that a learner opened a resource, and that a question was followed when an answer led here."""
    someone = viewer()
    if someone.role is Role.LEARNER:
        now = services().clock.now()
        progress.mark(db(), someone.user_id, someone.course_id, public_id, FeedbackKind.OPENED, now)
    response = make_response("", 204)
    if answer := request.form.get("answer", ""):
        finish_early()
        if following.follow(scope_of(someone), answer):
            response.headers["HX-Trigger"] = COUNTED
    return response


def contents(someone: Viewer, public_id: str, answer: str = "") -> dict[str, Any]:
    """Return the resource as `someone` reads it, and the answer that led to it."""
    opened = reading.open_resource(
        db(),
        someone.course_id,
        public_id,
        language=language(),
        user_id=someone.user_id,
        learner=not someone.role.teaches,
    )
    return {"reading": opened, "someone": someone, "answer": answer[: following.LONGEST_ID]}
