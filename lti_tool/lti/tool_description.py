"""What the tool says of itself: for dynamic registration, and as JSON for a Canvas developer key.

LTI Dynamic Registration 1.0, section 3.5; Canvas' documentation of developer keys and of its
extensions to registration.
"""

from typing import Any, Final
from urllib.parse import urlsplit

from lti_tool.lti.claims import ALL_SCOPES, SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_ROSTER, SCOPE_SCORE
from lti_tool.lti.custom import REQUESTED

NAME: Final = "Boussole"
DESCRIPTION: Final = "Mentoring, content and an assistant that quotes its sources."
TOOL_CONFIGURATION: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"
_CANVAS: Final = "https://canvas.instructure.com/lti/"
_TOOL_ID: Final = "boussole"
_CLAIMS: Final = ("sub", "iss", "name", "given_name", "family_name", "email", "locale")
#: Canvas fills these in; other platforms would send them back as they stand.
_CANVAS_CUSTOM: Final = {**REQUESTED, "canvas_course_id": "$Canvas.course.id"}
#: Messages about one person: the learner's work from the gradebook, and their data.
_REVIEWS: Final = ("LtiSubmissionReviewRequest", "DataPrivacyLaunchRequest")
_PICKERS: Final = ("assignment_selection", "link_selection", "editor_button")


def registration(public_url: str, *, for_canvas: bool) -> dict[str, Any]:
    """Return the client metadata that a platform's registration endpoint takes."""
    launch = f"{public_url}/lti/launch"
    return {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{public_url}/lti/login",
        "redirect_uris": [launch],
        "client_name": NAME,
        "client_uri": public_url,
        "logo_uri": f"{public_url}/static/compass.svg",
        "jwks_uri": f"{public_url}/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": " ".join(ALL_SCOPES),
        TOOL_CONFIGURATION: _tool_configuration(public_url, launch, for_canvas=for_canvas),
    }


def canvas_key(public_url: str) -> dict[str, Any]:
    """Return the configuration that a Canvas administrator pastes into a developer key, or names by address."""
    launch = f"{public_url}/lti/launch"
    navigation = {
        "placement": "course_navigation",
        "message_type": "LtiResourceLinkRequest",
        "target_link_uri": launch,
        "text": NAME,
        "default": "disabled",
        "visibility": "members",
    }
    pickers = [
        {"placement": place, "message_type": "LtiDeepLinkingRequest", "target_link_uri": launch, "text": NAME}
        for place in _PICKERS
    ]
    return {
        "title": NAME,
        "description": DESCRIPTION,
        "oidc_initiation_url": f"{public_url}/lti/login",
        "target_link_uri": launch,
        "public_jwk_url": f"{public_url}/lti/jwks.json",
        "scopes": [SCOPE_LINE_ITEM, SCOPE_RESULT_READ, SCOPE_SCORE, SCOPE_ROSTER],
        "custom_fields": dict(_CANVAS_CUSTOM),
        "extensions": [
            {
                "domain": urlsplit(public_url).netloc,
                "tool_id": _TOOL_ID,
                "platform": "canvas.instructure.com",
                "privacy_level": "public",
                "settings": {
                    "text": NAME,
                    "icon_url": f"{public_url}/static/compass.svg",
                    "placements": [navigation, *pickers],
                },
            }
        ],
    }


def _tool_configuration(public_url: str, launch: str, *, for_canvas: bool) -> dict[str, Any]:
    link: dict[str, Any] = {"type": "LtiResourceLinkRequest", "target_link_uri": launch, "label": NAME}
    picker: dict[str, Any] = {"type": "LtiDeepLinkingRequest", "target_link_uri": launch, "label": NAME}
    described: dict[str, Any] = {
        # Moodle matches links with their tool by this: host and port.
        "domain": urlsplit(public_url).netloc,
        "target_link_uri": launch,
        "description": DESCRIPTION,
        "claims": list(_CLAIMS),
        "custom_parameters": dict(_CANVAS_CUSTOM if for_canvas else REQUESTED),
        "messages": [link, picker],
    }
    if for_canvas:
        described[f"{_CANVAS}privacy_level"] = "public"
        described[f"{_CANVAS}tool_id"] = _TOOL_ID
        link["placements"] = ["course_navigation"]
        link[f"{_CANVAS}course_navigation/default_enabled"] = False
        link[f"{_CANVAS}visibility"] = "members"
        link["custom_parameters"] = {"placement": "course_navigation"}
        picker["placements"] = list(_PICKERS)
        picker["custom_parameters"] = {"placement": "picker"}
    else:
        # Canvas refuses a registration with a message that it does not send itself.
        described["messages"] += [{"type": one, "target_link_uri": launch, "label": NAME} for one in _REVIEWS]
    return described
