"""The cookie that binds a login to the browser that began it, one for each login under way.

`Partitioned` keeps it where third-party cookies are blocked: it lives in the jar of the
platform's page. `__Host-` ties it to this host and to https (or to loopback).
"""

import hashlib

from flask import Request, Response

from lti_tool.lti.logins import LIFETIME, BegunLogin

_PREFIX = "__Host-boussole-login-"
#: Tells that this browser, framed by this platform, kept a cookie before.
_KEEPS = "__Host-boussole-keeps"
_KEEPS_SECONDS = 30 * 24 * 3600


def keep(response: Response, begun: BegunLogin) -> Response:
    """Hand the login's secret to the browser."""
    seconds = int(LIFETIME.total_seconds())
    _set(response, _name(begun.state), begun.binding, seconds)
    return response


def kept(request: Request, state: str) -> str | None:
    """Return the secret that the browser holds for this login."""
    return request.cookies.get(_name(state))


def drop(response: Response, state: str) -> Response:
    """Forget the secret of a login that is over."""
    _set(response, _name(state), "", 0)
    return response


def remember_that_it_keeps(response: Response) -> Response:
    """Spare the next logins the check."""
    _set(response, _KEEPS, "1", _KEEPS_SECONDS)
    return response


def is_worth_checking(request: Request) -> bool:
    """True for a browser that shows the tool in a frame and was not seen to keep cookies there."""
    return request.headers.get("Sec-Fetch-Dest") in {"iframe", "frame"} and _KEEPS not in request.cookies


def _name(state: str) -> str:
    return _PREFIX + hashlib.sha256(state.encode("utf-8", "replace")).hexdigest()[:16]


def _set(response: Response, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="None", partitioned=True
    )
