"""A group or peer pair as its members see it: who is in it, when it meets, notes that all of them read."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from lti_tool.errors import InvalidInputError
from lti_tool.mentoring import circles, meeting_times, profile_answers
from lti_tool.mentoring.circle_models import Circle, CircleMeeting
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

TEMPLATE = "mentoring/circle.html"
LIST = "mentoring/circles.html"

blueprint = Blueprint("my_groups", __name__, url_prefix="/together/groups")
both = access.open_to(Role.LEARNER, Role.MENTOR)


@blueprint.get("/")
@both
def mine() -> Response:
    """Show the groups somebody is in."""
    return show(LIST, **_list(viewer()))


@blueprint.get("/<int:circle_id>")
@both
def circle(circle_id: int) -> Response:
    """Show one."""
    someone = viewer()
    return show(TEMPLATE, **_contents(_circle(circle_id, someone), someone))


@blueprint.post("/<int:circle_id>/answer")
@both
def answer(circle_id: int) -> Response:
    """Say yes, or no, or good-bye; nobody has to say why."""
    someone, now = viewer(), services().clock.now()
    found, yes = _circle(circle_id, someone), request.form.get("answer") == "yes"
    circles.answer(db(), found, someone.user_id, yes=yes, now=now)
    if not yes:
        return show(LIST, said_now=_("Noted. Nobody is told why."), **_list(someone))
    return show(TEMPLATE, said_now=_("Your yes is noted."), **_contents(found, someone))


@blueprint.post("/<int:circle_id>/sessions")
@both
def set_meeting(circle_id: int) -> Response:
    """Set a session, on one's own clock."""
    someone, now = viewer(), services().clock.now()
    found, minutes = _circle(circle_id, someone), request.form.get("minutes", "")

    def do() -> None:
        zone = profile_answers.zone_of(db(), someone.course_id, someone.user_id)
        [starts_at] = meeting_times.instants([request.form.get("times", "")], zone, now)
        length = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 4 else 0
        circles.set_meeting(db(), found, someone.user_id, starts_at, length, _text("place"), now)

    return _attempt(found, someone, do, _("Kept. Everybody sees it."))


@blueprint.post("/<int:circle_id>/sessions/<int:meeting_id>/call-off")
@both
def call_off(circle_id: int, meeting_id: int) -> Response:
    """Call a session off."""
    someone = viewer()
    found = _circle(circle_id, someone)
    circles.call_off(db(), found, meeting_id, someone.user_id)
    return show(TEMPLATE, said_now=_("Called off. Everybody sees it."), **_contents(found, someone))


@blueprint.post("/<int:circle_id>/notes")
@both
def write_note(circle_id: int) -> Response:
    """Keep a note that everybody in the group reads."""
    someone, now = viewer(), services().clock.now()
    found = _circle(circle_id, someone)
    return _attempt(
        found, someone, lambda: circles.write_note(db(), found, someone.user_id, _text("note"), now), _("Kept.")
    )


@blueprint.post("/<int:circle_id>/notes/<int:note_id>/delete")
@both
def delete_note(circle_id: int, note_id: int) -> Response:
    """Delete one's own note."""
    someone = viewer()
    found = _circle(circle_id, someone)
    circles.delete_note(db(), found, note_id, someone.user_id)
    return show(TEMPLATE, said_now=_("Deleted."), **_contents(found, someone))


def _circle(circle_id: int, someone: Viewer) -> Circle:
    return circles.find(db(), circle_id, someone.course_id, someone.user_id)


def _text(name: str) -> str:
    return cleaned(request.form.get(name, ""))


def _attempt(found: Circle, someone: Viewer, do: Callable[[], None], words: str) -> Response:
    try:
        do()
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **_contents(found, someone, error.fields))
    return show(TEMPLATE, said_now=words, **_contents(found, someone))


def _list(someone: Viewer) -> dict[str, Any]:
    return {"circles": circles.circles_of(db(), someone.course_id, someone.user_id), "me": someone.user_id}


def _contents(found: Circle, someone: Viewer, errors: dict[str, str] | None = None) -> dict[str, Any]:
    session, now = db(), services().clock.now()
    zone = profile_answers.zone_of(session, someone.course_id, someone.user_id)

    def clock(meeting: CircleMeeting) -> datetime:
        return meeting_times.local(meeting.starts_at, zone).replace(tzinfo=None)

    return {
        "circle": found,
        "me": someone.user_id,
        "mine": found.member(someone.user_id),
        "meetings": [(one, clock(one)) for one in circles.meetings_to_come(session, found, now)],
        "notes": circles.notes_of(session, found),
        "zone": zone,
        "crisis_card": card_for(*request.form.values()),
        "errors": errors or {},
        "typed": request.form if errors else {},
    }
