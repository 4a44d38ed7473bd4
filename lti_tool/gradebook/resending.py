"""Sending again: one learner, all that failed, or everything a changed policy changes."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ConflictError, NotFoundError
from lti_tool.gradebook.earning import Earned
from lti_tool.gradebook.models import CourseLineItem, ItemState, ScoreRow, ScoreState
from lti_tool.gradebook.outbox import enqueue, lock_learner
from lti_tool.gradebook.scoring import current_score, is_graded, line_item_of
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role

IS_THERE = N_("This grade item is in the gradebook of the course. There is nothing to make again.")


def resend(
    session: Session,
    course_id: int,
    user_id: int,
    *,
    now: datetime,
    override_teacher: bool = False,
    line_item_id: int | None = None,
) -> bool:
    """Send a learner's current score again with a fresh time stamp; False when there is nothing to send.

    A teacher's own grade on the platform stays unless `override_teacher` says otherwise. A grade
    item that was deleted on the platform is made anew.
    """
    enrolment = lock_learner(session, course_id, user_id)
    if enrolment is None or not is_graded(enrolment):
        return False
    item = _item(session, enrolment, line_item_id, now)
    score = current_score(session, item, enrolment) if item is not None else None
    if item is None or score is None or score.counted == 0:
        return False
    _want_again(item)
    enqueue(session, item, user_id, score, now=now, overrides=override_teacher)
    return True


def resend_item(session: Session, course_id: int, line_item_id: int, *, now: datetime) -> int:
    """Send everybody's current score of one grade item; return how many.

    For the moment after its maximum changed.
    """
    learners = session.scalars(
        select(Enrolment.user_id).where(
            Enrolment.course_id == course_id, Enrolment.role == Role.LEARNER, Enrolment.active
        )
    ).all()
    return sum(resend(session, course_id, user_id, now=now, line_item_id=line_item_id) for user_id in learners)


def make_again(session: Session, course_id: int, line_item_id: int, *, now: datetime) -> int:
    """Have a deleted grade item made anew with everybody's score; return how many scores are on their way.

    Raises `NotFoundError` for another course's item, `ConflictError` for one that was not deleted.
    """
    item = session.get(CourseLineItem, line_item_id)
    if item is None or item.course_id != course_id:
        raise NotFoundError
    if item.state != ItemState.MISSING or item.is_platforms:
        raise ConflictError(IS_THERE)
    _want_again(item)
    session.flush()
    return resend_item(session, course_id, line_item_id, now=now)


def resend_failed(session: Session, course_id: int, *, now: datetime) -> int:
    """Send every learner's score again whose last one is dead, a teacher's own grades excepted; return how many."""
    return sum(
        resend(session, course_id, row.user_id, now=now, line_item_id=row.line_item_id)
        for row in _newest(session, course_id)
        if row.state == ScoreState.DEAD
    )


def refresh_course(session: Session, course_id: int, *, now: datetime) -> int:
    """Write a score for each learner whose points differ from the last one written; return how many.

    For the moment after the policy changed, or after grades were switched on.
    """
    newest = {(row.line_item_id, row.user_id): row for row in _newest(session, course_id)}
    learners = session.scalars(
        select(Enrolment).where(Enrolment.course_id == course_id, Enrolment.role == Role.LEARNER, Enrolment.active)
    ).unique()
    return sum(_refresh(session, enrolment, newest, now) for enrolment in learners.all())


def _refresh(session: Session, enrolment: Enrolment, newest: dict[tuple[int, int], ScoreRow], now: datetime) -> int:
    lock_learner(session, enrolment.course_id, enrolment.user_id)
    if not is_graded(enrolment):
        return 0
    line_item_of(session, enrolment, None, now=now)  # makes the course's first item where there is none
    written = 0
    for item in session.scalars(select(CourseLineItem).where(CourseLineItem.course_id == enrolment.course_id)).all():
        score = current_score(session, item, enrolment)
        before = newest.get((item.id, enrolment.user_id))
        if score is not None and _differs(score, before):
            enqueue(session, item, enrolment.user_id, score, now=now)
            written += 1
    return written


def _differs(score: Earned, before: ScoreRow | None) -> bool:
    if before is None:
        return score.counted > 0
    return (score.given, score.maximum) != (before.given, before.maximum)


def _newest(session: Session, course_id: int) -> list[ScoreRow]:
    rows = session.scalars(
        select(ScoreRow)
        .join(CourseLineItem, CourseLineItem.id == ScoreRow.line_item_id)
        .where(CourseLineItem.course_id == course_id, ScoreRow.state != ScoreState.SUPERSEDED)
        .order_by(ScoreRow.id)
    )
    return list({(row.line_item_id, row.user_id): row for row in rows}.values())


def _item(session: Session, enrolment: Enrolment, line_item_id: int | None, now: datetime) -> CourseLineItem | None:
    if line_item_id is None:
        return line_item_of(session, enrolment, None, now=now)
    item = session.get(CourseLineItem, line_item_id)
    return item if item is not None and item.course_id == enrolment.course_id else None


def _want_again(item: CourseLineItem) -> None:
    if item.state == ItemState.MISSING:
        item.state = ItemState.FOUND if item.is_platforms else ItemState.WANTED
