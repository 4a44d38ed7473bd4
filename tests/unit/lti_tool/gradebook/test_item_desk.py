"""Grade items under the instructor's hand, and what each activity is graded by."""

import pytest
from sqlalchemy import select

from lti_tool.course_settings import GradePolicy
from lti_tool.db import Database
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.gradebook import InteractionKind, record_interaction
from lti_tool.gradebook.activities import activity_grades
from lti_tool.gradebook.delivery import deliver_next
from lti_tool.gradebook.item_desk import change_item, delete_item, items_on_platform
from lti_tool.gradebook.models import CourseLineItem, ItemState
from lti_tool.gradebook.policies import Policy, choose_activity_policy
from lti_tool.lti.service_errors import GoneError
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
