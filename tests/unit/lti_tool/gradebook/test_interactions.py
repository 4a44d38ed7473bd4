"""Counting meaningful interactions and writing the scores they earn."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool import course_settings
from lti_tool.gradebook import InteractionKind, count_interactions, record_interaction, record_path_progress
from lti_tool.gradebook.models import CourseLineItem, Interaction, ItemState, ScoreRow, ScoreState
from lti_tool.gradebook.outbox import SCORES_WAITING
from lti_tool.gradebook.policies import Policy, choose_activity_policy
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role
from tests.factories import people
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock

KIND = InteractionKind.EXERCISE_FINISHED


def done(
    session: Session, learner: Enrolment, clock: StillClock, subject: str = "exercise:1", **values: object
) -> bool:
    return record_interaction(
        session,
        **{
            "kind": KIND,
            "user_id": learner.user_id,
            "course_id": learner.course_id,
            "subject": subject,
            "now": clock.now(),
            **values,
        },
    )


def scores(session: Session) -> list[ScoreRow]:
    return list(session.scalars(select(ScoreRow).order_by(ScoreRow.id)))


def test_an_interaction_and_its_score_are_written_together(session: Session, clock: StillClock) -> None:
    learner = graded_course(session, now=clock.now()).learner()

    assert done(session, learner, clock)

    [row] = scores(session)
    assert (row.state, row.given, row.maximum, row.counted, row.target) == (ScoreState.PENDING, 10.0, 100.0, 1, 10)
    assert row.comment == "1 exercise finished. 1 of 10."
    assert session.info[SCORES_WAITING]
    session.rollback()
    assert session.scalar(select(func.count()).select_from(Interaction)) == 0
    assert scores(session) == []


def test_the_same_subject_counts_once(session: Session, clock: StillClock) -> None:
    learner = graded_course(session, now=clock.now()).learner()
    assert done(session, learner, clock)
    assert not done(session, learner, clock)
    assert len(scores(session)) == 1


def test_rating_and_following_one_question_is_one_interaction(session: Session, clock: StillClock) -> None:
    learner = graded_course(session, now=clock.now()).learner()
    assert done(session, learner, clock, "turn:1", kind=InteractionKind.QUESTION_RATED)
    assert not done(session, learner, clock, "turn:1", kind=InteractionKind.QUESTION_FOLLOWED)
    assert done(session, learner, clock, "turn:2", kind=InteractionKind.QUESTION_FOLLOWED)
    counts = count_interactions(session, learner.course_id, learner.user_id)
    assert counts == {InteractionKind.QUESTION_RATED: 1, InteractionKind.QUESTION_FOLLOWED: 1}


def test_a_newer_score_supersedes_the_one_that_waits(session: Session, clock: StillClock) -> None:
    learner = graded_course(session, now=clock.now()).learner()
    for number in range(3):
        done(session, learner, clock, f"exercise:{number}")
    assert [row.state for row in scores(session)] == [
        ScoreState.SUPERSEDED,
        ScoreState.SUPERSEDED,
        ScoreState.PENDING,
    ]
    assert scores(session)[-1].given == 30.0


def test_a_course_without_a_gradebook_counts_and_catches_up_later(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    course.launched(clock.now(), without_grades=True)
    learner = course.learner()
    assert done(session, learner, clock)
    assert scores(session) == []

    course.launched(clock.now())
    done(session, learner, clock, "exercise:2")

    assert [row.counted for row in scores(session)] == [2]


def test_no_points_beyond_the_target(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    course_settings.save(session, course.course.id, {"participation_target": 2}, None, now=clock.now())
    learner = course.learner()
    for number in range(5):
        done(session, learner, clock, f"exercise:{number}")
    assert scores(session)[-1].given == 100.0
    assert scores(session)[-1].comment == "5 exercises finished. 2 of 2."


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.MENTOR])
def test_who_is_not_a_learner_gets_no_score(session: Session, clock: StillClock, role: Role) -> None:
    teacher = graded_course(session, now=clock.now()).enrol(role)
    assert done(session, teacher, clock)
    assert scores(session) == []


def test_who_left_or_comes_from_elsewhere_gets_no_score(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    gone = course.learner()
    gone.active = False
    stranger = people.enrolment(session, into=course.course)
    session.flush()
    assert done(session, gone, clock)
    assert done(session, stranger, clock)
    assert scores(session) == []


def test_an_interaction_of_somebody_not_enrolled_is_only_counted(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    user = people.user(session)
    assert record_interaction(
        session, KIND, user_id=user.id, course_id=course.course.id, subject="exercise:1", now=clock.now()
    )
    assert scores(session) == []


def test_grades_off_by_policy_write_no_score(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    course_settings.save(session, course.course.id, {"grade_policy": "off"}, None, now=clock.now())
    assert done(session, course.learner(), clock)
    assert scores(session) == []


def test_only_validated_drafts_count_where_the_policy_says_so(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    course_settings.save(
        session,
        course.course.id,
        {"grade_policy": "validated_drafts", "participation_target": 2},
        None,
        now=clock.now(),
    )
    learner = course.learner()
    done(session, learner, clock, "draft:1", kind=InteractionKind.DRAFT_HANDED_IN)
    done(session, learner, clock, "draft:1", kind=InteractionKind.DRAFT_VALIDATED)
    [row] = scores(session)
    assert (row.given, row.comment) == (50.0, "1 draft validated by the mentor. 1 of 2.")


def test_a_validated_draft_is_no_participation(session: Session, clock: StillClock) -> None:
    learner = graded_course(session, now=clock.now()).learner()
    assert done(session, learner, clock, "draft:1", kind=InteractionKind.DRAFT_VALIDATED)
    assert scores(session) == []


def test_the_path_is_graded_where_the_policy_says_so(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    course_settings.save(session, course.course.id, {"grade_policy": "path_progress"}, None, now=clock.now())
    learner = course.learner()
    where = {"user_id": learner.user_id, "course_id": learner.course_id, "now": clock.now()}
    record_path_progress(session, done=1, total=4, **where)
    record_path_progress(session, done=1, total=4, **where)
    assert done(session, learner, clock)
    [row] = scores(session)
    assert (row.given, row.comment) == (25.0, "1 of 4 steps of the path done.")


def test_path_progress_is_kept_for_later_under_another_policy(session: Session, clock: StillClock) -> None:
    learner = graded_course(session, now=clock.now()).learner()
    record_path_progress(
        session, user_id=learner.user_id, course_id=learner.course_id, done=1, total=4, now=clock.now()
    )
    outsider = people.user(session)
    record_path_progress(session, user_id=outsider.id, course_id=learner.course_id, done=1, total=4, now=clock.now())
    assert scores(session) == []


def test_the_activity_that_has_its_own_item_counts_there_and_everything_else_on_the_first(
    session: Session, clock: StillClock
) -> None:
    course = graded_course(session)
    coupled, other = course.link("Coupled"), course.link("Other")
    course.launched(clock.now(), link=coupled, line_item="https://campus.example/ags/7?type_id=3")
    learner = course.learner()
    done(session, learner, clock, "exercise:1", resource_link_id=coupled.id)
    done(session, learner, clock, "exercise:2", resource_link_id=other.id)
    [item] = session.scalars(select(CourseLineItem))
    assert (item.label, item.state, item.is_platforms) == ("Coupled", ItemState.FOUND, True)
    assert scores(session)[-1].counted == 2


def test_two_coupled_activities_each_count_their_own(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    first, second = course.link("A"), course.link("B")
    course.launched(clock.now(), link=first, line_item="https://campus.example/ags/1")
    course.launched(clock.now(), link=second, line_item="https://campus.example/ags/2")
    learner = course.learner()
    done(session, learner, clock, "exercise:1", resource_link_id=first.id)
    done(session, learner, clock, "exercise:2", resource_link_id=second.id)
    done(session, learner, clock, "session:1", kind=InteractionKind.SESSION_HELD)
    newest = {row.line_item.label: row.counted for row in scores(session)}
    assert newest == {"A": 2, "B": 1}


def test_an_activity_with_a_policy_of_its_own_gets_an_item_of_its_own(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    link = course.link("Pitch")
    choose_activity_policy(session, link.id, Policy(target=2, maximum=20.0), now=clock.now())
    learner = course.learner()
    done(session, learner, clock, "exercise:1", resource_link_id=link.id)
    done(session, learner, clock, "exercise:2")
    assert {row.line_item.label: row.given for row in scores(session)} == {"Pitch": 10.0, "Boussole: mentoring": 10.0}


def test_an_item_deleted_and_coupled_again_is_found_again(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    link = course.link()
    course.launched(clock.now(), link=link, line_item="https://campus.example/ags/1")
    item = session.scalars(select(CourseLineItem)).one()
    item.state = ItemState.MISSING
    session.flush()
    course.launched(clock.now(), link=link, line_item="https://campus.example/ags/1")
    assert item.state == ItemState.FOUND


def test_without_the_right_to_make_items_only_coupled_ones_are_graded(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    course.launched(clock.now(), line_items=None)
    assert done(session, course.learner(), clock)
    assert scores(session) == []
    assert session.scalars(select(CourseLineItem)).all() == []


def test_the_comment_speaks_the_language_of_the_learner(session: Session, clock: StillClock) -> None:
    learner = graded_course(session, now=clock.now()).learner(locale="fr")
    done(session, learner, clock, "turn:1", kind=InteractionKind.QUESTION_RATED)
    done(session, learner, clock, "exercise:1")
    assert scores(session)[-1].comment == "1 question posée et réponse évaluée, 1 exercice terminé. 2 sur 10."
