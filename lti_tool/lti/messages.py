"""From verified claims to a `Launch` (LTI 1.3 Core, section 5.3; Deep Linking 2.0, section 4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pylti1p3.exception import LtiException
from pylti1p3.message_validators.abstract import MessageValidatorAbstract
from pylti1p3.message_validators.privacy_launch import PrivacyLaunchValidator
from pylti1p3.message_validators.resource_message import ResourceMessageValidator
from pylti1p3.message_validators.submission_review import SubmissionReviewLaunchValidator

from lti_tool.lti import claims as c
from lti_tool.lti import custom, locales, roles, shapes
from lti_tool.lti.launch import (
    AgsEndpoint,
    CourseContext,
    DeepLinkingSettings,
    Launch,
    MessageType,
    ResourceLink,
)
from lti_tool.lti.logins import Login
from lti_tool.lti.origins import is_of
from lti_tool.lti.registered import Registered
from lti_tool.lti.token_refusals import (
    AnonymousLaunchError,
    DeepLinkingSettingsError,
    MessageTypeError,
    MissingClaimError,
    TargetMismatchError,
    UnknownRoleError,
    VersionError,
)

#: The library's validator and what people are told to look at when it refuses.
_VALIDATORS: dict[MessageType, tuple[MessageValidatorAbstract, str]] = {
    MessageType.RESOURCE_LINK: (ResourceMessageValidator(), "resource_link.id"),
    MessageType.SUBMISSION_REVIEW: (SubmissionReviewLaunchValidator(), "for_user.user_id, endpoint.lineitem"),
    MessageType.DATA_PRIVACY: (PrivacyLaunchValidator(), "for_user, context"),
}
Claims = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """What a message is compared with: the login, its registration and the platform's web origins."""

    attempt: Login
    platform: Registered
    origins: tuple[str, ...]


def read(claims: Claims, origin: Origin) -> Launch:
    """Check the message and return the record; `deployment_pk` is 0 until the deployment is looked up."""
    message_type = _message_type(claims)
    subject = shapes.identifier(claims, "sub")
    if subject is None:
        raise AnonymousLaunchError
    deployment = shapes.identifier(claims, c.DEPLOYMENT_ID)
    if deployment is None:
        raise MissingClaimError(name="deployment_id")
    target = _target(claims, message_type, origin.attempt.target_link_uri)
    _second_opinion(claims, message_type)
    family = shapes.text(shapes.mapping(claims, c.TOOL_PLATFORM), "product_family_code", 40) or origin.platform.family
    observed = shapes.texts(claims, c.ROLE_SCOPE_MENTOR)
    given_roles = _roles(claims)
    known = roles.normalise(given_roles, mentors_observe=family.lower() == "canvas" or bool(observed))
    if not known and message_type is not MessageType.DATA_PRIVACY:
        raise UnknownRoleError
    presentation = shapes.mapping(claims, c.LAUNCH_PRESENTATION)
    values = custom.read(claims.get(c.CUSTOM))
    return Launch(
        platform_id=origin.platform.id,
        deployment_pk=0,
        issuer=origin.platform.issuer,
        client_id=origin.platform.client_id,
        deployment=deployment,
        message_type=message_type,
        subject=subject,
        roles=known,
        target_link_uri=target,
        family=family.lower(),
        platform_name=shapes.text(shapes.mapping(claims, c.TOOL_PLATFORM), "name"),
        name=shapes.text(claims, "name") or _joined_name(claims),
        given_name=shapes.text(claims, "given_name"),
        family_name=shapes.text(claims, "family_name"),
        email=shapes.text(claims, "email", 320),
        locale=locales.normalise(claims.get("locale")) or locales.normalise(presentation.get("locale")),
        is_test_user=roles.is_test_user(given_roles),
        context=_context(claims, values),
        resource_link=_resource_link(claims, values),
        ags=_ags(claims),
        roster_url=shapes.address(shapes.mapping(claims, c.NRPS), "context_memberships_url"),
        deep_linking=_deep_linking(claims) if message_type is MessageType.DEEP_LINKING else None,
        for_user=shapes.identifier(shapes.mapping(claims, c.FOR_USER), "user_id"),
        observed=observed,
        return_url=return_url(claims, origin.origins),
        document_target=shapes.text(presentation, "document_target", 20),
        custom=values,
    )


