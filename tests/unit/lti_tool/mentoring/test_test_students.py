"""A platform's test student tries everything, waits for nobody and is matched with nobody."""

from sqlalchemy.orm import Session

from lti_tool.mentoring import waiting
from lti_tool.mentoring.pool import circle_pool, pool_of
from lti_tool.people.roles import Role
from tests.factories import mentoring, people
from tests.factories.mentoring import ASKED


def test_nobody_is_matched_with_a_test_student(session: Session) -> None:
    course = people.course(session)
    learner, student = people.learner(session, course), people.a_test_student(session, course)
    for someone in (learner, student):
        mentoring.say(session, someone)
    assert waiting.place_of(session, course.id, learner.user_id) == 1
    assert waiting.place_of(session, course.id, student.user_id) is None
    assert [one.id for one in pool_of(session, course.id).learners] == [str(learner.user_id)]
    assert [one.id for one in circle_pool(session, course.id).learners] == [str(learner.user_id)]


def test_a_test_student_who_waited_before_it_was_known_is_not_matched(session: Session) -> None:
    course = people.course(session)
    student = mentoring.waiting(session, course)
    student.is_test = True
    session.flush()
    assert student.role == Role.LEARNER
    assert waiting.place_of(session, course.id, student.user_id) == 1
    assert pool_of(session, course.id).learners == []
    waiting.follow_wish(session, course.id, student.user_id, wanted=True, now=ASKED)
    assert waiting.place_of(session, course.id, student.user_id) is None
