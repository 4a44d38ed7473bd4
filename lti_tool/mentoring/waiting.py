"""The waiting list: who waits since when, and the place somebody has in it."""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from lti_tool.mentoring.models import MentoringProfile, Pair, PairState, WaitingPlace
from lti_tool.people.test_students import is_test_student

OPEN = (PairState.ASKED, PairState.ACTIVE)


def follow_wish(session: Session, course_id: int, user_id: int, *, wanted: bool, now: datetime) -> None:
    """Put somebody who wants a mentor and has none on the list, and take anybody else off it.

    A platform's test student never waits: nobody is behind it.
    """
    may_wait = not has_open_pair(session, course_id, user_id) and not is_test_student(session, course_id, user_id)
    if wanted and may_wait:
        join(session, course_id, user_id, now)
    else:
        leave(session, course_id, user_id)


def join(session: Session, course_id: int, user_id: int, now: datetime) -> None:
    """Put somebody on the list; who waits already keeps the place."""
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(WaitingPlace).values(course_id=course_id, user_id=user_id, since=now)
    session.execute(row.on_conflict_do_nothing())


def rejoin(session: Session, course_id: int, user_id: int, waited_since: datetime) -> None:
    """Put somebody back whose pair did not come about or ended, where they still want a mentor."""
    paused = session.scalar(
        select(MentoringProfile.paused).where(
            MentoringProfile.course_id == course_id, MentoringProfile.user_id == user_id
        )
    )
    if paused is not True:
        join(session, course_id, user_id, waited_since)


def leave(session: Session, course_id: int, user_id: int) -> None:
    """Take somebody off the list."""
    session.execute(delete(WaitingPlace).where(WaitingPlace.course_id == course_id, WaitingPlace.user_id == user_id))


def since(session: Session, course_id: int, user_id: int) -> datetime | None:
    """Return since when somebody waits; None when they do not."""
    return session.scalar(
        select(WaitingPlace.since).where(WaitingPlace.course_id == course_id, WaitingPlace.user_id == user_id)
    )


def place_of(session: Session, course_id: int, user_id: int) -> int | None:
    """Return somebody's place, the first is 1; None when they do not wait."""
    mine = session.scalars(
        select(WaitingPlace).where(WaitingPlace.course_id == course_id, WaitingPlace.user_id == user_id)
    ).first()
    if mine is None:
        return None
    before = select(func.count()).where(
        WaitingPlace.course_id == course_id,
        (WaitingPlace.since < mine.since) | ((WaitingPlace.since == mine.since) & (WaitingPlace.id < mine.id)),
    )
    return (session.scalar(before) or 0) + 1


def has_open_pair(session: Session, course_id: int, user_id: int) -> bool:
    """True when a learner has been offered a mentor or has one."""
    return bool(
        session.scalar(
            select(func.count()).where(Pair.course_id == course_id, Pair.learner_id == user_id, Pair.state.in_(OPEN))
        )
    )
