"""A platform's test student (Canvas: "student view"): tries everything, is matched with nobody, counts nowhere."""

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session

from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role


def counted_learner(course_id: int) -> ColumnElement[bool]:
    """Return what picks the enrolments of a course's learners who are there and are people."""
    return and_(
        Enrolment.course_id == course_id,
        Enrolment.active,
        Enrolment.is_test.is_(False),
        Enrolment.role == Role.LEARNER,
    )


def test_students(course_id: int) -> Select[int]:
    """Return the query for their user ids: what is counted leaves them out with `not_in`."""
    return select(Enrolment.user_id).where(Enrolment.course_id == course_id, Enrolment.is_test)


def is_test_student(session: Session, course_id: int, user_id: int) -> bool:
    """True for one of them."""
    query = test_students(course_id).where(Enrolment.user_id == user_id)
    return session.scalar(query) is not None
