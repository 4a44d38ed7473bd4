"""The authentication endpoint: from the tool's request to the signed launch (LTI Security Framework 1.0, 5.1.1.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.logins import Pending
from lti_tool.demo.platform.people import Person
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.tools import Tool

# What a request must say, word for word, and the error that answers anything else.
_FIXED = (
    ("response_type", "id_token", "unsupported_response_type"),
    ("response_mode", "form_post", "invalid_request"),
    ("scope", "openid", "invalid_scope"),
    ("prompt", "none", "invalid_request"),
)


@dataclass(frozen=True)
class FormPost:
    """A form that the browser posts to the tool."""

    address: str
    fields: dict[str, str]


def authorize(campus: Campus, request: Mapping[str, str], signed_in: Person | None) -> FormPost:
    """Answer an authentication request with a form for the tool: a launch, or an error in OAuth's words.

    Raises RefusedError where no answer may be sent to the tool: an unknown tool or an address that is not its own.
    """
    tool = _tool(campus, request)
    address = request.get("redirect_uri", "")
    if address not in tool.redirect_urls:
        raise RefusedError(400, f"redirect_uri is not registered for this tool: {address}")
    state = {"state": request["state"]} if "state" in request else {}
    try:
        launch = _launch(campus, tool, request, signed_in)
    except RefusedError as problem:
        campus.note("authentication request", problem.reason, accepted=False)
        return FormPost(address, {"error": problem.code, "error_description": problem.reason, **state})
    campus.note("authentication request")
    token = campus.mint(
        launch.person,
        launch.activity,
        request["nonce"],
        message=launch.message,
        about=launch.about,
        as_student=launch.as_student,
    )
    storage = {"lti_storage_target": campus.profile.storage_target} if campus.profile.storage_target else {}
    return FormPost(address, {"id_token": token, **state, **storage})


def _tool(campus: Campus, request: Mapping[str, str]) -> Tool:
    tool = campus.state.tools.get(request.get("client_id", ""))
    if tool is None or not tool.active:
        raise RefusedError(
            400, f"no active tool has the client id {request.get('client_id', '')!r}", "unauthorized_client"
        )
    return tool


def _launch(campus: Campus, tool: Tool, request: Mapping[str, str], signed_in: Person | None) -> Pending:
    for name, expected, code in _FIXED:
        if request.get(name) != expected:
            raise RefusedError(400, f"{name} is {request.get(name)!r}, not {expected!r}", code)
    for name in ("nonce", "state"):
        if not request.get(name):
            raise RefusedError(400, f"{name} is missing")
    launch = campus.logins.take(request.get("lti_message_hint", ""), campus.now())
    if launch is None or launch.activity.client_id != tool.client_id:
        # Moodle's words for a launch opened twice (live 4.5.6).
        raise RefusedError(400, "Invalid request")
    if request.get("login_hint") != campus.subject(launch.person):
        raise RefusedError(400, "login_hint is not the one that was sent")
    if signed_in is not None and signed_in != launch.person:
        raise RefusedError(400, "someone else is signed in now", "login_required")
    now = campus.now().timestamp()
    campus.tokens.use_once(tool, f"nonce:{request['nonce']}", now + 3600, now)
    return launch
