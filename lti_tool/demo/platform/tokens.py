"""The token endpoint."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask.json import dumps

from lti_tool.demo.platform.grants import LIFE, grant
from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.refusals import RefusedError, UnreadableError

_FORM = "application/x-www-form-urlencoded"
_BLOCKED = "<!DOCTYPE html>\n<html><head><title>Error</title></head><body>The URL is blocked.</body></html>"


def token_routes(profile: Profile) -> Blueprint:
    """Return the token endpoint at the profile's address."""
    routes = Blueprint("tokens", __name__)
    content_type = "text/html; charset=utf-8" if profile.token_as_html else "application/json"

    @routes.post(profile.paths.token)
    def token() -> Response:
        if request.mimetype != _FORM:
            raise RefusedError(400, f"the content type is not {_FORM}")
        issued, allowed = grant(here(), request.form)
        here().note("access token", " ".join(sorted(allowed.scopes)))
        body = {
            "access_token": issued,
            "token_type": "Bearer",
            "expires_in": LIFE,
            "scope": " ".join(sorted(allowed.scopes)),
        }
        return Response(dumps(body), content_type=content_type, headers={"Cache-Control": "no-store"})

    @routes.errorhandler(RefusedError)
    def refused(error: RefusedError) -> Response:
        here().note("access token", error.reason, accepted=False)
        if isinstance(error, UnreadableError) and profile.blocked_keys_as_page:
            return Response(_BLOCKED, 404, content_type="text/html; charset=utf-8")
        body = dumps({"error": error.code, "error_description": error.reason})
        if profile.token_as_html:
            # Seen on 4.5.6: a warning before the JSON makes the whole of it unreadable.
            body = f"<br />\n<b>Notice</b>\n{body}"
        return Response(body, error.status, content_type=content_type)

    return routes
