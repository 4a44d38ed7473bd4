"""The claims of a launch, as a platform of each kind writes them (LTI 1.3 Core, section 5)."""

from __future__ import annotations

import uuid
from typing import Any

from lti_tool.demo.platform.people import Activity, Course, Person, Role
from lti_tool.demo.platform.profiles import Profile

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

# Short names that tests may use for the long ones.
SHORT = {
    **{
        name: f"{LTI}{name}"
        for name in (
            "message_type", "version", "deployment_id", "target_link_uri", "resource_link", "context", "roles",
            "custom", "launch_presentation", "tool_platform", "lis", "role_scope_mentor", "for_user", "lti1p1",
        )
    },
    "deep_linking_settings": DEEP_LINKING,
    "ags": AGS,
    "nrps": NRPS,
}  # fmt: skip

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
MEMBERSHIP = f"{_VOCABULARY}membership#"
INSTITUTION = f"{_VOCABULARY}institution/person#"
SYSTEM = f"{_VOCABULARY}system/person#"


_TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


def test_student(course: Course) -> Person:
    """Return the person as whom teachers see a course on platforms that keep one for this."""
    return Person(f"test-student-{course.id}", 0, "Test", "Student", "en_us")


def subject(profile: Profile, person: Person) -> str:
    """Return the person's id as this platform gives it to tools."""
    if profile.uuid_subjects:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"campus:{person.key}"))
    return str(person.number)


def roles(profile: Profile, role: Role, *, of_test_student: bool = False) -> list[str]:
    """Return the role URIs of a launch."""
    if of_test_student:
        return [f"{MEMBERSHIP}Learner", f"{INSTITUTION}Student", _TEST_USER]
    beside = [f"{INSTITUTION}Student", f"{SYSTEM}User"] if profile.institution_roles else []
    return _in_course(profile, role) + beside


def _in_course(profile: Profile, role: Role) -> list[str]:
    if role == "administrator":
        teaching = [f"{MEMBERSHIP}Instructor"] if profile.administrators_teach else [f"{MEMBERSHIP}Administrator"]
        return [*teaching, f"{INSTITUTION}Administrator", f"{SYSTEM}Administrator"]
    if role == "mentor" and not profile.mentors_are_learners:
        return [f"{MEMBERSHIP}Mentor"]
    if role == "instructor":
        return [f"{MEMBERSHIP}Instructor"]
    return [f"{MEMBERSHIP}Learner"]


def identity(profile: Profile, person: Person, privacy: str) -> dict[str, Any]:
    """Return the claims about a person that the tool's privacy level lets through."""
    told: dict[str, Any] = {}
    if privacy in {"public", "name_only"}:
        told |= {"name": person.name, "given_name": person.given, "family_name": person.family}
    if privacy in {"public", "email_only"}:
        told["email"] = person.email
    if profile.bcp47_locale:
        told["locale"] = locale(profile, person)
    return told


def locale(profile: Profile, person: Person) -> str:
    """Return the person's language tag in the platform's spelling."""
    if not profile.bcp47_locale:
        return person.locale
    language, _, country = person.locale.partition("_")
    return f"{language}-{country.upper()}"


def custom(profile: Profile, course: Course, activity: Activity, person: Person) -> dict[str, str]:
    """Return the custom parameters with the known variables filled in and the others as they stand."""
    known = {
        "$Context.id": course.id,
        "$CourseSection.title": course.title,
        "$ResourceLink.id": activity.id,
        "$Person.name.given": person.given,
        "$User.id": subject(profile, person),
        # Known, and empty: neither the course nor the activity is a copy of another.
        "$Context.id.history": activity.extra.get("context_history", ""),
        "$ResourceLink.id.history": activity.extra.get("link_history", ""),
    }
    filled = {key: known.get(value, value) for key, value in activity.custom.items()}
    if profile.custom_keys_twice:
        filled |= {key.lower(): value for key, value in filled.items()}
    return filled


def context(profile: Profile, course: Course) -> dict[str, Any]:
    """Return the context claim."""
    kind = "CourseSection" if profile.short_context_type else f"{_VOCABULARY}course#CourseSection"
    return {"id": course.id, "label": course.label, "title": course.title, "type": [kind]}


def observed(profile: Profile, course: Course, person: Person, people: dict[str, Person]) -> list[str]:
    """Return the ids of the people whom an observer watches."""
    return [subject(profile, people[key]) for key in course.observed.get(person.key, []) if key in people]
