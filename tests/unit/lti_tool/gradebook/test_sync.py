"""The instructor's table, resending, the course refreshed after a new policy, and the CSV."""

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool import course_settings
from lti_tool.errors import NotFoundError
from lti_tool.gradebook import (
    FailureCode,
    InteractionKind,
    ScoreState,
    export_csv,
    learner_sync,
    my_sync,
    record_interaction,
    refresh_course,
    resend,
    resend_failed,
)
from lti_tool.gradebook.models import CourseLineItem, ItemState, ScoreRow
from lti_tool.gradebook.outcomes import REASONS
from lti_tool.gradebook.sync import line_items
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from tests.factories import people
from tests.factories.gradebook import GradedCourse, graded_course
from tests.fakes.clock import StillClock


def _done(session: Session, learner: Enrolment, clock: StillClock, number: int = 1) -> None:
    record_interaction(
        session,
        InteractionKind.EXERCISE_FINISHED,
        user_id=learner.user_id,
        course_id=learner.course_id,
        subject=f"exercise:{number}",
        now=clock.now(),
    )


def _dead(session: Session, code: FailureCode = FailureCode.REFUSED) -> ScoreRow:
    row = session.scalars(select(ScoreRow).order_by(ScoreRow.id.desc()).limit(1)).one()
    row.state, row.failure, row.reason, row.attempts = ScoreState.DEAD, code, REASONS[code], 1
    session.flush()
    return row


@pytest.fixture
def course(session: Session, clock: StillClock) -> GradedCourse:
    return graded_course(session, now=clock.now())


def test_every_active_learner_has_a_line_and_nobody_else(
    session: Session, clock: StillClock, course: GradedCourse
) -> None:
    active, idle = course.learner(name="Zoé"), course.learner(name="Adam")
    gone = course.learner(name="Gone")
    gone.active = False
    course.enrol(Role.INSTRUCTOR)
    _done(session, active, clock)
    lines = learner_sync(session, course.course.id)
    assert [(line.name, line.state, line.counted) for line in lines] == [
        ("Adam", None, 0),
        ("Zoé", ScoreState.PENDING, 1),
    ]
    assert (lines[1].given, lines[1].maximum, lines[1].comment) == (10.0, 100.0, "1 exercise finished. 1 of 10.")
    assert lines[1].next_attempt_at == clock.now()
    assert not lines[1].can_resend
    assert idle.user_id == lines[0].user_id


def test_a_line_says_what_was_sent_and_what_the_platform_holds(
    session: Session, clock: StillClock, course: GradedCourse
) -> None:
    learner = course.learner()
    _done(session, learner, clock)
    row = session.scalars(select(ScoreRow)).one()
    row.state, row.sent_at, row.attempts = ScoreState.SENT, clock.now(), 1
    row.read_back = {"given": 9.0, "maximum": 90.0}
    session.flush()
    _done(session, learner, clock, 2)
    _dead(session, FailureCode.TEACHER_GRADE)
    line = my_sync(session, course.course.id, learner.user_id)
    assert (line.state, line.reason) == (ScoreState.DEAD, REASONS[FailureCode.TEACHER_GRADE])
    assert (line.last_sent_at, line.last_sent_given) == (clock.now(), 10.0)
    assert (line.platform_given, line.platform_maximum) == (9.0, 90.0)
    assert line.can_resend
    assert line.holds_teacher_grade


