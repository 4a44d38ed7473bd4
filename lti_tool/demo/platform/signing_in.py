"""Who is at the keyboard: no password, this campus trusts whoever says who they are."""

from __future__ import annotations

from flask import session

from lti_tool.demo.platform.here import here
from lti_tool.demo.platform.people import PEOPLE, Course, Person, Role
from lti_tool.demo.platform.refusals import RefusedError


def signed_in() -> Person | None:
    """Return the person signed in with this browser."""
    return PEOPLE.get(session.get("person", ""))


def reader() -> Person:
    """Return the person signed in, or refuse the page."""
    person = signed_in()
    if person is None:
        raise RefusedError(401, "Choose who you are first.")
    return person


def courses_of(person: Person) -> list[Course]:
    """Return the courses in which someone has a role."""
    return [course for course in here().state.courses.values() if person.key in course.members]


def visited(course: str) -> tuple[Course, Role]:
    """Return a course and the reader's role in it, or refuse the page."""
    found = here().state.courses.get(course)
    role = found.members.get(reader().key) if found else None
    if found is None or role is None:
        raise RefusedError(404, "There is no such course for you.")
    return found, role


def taught(course: str) -> Course:
    """Return a course in which the reader teaches or administers, or refuse the page."""
    found, role = visited(course)
    if role not in {"instructor", "administrator"}:
        raise RefusedError(403, "Only the people who teach this course can do this.")
    return found


def administrator() -> Person:
    """Return the reader when this is an administrator, or refuse the page."""
    person = reader()
    if not any(course.members.get(person.key) == "administrator" for course in here().state.courses.values()):
        raise RefusedError(403, "Only administrators can open this page.")
    return person
