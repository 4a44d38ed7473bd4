"""A learner's spoken pitch: record or send a take, read facts about the delivery, keep, delete, share.

The sound is read in memory and thrown away; the facts stay only where their speaker keeps them.
"""

from typing import Any

from flask import Blueprint, Response, g, make_response, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from lti_tool.drafts import delivery as draft_deliveries
from lti_tool.errors import N_, ConflictError, InvalidInputError
from lti_tool.mentoring import sharing, signal_shares
from lti_tool.pages.forms import cleaned
from lti_tool.pages.signals.pitch_view import contents, is_on
from lti_tool.people import consents, tickets
from lti_tool.people.consents import Purpose
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.signals import takes
from lti_tool.signals.models import DeliveryTake
from lti_tool.signals.voice.decoder import LARGEST_BYTES
from lti_tool.signals.voice.refusals import RecordingRefusedError, VoiceAbsentError
from lti_tool.web import access, bearer, headers
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, said
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "signals/pitch.html"
SWITCHED_OFF = N_("Your teacher switched recording off in this course. Figures that you kept stay yours.")
#: The recording and the fields beside it.
LARGEST_REQUEST = LARGEST_BYTES + 64 * 1024
LONGEST_SECONDS = 600.0
NO_CONSENT = N_("Agree first that your recordings are described: the button stands on this page.")

blueprint = Blueprint("pitch", __name__, url_prefix="/learn/pitch")


@blueprint.get("/")
@access.open_to(Role.LEARNER)
def page() -> Response:
    """Show one's takes; inside the platform's frame a recording is sent, in a tab of its own it is made."""
    return _page()


@blueprint.post("/consent")
@access.open_to(Role.LEARNER)
def consent() -> Response:
    """Agree that recordings are described."""
    someone, now = viewer(), services().clock.now()
    _check_switch(someone)
    consents.decide(db(), someone.user_id, someone.course_id, Purpose.VOICE, now, granted=True)
    return _page(said_now=_("Noted. You can withdraw it below at any time."))


@blueprint.post("/ticket")
@access.open_to(Role.LEARNER)
def ticket() -> Response:
    """Hand out a ticket with which the page opens the recorder in a tab of its own."""
    _check_switch(viewer())
    value = tickets.issue(db(), viewer().session_id, services().clock.now())
    return make_response("", 204, {"HX-Trigger": f'{{"boussole:recorder": {{"value": "{value}"}}}}'})


@blueprint.post("/takes")
@access.open_to(Role.LEARNER)
def add() -> Response:
    """Describe a recording. No transaction is open meanwhile, and no file is written."""
    request.max_content_length = LARGEST_REQUEST
    someone, held = viewer(), services()
    _check_switch(someone)
    try:
        recording = _recording()
        _check_consent(someone)
        found = held.listener.describe(recording, _seconds())
    except (RecordingRefusedError, VoiceAbsentError) as error:
        return _page(422, refused=said(error.message))
    # A withdrawal during the reading holds for what is being read.
    consents.hold(db(), someone.user_id, someone.course_id, Purpose.VOICE)
    if not consents.is_granted(db(), someone.user_id, someone.course_id, Purpose.VOICE):
        raise ConflictError(NO_CONSENT)
    device = cleaned(request.form.get("device", ""))
    row = takes.note(db(), someone.user_id, someone.course_id, found, held.clock.now(), device=device)
    return _page(said_now=_("Read, and the sound is deleted. Keep the figures, or let them go in an hour."), shown=row)


@blueprint.post("/takes/<int:take_id>/keep")
@access.open_to(Role.LEARNER)
def keep(take_id: int) -> Response:
    """Keep the figures of a take to compare later ones with."""
    row, now = _own(take_id), services().clock.now()
    if row.deleted_at is not None:
        raise ConflictError
    row.kept_at = row.kept_at or now
    db().flush()
    return _page(said_now=_("Kept. Later takes are compared with it."), shown=row)


@blueprint.post("/takes/<int:take_id>/delete")
@access.open_to(Role.LEARNER)
def delete(take_id: int) -> Response:
    """Delete the figures of a take, and what was shared of them; for an hour they can come back."""
    row, now = _own(take_id), services().clock.now()
    row.deleted_at = row.deleted_at or now
    sharing.withdraw_source(db(), row.user_id, f"take:{row.id}", now)
    draft_deliveries.detach_take(db(), row.id)
    db().flush()
    return _page(said_now=_("Deleted, also for your mentor."), deleted=row)


@blueprint.post("/takes/<int:take_id>/restore")
@access.open_to(Role.LEARNER)
def restore(take_id: int) -> Response:
    """Bring a deleted take back; it is shared no more."""
    row = _own(take_id)
    row.deleted_at = None
    db().flush()
    return _page(said_now=_("It is back. Your mentor does not see it."), shown=row)


@blueprint.post("/takes/<int:take_id>/share")
@access.open_to(Role.LEARNER)
def share(take_id: int) -> Response:
    """Put the figures of one take before the mentor, in exactly the words of the form; it is kept by that."""
    someone, row, now = viewer(), _own(take_id), services().clock.now()
    if row.deleted_at is not None:
        raise ConflictError
    text, source = cleaned(request.form.get("text", "")), f"take:{row.id}"
    try:
        signal_shares.share(db(), someone.user_id, someone.course_id, signal_shares.DELIVERY, text, now, source=source)
    except InvalidInputError as error:
        return _page(422, errors=error.fields, shared_text=text, shown=row)
    row.kept_at = row.kept_at or now
    return _page(said_now=_("Your mentor sees it now."), shown=row)


def recorder(someone: Viewer, token: str) -> Response:
    """Return the page whole, in a tab of its own: the one document in which the microphone may be used."""
    bearer.act_as(someone)
    headers.allow_microphone()
    g.first_address = url_for("pitch.page")
    return make_response(render_template(TEMPLATE, frame_token=token, **contents(someone, in_tab=True)))


def _check_switch(someone: Viewer) -> None:
    if not is_on(someone):
        raise ConflictError(SWITCHED_OFF)


def _recording() -> bytes:
    try:
        file = request.files.get("recording")
    except RequestEntityTooLarge:
        raise RecordingRefusedError("large") from None
    if file is None:
        raise RecordingRefusedError("missing")
    data = file.stream.read(LARGEST_BYTES + 1)
    if not data and not file.filename:
        raise RecordingRefusedError("missing")
    return data


def _check_consent(someone: Viewer) -> None:
    # A reading transaction of its own: the request's would hold the database while the recording is read.
    with services().database.transaction(write=False) as session:
        if not consents.is_granted(session, someone.user_id, someone.course_id, Purpose.VOICE):
            raise ConflictError(NO_CONSENT)


def _seconds() -> float | None:
    """Return how long the recorder says it ran; a file that was chosen says nothing."""
    given = request.form.get("seconds", type=float)
    return given if given is not None and 0 < given < LONGEST_SECONDS else None


def _own(take_id: int) -> DeliveryTake:
    someone = viewer()
    return takes.find(db(), take_id, someone.user_id, someone.course_id)


def _page(status: int = 200, **values: Any) -> Response:
    try:
        in_tab = request.form.get("in_tab") == "yes"
    except RequestEntityTooLarge:
        in_tab = False
    return show(TEMPLATE, status=status, **contents(viewer(), in_tab=in_tab, **values))
