"""What is opened without a session, by a key in the address: the calendar feed, and the link that stops mail."""

from flask import Blueprint, Response, make_response, request

from lti_tool.errors import NotFoundError
from lti_tool.mail.choices import PURPOSE, choose, opened, wants_mail
from lti_tool.mentoring import feeds
from lti_tool.people.models import User
from lti_tool.web import access
from lti_tool.web.fragments import show
from lti_tool.web.i18n import use_language
from lti_tool.web.services import services
from lti_tool.web.transactions import db

TEMPLATE = "mentoring/stop_mail.html"

blueprint = Blueprint("outside", __name__)


@blueprint.get("/calendar.ics")
@access.public
def calendar_feed() -> Response:
    """Return the calendar whose key stands in the address. Keys stand behind `?`: that part is in no log of ours."""
    response = make_response(feeds.read(db(), request.args.get("token", ""), services().clock.now()))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@blueprint.get("/mail/stop")
@access.public
def stop_page() -> Response:
    """Ask whether mail should stop: a program that only follows links changes nothing."""
    return _page(_whose())


@blueprint.post("/mail/stop")
@access.public
def stop_mail() -> Response:
    """Stop mail, or begin again; mail programs post here by themselves (RFC 8058)."""
    person = _whose()
    choose(db(), person.id, wanted=request.form.get("wanted") == "on", now=services().clock.now())
    return _page(person)


def _whose() -> User:
    person = opened(db(), services().settings.derived_key(PURPOSE), request.args.get("token", ""))
    if person is None:
        raise NotFoundError
    use_language(person.locale)
    return person


def _page(person: User) -> Response:
    return show(TEMPLATE, wanted=wants_mail(db(), person.id), token=request.args["token"])
