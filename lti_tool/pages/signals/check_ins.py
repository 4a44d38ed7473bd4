"""A learner's check-ins: write one, see how they run, share one, and decide whether words may be read."""

from typing import Any

from flask import Blueprint, Response, request

from lti_tool.errors import N_, ConflictError, InvalidInputError
from lti_tool.mentoring import sharing, signal_shares
from lti_tool.pages.crisis import card_for
from lti_tool.pages.forms import cleaned
from lti_tool.pages.signals.check_in_view import contents, is_on
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.people.roles import Role
from lti_tool.signals import checkins, mood_following, mood_switch
from lti_tool.signals.checkins import Answers
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "signals/check_ins.html"
SWITCHED_OFF = N_("Your teacher switched check-ins off in this course. What you have noted stays yours.")

blueprint = Blueprint("check_ins", __name__, url_prefix="/learn/check-ins")


@blueprint.get("/")
@access.open_to(Role.LEARNER)
def page() -> Response:
    """Show the form and how one's own check-ins run."""
    return _page()


@blueprint.post("/")
@access.open_to(Role.LEARNER)
def write() -> Response:
    """Keep a check-in; words of despair bring the help lines at once, and nobody is told."""
    someone, answers = viewer(), _answers()
    if not is_on(someone):
        raise ConflictError(SWITCHED_OFF)
    card = card_for(answers.words)
    try:
        checkins.write(db(), someone.user_id, someone.course_id, answers, services().clock.now())
    except InvalidInputError as error:
        return _page(422, errors=error.fields, typed=answers, crisis_card=card)
    return _page(said_now=_("Kept. Only you see it."), crisis_card=card)


@blueprint.post("/<int:checkin_id>/delete")
@access.open_to(Role.LEARNER)
def delete(checkin_id: int) -> Response:
    """Delete a check-in, and what was shared of it; for an hour it can come back."""
    someone, now = viewer(), services().clock.now()
    row = checkins.find(db(), checkin_id, someone.user_id, someone.course_id)
    row.deleted_at = row.deleted_at or now
    sharing.withdraw_source(db(), someone.user_id, f"check-in:{row.id}", now)
    db().flush()
    return _page(said_now=_("Deleted, also for your mentor."), deleted=row)


@blueprint.post("/<int:checkin_id>/restore")
@access.open_to(Role.LEARNER)
def restore(checkin_id: int) -> Response:
    """Bring a deleted check-in back; it is shared no more."""
    someone = viewer()
    checkins.find(db(), checkin_id, someone.user_id, someone.course_id).deleted_at = None
    db().flush()
    return _page(said_now=_("It is back. Your mentor does not see it."))


@blueprint.post("/<int:checkin_id>/share")
@access.open_to(Role.LEARNER)
def share(checkin_id: int) -> Response:
    """Put one check-in before the mentor, in exactly the words of the form."""
    someone = viewer()
    row = checkins.find(db(), checkin_id, someone.user_id, someone.course_id)
    if row.deleted_at is not None:
        raise ConflictError
    return _share(signal_shares.CHECK_IN, f"check-in:{row.id}")


@blueprint.post("/readings/consent")
@access.open_to(Role.LEARNER)
def consent() -> Response:
    """Let one's words be read, or stop it and delete what was read."""
    someone, now = viewer(), services().clock.now()
    person = someone.user_id, someone.course_id
    if request.form.get("granted") != "yes":
        signal_shares.withdraw_consent(db(), *person, Purpose.MOOD, now)
        return _page(said_now=_("Stopped. Every reading is deleted, also what you shared of it."))
    since = mood_switch.on_since(db())
    if since is None:
        raise ConflictError(mood_switch.IS_OFF)
    consents.decide(db(), *person, Purpose.MOOD, now, granted=True, since=since)
    return _page(said_now=_("Your next check-ins are read. You see the result first, and you alone."))


@blueprint.post("/readings/answer")
@access.open_to(Role.LEARNER)
def answer() -> Response:
    """Say whether the prompt was useful; it goes away."""
    someone, now = viewer(), services().clock.now()
    useful = request.form.get("useful") == "yes"
    mood_following.answer_prompt(db(), someone.user_id, someone.course_id, now, useful=useful)
    return _page(said_now=_("Thank you. A prompt that is of no use to people stops by itself."))


@blueprint.post("/readings/share")
@access.open_to(Role.LEARNER)
def share_reading() -> Response:
    """Tell the mentor about the trend, in exactly the words of the form."""
    someone = viewer()
    if not mood_following.is_on_for(db(), someone.user_id, someone.course_id):
        raise ConflictError(mood_switch.IS_OFF)
    return _share(signal_shares.MOOD, signal_shares.MOOD)


def _share(kind: str, source: str) -> Response:
    someone, now, text = viewer(), services().clock.now(), cleaned(request.form.get("text", ""))
    try:
        signal_shares.share(db(), someone.user_id, someone.course_id, kind, text, now, source=source)
    except InvalidInputError as error:
        return _page(422, errors={f"text-{source}": error.fields["text"]}, shared_text=text)
    return _page(said_now=_("Your mentor sees it now."))


def _page(status: int = 200, **values: Any) -> Response:
    return show(TEMPLATE, status=status, **contents(viewer(), **values))


def _answers() -> Answers:
    form = request.form
    return Answers(
        energy=form.get("energy", ""),
        progress=form.get("progress", ""),
        obstacle=form.get("obstacle", ""),
        words=cleaned(form.get("words", "")),
        may_be_read=form.get("may_be_read") == "on",
    )
