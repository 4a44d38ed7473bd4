"""The score outbox: writing a score beside what earned it, in the same transaction.

Time stamps of one (line item, person) rise by at least a second: Moodle answers 409 to a
score of the same second or older, Canvas and Open edX 400 to an older one.
"""

from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lti_tool.gradebook.earning import Earned
from lti_tool.gradebook.models import CourseLineItem, ScoreRow, ScoreState
from lti_tool.people.models import Enrolment

STEP = timedelta(seconds=1)
#: A score is not sent before its own time, except that a clock set back must not hold it for long.
LONGEST_HOLD = timedelta(minutes=1)
#: Key in `Session.info`: set when a committed transaction leaves scores to deliver.
SCORES_WAITING = "gradebook.scores_waiting"


def lock_learner(session: Session, course_id: int, user_id: int) -> Enrolment | None:
    """Let one transaction at a time count for this person in this course; return the enrolment."""
    return session.scalars(
        select(Enrolment)
        .where(Enrolment.course_id == course_id, Enrolment.user_id == user_id)
        .with_for_update(of=Enrolment, key_share=True)
    ).first()


def enqueue(
    session: Session, item: CourseLineItem, user_id: int, score: Earned, *, now: datetime, overrides: bool = False
) -> ScoreRow:
    """Write the score to send; an older one that still waits is superseded. Call under `lock_learner`."""
    timestamp = next_timestamp(last_attempted(session, item.id, user_id), now)
    session.execute(
        update(ScoreRow)
        .where(ScoreRow.line_item_id == item.id, ScoreRow.user_id == user_id, ScoreRow.state == ScoreState.PENDING)
        .values(state=ScoreState.SUPERSEDED)
    )
    row = ScoreRow(
        line_item_id=item.id,
        user_id=user_id,
        given=score.given,
        maximum=score.maximum,
        counted=score.counted,
        target=score.target,
        comment=score.comment,
        timestamp=timestamp,
        state=ScoreState.PENDING,
        next_attempt_at=min(max(now, timestamp), now + LONGEST_HOLD),
        overrides_teacher=overrides,
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.info[SCORES_WAITING] = True
    return row


def next_timestamp(last: datetime | None, now: datetime) -> datetime:
    """Return now, or a second after the last one where that is later."""
    return now if last is None else max(now, last + STEP)


def last_attempted(session: Session, line_item_id: int, user_id: int) -> datetime | None:
    """Return the newest time stamp that the platform may have seen; what never left does not count."""
    return session.scalar(
        select(func.max(ScoreRow.timestamp)).where(
            ScoreRow.line_item_id == line_item_id, ScoreRow.user_id == user_id, ScoreRow.attempts > 0
        )
    )
