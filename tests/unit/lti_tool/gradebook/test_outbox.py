"""Time stamps and superseding, for any order of events."""

import itertools
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.gradebook.claiming import claim
from lti_tool.gradebook.earning import Earned
from lti_tool.gradebook.models import ScoreRow, ScoreState
from lti_tool.gradebook.outbox import STEP, enqueue, next_timestamp
from lti_tool.gradebook.scoring import line_item_of
from tests.conftest import NOON
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock

moments = st.integers(min_value=-7200, max_value=7200).map(lambda seconds: NOON + timedelta(seconds=seconds / 4))


@given(last=st.none() | moments, now=moments)
def test_a_time_stamp_is_never_before_now_and_a_second_after_the_last(last: object, now: object) -> None:
    found = next_timestamp(last, now)  # type: ignore[arg-type]
    assert found >= now
    assert last is None or found - last >= STEP
    assert found in {now, None if last is None else last + STEP}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=st.lists(st.tuples(st.sampled_from("ecs"), st.floats(-30, 30, width=16)), max_size=25))
def test_what_may_reach_the_platform_rises_by_a_second_and_one_row_waits(
    session: Session, events: list[tuple[str, float]]
) -> None:
    """e: earn, c: claim, s: settle the claimed one; the clock moves by any amount, also back."""
    clock = StillClock(NOON)
    course = graded_course(session, now=NOON)
    learner = course.learner()
    item = line_item_of(session, learner, None, now=NOON)
    assert item is not None
    reached = []
    for number, (event, seconds) in enumerate(events):
        clock.advance(seconds=seconds)
        if event == "e":
            enqueue(session, item, learner.user_id, Earned({}, number, 10, number, 10, ""), now=clock.now())
        elif event == "c":
            claimed = claim(session, clock.now())
            if claimed is not None:
                reached.append(session.get_one(ScoreRow, claimed))
        else:
            for row in reached:
                if row.state == ScoreState.IN_FLIGHT:
                    row.state = ScoreState.SENT
            session.flush()
        rows = session.scalars(select(ScoreRow).where(ScoreRow.user_id == learner.user_id)).all()
        assert sum(row.state == ScoreState.PENDING for row in rows) <= 1
        assert sum(row.state == ScoreState.IN_FLIGHT for row in rows) <= 1
    different = list({row.id: row for row in reached}.values())
    for earlier, later in itertools.pairwise(different):
        assert later.timestamp - earlier.timestamp >= STEP
    session.rollback()


def test_a_score_waits_for_its_own_time_but_not_longer_than_a_minute(session: Session, clock: StillClock) -> None:
    course = graded_course(session, now=clock.now())
    learner = course.learner()
    item = line_item_of(session, learner, None, now=clock.now())
    assert item is not None
    earned = Earned({}, 1, 10, 1, 10, "")
    first = enqueue(session, item, learner.user_id, earned, now=clock.now())
    assert claim(session, clock.now()) == first.id
    first.state = ScoreState.SENT
    soon = enqueue(session, item, learner.user_id, earned, now=clock.now())
    assert soon.next_attempt_at == clock.now() + STEP
    back = clock.advance(hours=-1)
    late = enqueue(session, item, learner.user_id, earned, now=back)
    assert late.timestamp == first.timestamp + STEP
    assert late.next_attempt_at == back + timedelta(minutes=1)
