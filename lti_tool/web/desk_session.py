"""Who is asking at the administrator's desk: a signed cookie, and a form token that other sites cannot know.

The desk is opened first-party and never in a frame, so a cookie with SameSite=Strict does. The
cookie's secret opens a row of `people.desk_sessions`; every form repeats a token made from it
(double submit, bound to the session). Before sign-in another cookie plays that part, so that
nobody can be signed in as somebody else by a foreign form.
"""

import hashlib
import hmac
import secrets

from flask import Response, g, request
from itsdangerous import BadSignature, Signer

from lti_tool.errors import N_, ForbiddenError, SessionEndedError
from lti_tool.people import desk_sessions
from lti_tool.people.administrator_models import Administrator
from lti_tool.people.desk_sessions import DeskViewer
from lti_tool.web.services import services
from lti_tool.web.transactions import db

FIELD = "form_token"
#: `__Host-`: this host only, https (or loopback) only, whole host; no other site and no subdomain can set it.
SESSION = "__Host-boussole-desk"
BEFORE = "__Host-boussole-sign-in"
_LONGEST = 256


class DeskClosedError(SessionEndedError):
    """Nobody is signed in at the desk."""

    message = N_("Sign in to go on.")


class ForgedFormError(ForbiddenError):
    """A form without this session's token: sent by another site, or older than the session."""

    message = N_("This form is too old. Load the page again, then send it once more.")


def administrator() -> DeskViewer:
    """Return who is signed in; `DeskClosedError` when nobody is."""
    found = administrator_or_none()
    if found is None:
        raise DeskClosedError
    return found


def administrator_or_none() -> DeskViewer | None:
    """Return who is signed in, or None."""
    if "administrator" not in g:
        g.administrator = _read()
    found: DeskViewer | None = g.administrator
    return found


def sign_in(account: Administrator) -> None:
    """Open a session with a new secret; whatever the browser held before opens nothing any more."""
    if (held := _secret(SESSION)) is not None:
        desk_sessions.end(db(), held)
    g.desk_cookies = {SESSION: desk_sessions.open_session(db(), account, services().clock.now()), BEFORE: None}


def sign_out() -> None:
    """End the session and take the cookie back."""
    if (held := _secret(SESSION)) is not None:
        desk_sessions.end(db(), held)
    g.desk_cookies = {SESSION: None}


def form_token() -> str:
    """Return the token for the forms of this page; before sign-in it brings its cookie along."""
    if administrator_or_none() is not None:
        return _token(_secret(SESSION) or "")
    if "before_secret" not in g:
        g.before_secret = _secret(BEFORE) or secrets.token_urlsafe(32)
        g.desk_cookies = {**g.get("desk_cookies", {}), BEFORE: g.before_secret}
    return _token(g.before_secret)


def check_form() -> None:
    """Raise `ForgedFormError` unless the form holds the token of this session, or of this sign-in page."""
    held = _secret(BEFORE if administrator_or_none() is None else SESSION)
    given = request.form.get(FIELD, "").encode("utf-8", "replace")
    if held is None or not hmac.compare_digest(_token(held).encode(), given):
        raise ForgedFormError


def check_own_script() -> None:
    """Raise `ForgedFormError` unless a page of ours asks.

    No page can set `Sec-Fetch-Site` itself (Fetch Metadata Request Headers, section 2.3).
    """
    if request.headers.get("Sec-Fetch-Site") != "same-origin":
        raise ForgedFormError


def put_cookies(response: Response) -> Response:
    """Set or take back the cookies that this request decided on."""
    for name, value in g.pop("desk_cookies", {}).items():
        if value is None:
            response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="Strict")
        else:
            signed = _signer(name).sign(value).decode()
            response.set_cookie(name, signed, path="/", secure=True, httponly=True, samesite="Strict")
    return response


def touch_after_request() -> None:
    """Note that the session is in use, in a transaction of its own once the page is done."""
    found: DeskViewer | None = g.get("administrator")
    if found is not None and found.touch_due:
        with services().database.transaction() as session:
            desk_sessions.touch(session, found.session_id, services().clock.now())


def _read() -> DeskViewer | None:
    secret = _secret(SESSION)
    if secret is None:
        return None
    with services().database.transaction(write=False) as session:
        return desk_sessions.find(session, secret, services().clock.now())


def _secret(cookie: str) -> str | None:
    held = request.cookies.get(cookie, "")
    if not held or len(held) > _LONGEST:
        return None
    try:
        return _signer(cookie).unsign(held.encode("utf-8", "replace")).decode()
    except BadSignature:
        return None


def _signer(purpose: str) -> Signer:
    return Signer(services().settings.derived_key("desk"), salt=purpose, digest_method=hashlib.sha256)


def _token(secret: str) -> str:
    key = services().settings.derived_key("desk form")
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()
