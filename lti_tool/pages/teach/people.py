"""Everybody in the course: part, last visit, the platform's list of members, mentors named by the instructor."""

from typing import Any

from flask import Response, request

from lti_tool.gradebook import health
from lti_tool.mentoring import pairs, waiting
from lti_tool.mentoring.models import PairState
from lti_tool.pages.teach.routes import blueprint
from lti_tool.people import appointments, roster_sync
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "teach/people.html"
TABLE = "table"


@blueprint.get("/people")
@access.open_to(Role.INSTRUCTOR)
def people() -> Response:
    """Show everybody, or only the table to somebody who looks again."""
    refreshing = f"#{TABLE}" in request.headers.get("HX-Target", "")
    return show(TEMPLATE, TABLE if refreshing else "content", **contents(viewer()))


@blueprint.post("/people/sync")
@access.open_to(Role.INSTRUCTOR)
def sync_people() -> Response:
    """Have the worker read the platform's list now."""
    someone = viewer()
    asked = roster_sync.ask(db(), someone.course_id, services().clock.now())
    words = "" if asked else _("There is no list to read here.")
    return show(TEMPLATE, TABLE, said_now=words, **contents(someone))


@blueprint.post("/people/<int:enrolment_id>/mentor")
@access.open_to(Role.INSTRUCTOR)
def name_mentor(enrolment_id: int) -> Response:
    """Name somebody a mentor, at once."""
    someone, now = viewer(), services().clock.now()
    enrolment = appointments.name_mentor(db(), someone.course_id, enrolment_id, now)
    _end_pairs(enrolment)
    waiting.leave(db(), someone.course_id, enrolment.user_id)
    words = _("Named a mentor. The next time this person opens the tool, it is as a mentor.")
    return show(TEMPLATE, TABLE, said_now=words, **contents(someone))


@blueprint.post("/people/<int:enrolment_id>/mentor/end")
@access.open_to(Role.INSTRUCTOR)
def unname_mentor(enrolment_id: int) -> Response:
    """Take the appointment back, at once; who was accompanied can have another mentor."""
    someone, now = viewer(), services().clock.now()
    enrolment = appointments.unname_mentor(db(), someone.course_id, enrolment_id, now)
    if enrolment.role == Role.MENTOR and enrolment.active:
        words = _("The platform itself says that this person is a mentor.")
    else:
        _end_pairs(enrolment)
        words = _("No longer a mentor. Pairs with this person have ended.")
    return show(TEMPLATE, TABLE, said_now=words, **contents(someone))


def contents(someone: Viewer) -> dict[str, Any]:
    """Return the lines and how the platform's list stands."""
    session = db()
    return {
        "lines": appointments.people_of(session, someone.course_id),
        "roster": roster_sync.state_of(session, someone.course_id),
        "worker_alive": health.is_worker_alive(session, services().clock.now()),
    }


def _end_pairs(enrolment: Enrolment) -> None:
    """End the pairs of somebody whose part changed; offers not answered yet fall away."""
    session, now = db(), services().clock.now()
    of_learner = pairs.pair_of_learner(session, enrolment.course_id, enrolment.user_id)
    of_mentor = pairs.pairs_of_mentor(session, enrolment.course_id, enrolment.user_id)
    for pair in [*of_mentor, *([of_learner] if of_learner else [])]:
        if pair.state == PairState.ASKED:
            pairs.expire(session, pair, now)
        else:
            pairs.end(session, pair.id, enrolment.user_id, "", now)
