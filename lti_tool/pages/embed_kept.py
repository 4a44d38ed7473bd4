"""/widget/kept: what is kept of somebody who asks from a frame: read, saved, joined to a course, erased.

Loads beside the conversation, inside the frame. Launched people have "Who sees what" instead.
"""

from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from lti_tool import course_settings
from lti_tool.embed.sessions import Visitor
from lti_tool.errors import NotFoundError
from lti_tool.pages.embedding import open_to_both, visitor
from lti_tool.people import account_links
from lti_tool.people.models import User
from lti_tool.privacy import rights
from lti_tool.privacy.archive import archive
from lti_tool.privacy.held import held_of
from lti_tool.web.i18n import _, language
from lti_tool.web.limits import Limits
from lti_tool.web.services import services
from lti_tool.web.transactions import db

PLACE = "/widget/kept"
TEMPLATE = "embed/kept.html"
_LONGEST_CODE = 40


class KeptPages:
    """The pages about what is kept; `limits` counts tries to guess a code."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        made = Blueprint("kept", __name__, url_prefix=PLACE)
        made.add_url_rule("", "kept", open_to_both(self.kept), methods=["GET"])
        made.add_url_rule("/archive.zip", "save", open_to_both(self.save), methods=["GET"])
        made.add_url_rule("/erase", "erase", open_to_both(self.erase), methods=["POST"])
        made.add_url_rule("/link", "link", open_to_both(self.link), methods=["POST"])
        made.add_url_rule("/unlink", "unlink", open_to_both(self.unlink), methods=["POST"])
        return made

    def kept(self) -> Response:
        """Show what is kept and what can be done with it."""
        return _page(_someone())

    def save(self) -> Response:
        """Return everything as an archive: a page to read, and the same for a machine."""
        packed = archive(rights.export(db(), _someone().user_id), language(), services().clock.now())
        response = make_response(packed)
        response.headers["Content-Type"] = "application/zip"
        response.headers["Content-Disposition"] = 'attachment; filename="boussole.zip"'
        response.headers["Cache-Control"] = "no-store"
        return response

    def erase(self) -> Response:
        """Erase the person, once the form says that this cannot be undone; the frame begins anew."""
        someone = _someone()
        if request.form.get("sure") != "yes":
            return _page(someone, HTTPStatus.UNPROCESSABLE_ENTITY, unsure=True)
        rights.erase(db(), someone.user_id, services().clock.now())
        response = make_response(render_template("embed/erased.html"))
        response.headers["HX-Retarget"] = "#frame-panel"
        return response

    def link(self) -> Response:
        """First show whose course a code is for, then, agreed to, join the two accounts."""
        someone, now = _someone(named=True), services().clock.now()
        code = request.form.get("code", "")[:_LONGEST_CODE]
        with self._limits.typing_code(str(someone.user_id)):
            place = account_links.find_place(db(), code, someone.course_id, now)
        if place is None:
            return _page(someone, HTTPStatus.UNPROCESSABLE_ENTITY, wrong_code=True)
        if request.form.get("agreed") != "yes":
            return _page(someone, place=place, code=code)
        if account_links.join(db(), code, someone.user_id, someone.course_id, now) is None:
            return _page(someone, HTTPStatus.UNPROCESSABLE_ENTITY, wrong_code=True)
        return _page(someone, said_now=_("Linked. From now on it counts in your course."))

    def unlink(self) -> Response:
        """End the link."""
        someone = _someone(named=True)
        standing = account_links.link_of(db(), someone.user_id)
        if standing is not None:
            account_links.part(db(), standing.id, someone.user_id)
        return _page(someone, said_now=_("The link is ended. From now on nothing here counts in your course."))


def _someone(*, named: bool = False) -> Visitor:
    found = visitor()
    if found is None or (named and found.anonymous):
        raise NotFoundError
    return found


def _page(someone: Visitor, status: int = HTTPStatus.OK, **values: Any) -> Response:
    person = db().get_one(User, someone.user_id)
    shown = {
        "someone": someone,
        "held": held_of(db(), person),
        "months": course_settings.read(db(), someone.course_id).retention_months,
        "link": account_links.link_of(db(), someone.user_id),
        **values,
    }
    return make_response(render_template(TEMPLATE, **shown), status)
