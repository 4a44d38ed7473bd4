"""Dynamic registration: a tool introduces itself (LTI Dynamic Registration 1.0)."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, request

from lti_tool.demo.platform.campus import Campus
from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.profiles import Profile
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.services import answered, json_object, service
from lti_tool.demo.platform.tools import ALL_SCOPES, Privacy, Tool

PLATFORM = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL = "https://purl.imsglobal.org/spec/lti-tool-configuration"
PRIVACY_LEVEL = "https://canvas.instructure.com/lti/privacy_level"
_VISIBILITY = "https://canvas.instructure.com/lti/visibility"
_MESSAGES = {"LtiResourceLinkRequest", "LtiDeepLinkingRequest"}
# Those of Canvas' documentation that a tool for courses can ask for.
_PLACEMENTS = {
    "account_navigation", "assignment_edit", "assignment_menu", "assignment_selection", "assignment_view",
    "course_assignments_menu", "course_home_sub_navigation", "course_navigation", "course_settings_sub_navigation",
    "editor_button", "homework_submission", "link_selection", "module_index_menu_modal", "submission_type_selection",
    "user_navigation",
}  # fmt: skip
_LIFE = timedelta(hours=1)
_NAMES = {"name", "given_name", "family_name"}


def invite(campus: Campus, address: str) -> str:
    """Return a tool's registration address with what the tool needs to answer; the token in it works once."""
    token = secrets.token_urlsafe(24)
    with campus.lock:
        campus.registration_tokens[token] = campus.now() + _LIFE
    query = {"openid_configuration": campus.addresses.configuration, "registration_token": token}
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"


def registration_routes(profile: Profile) -> Blueprint:
    """Return the configuration document and the registration endpoint at the profile's addresses."""
    routes = service("registration")

    @routes.get(profile.paths.configuration)
    def configuration() -> Response:
        if profile.configuration_needs_token:
            _token(here(), spend=False)
        return answered(described(here()), "application/json")

    @routes.post(profile.paths.register)
    def register() -> Response:
        with here().lock:
            _token(here(), spend=False)
            body = json_object("application/json", "application/json; charset=utf-8")
            tool = read_tool(here(), body)
            _token(here(), spend=True)
            here().state.tools[tool.client_id] = tool
            here().keep()
        return answered(_confirmed(here(), body, tool), "application/json", 201 if profile.name == "plain" else 200)

    return routes


def described(campus: Campus) -> dict[str, Any]:
    """Return what the campus says of itself."""
    at, profile = campus.addresses, campus.profile
    messages: list[dict[str, Any]] = [{"type": "LtiResourceLinkRequest"}, {"type": "LtiDeepLinkingRequest"}]
    if profile.name == "canvas":
        for message in messages:
            message["placements"] = ["course_navigation", "assignment_selection", "link_selection"]
    return {
        "issuer": at.issuer,
        "authorization_endpoint": at.authorize,
        "token_endpoint": at.token,
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ["RS256"],
        "jwks_uri": at.jwks,
        "registration_endpoint": at.register,
        "scopes_supported": ["openid", *ALL_SCOPES],
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public", "pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["sub", "iss", "name", "given_name", "family_name", "email"],
        PLATFORM: {
            "product_family_code": profile.name if profile.name != "plain" else "campus",
            "version": "1.0",
            "messages_supported": messages,
            "variables": ["CourseSection.title", "Context.id", "ResourceLink.id", "User.id"],
        },
    }


def read_tool(campus: Campus, body: Mapping[str, Any]) -> Tool:
    """Return the tool that a registration describes, or refuse it with the first thing that is wrong."""
    _require(body.get("application_type") == "web", "application_type is not web")
    _require("id_token" in _texts(body, "response_types"), "response_types does not hold id_token")
    _require(
        {"implicit", "client_credentials"} <= set(_texts(body, "grant_types")),
        "grant_types does not hold implicit and client_credentials",
    )
    _require(
        body.get("token_endpoint_auth_method") == "private_key_jwt",
        "token_endpoint_auth_method is not private_key_jwt",
    )
    for name in ("initiate_login_uri", "jwks_uri"):
        _address(body.get(name), name)
    redirects = _texts(body, "redirect_uris")
    _require(bool(redirects), "redirect_uris is empty")
    for redirect in redirects:
        _address(redirect, "redirect_uris")
    _require(isinstance(body.get("client_name"), str) and body["client_name"], "client_name is missing")
    return _tool(campus, body, redirects)


