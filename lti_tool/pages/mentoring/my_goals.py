"""A learner's scaled goals: five outcomes in one's own words before the work starts, one of them afterwards."""

from typing import Any

from flask import Blueprint, Response, request

from lti_tool.errors import InvalidInputError
from lti_tool.mentoring import goal_scaling
from lti_tool.pages.crisis import card_for
from lti_tool.pages.forms import cleaned
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/goals.html"

blueprint = Blueprint("my_goals", __name__, url_prefix="/learn/goals")


@blueprint.get("/")
@access.open_to(Role.LEARNER)
def goals() -> Response:
    """Show the learner's goals."""
    return show(TEMPLATE, **_contents(viewer()))


@blueprint.post("/")
@access.open_to(Role.LEARNER)
def write() -> Response:
    """Keep a goal with its five outcomes."""
    someone, now = viewer(), services().clock.now()
    levels = {level: cleaned(request.form.get(f"level{level}", "")) for level in goal_scaling.LEVELS}
    text = cleaned(request.form.get("goal", ""))
    try:
        goal_scaling.write_goal(
            db(), someone.user_id, someone.course_id, text, levels, _level(request.form.get("start", "")), now
        )
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **_contents(someone, error.fields))
    return show(TEMPLATE, said_now=_("Kept."), **_contents(someone))


@blueprint.post("/<int:goal_id>/score")
@access.open_to(Role.LEARNER)
def score(goal_id: int) -> Response:
    """Say which outcome was reached."""
    someone, now = viewer(), services().clock.now()
    reached = _level(request.form.get("reached", ""))
    goal_scaling.score_goal(db(), goal_id, someone.user_id, someone.course_id, reached, now)
    return show(TEMPLATE, said_now=_("Noted."), **_contents(someone))


def _contents(someone: Viewer, errors: dict[str, str] | None = None) -> dict[str, Any]:
    return {
        "goals": goal_scaling.goals_of(db(), someone.user_id, someone.course_id),
        "levels": _names(),
        "crisis_card": card_for(*request.form.values()),
        "errors": errors or {},
        "typed": request.form,
    }


def _names() -> dict[int, str]:
    words = (
        _("Much less than I expect"),
        _("Less than I expect"),
        _("What I expect"),
        _("More than I expect"),
        _("Much more than I expect"),
    )
    return dict(zip(goal_scaling.LEVELS, words, strict=True))


def _level(text: str) -> int:
    return int(text) if text in {str(level) for level in goal_scaling.LEVELS} else 99
