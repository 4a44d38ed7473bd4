"""Audits on their pages: a question, answers given with consent, a report, its sign-off."""

from datetime import timedelta

from lti_tool.db import Database
from lti_tool.insight import auditing
from lti_tool.people.roles import Role
from tests.factories import mentoring
from tests.fakes.clock import StillClock
from tests.pages.conftest import Arrive, Browser, words


def test_from_the_question_to_the_signature(
    instructor: Browser, learner: Browser, database: Database, clock: StillClock, course_id: int
) -> None:
    refused = instructor.post("/teach/fairness/questions", data={"name": "Study mode", "options": "day"})
    assert refused.status_code == 422
    assert "two to twelve answers" in words(refused)
    asked = instructor.post("/teach/fairness/questions", data={"name": "Study mode", "options": "day\nevening"})
    assert "fewer than ten answers" in words(asked)
    with database.transaction(write=False) as session:
        [number] = [one.question.id for one in auditing.asked(session, course_id)]
    assert "Help to check" in learner.page("/learn/mentor/profile")
    assert "Nobody sees your answer" in learner.page("/learn/audit/")
    assert "for this check alone" in words(learner.post(f"/learn/audit/{number}", data={"option": "evening"}))
    assert "Taken back and deleted." in words(learner.post(f"/learn/audit/{number}"))
    assert learner.post(f"/learn/audit/{number}", data={"option": "night"}).status_code == 422
    assert "Nothing to compare yet" in words(instructor.post("/teach/fairness/report"))
    with database.transaction() as session:
        course = session.get_one(mentoring.people.Course, course_id)
        mentor = mentoring.mentor(session, course, capacity=50)
        for place in range(40):
            one = mentoring.waiting(session, course)
            option = "evening" if place % 2 else "day"
            auditing.answer(session, course_id, one.user_id, number, option, clock.now())
            mentoring.active(session, one, mentor, clock.now() + timedelta(days=20 * (place % 2) + place % 3))
    report = words(instructor.post("/teach/fairness/report"))
    assert "A gap was found." in report
    assert "days of waiting" in report
    unsigned = instructor.post("/teach/fairness/sign", data={"signature": "Claire", "words": ""})
    assert unsigned.status_code == 422
    assert "first and last name" in words(unsigned)
    signed = instructor.post(
        "/teach/fairness/sign", data={"signature": "Claire Dubois", "words": "Two mentors more <b>by May</b>."}
    )
    assert "Signed and kept." in words(signed)
    assert "Two mentors more <b>by May</b>." in instructor.page("/teach/fairness/")
    assert "Study mode : a gap".replace(" :", ":") in instructor.page("/teach/fairness/")
    assert "Its answers are deleted." in words(instructor.post(f"/teach/fairness/questions/{number}/close"))
    assert "Nothing is asked at the moment" in learner.page("/learn/audit/")


def test_another_courses_question_does_not_exist(instructor: Browser, database: Database, arrive: Arrive) -> None:
    with database.transaction() as session:
        other = mentoring.people.course(session)
        question = auditing.ask(session, other.id, "Study mode", "day\nevening", None, mentoring.ASKED).id
    assert instructor.post(f"/teach/fairness/questions/{question}/close").status_code == 404
    assert arrive(Role.LEARNER).post(f"/learn/audit/{question}", data={"option": "day"}).status_code == 404