def return_url(claims: Claims, origins: tuple[str, ...]) -> str | None:
    """Return where the platform wants people back, when that is on its own origin; never raises."""
    presentation = claims.get(c.LAUNCH_PRESENTATION)
    try:
        url = shapes.address(presentation, "return_url") if isinstance(presentation, dict) else None
    except MissingClaimError:
        return None
    return url if url is not None and is_of(url, origins) else None


def _message_type(claims: Claims) -> MessageType:
    if claims.get(c.LTI_VERSION) != c.VERSION:
        raise VersionError
    try:
        return MessageType(str(claims.get(c.MESSAGE_TYPE)))
    except ValueError:
        raise MessageTypeError from None


def _target(claims: Claims, message_type: MessageType, of_login: str) -> str:
    target = claims.get(c.TARGET_LINK_URI)
    if target is None and message_type is not MessageType.RESOURCE_LINK:
        return of_login
    if not isinstance(target, str) or not target:
        raise MissingClaimError(name="target_link_uri")
    if target != of_login:
        raise TargetMismatchError
    return target


def _second_opinion(claims: Claims, message_type: MessageType) -> None:
    validator, look_at = _VALIDATORS.get(message_type, (None, ""))
    if validator is None:
        return
    for claim in (c.RESOURCE_LINK, c.AGS, c.FOR_USER):
        shapes.mapping(claims, claim)
    present = {claim: value for claim, value in claims.items() if value is not None}
    try:
        validator.validate(present)
    except LtiException:
        raise MissingClaimError(name=look_at) from None


def _roles(claims: Claims) -> tuple[str, ...]:
    if claims.get(c.ROLES) is None:
        raise MissingClaimError(name="roles")
    return shapes.texts(claims, c.ROLES)


def _joined_name(claims: Claims) -> str | None:
    parts = (shapes.text(claims, "given_name"), shapes.text(claims, "family_name"))
    return " ".join(part for part in parts if part)[:255] or None


def _context(claims: Claims, values: Mapping[str, str]) -> CourseContext | None:
    given = shapes.mapping(claims, c.CONTEXT)
    if not given:
        return None
    context_id = shapes.identifier(given, "id")
    if context_id is None:
        raise MissingClaimError(name="context.id")
    return CourseContext(
        id=context_id,
        label=shapes.text(given, "label"),
        title=shapes.text(given, "title", 512),
        types=shapes.texts(given, "type"),
        history=custom.history(values, custom.CONTEXT_HISTORY),
    )


def _resource_link(claims: Claims, values: Mapping[str, str]) -> ResourceLink | None:
    given = shapes.mapping(claims, c.RESOURCE_LINK)
    link_id = shapes.identifier(given, "id")
    if link_id is None:
        return None
    return ResourceLink(
        id=link_id,
        title=shapes.text(given, "title", 512),
        description=shapes.text(given, "description", 2000),
        history=custom.history(values, custom.RESOURCE_LINK_HISTORY),
    )


def _ags(claims: Claims) -> AgsEndpoint | None:
    given = shapes.mapping(claims, c.AGS)
    if not given:
        return None
    return AgsEndpoint(
        scopes=frozenset(shapes.texts(given, "scope")),
        line_items=shapes.address(given, "lineitems"),
        line_item=shapes.address(given, "lineitem"),
    )


def _deep_linking(claims: Claims) -> DeepLinkingSettings:
    given = shapes.mapping(claims, c.DEEP_LINKING_SETTINGS)
    url = shapes.address(given, "deep_link_return_url")
    if url is None:
        raise DeepLinkingSettingsError
    data = given.get("data")
    if data is not None and not isinstance(data, str):
        raise MissingClaimError(name="deep_linking_settings.data")
    return DeepLinkingSettings(
        return_url=url,
        accept_types=frozenset(shapes.texts(given, "accept_types")),
        accept_multiple=shapes.flag(given, "accept_multiple") or False,
        accept_line_item=shapes.flag(given, "accept_lineitem"),
        accept_targets=shapes.texts(given, "accept_presentation_document_targets"),
        auto_create=shapes.flag(given, "auto_create") or False,
        title=shapes.text(given, "title"),
        text=shapes.text(given, "text", 2000),
        data=data,
    )
