"""Find a learner of a course by what an administrator has at hand."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, InvalidInputError, NotFoundError
from lti_tool.people.models import Enrolment, User

NOBODY = N_("Nobody in this course is known as %(text)s. Use the learner's number, subject or e-mail address.")
SEVERAL = N_("Several people in this course are known as %(text)s. Use the number: %(numbers)s.")

_LARGEST = 2**31


def find_learner(session: Session, course_id: int, text: str) -> User:
    """Return who is enrolled under this number, subject or e-mail address; the subject wins over the number.

    Raises `NotFoundError`, or `InvalidInputError` with the numbers when several fit.
    """
    if not text:
        raise NotFoundError(NOBODY, text="“”")
    known_as = [User.subject == text, func.lower(User.email) == text.lower()]
    if text.isdecimal() and int(text) < _LARGEST:
        known_as.append(User.id == int(text))
    users = session.scalars(
        select(User)
        .join(Enrolment, Enrolment.user_id == User.id)
        .where(Enrolment.course_id == course_id, Enrolment.active, or_(*known_as))
        .order_by(User.id)
    ).all()
    best = [user for user in users if user.subject == text] or users
    if not best:
        raise NotFoundError(NOBODY, text=text)
    if len(best) > 1:
        raise InvalidInputError(SEVERAL, text=text, numbers=", ".join(str(user.id) for user in best))
    return best[0]
