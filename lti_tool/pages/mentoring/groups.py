"""The instructor's groups: peer pairs and groups with a mentor, proposed, chosen by hand, ended."""

from typing import Any

from flask import Blueprint, Response, request

from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.mentoring import circles, pairs
from lti_tool.mentoring.circle_models import Circle
from lti_tool.mentoring.matching.circles import LARGEST_GROUP, SMALLEST_GROUP, propose_group, propose_peers
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.pool import circle_pool
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, ngettext, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/groups.html"
USUAL_SIZE = 4

blueprint = Blueprint("groups", __name__, url_prefix="/teach/groups")


@blueprint.get("/")
@access.open_to(Role.INSTRUCTOR)
def groups() -> Response:
    """Show proposals of peer pairs, a group around the mentor who is chosen, and what there is."""
    return show(TEMPLATE, wrong="", **_contents(viewer()))


@blueprint.post("/peers")
@access.open_to(Role.INSTRUCTOR)
def ask_peers() -> Response:
    """Ask every peer pair that is ticked."""
    someone, now = viewer(), services().clock.now()
    chosen = [name.removeprefix("peers-").split("-") for name in request.form if name.startswith("peers-")]
    if not chosen:
        return show(TEMPLATE, status=422, wrong=_("Tick at least one pair first."), **_contents(someone))
    for two in chosen:
        circles.make(db(), someone.course_id, _numbers(two), None, someone.user_id, now)
    words = ngettext("%(num)s pair is asked.", "%(num)s pairs are asked.", len(chosen))
    return show(TEMPLATE, said_now=words, wrong="", **_contents(someone))


@blueprint.post("/group")
@access.open_to(Role.INSTRUCTOR)
def ask_group() -> Response:
    """Ask a mentor and the ticked learners into a group."""
    someone, now = viewer(), services().clock.now()
    [mentor] = _numbers([request.form.get("mentor", "")])
    learners = _numbers(request.form.getlist("learner"))
    try:
        circles.make(db(), someone.course_id, learners, mentor, someone.user_id, now)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, wrong=said(error.fields["people"]), **_contents(someone))
    return show(TEMPLATE, said_now=_("The group is asked."), wrong="", **_contents(someone))


@blueprint.post("/<int:circle_id>/end")
@access.open_to(Role.INSTRUCTOR)
def end(circle_id: int) -> Response:
    """End a group; who had waited for a mentor waits again."""
    someone, circle = viewer(), db().get(Circle, circle_id)
    if circle is None or circle.course_id != someone.course_id or circle.ended_at:
        raise NotFoundError
    circles.end(db(), circle, services().clock.now())
    return show(
        TEMPLATE, said_now=_("Ended. Learners who had waited for a mentor wait again."), wrong="", **_contents(someone)
    )


def _contents(someone: Viewer) -> dict[str, Any]:
    session = db()
    pool, weights = circle_pool(session, someone.course_id), pairs.weights_of(session, someone.course_id) or Weights()
    mentors = [one for one in pool.mentors if one.capacity and not one.away]
    mentor = next((one for one in mentors if one.id == request.values.get("mentor")), None)
    size = request.values.get("size", "")
    wanted = int(size) if size in {str(n) for n in range(SMALLEST_GROUP, LARGEST_GROUP + 1)} else USUAL_SIZE
    return {
        "pool": pool,
        "names": pool.names,
        "peers": propose_peers(pool.learners, weights),
        "mentors": mentors,
        "choices": [("", _("Choose")), *((one.id, pool.names[one.id] or _("No name given")) for one in mentors)],
        "mentor": mentor,
        "size": wanted,
        "sizes": [(number, str(number)) for number in range(SMALLEST_GROUP, LARGEST_GROUP + 1)],
        "proposed": {one.id for one in propose_group(mentor, pool.learners, wanted, weights)} if mentor else set(),
        "circles": circles.circles_of(session, someone.course_id),
    }


def _numbers(texts: list[str]) -> list[int]:
    if not all(text.isascii() and text.isdigit() and len(text) < 18 for text in texts):
        raise InvalidInputError
    return [int(text) for text in texts]
