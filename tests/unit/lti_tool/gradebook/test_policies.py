"""Policies, and what a person may export and erase."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool import course_settings
from lti_tool.course_settings import GradePolicy
from lti_tool.errors import InvalidInputError
from lti_tool.gradebook import InteractionKind, health, personal_data, record_interaction, record_path_progress
from lti_tool.gradebook.comments import comment
from lti_tool.gradebook.models import DeliveryWorker, Interaction, PathStanding, ScoreRow
from lti_tool.gradebook.policies import (
    Policy,
    choose_activity_policy,
    clear_activity_policy,
    points,
    policy_for,
)
from lti_tool.translations import LANGUAGES
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock


@given(counted=st.integers(0, 10_000), target=st.integers(1, 1000), maximum=st.floats(0.5, 10_000))
def test_points_grow_with_what_is_done_and_stop_at_the_maximum(counted: int, target: int, maximum: float) -> None:
    here, next_one = points(counted, target, maximum), points(counted + 1, target, maximum)
    assert 0 <= here <= next_one <= round(maximum, 2)
    assert (counted < target) or here == round(maximum, 2)


def test_a_path_without_steps_gives_no_points() -> None:
    assert points(0, 0, 100.0) == 0.0


def test_an_activity_has_its_own_policy_until_it_is_cleared(session: Session, clock: StillClock) -> None:
    course = graded_course(session)
    link, other = course.link(), course.link()
    course_settings.save(session, course.course.id, {"participation_target": 7}, None, now=clock.now())
    own = Policy(GradePolicy.VALIDATED_DRAFTS, 2, 20.0)
    choose_activity_policy(session, link.id, own, now=clock.now())
    assert policy_for(session, course.course.id, link.id) == own
    assert policy_for(session, course.course.id, other.id).target == 7
    assert policy_for(session, course.course.id).target == 7
    for _ in range(2):
        clear_activity_policy(session, link.id)
        assert policy_for(session, course.course.id, link.id).target == 7


@pytest.mark.parametrize(
    ("target", "maximum", "fields"),
    [(0, 10.0, {"target"}), (1001, 10.0, {"target"}), (10, 0.0, {"maximum"}), (0, 1e6, {"target", "maximum"})],
)
def test_a_policy_that_makes_no_sense_is_refused_field_by_field(
    session: Session, clock: StillClock, target: int, maximum: float, fields: set[str]
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        choose_activity_policy(session, 1, Policy(target=target, maximum=maximum), now=clock.now())
    assert set(refused.value.fields) == fields


@pytest.mark.parametrize("language", LANGUAGES)
@given(counts=st.dictionaries(st.sampled_from(InteractionKind), st.integers(0, 50)))
def test_a_comment_counts_every_kind_that_happened(language: str, counts: dict[InteractionKind, int]) -> None:
    said = comment(GradePolicy.PARTICIPATION, counts, sum(counts.values()), 10, language)
    for number in counts.values():
        assert number == 0 or str(number) in said
    assert said.endswith(".")


def test_a_person_can_take_out_and_erase_everything(session: Session, clock: StillClock) -> None:
    learner = graded_course(session, now=clock.now()).learner()
    where = {"user_id": learner.user_id, "course_id": learner.course_id, "now": clock.now()}
    record_interaction(session, InteractionKind.SESSION_HELD, subject="session:1", **where)  # type: ignore[arg-type]
    record_path_progress(session, done=1, total=2, **where)  # type: ignore[arg-type]
    held = personal_data.collect(session, learner.user_id)
    assert held["interactions"][0]["what"] == "session_held:session:1"
    assert held["scores"][0]["given"] == 10.0
    assert held["paths"][0]["total"] == 2
    personal_data.forget(session, learner.user_id, clock.now())
    for table in (Interaction, ScoreRow, PathStanding):
        assert session.scalar(select(func.count()).select_from(table)) == 0
    assert personal_data.collect(session, learner.user_id) == {"interactions": [], "scores": [], "paths": []}


def test_the_backlog_is_counted_and_its_age_told(session: Session, clock: StillClock) -> None:
    assert health.backlog(session, clock.now()) == health.Backlog(0, 0, 0, 0.0)
    learner = graded_course(session, now=clock.now()).learner()
    record_interaction(
        session,
        InteractionKind.SESSION_HELD,
        user_id=learner.user_id,
        course_id=learner.course_id,
        subject="session:1",
        now=clock.now(),
    )
    clock.advance(minutes=3)
    assert health.backlog(session, clock.now()) == health.Backlog(1, 0, 0, 180.0)


def test_a_worker_lives_as_long_as_it_says_so(session: Session, clock: StillClock) -> None:
    assert not health.is_worker_alive(session, clock.now())
    health.beat(session, "one", clock.now())
    health.beat(session, "one", clock.advance(seconds=10))
    assert health.is_worker_alive(session, clock.advance(seconds=30))
    assert not health.is_worker_alive(session, clock.advance(seconds=1))
    health.beat(session, "two", clock.advance(days=2))
    assert [row.name for row in session.scalars(select(DeliveryWorker))] == ["two"]
    health.retire(session, "two")
    assert health.last_beat(session) is None
