"""Mentors, learners who wait, and pairs in each of their situations."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.mentoring import meetings, pairs
from lti_tool.mentoring.matching.weights import Weights
from lti_tool.mentoring.meeting_models import Meeting
from lti_tool.mentoring.models import Pair
from lti_tool.mentoring.profile_answers import MentoringAnswers, save_profile
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from tests.factories import people

ASKED = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
GOALS = "write a CV, find a network"


def mentor(
    session: Session, course: people.Course, capacity: int = 2, goals: str = GOALS, **values: object
) -> Enrolment:
    made = people.mentor(session, course, **values)
    say(session, made, capacity=str(capacity), goals=goals)
    return made


def waiting(session: Session, course: people.Course, goals: str = GOALS, **values: object) -> Enrolment:
    made = people.learner(session, course, **values)
    say(session, made, goals=goals)
    return made


def say(session: Session, who: Enrolment, now: datetime = ASKED, **answers: object) -> None:
    said = MentoringAnswers(**answers)  # type: ignore[arg-type]
    save_profile(session, who.course_id, who.user_id, Role(who.role), said, now)


def asked(
    session: Session, learner: Enrolment, mentor: Enrolment, by: int | None = None, now: datetime = ASKED
) -> Pair:
    [pair] = pairs.approve(session, learner.course_id, [(learner.user_id, mentor.user_id)], Weights(), by, now)
    return pair


def active(session: Session, learner: Enrolment, mentor: Enrolment, now: datetime = ASKED) -> Pair:
    pair = asked(session, learner, mentor, now=now)
    for user_id in (pair.learner_id, pair.mentor_id):
        pairs.answer(session, pair.id, user_id, yes=True, now=now)
    return pair


def confirmed(session: Session, pair: Pair, starts_at: datetime, now: datetime = ASKED) -> Meeting:
    made = meetings.propose(session, pair, pair.mentor_id, [starts_at], 45, "Room 2", now)
    meetings.confirm(session, made, pair.learner_id, starts_at.isoformat(), now)
    return made


def held(session: Session, pair: Pair, starts_at: datetime, *, was_held: bool = True) -> Meeting:
    made = confirmed(session, pair, starts_at, starts_at - timedelta(days=2))
    meetings.close(session, made, meetings.Held(held=was_held), starts_at + timedelta(hours=1))
    return made
