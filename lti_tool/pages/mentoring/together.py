"""What either person of a pair does: propose and confirm sessions, say how they went, notes, actions."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, request

from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.mentoring import meeting_times, meetings, notebook, profile_answers
from lti_tool.mentoring.calendar_file import calendar_file, entry_of
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.pages.forms import cleaned
from lti_tool.pages.mentor import person
from lti_tool.pages.mentoring import my_mentor
from lti_tool.pages.pair_door import pair_for
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TIMES = ("time1", "time2", "time3")
OTHER_TIMES = ("move1", "move2", "move3")

blueprint = Blueprint("together", __name__, url_prefix="/together")
both = access.open_to(Role.LEARNER, Role.MENTOR)


@blueprint.post("/<int:pair_id>/sessions")
@both
def propose(pair_id: int) -> Response:
    """Propose up to three times, typed in one's own time zone."""
    someone, now = viewer(), services().clock.now()
    pair = _pair(someone, pair_id)

    def do() -> None:
        times = _times(someone, now)
        minutes = request.form.get("minutes", "45")
        length = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 4 else 0
        meetings.propose(db(), pair, someone.user_id, times, length, _text("place"), now)

    return _attempt(pair, someone, do, _("Proposed. The other person confirms one of the times."))


@blueprint.post("/sessions/<public_id>/confirm")
@both
def confirm(public_id: str) -> Response:
    """Take one of the proposed times."""
    someone = viewer()
    meeting = meetings.find_meeting(db(), public_id, someone.user_id)
    meetings.confirm(db(), meeting, someone.user_id, request.form.get("time", ""), services().clock.now())
    return _page(meeting.pair, someone, said_now=_("Confirmed. Add it to your calendar with the file below."))


@blueprint.post("/sessions/<public_id>/move")
@both
def move(public_id: str) -> Response:
    """Give up the agreed time and propose others."""
    someone, now = viewer(), services().clock.now()
    meeting = meetings.find_meeting(db(), public_id, someone.user_id)

    def do() -> None:
        try:
            times = _times(someone, now, OTHER_TIMES)
        except InvalidInputError as error:
            raise InvalidInputError(fields={"move": error.fields["times"]}) from error
        meetings.move(db(), meeting, someone.user_id, times, now)

    return _attempt(meeting.pair, someone, do, _("Moved. The other person confirms one of the times."))


@blueprint.post("/sessions/<public_id>/cancel")
@both
def cancel(public_id: str) -> Response:
    """Call a session off."""
    someone = viewer()
    meeting = meetings.find_meeting(db(), public_id, someone.user_id)
    meetings.cancel(db(), meeting, someone.user_id, services().clock.now())
    return _page(meeting.pair, someone, said_now=_("Called off. The other person sees it."))


@blueprint.post("/sessions/<public_id>/close")
@both
def close(public_id: str) -> Response:
    """Say that a session was held or missed, and what was agreed."""
    someone, now = viewer(), services().clock.now()
    meeting = meetings.find_meeting(db(), public_id, someone.user_id)
    how = meetings.Held(
        held=request.form.get("held") == "yes",
        recap=_text("recap"),
        preparation_minutes=_text("preparation_minutes"),
    )
    return _attempt(meeting.pair, someone, lambda: meetings.close(db(), meeting, how, now), _("Noted."))


@blueprint.get("/sessions/<public_id>.ics")
@both
def calendar(public_id: str) -> Response:
    """Return the session for a calendar program."""
    someone = viewer()
    meeting = meetings.find_meeting(db(), public_id, someone.user_id)
    if meeting.starts_at is None:
        raise NotFoundError
    title = _("Session with %(name)s", name=meeting.pair.other(someone.user_id).shown_name or _("your pair"))
    response = make_response(calendar_file(entry_of(meeting, title), services().clock.now()))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="session.ics"'
    return response


@blueprint.post("/<int:pair_id>/notes")
@both
def write_note(pair_id: int) -> Response:
    """Keep a note for both or for oneself."""
    someone, now = viewer(), services().clock.now()
    pair, for_both = _pair(someone, pair_id), request.form.get("readers") == "both"

    def do() -> None:
        notebook.write_note(db(), pair, someone.user_id, _text("note"), for_both=for_both, now=now)

    return _attempt(pair, someone, do, _("Kept."))


@blueprint.post("/<int:pair_id>/notes/<int:note_id>/delete")
@both
def delete_note(pair_id: int, note_id: int) -> Response:
    """Delete one's own note."""
    someone = viewer()
    pair = _pair(someone, pair_id)
    notebook.delete_note(db(), note_id, someone.user_id)
    return _page(pair, someone, said_now=_("Deleted."))


@blueprint.post("/<int:pair_id>/actions")
@both
def add_action(pair_id: int) -> Response:
    """Note what one of the two does until a day."""
    someone, now = viewer(), services().clock.now()
    pair = _pair(someone, pair_id)
    owner = pair.other(someone.user_id).id if request.form.get("owner") == "other" else someone.user_id

    def do() -> None:
        notebook.add_action(db(), pair, owner, _text("action"), request.form.get("due_on", ""), now)

    return _attempt(pair, someone, do, _("Kept."))


@blueprint.post("/<int:pair_id>/actions/<int:action_id>")
@both
def mark_action(pair_id: int, action_id: int) -> Response:
    """Mark an action done, or open again."""
    someone, now = viewer(), services().clock.now()
    pair = _pair(someone, pair_id)
    notebook.mark_action(db(), pair, action_id, done=request.form.get("done") == "yes", now=now)
    return _page(pair, someone, said_now=_("Noted."))


def _pair(someone: Viewer, pair_id: int) -> Pair:
    pair = pair_for(someone, pair_id)
    if pair.state != PairState.ACTIVE:
        raise ConflictError(meetings.NOT_ACTIVE)
    return pair


def _times(someone: Viewer, now: datetime, names: Sequence[str] = TIMES) -> list[datetime]:
    zone = profile_answers.zone_of(db(), someone.course_id, someone.user_id)
    return meeting_times.instants([request.form.get(name, "") for name in names], zone, now)


def _text(name: str) -> str:
    return cleaned(request.form.get(name, ""))


def _attempt(pair: Pair, someone: Viewer, do: Callable[[], None], words: str) -> Response:
    try:
        do()
    except InvalidInputError as error:
        return _page(pair, someone, 422, errors=error.fields)
    return _page(pair, someone, said_now=words)


def _page(pair: Pair, someone: Viewer, status: int = 200, **values: Any) -> Response:
    """Show the page on which the reader sees this pair."""
    errors = values.pop("errors", None)
    if someone.user_id == pair.mentor_id:
        return show(person.TEMPLATE, status=status, **values, **person.contents(pair, someone, errors))
    return show(my_mentor.TEMPLATE, status=status, **values, **my_mentor.contents(someone, errors))
