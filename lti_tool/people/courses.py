"""Find and make courses: from a launch, or by the key an administrator uses on the command line."""

from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, NotFoundError
from lti_tool.lti.models import Platform
from lti_tool.people.models import Course


def find_course(session: Session, key: str) -> Course:
    """Return the course with this key, label or platform's context id; `NotFoundError` names the key."""
    found = session.scalars(select(Course).where(Course.key == key)).first()
    if found is None:
        matches = session.scalars(select(Course).where(or_(Course.label == key, Course.context_id == key))).all()
        found = matches[0] if len(matches) == 1 else None
    if found is None:
        raise NotFoundError(N_("No course is called %(key)s."), key=key)
    return found


def find_or_create_course(session: Session, key: str, now: datetime) -> Course:
    """Return the course called `key`, making one that no platform knows yet where none exists."""
    try:
        return find_course(session, key)
    except NotFoundError:
        course = Course(key=key, context_id=key, title=key, label=key, created_at=now)
        session.add(course)
        session.flush()
        return course


def course_of_platform(
    session: Session, platform_id: int, context_id: str, *, title: str, label: str, now: datetime
) -> Course:
    """Return the platform's course, made or brought up to date from what a launch says about it.

    Where only one platform is connected, a course prepared on the command line under the
    platform's label or context id becomes this course: content imported before the first
    launch is found by the people who launch. With several platforms nobody can claim a
    course by choosing its label.
    """
    course = session.scalars(
        select(Course).where(Course.platform_id == platform_id, Course.context_id == context_id)
    ).first()
    if course is None:
        course = _prepared_course(session, [name for name in (label, context_id) if name])
    if course is None:
        course = Course(key=_free_key(session, label or context_id, platform_id), created_at=now, label=label)
        session.add(course)
    course.platform_id, course.context_id = platform_id, context_id
    course.title, course.label = title or course.title or label or context_id, label or course.label
    session.flush()
    return course


def _prepared_course(session: Session, names: list[str]) -> Course | None:
    platforms = session.scalar(select(func.count()).select_from(Platform))
    if platforms != 1:
        return None
    return session.scalars(select(Course).where(Course.platform_id.is_(None), Course.key.in_(names))).first()


def _free_key(session: Session, wanted: str, platform_id: int) -> str:
    if session.scalar(select(Course.id).where(Course.key == wanted)) is None:
        return wanted
    candidate, number = f"{wanted}@{platform_id}", 2
    while session.scalar(select(Course.id).where(Course.key == candidate)) is not None:
        candidate, number = f"{wanted}@{platform_id}-{number}", number + 1
    return candidate
