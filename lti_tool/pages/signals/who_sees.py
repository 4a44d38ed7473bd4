"""Who sees what: everything a learner shared, who looked, what was agreed to, what was derived; and the archive."""

from typing import Any

from flask import Blueprint, Response, make_response, request

from lti_tool.drafts import delivery
from lti_tool.embed import sites
from lti_tool.errors import N_, NotFoundError
from lti_tool.mentoring import pairs, sharing, signal_shares
from lti_tool.mentoring.alerts import RULES_FOR_LEARNER, alerts_for_learner
from lti_tool.pages.signals import check_in_view, pitch_view
from lti_tool.people import consents
from lti_tool.people.consents import Purpose
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.models import Consent
from lti_tool.people.roles import Role
from lti_tool.privacy import rights
from lti_tool.privacy.archive import archive as packed
from lti_tool.signals import checkins, mood_following, mood_switch, takes
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _, language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "signals/who_sees.html"
PURPOSES = {
    Purpose.MOOD: N_("The words of my check-ins are read, compared with my own usual"),
    Purpose.VOICE: N_("My recordings are described, for me"),
    Purpose.RESULTS: N_("What the course’s gradebook holds about my skills is read, for my path"),
}
#: Looks and items listed.
LISTED = 100

blueprint = Blueprint("who_sees", __name__, url_prefix="/learn/who-sees")


@blueprint.get("/")
@access.open_to(Role.LEARNER)
def page() -> Response:
    """Show the ledger."""
    return show(TEMPLATE, **contents(viewer()))


@blueprint.post("/shares/<int:share_id>/take-back")
@access.open_to(Role.LEARNER)
def take_back(share_id: int) -> Response:
    """Take something back; its text is deleted, and the page it stood on is shown again."""
    someone = viewer()
    sharing.withdraw(db(), share_id, someone.user_id, services().clock.now())
    values = {"said_now": _("Taken back. Its text is deleted.")}
    if request.form.get("back") == "check_ins":
        return show("signals/check_ins.html", **check_in_view.contents(someone, **values))
    if request.form.get("back") == "pitch":
        in_tab = request.form.get("in_tab") == "yes"
        return show("signals/pitch.html", **pitch_view.contents(someone, in_tab=in_tab, **values))
    return show(TEMPLATE, **contents(someone), **values)


@blueprint.post("/consents/<purpose>/withdraw")
@access.open_to(Role.LEARNER)
def withdraw(purpose: str) -> Response:
    """Withdraw a consent: what was derived on it is deleted, shared copies too."""
    if purpose not in set(Purpose):
        raise NotFoundError
    someone = viewer()
    signal_shares.withdraw_consent(db(), someone.user_id, someone.course_id, Purpose(purpose), services().clock.now())
    words = _("Withdrawn. What was derived is deleted, also what you shared of it.")
    return show(TEMPLATE, said_now=words, **contents(someone))


@blueprint.get("/everything.zip")
@access.open_to(*access.EVERYONE)
def everything() -> Response:
    """Return everything the tool knows of whoever asks: a page to read, and the same for a machine."""
    now = services().clock.now()
    response = make_response(packed(rights.export(db(), viewer().user_id), language(), now))
    response.headers["Content-Type"] = "application/zip"
    response.headers["Content-Disposition"] = 'attachment; filename="boussole.zip"'
    return response


def contents(someone: Viewer) -> dict[str, Any]:
    """Return shares, looks, consents, alerts, and what was derived of somebody."""
    session, now = db(), services().clock.now()
    person = someone.user_id, someone.course_id
    pair = pairs.pair_of_learner(session, someone.course_id, someone.user_id)
    return {
        "shares": sharing.everything_shared(session, *person)[:LISTED],
        "attached": delivery.drafts_with_takes(session, *person),
        "views": sharing.views(session, someone.course_id, someone.user_id, LISTED),
        "purposes": [(purpose, words, _standing(purpose, *person)) for purpose, words in PURPOSES.items()],
        "history": consents.history(session, *person),
        "names": PURPOSES,
        "alerts": alerts_for_learner(session, pair.id) if pair else (),
        "rules": RULES_FOR_LEARNER,
        "check_ins": len(checkins.history(session, *person, 10_000)),
        "readings": len(mood_following.readings_of(session, *person)),
        "elsewhere": bool(sites.of_course(session, someone.course_id)),
        "takes": len(takes.takes_of(session, *person, now)),
    }


def _standing(purpose: Purpose, user_id: int, course_id: int) -> Consent | None:
    """Return the yes that holds; one from before the institution's decision holds no more."""
    if purpose is Purpose.MOOD and mood_switch.on_since(db()) is None:
        return None
    granted = (
        mood_following.is_on_for(db(), user_id, course_id)
        if purpose is Purpose.MOOD
        else consents.is_granted(db(), user_id, course_id, purpose)
    )
    return consents.latest(db(), user_id, course_id, purpose) if granted else None