def test_the_preview_works_before_grades_are_on(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    learner = course.learner()
    _done(session, learner, clock)
    [line] = learner_sync(session, course.course.id)
    assert (line.given, line.state, line.score_id) == (10.0, None, None)


def test_the_path_policy_shows_the_path(session: Session, clock: StillClock, course: GradedCourse) -> None:
    course_settings.save(session, course.course.id, {"grade_policy": "path_progress"}, None, now=clock.now())
    course.learner()
    [line] = learner_sync(session, course.course.id)
    assert (line.counted, line.target, line.given) == (0, 0, 0.0)


def test_one_of_several_items_can_be_shown(session: Session, clock: StillClock, course: GradedCourse) -> None:
    learner = course.learner()
    _done(session, learner, clock)
    link = course.link("Pitch")
    course.launched(clock.now(), link=link, line_item="https://campus.example/ags/7")
    first, second = line_items(session, course.course.id)
    assert learner_sync(session, course.course.id, first.id)[0].counted == 1
    assert learner_sync(session, course.course.id, second.id)[0].counted == 0
    with pytest.raises(NotFoundError):
        learner_sync(session, course.course.id, second.id + 1)


def test_a_stranger_has_no_line(session: Session, course: GradedCourse) -> None:
    with pytest.raises(NotFoundError):
        my_sync(session, course.course.id, 999)


def test_resending_writes_a_new_score_with_a_later_time(
    session: Session, clock: StillClock, course: GradedCourse
) -> None:
    learner = course.learner()
    _done(session, learner, clock)
    dead = _dead(session)
    assert resend(session, course.course.id, learner.user_id, now=clock.now(), override_teacher=True)
    row = session.scalars(select(ScoreRow).where(ScoreRow.state == ScoreState.PENDING)).one()
    assert (row.timestamp - dead.timestamp).total_seconds() == 1
    assert row.overrides_teacher


def test_there_is_nothing_to_resend_for_who_did_nothing_or_is_no_learner(
    session: Session, clock: StillClock, course: GradedCourse
) -> None:
    idle, teacher = course.learner(), course.enrol(Role.INSTRUCTOR)
    for person in (idle, teacher):
        assert not resend(session, course.course.id, person.user_id, now=clock.now())
    assert not resend(session, course.course.id, 999, now=clock.now())
    assert not resend(session, course.course.id, idle.user_id, now=clock.now(), line_item_id=999)


def test_nothing_can_be_resent_while_the_course_has_no_gradebook(session: Session, clock: StillClock) -> None:
    learner = graded_course(session).learner()
    _done(session, learner, clock)
    assert not resend(session, learner.course_id, learner.user_id, now=clock.now())


@pytest.mark.parametrize(("platforms", "state"), [(False, ItemState.WANTED), (True, ItemState.FOUND)])
def test_resending_asks_for_a_deleted_item_again(
    session: Session, clock: StillClock, course: GradedCourse, platforms: bool, state: ItemState
) -> None:
    learner = course.learner()
    _done(session, learner, clock)
    item = session.scalars(select(CourseLineItem)).one()
    item.state, item.is_platforms = ItemState.MISSING, platforms
    assert resend(session, course.course.id, learner.user_id, now=clock.now(), line_item_id=item.id)
    assert item.state == state


def test_all_that_failed_can_be_sent_again(session: Session, clock: StillClock, course: GradedCourse) -> None:
    failed, fine = course.learner(), course.learner()
    _done(session, failed, clock)
    _dead(session)
    _done(session, fine, clock)
    assert resend_failed(session, course.course.id, now=clock.now()) == 1
    assert [line.state for line in learner_sync(session, course.course.id)] == [ScoreState.PENDING] * 2
    assert resend_failed(session, course.course.id, now=clock.now()) == 0


def test_a_new_target_sends_what_it_changes(session: Session, clock: StillClock, course: GradedCourse) -> None:
    one, full = course.learner(), course.learner()
    course.learner()
    _done(session, one, clock)
    for number in range(10):
        _done(session, full, clock, number)
    assert refresh_course(session, course.course.id, now=clock.now()) == 0
    course_settings.save(session, course.course.id, {"participation_target": 5}, None, now=clock.now())
    assert refresh_course(session, course.course.id, now=clock.now()) == 1
    assert my_sync(session, course.course.id, one.user_id).given == 20.0


def test_grades_switched_on_later_send_what_was_done_before(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    learner = course.learner()
    course.enrol(Role.LEARNER).user.platform_id = None
    _done(session, learner, clock)
    assert refresh_course(session, course.course.id, now=clock.now()) == 0
    course.launched(clock.now())
    assert refresh_course(session, course.course.id, now=clock.now()) == 1


def test_the_csv_is_readable_and_harmless(session: Session, clock: StillClock, course: GradedCourse) -> None:
    learner = course.learner(name="=HYPERLINK(1)")
    _done(session, learner, clock)
    row = _dead(session)
    row.read_back = {"given": 5.0, "maximum": 10.0}
    session.flush()
    text = export_csv(session, course.course.id, "en")
    assert text.startswith("\ufeff")
    header, line = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert header[0] == "Learner"
    assert line[0] == "'=HYPERLINK(1)"
    assert line[5:7] == ["not sent", REASONS[FailureCode.REFUSED]]
    row.state, row.sent_at = ScoreState.SENT, clock.now()
    session.flush()
    assert "2026-03-02 12:00:00" in export_csv(session, course.course.id, "fr")


def test_the_csv_of_a_course_without_learners_is_a_header(session: Session) -> None:
    assert export_csv(session, people.course(session).id, "en").count("\n") == 1
