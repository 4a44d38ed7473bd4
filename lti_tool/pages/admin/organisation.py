"""Signing in at the desk with the organisation's own account (OpenID Connect), beside address and password.

The browser comes back from the provider by a link of another site, so our strict cookies do not come with it
and reading changes nothing: that page only sends on what it was given, as a form of our own.
"""

from http import HTTPStatus

import structlog
from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from lti_tool.errors import N_, NotFoundError
from lti_tool.identity import IdentityError, Organisation
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.pages.admin.sign_in import TOO_OFTEN, ask, inside
from lti_tool.people import administrators
from lti_tool.web import access, desk_session
from lti_tool.web.services import services
from lti_tool.web.transactions import db
from lti_tool.web.under_way import UnderWay

log = structlog.get_logger(__name__)

UNDER_WAY = UnderWay("__Host-boussole-organisation", "desk sign-in")
BACK = "/admin/sign-in/organisation/back"
NOT_LET_IN = N_(
    "Your organisation knows you, but you are not on the list of this tool’s administrators. Ask whoever runs it."
)
GIVEN_UP = N_("The sign-in with your organisation was given up. Start again, or use address and password.")
LOST = N_("This sign-in was started elsewhere, or it took longer than ten minutes. Start it again.")
_LONGEST = 4096


class OrganisationPages:
    """/admin/sign-in/organisation: there, back, and in."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._back = f"{desk.public_url}{BACK}"

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        place = "/sign-in/organisation"
        blueprint.add_url_rule(place, "organisation", self.leave, methods=["GET"])
        blueprint.add_url_rule(f"{place}/back", "organisation_back", self.back, methods=["GET"])
        blueprint.add_url_rule(f"{place}/enter", "organisation_enter", self.enter, methods=["POST"])

    @access.public
    def leave(self) -> ResponseReturnValue:
        """Send the browser to the provider."""
        wanted = inside(request.args.get("next", ""))
        try:
            begun = self._organisation().provider.begin(self._back)
        except IdentityError as error:
            return _refused(error, wanted)
        return UNDER_WAY.keep(onward(begun.url), begun, wanted)

    @access.public
    def back(self) -> ResponseReturnValue:
        """Show what the provider gave along as a form, which sends itself."""
        self._organisation()
        given = {name: request.args.get(name, "")[:_LONGEST] for name in ("code", "state", "error")}
        return render_template("admin/returning.html", given=given)

    @access.public
    def enter(self) -> ResponseReturnValue:
        """Let in whom the provider vouches for and the list names."""
        organisation = self._organisation()
        desk_session.check_form()
        held = UNDER_WAY.find()
        if held is None or not held[0].is_state(request.form.get("state", "")):
            return _again(LOST, HTTPStatus.BAD_REQUEST)
        begun, wanted = held
        if request.form.get("error"):
            return _again(GIVEN_UP, HTTPStatus.UNPROCESSABLE_ENTITY, wanted)
        try:
            with self._desk.limits.signing_in("organisation"):
                person = organisation.provider.finish(begun, request.form.get("code", ""), self._back)
        except TooManyRequests:
            return _again(TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS, wanted)
        except IdentityError as error:
            return _refused(error, wanted)
        if not organisation.lets_in(person):
            log.warning("sign-in refused", reason="not on the list", subject=person.subject)
            return _again(NOT_LET_IN, HTTPStatus.FORBIDDEN, wanted)
        desk_session.sign_in(
            administrators.of_organisation(db(), organisation.address_of(person), services().clock.now())
        )
        return UNDER_WAY.drop(onward(wanted))

    def _organisation(self) -> Organisation:
        if self._desk.organisation is None:
            raise NotFoundError
        return self._desk.organisation


def _refused(error: IdentityError, wanted: str) -> Response:
    log.warning("sign-in refused", reason=type(error).__name__, detail=error.detail)
    return _again(error.message, error.status, wanted)


def _again(sentence: str, status: int, wanted: str = "") -> Response:
    return UNDER_WAY.drop(make_response(ask(wanted or url_for("admin.home"), sentence=sentence, status=status)))
