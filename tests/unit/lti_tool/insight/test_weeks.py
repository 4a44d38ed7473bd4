"""People a week: ten are counted, nine are hidden, nobody is nobody; the bars that draw them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from lti_tool.gradebook.models import Interaction, InteractionKind
from lti_tool.insight.weeks import WEEKS, weeks_of
from lti_tool.pages.mentoring.weeks_picture import bars_of
from tests.factories import mentoring, people

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
NOW = MONDAY + timedelta(days=2, hours=12)
HOUR = timedelta(hours=1)


def took_part(session: Session, course: people.Course, learners: int, at: datetime) -> None:
    """So many learners each did two things that count, at this moment and an hour later."""
    for _ in range(learners):
        user_id = people.learner(session, course).user_id
        for number in (0, 1):
            session.add(
                Interaction(
                    course_id=course.id,
                    user_id=user_id,
                    kind=InteractionKind.SESSION_HELD,
                    key=f"{at}-{number}",
                    at=at + number * HOUR,
                )
            )
    session.flush()


def test_a_platforms_test_student_is_in_no_week(session: Session) -> None:
    course = people.course(session, key="care")
    took_part(session, course, 10, MONDAY)
    student = people.a_test_student(session, course).user_id
    session.add(
        Interaction(course_id=course.id, user_id=student, kind=InteractionKind.SESSION_HELD, key="t", at=MONDAY)
    )
    session.flush()
    assert weeks_of(session, course.id, NOW)[-1].engaged == 10


def test_twelve_weeks_from_their_mondays_the_oldest_first(session: Session) -> None:
    weeks = weeks_of(session, people.course(session, key="care").id, NOW)
    assert len(weeks) == WEEKS
    assert [weeks[0].begins, weeks[-1].begins] == [date(2025, 12, 15), date(2026, 3, 2)]
    assert {(one.engaged, one.asked, one.met) for one in weeks} == {(0, 0, 0)}


@pytest.mark.parametrize(("learners", "shown"), [(10, 10), (9, None), (1, None), (0, 0)])
def test_people_are_counted_once_and_few_are_hidden(session: Session, learners: int, shown: int | None) -> None:
    course = people.course(session, key="care")
    took_part(session, course, learners, MONDAY)
    assert weeks_of(session, course.id, NOW)[-1].engaged == shown


def test_midnight_of_monday_begins_a_week_and_other_courses_do_not_count(session: Session) -> None:
    course = people.course(session, key="care")
    took_part(session, course, 10, MONDAY - HOUR)  # Sunday at 23:00, and Monday at midnight
    took_part(session, people.course(session, key="other"), 11, MONDAY)
    assert [one.engaged for one in weeks_of(session, course.id, NOW)][-3:] == [0, 10, 10]


def test_sessions_that_were_held_are_weeks_with_a_human(session: Session) -> None:
    course = people.course(session, key="care")
    for number in range(12):
        pair = mentoring.active(session, mentoring.waiting(session, course), mentoring.mentor(session, course))
        mentoring.held(session, pair, MONDAY + HOUR, was_held=number < 10)
    assert weeks_of(session, course.id, NOW)[-1].met == 10


def test_the_tallest_bar_is_the_largest_count_and_a_hidden_week_is_marked() -> None:
    picture = bars_of([0, 20, None, 10])
    tall, half = picture.bars
    assert tall.height == 2 * half.height
    assert tall.y + tall.height == half.y + half.height
    assert tall.x + tall.width < picture.hidden[0] < half.x
    assert [rung.name for rung in picture.rungs] == ["0", "20"]


def test_nothing_to_draw_is_only_the_ground() -> None:
    picture = bars_of([0, 0])
    assert (picture.bars, picture.hidden, [rung.name for rung in picture.rungs]) == ([], [], ["0"])