def _tool(campus: Campus, body: Mapping[str, Any], redirects: list[str]) -> Tool:
    settings = body.get(TOOL)
    if not isinstance(settings, dict):
        raise RefusedError(400, "the tool configuration is missing", "invalid_client_metadata")
    target = _address(settings.get("target_link_uri"), "target_link_uri")
    # Moodle matches a link with its tool by this (live 4.5.6): the port belongs to it.
    _require(settings.get("domain") == urlsplit(target).netloc, "domain is not the host and port of target_link_uri")
    number, profile = campus.state.new_id(), campus.profile
    return Tool(
        client_id=f"tool-{secrets.token_hex(6)}",
        name=body["client_name"],
        login_url=body["initiate_login_uri"],
        launch_url=target,
        redirect_urls=redirects,
        jwks_url=body["jwks_uri"],
        deep_linking_url=_deep_linking(settings, target),
        deployment_id=str(number) if profile.registration_shows_deployment else None,
        privacy=_privacy(settings),
        scopes=[scope for scope in str(body.get("scope", "")).split() if scope in ALL_SCOPES],
        active=not profile.registration_pending,
        in_chooser=not profile.chooser_by_choice,
        custom={str(key): str(value) for key, value in settings.get("custom_parameters", {}).items()},
    )


def _deep_linking(settings: Mapping[str, Any], target: str) -> str | None:
    messages = settings.get("messages", [])
    _require(isinstance(messages, list), "messages is not a list")
    for message in messages:
        _require(isinstance(message, dict) and isinstance(message.get("type"), str), "a message without a type")
        if here().profile.registration_is_strict:
            _check_message(message)
        if message["type"] == "LtiDeepLinkingRequest":
            return _address(message.get("target_link_uri", target), "target_link_uri of a message")
    return None


def _check_message(message: Mapping[str, Any]) -> None:
    _require(message["type"] in _MESSAGES, f"Canvas sends no {message['type']}")
    unknown = set(_texts({"placements": [], **message}, "placements")) - _PLACEMENTS
    _require(not unknown, f"unknown placements: {', '.join(sorted(unknown))}")
    _require(message.get(_VISIBILITY, "public") in {"public", "members", "admins"}, "unknown visibility")
    custom = message.get("custom_parameters", {})
    _require(isinstance(custom, dict) and all(isinstance(one, str) for one in custom.values()), "custom is not texts")


def _privacy(settings: Mapping[str, Any]) -> Privacy:
    """Return what the tool is told of people: without `claims`, no names (live 4.5.6)."""
    level = settings.get(PRIVACY_LEVEL)
    known: dict[str, Privacy] = {
        "public": "public", "name_only": "name_only", "email_only": "email_only", "anonymous": "anonymous",
    }  # fmt: skip
    if level in known:
        return known[str(level)]
    claims = set(settings.get("claims", []))
    if claims & _NAMES:
        return "public" if "email" in claims else "name_only"
    return "email_only" if "email" in claims else "anonymous"


def _confirmed(campus: Campus, body: Mapping[str, Any], tool: Tool) -> dict[str, Any]:
    settings = dict(body[TOOL])
    if campus.profile.registration_shows_deployment:
        settings["deployment_id"] = tool.deployment_id
    return {**body, "client_id": tool.client_id, "scope": " ".join(tool.scopes), TOOL: settings}


def _token(campus: Campus, *, spend: bool) -> None:
    scheme, _, bearer = request.headers.get("Authorization", "").partition(" ")
    token = bearer.strip() if scheme.lower() == "bearer" else request.args.get("registration_token", "")
    until = campus.registration_tokens.get(token)
    if until is None or until < campus.now():
        raise RefusedError(401, "the registration token is missing, unknown, used or too old")
    if spend:
        del campus.registration_tokens[token]


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    value = body.get(name)
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise RefusedError(400, f"{name} is not a list of texts")
    return value


def _address(value: object, name: str) -> str:
    if not isinstance(value, str) or not value.startswith(("https://", "http://")):
        raise RefusedError(400, f"{name} is not a web address")
    return value


def _require(truth: object, otherwise: str) -> None:
    if not truth:
        raise RefusedError(400, otherwise, "invalid_client_metadata")
