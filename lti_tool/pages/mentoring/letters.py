"""Mail and calendar: one's own switch for mail, and the private address of one's calendar feed."""

from typing import Any

from flask import Blueprint, Response, request, url_for

from lti_tool.mail.choices import choose, wants_mail
from lti_tool.mentoring import feeds
from lti_tool.people.frame_sessions import Viewer
from lti_tool.people.models import User
from lti_tool.people.roles import Role
from lti_tool.web import access
from lti_tool.web.bearer import viewer
from lti_tool.web.fragments import show
from lti_tool.web.i18n import _
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/letters.html"

blueprint = Blueprint("letters", __name__, url_prefix="/together/mail")
both = access.open_to(Role.LEARNER, Role.MENTOR)


@blueprint.get("/")
@both
def reach() -> Response:
    """Show whether mail comes, and whether there is a feed."""
    return show(TEMPLATE, **_contents(viewer()))


@blueprint.post("/")
@both
def choose_mail() -> Response:
    """Switch mail on or off."""
    someone, wanted = viewer(), request.form.get("wanted") == "on"
    choose(db(), someone.user_id, wanted=wanted, now=services().clock.now())
    words = _("You get mail.") if wanted else _("You get no more mail. Everything stands in the tool.")
    return show(TEMPLATE, said_now=words, **_contents(someone))


@blueprint.post("/feed")
@both
def make_feed() -> Response:
    """Make a new address; the old one stops working."""
    someone = viewer()
    token = feeds.make(db(), someone.user_id, services().clock.now())
    address = services().settings.public_url + url_for("outside.calendar_feed", token=token)
    return show(TEMPLATE, address=address, **_contents(someone))


@blueprint.post("/feed/revoke")
@both
def revoke_feed() -> Response:
    """Take the address back."""
    someone = viewer()
    feeds.revoke(db(), someone.user_id)
    return show(TEMPLATE, said_now=_("The address opens nothing any more."), **_contents(someone))


def _contents(someone: Viewer) -> dict[str, Any]:
    return {
        "wanted": wants_mail(db(), someone.user_id),
        "email": db().get_one(User, someone.user_id).email,
        "mail_on": bool(services().settings.smtp_url.get_secret_value()),
        "feed_since": feeds.made_at(db(), someone.user_id),
        "back": url_for("mentor.home" if someone.role is Role.MENTOR else "my_mentor.mentor"),
    }
