"""Find a person by what an administrator knows of them: name, e-mail address or number."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from lti_tool.people.models import Course, Enrolment, User

MOST = 50


@dataclass(frozen=True, slots=True)
class Found:
    """One person; an erased one has neither name nor address nor courses."""

    id: int
    name: str
    email: str
    courses: Sequence[str]


def find_people(session: Session, text: str) -> list[Found]:
    """Return at most 50 people whose name or address contains `text`, or whose number it is, by name."""
    wanted = text.strip()
    matches = [
        func.lower(column).contains(wanted.lower(), autoescape=True)
        for column in (User.name, User.display_name, User.email)
    ]
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 18:
        matches.append(User.id == int(wanted))
    users = session.scalars(select(User).where(or_(*matches)).order_by(User.name, User.id).limit(MOST)).all()
    courses: dict[int, list[str]] = {user.id: [] for user in users}
    for user_id, key in session.execute(
        select(Enrolment.user_id, Course.key)
        .join(Course, Course.id == Enrolment.course_id)
        .where(Enrolment.user_id.in_(courses))
        .order_by(Course.key)
    ):
        courses[user_id].append(key)
    return [Found(user.id, user.shown_name, user.email, courses[user.id]) for user in users]
