""" "Not this person": said in private, kept in private, taken back at any time."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from lti_tool.errors import InvalidInputError
from lti_tool.mentoring import exclusions
from lti_tool.pages.forms import cleaned
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/apart.html"

blueprint = Blueprint("apart", __name__, url_prefix="/together/apart")
both = access.open_to(Role.LEARNER, Role.MENTOR)


@blueprint.get("/")
@both
def apart() -> Response:
    """Show whom somebody does not wish to be paired with, to that person alone."""
    return show(TEMPLATE, **_contents(viewer()))


@blueprint.post("/")
@both
def exclude() -> Response:
    """Keep somebody apart; an offer between the two is declined without a reason."""
    someone, who = viewer(), cleaned(request.form.get("who", ""))
    try:
        exclusions.exclude(db(), someone.course_id, someone.user_id, who, services().clock.now())
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, errors=error.fields, typed=who, **_contents(someone))
    return show(TEMPLATE, said_now=_("Kept. Nobody else sees it."), **_contents(someone))


@blueprint.post("/<int:exclusion_id>/allow")
@both
def allow(exclusion_id: int) -> Response:
    """Take it back."""
    someone = viewer()
    exclusions.allow(db(), someone.course_id, someone.user_id, exclusion_id)
    return show(TEMPLATE, said_now=_("Taken back."), **_contents(someone))


def _contents(someone: Viewer) -> dict[str, Any]:
    return {
        "people": exclusions.excluded_by(db(), someone.course_id, someone.user_id),
        "back": url_for("mentor.profile" if someone.role is Role.MENTOR else "my_mentor.profile"),
    }
