"""From a verified launch to the people's side of it: user, course, resource link, enrolment.

The user key is registration + subject, never an e-mail address (LTI 1.3 Security Framework 5.1.2).
"""

from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lti_tool.db.base import Base
from lti_tool.errors import N_, BoussoleError
from lti_tool.lti.launch import Launch
from lti_tool.lti.roles import Role as LaunchRole
from lti_tool.people import picks
from lti_tool.people.courses import course_of_platform
from lti_tool.people.models import Course, Enrolment, ResourceLink, User
from lti_tool.people.roles import Role
from lti_tool.translations import best_language

TEACHING = frozenset(
    {LaunchRole.INSTRUCTOR, LaunchRole.TEACHING_ASSISTANT, LaunchRole.ADMINISTRATOR, LaunchRole.DESIGNER}
)


class NoCourseError(BoussoleError):
    """The launch names no course (`context` claim)."""

    status = HTTPStatus.BAD_REQUEST
    message = N_("This launch names no course. Open the tool from inside a course.")


class ObserverError(BoussoleError):
    """Somebody who only observes: on Canvas this is often a parent."""

    status = HTTPStatus.FORBIDDEN
    message = N_(
        "You observe this course. An instructor can name you as a mentor; until then there is nothing to open."
    )


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who arrived, where."""

    enrolment: Enrolment
    resource_link: ResourceLink | None


def arrive(session: Session, launch: Launch, now: datetime) -> Arrival:
    """Find or make everything a launch stands for, and bring it up to date with what it says.

    Safe when two first launches of the same person or course run at once. Raises
    `NoCourseError` or `ObserverError`; both are shown on a page of their own.
    """
    if launch.context is None:
        raise NoCourseError
    user = _user(session, launch, now)
    course = _course(session, launch, now)
    insert_if_absent(
        session,
        Enrolment,
        user_id=user.id,
        course_id=course.id,
        role=Role.LEARNER,
        appointed_mentor=False,
        active=True,
        created_at=now,
        last_seen_at=now,
    )
    enrolment = session.scalars(
        select(Enrolment).where(Enrolment.user_id == user.id, Enrolment.course_id == course.id)
    ).one()
    enrolment.role = role_of(launch.roles, appointed_mentor=enrolment.appointed_mentor)
    enrolment.active, enrolment.is_test, enrolment.last_seen_at = True, launch.is_test_user, now
    session.flush()
    return Arrival(enrolment, _resource_link(session, launch, course.id, now))


def role_of(roles: frozenset[LaunchRole], *, appointed_mentor: bool = False) -> Role:
    """Return the part a person plays here, from the roles of the launch and the instructor's appointment."""
    if roles & TEACHING:
        return Role.INSTRUCTOR
    if LaunchRole.MENTOR in roles or appointed_mentor:
        return Role.MENTOR
    if LaunchRole.LEARNER in roles:
        return Role.LEARNER
    raise ObserverError


def _course(session: Session, launch: Launch, now: datetime) -> Course:
    assert launch.context is not None  # noqa: S101 - `arrive` has just checked it
    for last_try in (False, True):
        try:
            with session.begin_nested():
                return course_of_platform(
                    session,
                    launch.platform_id,
                    launch.context.id,
                    title=launch.context.title or "",
                    label=launch.context.label or "",
                    now=now,
                )
        except IntegrityError:
            # Another first launch of the same course was a moment faster: its row is there now.
            if last_try:
                raise
    raise AssertionError("unreachable")


def _user(session: Session, launch: Launch, now: datetime) -> User:
    language = best_language(launch.locale)
    insert_if_absent(
        session,
        User,
        platform_id=launch.platform_id,
        subject=launch.subject,
        name="",
        email="",
        display_name="",
        locale=language,
        created_at=now,
        last_seen_at=now,
    )
    user = session.scalars(
        select(User).where(User.platform_id == launch.platform_id, User.subject == launch.subject)
    ).one()
    # A launch at privacy level "anonymous" takes away what an earlier one told.
    user.name, user.email = launch.name or "", launch.email or ""
    user.last_seen_at = now
    if launch.locale:
        user.locale = language
    session.flush()
    return user


def _resource_link(session: Session, launch: Launch, course_id: int, now: datetime) -> ResourceLink | None:
    if launch.resource_link is None:
        return None
    title = launch.resource_link.title or ""
    insert_if_absent(
        session,
        ResourceLink,
        course_id=course_id,
        link_id=launch.resource_link.id,
        title=title,
        opens="",
        created_at=now,
    )
    link = session.scalars(
        select(ResourceLink).where(ResourceLink.course_id == course_id, ResourceLink.link_id == launch.resource_link.id)
    ).one()
    link.title, link.opens = title or link.title, picks.of_launch(session, launch)
    return link


def insert_if_absent(session: Session, table: type[Base], **values: object) -> None:
    """Insert the row unless it is there already: two launches, or a launch and the roster, may come at once."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    session.execute(insert(table).values(**values).on_conflict_do_nothing())
