"""Access tokens for services: client credentials with a signed assertion (LTI Security Framework 1.0, section 4)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.tool_tokens import check_audience, unverified
from lti_tool.demo.platform.tools import Grant, Tool

LIFE = 3600
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def grant(campus: Campus, form: Mapping[str, str]) -> tuple[str, Grant]:
    """Return a new token for a tool's request, with those of the scopes asked for that the tool may have."""
    for name, expected, code in (
        ("grant_type", "client_credentials", "unsupported_grant_type"),
        ("client_assertion_type", _ASSERTION, "invalid_request"),
    ):
        if form.get(name) != expected:
            raise RefusedError(400, f"{name} is {form.get(name)!r}, not {expected!r}", code)
    tool = _client(campus, form.get("client_assertion", ""))
    asked = set(form.get("scope", "").split())
    # Unknown scopes are dropped without a word (live 4.5.6).
    granted = frozenset(asked & set(tool.scopes))
    if not granted:
        raise RefusedError(400, "none of the scopes asked for is granted to this tool", "invalid_scope")
    token = secrets.token_urlsafe(32)
    allowed = Grant(tool.client_id, granted, campus.now().timestamp() + LIFE)
    with campus.lock:
        campus.grants[token] = allowed
    return token, allowed


def _client(campus: Campus, assertion: str) -> Tool:
    now = campus.now().timestamp()
    tool = _named(campus, assertion)
    claims = campus.tokens.read(assertion, tool, now)
    if claims.get("iss") != tool.client_id or claims.get("sub") != tool.client_id:
        raise RefusedError(400, "iss and sub must both be the client id", "invalid_client")
    check_audience(claims, campus.addresses.token)
    campus.tokens.use_once(tool, f"jti:{claims['jti']}" if claims.get("jti") else "", claims["exp"], now)
    return tool


def _named(campus: Campus, assertion: str) -> Tool:
    """Return the tool that an assertion says it comes from, before anything in it is believed."""
    tool = campus.state.tools.get(str(unverified(assertion).get("sub")))
    if tool is None or not tool.active:
        raise RefusedError(400, "the assertion names no active tool", "invalid_client")
    return tool
