"""People, courses and enrolments for tests."""

from datetime import UTC, datetime
from itertools import count

from sqlalchemy.orm import Session

from lti_tool.people.models import Course, Enrolment, User
from lti_tool.people.roles import Role

CREATED = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
_numbers = count(1)


def course(session: Session, key: str = "", **values: object) -> Course:
    key = key or f"course-{next(_numbers)}"
    made = Course(**{"key": key, "context_id": key, "title": key.title(), "created_at": CREATED, **values})
    session.add(made)
    session.flush()
    return made


def user(session: Session, name: str = "Inès Moreau", **values: object) -> User:
    made = User(
        **{
            "subject": f"subject-{next(_numbers)}",
            "name": name,
            "locale": "en",
            "created_at": CREATED,
            "last_seen_at": CREATED,
            **values,
        }
    )
    session.add(made)
    session.flush()
    return made


def enrolment(
    session: Session, *, of: User | None = None, into: Course | None = None, role: Role = Role.LEARNER
) -> Enrolment:
    made = Enrolment(
        user=of or user(session),
        course=into or course(session),
        role=role,
        active=True,
        created_at=CREATED,
        last_seen_at=CREATED,
    )
    session.add(made)
    session.flush()
    return made


def a_test_student(session: Session, into: Course | None = None) -> Enrolment:
    made = learner(session, into, name="Test student")
    made.is_test = True
    session.flush()
    return made


def learner(session: Session, into: Course | None = None, **values: object) -> Enrolment:
    return enrolment(session, of=user(session, **values), into=into, role=Role.LEARNER)


def instructor(session: Session, into: Course | None = None, **values: object) -> Enrolment:
    return enrolment(session, of=user(session, **{"name": "Claire Dubois", **values}), into=into, role=Role.INSTRUCTOR)


def mentor(session: Session, into: Course | None = None, **values: object) -> Enrolment:
    return enrolment(session, of=user(session, **{"name": "Marc Lenoir", **values}), into=into, role=Role.MENTOR)
