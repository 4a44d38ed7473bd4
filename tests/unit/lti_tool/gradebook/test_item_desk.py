"""Grade items under the instructor's hand, and what each activity is graded by."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from lti_tool.course_settings import GradePolicy
from lti_tool.db import Database
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.gradebook import InteractionKind, record_interaction
from lti_tool.gradebook.activities import activity_grades
from lti_tool.gradebook.delivery import deliver_next
from lti_tool.gradebook.item_desk import change_item, delete_item, items_on_platform, look
from lti_tool.gradebook.models import CourseLineItem, ItemState, ScoreState
from lti_tool.gradebook.policies import Policy, choose_activity_policy
from lti_tool.gradebook.resending import make_again, resend_item
from lti_tool.lti.service_errors import GoneError, ScopeMissingError
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock
from tests.fakes.grades import FakeGrades


class Middle:
    def uniform(self, a: float, b: float, /) -> float:
        return (a + b) / 2


def _graded(database: Database, clock: StillClock, **platform: object) -> tuple[FakeGrades, int, int]:
    """A course whose item is on the platform; returns it with the course and item ids."""
    grades = FakeGrades()
    with database.transaction() as session:
        course = graded_course(session, now=clock.now(), **platform)
        learner = course.learner()
        record_interaction(
            session,
            InteractionKind.SESSION_HELD,
            user_id=learner.user_id,
            course_id=learner.course_id,
            subject="session:1",
            now=clock.now(),
        )
    deliver_next(database, grades, clock, Middle())
    return grades, learner.course_id, _item(database).id


def _item(database: Database) -> CourseLineItem:
    with database.transaction(write=False) as session:
        return session.scalars(select(CourseLineItem)).one()


def test_an_item_is_renamed_here_and_there(database: Database, clock: StillClock) -> None:
    grades, course_id, item_id = _graded(database, clock)
    change_item(database, grades, course_id, item_id, label=" Mentorat ", maximum=20)
    [there] = items_on_platform(database, grades, course_id, item_id)
    assert (there.label, there.maximum, there.resource_id) == ("Mentorat", 20, "boussole-course")
    assert (_item(database).label, _item(database).maximum) == ("Mentorat", 20)


@pytest.mark.parametrize(
    ("label", "maximum", "fields"), [("", 10, {"label"}), ("x" * 256, 10, {"label"}), ("x", 0, {"maximum"})]
)
def test_a_name_or_maximum_that_makes_no_sense_is_refused(
    database: Database, clock: StillClock, label: str, maximum: float, fields: set[str]
) -> None:
    grades, course_id, item_id = _graded(database, clock)
    with pytest.raises(InvalidInputError) as refused:
        change_item(database, grades, course_id, item_id, label=label, maximum=maximum)
    assert set(refused.value.fields) == fields


def test_an_item_that_was_deleted_meanwhile_is_noted(database: Database, clock: StillClock) -> None:
    grades, course_id, item_id = _graded(database, clock)
    grades.items.clear()
    with pytest.raises(GoneError):
        change_item(database, grades, course_id, item_id, label="x", maximum=10)
    assert _item(database).state == ItemState.MISSING
    with pytest.raises(ConflictError, match="not in the course's gradebook"):
        change_item(database, grades, course_id, item_id, label="x", maximum=10)


def test_an_item_is_deleted(database: Database, clock: StillClock) -> None:
    grades, course_id, item_id = _graded(database, clock)
    delete_item(database, grades, course_id, item_id)
    assert grades.items == {}
    assert _item(database).state == ItemState.MISSING


def test_a_look_notes_what_was_deleted_and_what_is_back(database: Database, clock: StillClock) -> None:
    grades, course_id, _ = _graded(database, clock)
    assert [(seen.is_there, seen.maximum) for seen in look(database, grades, course_id)] == [(True, 100.0)]
    kept = dict(grades.items)
    grades.items.clear()
    assert [seen.is_there for seen in look(database, grades, course_id)] == [False]
    assert _item(database).state == ItemState.MISSING
    grades.items.update(kept)
    assert [seen.is_there for seen in look(database, grades, course_id)] == [True]
    assert _item(database).state == ItemState.FOUND


def test_a_look_that_is_refused_says_why_and_notes_nothing(database: Database, clock: StillClock) -> None:
    grades, course_id, _ = _graded(database, clock)
    grades.failures.append(ScopeMissingError())
    [seen] = look(database, grades, course_id)
    assert (seen.is_there, seen.reason) == (None, ScopeMissingError.message)
    assert _item(database).state == ItemState.CREATED


def test_a_deleted_item_is_made_again_with_the_scores(database: Database, clock: StillClock) -> None:
    grades, course_id, item_id = _graded(database, clock)
    with database.transaction() as session:
        with pytest.raises(ConflictError, match="nothing to make again"):
            make_again(session, course_id, item_id, now=clock.now())
        with pytest.raises(NotFoundError):
            make_again(session, course_id + 1, item_id, now=clock.now())
    delete_item(database, grades, course_id, item_id)
    with database.transaction() as session:
        assert make_again(session, course_id, item_id, now=clock.advance(minutes=1)) == 1
    deliver_next(database, grades, clock, Middle())
    [there] = items_on_platform(database, grades, course_id, item_id)
    assert there.label == _item(database).label
    assert [score.given for score in grades.scores[str(there.id)].values()] == [10.0]


def test_after_another_maximum_our_own_score_is_not_taken_for_a_teachers(database: Database, clock: StillClock) -> None:
    """Canvas leaves the points as they were; Moodle converts them. Both are ours."""
    grades, course_id, item_id = _graded(database, clock)
    change_item(database, grades, course_id, item_id, label="x", maximum=50)
    url = str(_item(database).url)
    for user, score in grades.scores[url].items():
        grades.scores[url][user] = replace(score, maximum=50.0)  # 10 of 100 became 10 of 50
    with database.transaction() as session:
        assert resend_item(session, course_id, item_id, now=clock.advance(minutes=1)) == 1
    delivery = deliver_next(database, grades, clock, Middle())
    assert delivery
    assert delivery.state == ScoreState.SENT


def test_the_item_of_an_activity_is_left_to_the_platform(database: Database, clock: StillClock) -> None:
    grades, course_id, item_id = _graded(database, clock)
    with database.transaction() as session:
        session.get_one(CourseLineItem, item_id).is_platforms = True
    with pytest.raises(ConflictError, match="belongs to the activity"):
        delete_item(database, grades, course_id, item_id)
    assert len(items_on_platform(database, grades, course_id, item_id)) == 1


def test_another_courses_item_is_not_found(database: Database, clock: StillClock) -> None:
    grades, course_id, item_id = _graded(database, clock)
    with pytest.raises(NotFoundError):
        delete_item(database, grades, course_id + 1, item_id)


def test_canvas_is_told_that_nothing_is_handed_in(database: Database, clock: StillClock) -> None:
    grades, _, _ = _graded(database, clock, family="canvas")
    [item] = grades.items.values()
    assert item.extra == {"https://canvas.instructure.com/lti/submission_type": {"type": "none"}}


def test_each_activity_says_what_it_is_graded_by(database: Database, clock: StillClock) -> None:
    with database.transaction() as session:
        course = graded_course(session)
        plain, own = course.link("Plain"), course.link("Own")
        course.launched(clock.now(), link=plain, line_item="https://c/1")
        choose_activity_policy(session, own.id, Policy(GradePolicy.VALIDATED_DRAFTS, 3, 30.0), now=clock.now())
        first, second = activity_grades(session, course.course.id)
    assert (first.title, first.has_own_policy, first.item_state) == ("Plain", False, ItemState.FOUND)
    assert (second.policy.target, second.has_own_policy, second.line_item_id) == (3, True, None)
