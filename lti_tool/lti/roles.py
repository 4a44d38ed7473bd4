"""Roles as platforms send them, reduced to the few that the tool acts on (LTI 1.3 Core, section A.2).

The role in the course decides. A role in the institution says nothing about this course,
except that an administrator without any role in the course is let in as an administrator.
"""

from collections.abc import Iterable
from enum import StrEnum

_LIS = "http://purl.imsglobal.org/vocab/lis/v2/"
_MEMBERSHIP = _LIS + "membership"
_TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"


class Role(StrEnum):
    """What a person is in the course; a launch may carry several."""

    INSTRUCTOR = "instructor"
    TEACHING_ASSISTANT = "teaching_assistant"
    DESIGNER = "designer"
    LEARNER = "learner"
    ADMINISTRATOR = "administrator"
    MENTOR = "mentor"
    OBSERVER = "observer"


_CONTEXT = {
    "Instructor": Role.INSTRUCTOR,
    "TeachingAssistant": Role.TEACHING_ASSISTANT,
    "ContentDeveloper": Role.DESIGNER,
    "Learner": Role.LEARNER,
    "Member": Role.LEARNER,
    "Administrator": Role.ADMINISTRATOR,
    "Manager": Role.INSTRUCTOR,
    "Mentor": Role.MENTOR,
    "Observer": Role.OBSERVER,
}
_PERSON_ADMINISTRATORS = {
    _LIS + "institution/person#Administrator",
    _LIS + "institution/person#SysAdmin",
    _LIS + "system/person#Administrator",
    _LIS + "system/person#SysAdmin",
    _LIS + "system/person#AccountAdmin",
    _LIS + "person#Administrator",
    _LIS + "person#SysAdmin",
}


def normalise(roles: Iterable[object], *, mentors_observe: bool = False) -> frozenset[Role]:
    """Return the roles the tool knows among URIs and short names; empty when it knows none.

    `mentors_observe`: on Canvas `membership#Mentor` is an observer, often a parent, never a mentor.
    """
    given = [role for role in roles if isinstance(role, str)]
    found = {role for role in map(_in_context, given) if role is not None}
    if any(_is_assistant(role) for role in given):
        # A sub-role refines the principal role that comes along with it.
        found.discard(Role.INSTRUCTOR)
    if not found and any(role in _PERSON_ADMINISTRATORS for role in given):
        found.add(Role.ADMINISTRATOR)
    if mentors_observe and Role.MENTOR in found:
        found = (found - {Role.MENTOR}) | {Role.OBSERVER}
    return frozenset(found)


def is_test_user(roles: Iterable[object]) -> bool:
    """True for a platform's "view as a student" account."""
    return _TEST_USER in list(roles)


def _in_context(role: str) -> Role | None:
    if "#" not in role and "/" not in role and ":" not in role:
        return _CONTEXT.get(role)
    if role.startswith(_MEMBERSHIP + "#"):
        return _CONTEXT.get(role.removeprefix(_MEMBERSHIP + "#"))
    if role.startswith(_MEMBERSHIP + "/"):
        principal, _, refined = role.removeprefix(_MEMBERSHIP + "/").partition("#")
        if _is_assistant(role):
            return Role.TEACHING_ASSISTANT
        if refined in {"Observer", "ExternalObserver"}:
            return Role.OBSERVER
        return _CONTEXT.get(principal)
    return None


def _is_assistant(role: str) -> bool:
    return role.startswith(_MEMBERSHIP + "/Instructor#TeachingAssistant")
