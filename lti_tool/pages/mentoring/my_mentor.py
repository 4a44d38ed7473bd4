"""A learner's mentor: who it is, what comes next, what is shared, and how to end; before that, the way there."""

from typing import Any

from flask import Blueprint, Response, request

from lti_tool import course_settings
from lti_tool.conversations.scopes import scope_of
from lti_tool.errors import ConflictError, InvalidInputError
from lti_tool.mentoring import absences, alerts, circles, offers, pairs, sharing, waiting
from lti_tool.mentoring.meeting_models import AlertReason
from lti_tool.mentoring.models import Pair
from lti_tool.pages import mentoring_profile
from lti_tool.pages.brief_writer import writer
from lti_tool.pages.crisis import card_for
from lti_tool.pages.forms import cleaned
from lti_tool.pages.pair_view import view_of
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/my_mentor.html"

blueprint = Blueprint("my_mentor", __name__, url_prefix="/learn/mentor")


@blueprint.get("/")
@access.open_to(Role.LEARNER)
def mentor() -> Response:
    """Show the learner's mentor, or where the way to one stands."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.get("/profile")
@access.open_to(Role.LEARNER)
def profile() -> Response:
    """Show what the learner said for matching."""
    return mentoring_profile.page()


@blueprint.post("/profile")
@access.open_to(Role.LEARNER)
def save_profile() -> Response:
    """Keep an answer; nobody joins or leaves the waiting list by it."""
    return mentoring_profile.save()


@blueprint.post("/profile/wish")
@access.open_to(Role.LEARNER)
def wish() -> Response:
    """Join the waiting list, or leave it."""
    return mentoring_profile.wish()


@blueprint.post("/answer")
@access.open_to(Role.LEARNER)
def answer() -> Response:
    """Say yes or no to the mentor who is proposed; a no needs no reason."""
    someone, now = viewer(), services().clock.now()
    yes = request.form.get("answer") == "yes"
    pairs.answer(db(), _open_pair(someone).id, someone.user_id, yes=yes, now=now)
    words = _("Your yes is noted.") if yes else _("Noted. Nobody is told why, and you keep your place.")
    return show(TEMPLATE, said_now=words, **contents(someone))


@blueprint.post("/shares")
@access.open_to(Role.LEARNER)
def share() -> Response:
    """Put something before the mentor."""
    someone, now = viewer(), services().clock.now()
    try:
        sharing.share(
            db(),
            _open_pair(someone),
            request.form.get("kind", "talk"),
            cleaned(request.form.get("text", "")),
            now,
            for_session=request.form.get("for_session") == "on",
        )
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **contents(someone, error.fields))
    return show(TEMPLATE, said_now=_("Your mentor sees it now."), **contents(someone))


@blueprint.post("/shares/<int:share_id>/withdraw")
@access.open_to(Role.LEARNER)
def withdraw(share_id: int) -> Response:
    """Take something back."""
    someone = viewer()
    sharing.withdraw(db(), share_id, someone.user_id, services().clock.now())
    return show(TEMPLATE, said_now=_("Taken back. Its text is deleted."), **contents(someone))


@blueprint.post("/more-time")
@access.open_to(Role.LEARNER)
def more_time() -> Response:
    """Tell the mentor that more time together would help."""
    someone, now = viewer(), services().clock.now()
    alerts.open_alert(db(), _open_pair(someone), AlertReason.ASKED, now)
    return show(TEMPLATE, said_now=_("Your mentor sees that you would like more time."), **contents(someone))


@blueprint.post("/alerts/<int:alert_id>/close")
@access.open_to(Role.LEARNER)
def close_alert(alert_id: int) -> Response:
    """Close an alert about oneself."""
    someone = viewer()
    alerts.settle(db(), alert_id, someone.user_id, services().clock.now())
    return show(TEMPLATE, said_now=_("Closed."), **contents(someone))


@blueprint.post("/end")
@access.open_to(Role.LEARNER)
def end() -> Response:
    """End with the mentor, or add closing words; either may, without saying why."""
    someone, now = viewer(), services().clock.now()
    pair = pairs.pair_of_learner(db(), someone.course_id, someone.user_id) or _last(someone)
    try:
        pairs.end(db(), pair.id, someone.user_id, cleaned(request.form.get("words", "")), now)
    except InvalidInputError as error:
        return show(TEMPLATE, status=422, **contents(someone, error.fields))
    return show(TEMPLATE, said_now=_("Your words are kept for both of you."), **contents(someone))


@blueprint.post("/another")
@access.open_to(Role.LEARNER)
def another() -> Response:
    """Look for another mentor while the pair is paused; a free place is offered at once where there is one."""
    someone, now = viewer(), services().clock.now()
    absences.look_for_another(db(), someone.course_id, _open_pair(someone).id, now)
    offers.offer_free_places(db(), someone.course_id, now)
    return show(TEMPLATE, said_now=_("Noted. You keep the time you waited."), **contents(someone))


def contents(someone: Viewer, errors: dict[str, str] | None = None) -> dict[str, Any]:
    """Return what the page shows, whatever the state of the way to a mentor."""
    session, now = db(), services().clock.now()
    pair = pairs.pair_of_learner(session, someone.course_id, someone.user_id)
    mine = circles.circles_of(session, someone.course_id, someone.user_id)
    return {
        "settings": course_settings.read(session, someone.course_id),
        "pair": pair,
        "circles": mine,
        "circles_asking": circles.asking(mine, someone.user_id),
        "view": view_of(pair, someone) if pair else None,
        "ended": None if pair else pairs.last_ended(session, someone.course_id, someone.user_id),
        "place": waiting.place_of(session, someone.course_id, someone.user_id),
        "days_left": offers.days_left(pair, now) if pair else 0,
        "rules": alerts.RULES_FOR_LEARNER,
        "may_be_worded": pair is not None and writer().may_write(scope_of(someone)),
        # Whatever was just written here: the card comes to its writer, and nobody else is told.
        "crisis_card": card_for(*request.form.values()),
        "errors": errors or {},
        "typed": request.form,
        "me": someone,
    }


def _open_pair(someone: Viewer) -> Pair:
    pair = pairs.pair_of_learner(db(), someone.course_id, someone.user_id)
    if pair is None:
        raise ConflictError(sharing.NOT_NOW)
    return pair


def _last(someone: Viewer) -> Pair:
    pair = pairs.last_ended(db(), someone.course_id, someone.user_id)
    if pair is None:
        raise ConflictError(sharing.NOT_NOW)
    return pair
