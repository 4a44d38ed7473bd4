"""/widget/signin: the window in which people of a site sign in with their organisation's account.

Opened by the frame, with a nonce of its own. There and back as at the administrator's desk; what is
left at the end opens a session in that frame and nowhere else (`embed.sign_ins`).
"""

import re
from http import HTTPStatus

import structlog
from flask import Blueprint, Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lti_tool.embed import sign_ins
from lti_tool.embed.exchange import live_site
from lti_tool.embed.models import EmbedSite
from lti_tool.embed.providers import SiteProviders
from lti_tool.errors import N_, NotFoundError
from lti_tool.identity import IdentityError, IdentityProvider
from lti_tool.web import access, headers, i18n
from lti_tool.web.i18n import said
from lti_tool.web.services import services
from lti_tool.web.under_way import UnderWay

log = structlog.get_logger(__name__)

PLACE = "/widget/signin"
UNDER_WAY = UnderWay("__Host-boussole-embed", "embed sign-in")
GIVEN_UP = N_("The sign-in was given up. Close this window, then try again in the assistant.")
LOST = N_("This sign-in took too long, or began elsewhere. Close this window, then try again in the assistant.")
_NONCE = re.compile(r"[0-9a-f]{32}")
_LONGEST = 4096


class EmbedSignInPages:
    """There, back, and in. `public_url`: where the provider sends the browser back to."""

    def __init__(self, providers: SiteProviders, public_url: str) -> None:
        self._providers = providers
        self._back = f"{public_url}{PLACE}/back"

    def blueprint(self) -> Blueprint:
        """Return the routes."""
        made = Blueprint("embed", __name__)
        made.add_url_rule(PLACE, "sign_in", self.leave, methods=["GET"])
        made.add_url_rule(f"{PLACE}/back", "sign_in_back", self.back, methods=["GET"])
        made.add_url_rule(f"{PLACE}/enter", "sign_in_enter", self.enter, methods=["POST"])
        made.before_request(_alone)
        return made

    @access.public
    def leave(self) -> ResponseReturnValue:
        """Send the window to the provider."""
        key, nonce = request.args.get("site", ""), request.args.get("nonce", "")
        site, provider = self._found(key)
        if not _NONCE.fullmatch(nonce):
            raise NotFoundError
        i18n.use_language(site.language)
        try:
            begun = provider.begin(self._back)
        except IdentityError as error:
            return _refused(error)
        onward = make_response("", HTTPStatus.SEE_OTHER, {"Location": begun.url})
        return UNDER_WAY.keep(onward, begun, f"{key} {nonce}")

    @access.public
    def back(self) -> ResponseReturnValue:
        """Show what the provider gave along as a form of ours: our strict cookie comes with nothing else."""
        given = {name: request.args.get(name, "")[:_LONGEST] for name in ("code", "state", "error")}
        return render_template("embed/returning.html", given=given)

    @access.public
    def enter(self) -> ResponseReturnValue:
        """Leave who came for the frame, by code and by number."""
        held = UNDER_WAY.find()
        if held is None or not held[0].is_state(request.form.get("state", "")):
            return _again(LOST, HTTPStatus.BAD_REQUEST)
        begun, (key, nonce) = held[0], held[1].split(" ")
        site, provider = self._found(key)
        i18n.use_language(site.language)
        if request.form.get("error"):
            return _again(GIVEN_UP, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            person = provider.finish(begun, request.form.get("code", ""), self._back)
        except IdentityError as error:
            return _refused(error)
        with services().database.transaction() as session:
            row = live_site(session, key)
            if row is None:
                raise NotFoundError
            left = sign_ins.leave(session, row, nonce, person, services().clock.now())
        shown = render_template("embed/done.html", site=site, left=left, nonce=nonce)
        return UNDER_WAY.drop(make_response(shown))

    def _found(self, key: str) -> tuple[EmbedSite, IdentityProvider]:
        with services().database.transaction(write=False) as session:
            site = live_site(session, key[:64])
        provider = self._providers.of(site) if site is not None else None
        if site is None or provider is None:
            raise NotFoundError
        return site, provider


def _alone() -> None:
    headers.allow_frames_of(("'none'",))


def _refused(error: IdentityError) -> Response:
    log.warning("sign-in of a site refused", reason=type(error).__name__, detail=error.detail)
    return _again(error.message, error.status)


def _again(sentence: str, status: int) -> Response:
    return UNDER_WAY.drop(make_response(render_template("embed/not_signed_in.html", sentence=said(sentence)), status))
