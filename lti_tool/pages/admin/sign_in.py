"""Signing in and out: address and password, counted per account and place; one sentence for every wrong pair."""

import re
from http import HTTPStatus

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import TooManyRequests

from lti_tool.errors import N_
from lti_tool.pages.admin.desk import Desk, onward
from lti_tool.pages.forms import text_of
from lti_tool.people import administrators
from lti_tool.people.administrator_models import Administrator
from lti_tool.web import access, desk_session
from lti_tool.web.desk_session import DeskClosedError
from lti_tool.web.i18n import said
from lti_tool.web.services import services
from lti_tool.web.transactions import READING, db

WRONG = N_("Address and password do not belong together. Check both, then try again.")
TOO_OFTEN = N_("You tried many times. Wait a quarter of an hour, then try again.")
#: Pages of the desk and nothing else: no host, no second slash, no backslash, no dot, no escape.
_INSIDE = re.compile(r"/admin/(?:[a-z0-9-]+(?:/[a-z0-9-]+)*)?")


class SignInPages:
    """/admin/sign-in and /admin/sign-out."""

    def __init__(self, desk: Desk) -> None:
        self._limits = desk.limits

    def add_to(self, blueprint: Blueprint) -> None:
        """Add the routes."""
        blueprint.add_url_rule("/sign-in", "sign_in", self.form, methods=["GET"])
        blueprint.add_url_rule("/sign-in", "enter", self.enter, methods=["POST"])
        blueprint.add_url_rule("/sign-out", "sign_out", self.leave, methods=["POST"])

    @access.public
    def form(self) -> ResponseReturnValue:
        """Ask for address and password; who is in already goes on."""
        wanted = inside(request.args.get("next", ""))
        if desk_session.administrator_or_none() is not None:
            return onward(wanted)
        return ask(wanted)

    @access.public
    def enter(self) -> ResponseReturnValue:
        """Let in who knows the password."""
        desk_session.check_form()
        email = (text_of(request.form, "email") or "").strip()
        wanted = inside(request.form.get("next", ""))
        try:
            with self._limits.signing_in(administrators.normal(email)):
                known = _known(email, request.form.get("password", ""))
        except TooManyRequests:
            return ask(wanted, email, TOO_OFTEN, HTTPStatus.TOO_MANY_REQUESTS)
        if known is None:
            return ask(wanted, email, WRONG, HTTPStatus.UNPROCESSABLE_ENTITY)
        desk_session.sign_in(db().merge(known, load=True))
        return onward(wanted)

    @access.administrator
    def leave(self) -> ResponseReturnValue:
        """End the session."""
        desk_session.sign_out()
        return onward(url_for("admin.sign_in"))


def ask_for_it(_error: DeskClosedError) -> Response:
    """Show the sign-in form in place of a page of the desk, which comes after it."""
    here = inside(request.path) if request.method in READING else url_for("admin.home")
    return ask(here, status=HTTPStatus.UNAUTHORIZED)


def inside(address: str) -> str:
    """Return the address if it is one of the desk's own paths, else the desk's first page."""
    return address if _INSIDE.fullmatch(address) else url_for("admin.home")


def _known(email: str, password: str) -> Administrator | None:
    # Read, then compute: the hash takes longer than a writing transaction should last.
    with services().database.transaction(write=False) as session:
        held = administrators.find(session, email)
    return held if administrators.is_password_of(held, password) else None


def ask(wanted: str, email: str = "", sentence: str = "", status: int = HTTPStatus.OK) -> Response:
    """Show the sign-in page, with a source sentence where something went wrong."""
    words = said(sentence) if sentence else ""
    page = render_template("admin/sign_in.html", wanted=wanted, email=email, sentence=words)
    response = make_response(page, status)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = "900"
    return response
