"""Id tokens, good and bad: the campus's launches, and every deviation that a test asks for.

Usually reached as `campus.mint(person, activity, nonce, ...)`. Claims may be named in full or by the short names
of `claims.SHORT` (`roles`, `deployment_id`, `target_link_uri`, `ags`, ...):

    campus.mint("ines", "7001", nonce)                                   a good launch
    campus.mint("ines", "7001", nonce, remove=["exp"])                   without exp
    campus.mint("ines", "7001", nonce, claims={"roles": []})             without a role
    campus.mint("ines", "7001", nonce, alg="none")                       unsigned
    campus.mint("ines", "7001", nonce, alg="HS256")                      forged with the public key as the secret
    campus.mint("ines", "7001", nonce, key=campus.stranger())            another key under the campus's kid
    campus.mint("ines", "7001", nonce, header={"kid": None})             header without kid (None removes)
    campus.mint("helene", "7001", nonce, message="deep_linking")         another message
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypedDict

from lti_tool.demo.platform import claims as names
from lti_tool.demo.platform.addresses import Addresses
from lti_tool.demo.platform.keys import SigningKey, sign
from lti_tool.demo.platform.people import PEOPLE, Activity, Course, Person, Role
from lti_tool.demo.platform.state import LineItem
from lti_tool.demo.platform.tools import LINE_ITEM, LINE_ITEM_READ, RESULT_READ, ROSTER_READ, SCORE, Tool

Message = Literal["resource_link", "deep_linking", "submission_review", "data_privacy"]

_MESSAGE_TYPES: dict[str, str] = {
    "resource_link": "LtiResourceLinkRequest",
    "deep_linking": "LtiDeepLinkingRequest",
    "submission_review": "LtiSubmissionReviewRequest",
    "data_privacy": "DataPrivacyLaunchRequest",
}


@dataclass(frozen=True)
class Facts:
    """What a launch is about. `activity` is the link opened; deep linking carries none into the token."""

    addresses: Addresses
    tool: Tool
    course: Course
    activity: Activity
    person: Person
    now: datetime
    line_items: tuple[LineItem, ...] = ()
    # The person whose work is reviewed, or whose data is asked about.
    about: Person | None = None
    # A teacher sees the course as a student does.
    as_student: bool = False
    # What deep linking carries besides the profile's own settings.
    deep_linking: Mapping[str, Any] = field(default_factory=dict)


def launch_claims(facts: Facts, nonce: str, message: Message = "resource_link") -> dict[str, Any]:
    """Return the claims of a correct message of this kind."""
    profile = facts.addresses.profile
    issued = int(facts.now.timestamp())
    long = names.SHORT
    person, role = _who(facts)
    told: dict[str, Any] = {
        "iss": facts.addresses.issuer,
        "aud": facts.tool.client_id,
        "sub": names.subject(profile, person),
        "iat": issued,
        "exp": issued + profile.id_token_seconds,
        "nonce": nonce,
        long["message_type"]: _MESSAGE_TYPES[message],
        long["version"]: "1.3.0",
        long["deployment_id"]: facts.tool.deployment_id,
        long["target_link_uri"]: _target(facts, message),
        long["context"]: names.context(profile, facts.course),
        long["roles"]: names.roles(profile, role, of_test_student=person != facts.person),
        long["custom"]: names.custom(profile, facts.course, facts.activity, person),
        long["launch_presentation"]: _presentation(facts),
        long["tool_platform"]: _platform(facts),
        long["lis"]: {"person_sourcedid": "", "course_section_sourcedid": facts.course.label},
        **names.identity(profile, person, facts.tool.privacy),
        **_services(facts),
        **_about_message(facts, message),
    }
    if profile.observers and facts.course.members.get(facts.person.key) == "mentor" and facts.tool.privacy == "public":
        told[long["role_scope_mentor"]] = names.observed(profile, facts.course, facts.person, PEOPLE)
    if message == "data_privacy":  # it comes from outside every course
        outside = {long["context"], long["resource_link"], long["custom"], names.AGS, names.NRPS}
        told = {name: value for name, value in told.items() if name not in outside}
    return told


def _who(facts: Facts) -> tuple[Person, Role]:
    """Return whom a launch speaks of, and the role it gives."""
    if not facts.as_student:
        return facts.person, facts.course.members.get(facts.person.key, "learner")
    if facts.addresses.profile.test_student:
        return names.test_student(facts.course), "learner"
    return facts.person, "learner"


class Deviations(TypedDict, total=False):
    """What a test may ask for instead of the correct message.

    `claims` replaces and `remove` takes out claims; `header` adds to the usual header, and None as a value takes a
    member out; `key` signs in place of the campus's; `alg` decides how it is signed, also where `header` claims
    another algorithm; `secret` is the HS256 secret (the key's public PEM when absent); `about` is the person whose
    work is reviewed or whose data is asked about; `as_student` is a teacher's look at the course as a student.
    """

    message: Message
    claims: Mapping[str, Any]
    remove: Iterable[str]
    header: Mapping[str, Any]
    key: SigningKey
    alg: str
    secret: bytes
    about: str | Person | None
    as_student: bool


def deviant(told: Mapping[str, Any] | bytes, key: SigningKey, wanted: Deviations) -> str:
    """Return `told` as a token signed with `key`, with the deviations that are wanted."""
    payload: Mapping[str, Any] | bytes = told
    if not isinstance(told, bytes):
        changed = dict(told) | {names.SHORT.get(name, name): value for name, value in wanted.get("claims", {}).items()}
        removed = {names.SHORT.get(name, name) for name in wanted.get("remove", ())}
        payload = {name: value for name, value in changed.items() if name not in removed}
    signer, alg = wanted.get("key", key), wanted.get("alg", "RS256")
    header = {"typ": "JWT", "alg": alg, "kid": signer.kid, **wanted.get("header", {})}
    shown = {name: value for name, value in header.items() if value is not None}
    return sign(shown, payload, signer, wanted.get("secret", b""), alg)


def _target(facts: Facts, message: Message) -> str:
    if message == "deep_linking":
        return facts.tool.deep_linking_url or facts.tool.launch_url
    return facts.activity.url or facts.tool.launch_url


def _presentation(facts: Facts) -> dict[str, Any]:
    root = facts.addresses.root
    # Moodle's return address holds a session key (live 4.5.6): nothing that tools may write to a log.
    back = f"{root}/return?course={facts.course.id}&sesskey={uuid.uuid4().hex[:10]}"
    return {
        "document_target": "iframe",
        "locale": names.locale(facts.addresses.profile, facts.person),
        "return_url": back,
    }


def _platform(facts: Facts) -> dict[str, str]:
    profile = facts.addresses.profile
    return {
        "guid": f"campus-{profile.name}",
        "name": "Campus",
        "product_family_code": profile.name if profile.name != "plain" else "campus",
        "version": "1.0",
    }


def _services(facts: Facts) -> dict[str, Any]:
    granted = facts.tool.scopes
    told: dict[str, Any] = {}
    scopes = [scope for scope in (LINE_ITEM, LINE_ITEM_READ, RESULT_READ, SCORE) if scope in granted]
    if scopes:
        endpoint: dict[str, Any] = {
            "scope": scopes,
            "lineitems": facts.addresses.line_items(facts.course.id, facts.tool),
        }
        linked = [item for item in facts.line_items if item.activity == facts.activity.id]
        if len(linked) == 1:
            endpoint["lineitem"] = facts.addresses.line_item(linked[0], facts.tool)
        told[names.AGS] = endpoint
    if ROSTER_READ in granted:
        told[names.NRPS] = {
            "context_memberships_url": facts.addresses.roster(facts.course.id, facts.tool),
            "service_versions": ["1.0", "2.0"],
        }
    return told


def _about_message(facts: Facts, message: Message) -> dict[str, Any]:
    if message == "deep_linking":
        return {names.DEEP_LINKING: dict(facts.deep_linking)}
    link = {"id": facts.activity.id, "title": facts.activity.title, "description": facts.activity.text}
    told: dict[str, Any] = {names.SHORT["resource_link"]: link}
    if facts.about is not None:
        profile = facts.addresses.profile
        about = {"user_id": names.subject(profile, facts.about)}
        told[names.SHORT["for_user"]] = about | names.identity(profile, facts.about, facts.tool.privacy)
    if profile_placement := _placement(facts):
        told["https://www.instructure.com/placement"] = profile_placement
    return told


def _placement(facts: Facts) -> str:
    return "assignment_selection" if facts.addresses.profile.name == "canvas" else ""
