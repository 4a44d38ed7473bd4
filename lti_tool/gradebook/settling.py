"""Writing down what came of an attempt, and when the next one is due."""

from datetime import datetime, timedelta
from typing import Final, Protocol

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.gradebook.claiming import Task
from lti_tool.gradebook.columns import Column
from lti_tool.gradebook.models import CourseLineItem, FailureCode, ItemState, ScoreRow, ScoreState
from lti_tool.gradebook.outbox import lock_learner, next_timestamp
from lti_tool.gradebook.outcomes import GAVE_UP, REASONS, Dead, Later, Outcome, Sent
from lti_tool.lti.scores import Result
from lti_tool.people.models import Course

FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 900.0
#: A platform that asks for more is asked again after this.
LONGEST_WISH: Final = 3600.0
GIVE_UP_AFTER: Final = timedelta(days=7)


class Random(Protocol):
    """Where jitter comes from; `random.Random` is one."""

    def uniform(self, a: float, b: float, /) -> float:
        """Return a number between the two."""
        ...


def pause(attempts: int, random: Random, retry_after: float | None = None) -> timedelta:
    """Return how long to wait after this many attempts: full jitter up to a quarter of an hour.

    What the platform asked for is the least, with a little jitter on top, at most an hour.
    """
    ceiling = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts, 20))
    if retry_after is not None:
        return timedelta(seconds=min(retry_after, LONGEST_WISH) + random.uniform(0, 1))
    return timedelta(seconds=random.uniform(0, ceiling))


def write_down_column(session: Session, item_id: int, column: Column) -> None:
    """Keep the address of a line item that was found or created."""
    session.execute(
        update(CourseLineItem).where(CourseLineItem.id == item_id).values(url=column.url, state=column.state)
    )


def settle(session: Session, task: Task, outcome: Outcome, now: datetime, random: Random) -> ScoreState:
    """Write the outcome down, unless the claim has passed to somebody else; return the score's state."""
    found = session.execute(
        select(ScoreRow.user_id, CourseLineItem.course_id)
        .join(CourseLineItem, CourseLineItem.id == ScoreRow.line_item_id)
        .where(ScoreRow.id == task.score_id)
    ).first()
    if found is None:
        return ScoreState.SUPERSEDED  # the person was erased meanwhile
    lock_learner(session, found.course_id, found.user_id)
    row = session.get_one(ScoreRow, task.score_id, with_for_update=True)
    if row.lease_token != task.lease_token:
        return ScoreState(row.state)
    row.lease_token, row.lease_until = None, None
    if outcome.held is not None:
        row.read_back = _seen(outcome.held)
    if isinstance(outcome, Sent):
        row.state, row.sent_at, row.failure, row.reason = ScoreState.SENT, now, None, ""
    elif isinstance(outcome, Dead):
        _bury(session, row, outcome)
    else:
        _postpone(session, row, task, outcome, now, random)
    session.flush()
    return row.state


def _bury(session: Session, row: ScoreRow, outcome: Dead) -> None:
    row.state, row.failure, row.reason = ScoreState.DEAD, outcome.code, REASONS[outcome.code]
    if outcome.code is FailureCode.ITEM_GONE:
        session.execute(
            update(CourseLineItem).where(CourseLineItem.id == row.line_item_id).values(state=ItemState.MISSING)
        )


def _postpone(session: Session, row: ScoreRow, task: Task, outcome: Later, now: datetime, random: Random) -> None:
    row.failure, row.reason = outcome.code, REASONS[outcome.code]
    if _is_outrun(session, row):
        row.state = ScoreState.SUPERSEDED
        return
    if now - row.created_at > GIVE_UP_AFTER:
        row.state, row.reason = ScoreState.DEAD, GAVE_UP
        return
    delay = pause(row.attempts, random, outcome.retry_after)
    row.state, row.next_attempt_at = ScoreState.PENDING, now + delay
    if outcome.fresh_time:
        row.timestamp = next_timestamp(row.timestamp, row.next_attempt_at)
    if outcome.retry_after is not None:
        _spare(session, task.platform_id, until=row.next_attempt_at)


def _is_outrun(session: Session, row: ScoreRow) -> bool:
    newer = select(ScoreRow.id).where(
        ScoreRow.line_item_id == row.line_item_id,
        ScoreRow.user_id == row.user_id,
        ScoreRow.state == ScoreState.PENDING,
    )
    return session.scalar(newer) is not None


def _spare(session: Session, platform_id: int, *, until: datetime) -> None:
    """Hold back everything for a platform that asked us to wait."""
    its_items = (
        select(CourseLineItem.id)
        .join(Course, Course.id == CourseLineItem.course_id)
        .where(Course.platform_id == platform_id)
    )
    session.execute(
        update(ScoreRow)
        .where(
            ScoreRow.line_item_id.in_(its_items),
            ScoreRow.state == ScoreState.PENDING,
            ScoreRow.next_attempt_at < until,
        )
        .values(next_attempt_at=until)
    )


def _seen(held: Result) -> dict[str, float | None]:
    return {"given": held.score, "maximum": held.maximum}
