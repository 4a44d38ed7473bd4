"""A platform's test student (Canvas: "student view"): tries everything, is matched with nobody, counts nowhere."""

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_tool.people.models import Enrolment


def test_students(course_id: int) -> Select[int]:
    """Return the query for their user ids: what is counted leaves them out with `not_in`."""
    return select(Enrolment.user_id).where(Enrolment.course_id == course_id, Enrolment.is_test)


def is_test_student(session: Session, course_id: int, user_id: int) -> bool:
    """True for one of them."""
    query = test_students(course_id).where(Enrolment.user_id == user_id)
    return session.scalar(query) is not None
