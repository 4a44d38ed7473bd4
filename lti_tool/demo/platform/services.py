"""What every service endpoint does first: check the bearer token, and say no in JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from flask.json import dumps

from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.tools import Tool


def service(name: str) -> Blueprint:
    """Return a blueprint whose refusals are JSON, with a line in the journal for each."""
    routes = Blueprint(name, __name__)

    @routes.errorhandler(RefusedError)
    def refused(error: RefusedError) -> Response:
        here().note(f"{request.method} {request.path}", error.reason, accepted=False)
        answer = answered({"status": error.status, "reason": error.reason}, "application/json", error.status)
        if error.status == 401:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer

    @routes.after_request
    def noted(response: Response) -> Response:
        if response.status_code < 400:
            here().note(f"{request.method} {request.path}")
        return response

    return routes


def answered(body: Any, content_type: str, status: int = 200) -> Response:
    """Return `body` as JSON under exactly this content type."""
    return Response(dumps(body, ensure_ascii=False), status, content_type=content_type)


def caller(*scopes: str) -> Tool:
    """Return the tool whose token came with the request; the token must hold one of `scopes`."""
    campus = here()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    grant = campus.grants.get(token.strip()) if scheme.lower() == "bearer" else None
    if grant is None or grant.expires <= campus.now().timestamp():
        raise RefusedError(401, "the access token is missing, unknown or expired")
    tool = campus.state.tools.get(grant.client_id)
    if tool is None or not tool.active:
        raise RefusedError(401, "the tool is no longer active")
    # A scope withdrawn after the token was issued counts at once.
    if not any(scope in grant.scopes and scope in tool.scopes for scope in scopes):
        raise RefusedError(403, f"the access token has none of the scopes {', '.join(scopes)}")
    if campus.profile.type_id and not _names_type(tool):
        raise RefusedError(404, "type_id is missing from the address, or is another tool's")
    return tool


def _names_type(tool: Tool) -> bool:
    in_path = (request.view_args or {}).get("tool")
    return (in_path or request.args.get("type_id")) == tool.deployment_id


def json_object(*content_types: str) -> dict[str, Any]:
    """Return the request's JSON object; its content type must be one of these, to the letter."""
    if request.headers.get("Content-Type") not in content_types:
        raise RefusedError(415, f"the content type is not {content_types[0]}")
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise RefusedError(400, "the body is not a JSON object")
    return body
