"""Many workers at once take each score once; leases are renewed while a call lasts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.gradebook import InteractionKind, record_interaction
from lti_tool.gradebook.claiming import AT_ONCE_PER_PLATFORM, LEASE, LONGEST_DELIVERY, Leases, claim, is_due
from lti_tool.gradebook.models import CourseLineItem, ItemState, ScoreRow, ScoreState
from tests.factories.gradebook import graded_course
from tests.fakes.clock import StillClock

LEARNERS = 12


def _earn(session: Session, clock: StillClock, learners: int) -> None:
    course = graded_course(session, now=clock.now())
    for _ in range(learners):
        learner = course.learner()
        record_interaction(
            session,
            InteractionKind.SESSION_HELD,
            user_id=learner.user_id,
            course_id=learner.course_id,
            subject="session:1",
            now=clock.now(),
        )
    for item in session.scalars(select(CourseLineItem)):
        item.url, item.state = "https://campus.example/ags/1", ItemState.FOUND


def test_each_score_is_claimed_by_one_worker(database: Database, clock: StillClock) -> None:
    with database.transaction() as session:
        _earn(session, clock, LEARNERS)

    def work(_number: int) -> list[int]:
        claimed = []
        while True:
            with database.transaction() as session:
                score = claim(session, clock.now())
            if score is None:
                return claimed
            claimed.append(score)
            with database.transaction() as session:
                session.get_one(ScoreRow, score).state = ScoreState.SENT

    with ThreadPoolExecutor(4) as pool:
        claimed = [score for found in pool.map(work, range(4)) for score in found]
    assert len(claimed) == len(set(claimed))
    with database.transaction() as session:
        left = claim(session, clock.now())
    assert len(claimed) + (left is not None) == LEARNERS


def test_a_slow_platform_leaves_room_for_the_others(session: Session, clock: StillClock) -> None:
    _earn(session, clock, LEARNERS)
    slow = [claim(session, clock.now()) for _ in range(AT_ONCE_PER_PLATFORM + 1)]
    assert [score is not None for score in slow] == [True, True, False]
    other = graded_course(session, now=clock.now()).learner()
    record_interaction(
        session,
        InteractionKind.SESSION_HELD,
        user_id=other.user_id,
        course_id=other.course_id,
        subject="session:1",
        now=clock.now(),
    )
    assert claim(session, clock.now()) is not None
    assert claim(session, clock.advance(seconds=LEASE.total_seconds())) in slow


def test_two_requests_of_one_learner_at_once_count_both(database: Database, clock: StillClock) -> None:
    with database.transaction() as session:
        learner = graded_course(session, now=clock.now()).learner()

    def answer(number: int) -> None:
        with database.transaction() as session:
            record_interaction(
                session,
                InteractionKind.EXERCISE_FINISHED,
                user_id=learner.user_id,
                course_id=learner.course_id,
                subject=f"exercise:{number}",
                now=clock.now(),
            )

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(answer, range(8)))
    with database.transaction(write=False) as session:
        newest = session.scalars(select(ScoreRow).order_by(ScoreRow.counted.desc())).first()
        assert newest is not None
        assert (newest.counted, newest.state) == (8, "pending")


def test_a_lease_is_renewed_while_its_delivery_lasts(session: Session, clock: StillClock) -> None:
    _earn(session, clock, 1)
    score = claim(session, clock.now())
    assert score is not None
    row = session.get_one(ScoreRow, score)
    leases = Leases()
    assert not leases.any()
    leases.hold(str(row.lease_token), clock.now())
    assert leases.any()
    leases.renew(session, clock.advance(seconds=15))
    session.refresh(row)
    assert row.lease_until == clock.now() + LEASE
    leases.renew(session, clock.advance(seconds=LONGEST_DELIVERY.total_seconds()))
    session.refresh(row)
    assert row.lease_until is not None
    assert row.lease_until < clock.now()
    leases.drop(str(row.lease_token))
    assert not leases.any()


def test_a_lease_from_before_the_clock_was_set_back_does_not_hold(session: Session, clock: StillClock) -> None:
    _earn(session, clock, 1)
    score = claim(session, clock.now())
    assert not is_due(session, clock.now())
    assert is_due(session, clock.now() - timedelta(hours=1))
    assert claim(session, clock.now() - timedelta(hours=1)) == score
