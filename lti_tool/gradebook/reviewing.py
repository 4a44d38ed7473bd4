"""One learner's work behind one column: what counted and when, and every score that was made of it. No texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.gradebook.items import course_item
from lti_tool.gradebook.models import CourseLineItem, Interaction, InteractionKind, ScoreRow, ScoreState
from lti_tool.gradebook.sync import LearnerSync, my_sync

#: Lines of each list; the counts are of all.
LISTED = 50


@dataclass(frozen=True, slots=True)
class Doing:
    """Something that counted."""

    kind: InteractionKind
    at: datetime


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A score that was made; `sent_at` is None while it waits or was not taken, `reason` then says why."""

    given: float
    maximum: float
    comment: str
    state: ScoreState
    made_at: datetime
    sent_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Work:
    """Everything of one learner that a reviewer may see; the newest first."""

    standing: LearnerSync
    item: CourseLineItem | None
    doings: Sequence[Doing]
    scores: Sequence[ScoreLine]


def item_at(session: Session, course_id: int, url: str | None) -> CourseLineItem | None:
    """Return the course's column at an address of the platform, as launches name it."""
    if not url:
        return None
    query = select(CourseLineItem).where(CourseLineItem.course_id == course_id, CourseLineItem.url == url)
    return session.scalars(query.order_by(CourseLineItem.id).limit(1)).first()


def work_of(session: Session, course_id: int, user_id: int, line_item_id: int | None = None) -> Work:
    """Return one person's work towards a column, or towards the course's own where none is named.

    Raises `NotFoundError` for a person or a column that is not of this course.
    """
    standing = my_sync(session, course_id, user_id, line_item_id)
    item = course_item(session, course_id) if line_item_id is None else session.get(CourseLineItem, line_item_id)
    done = select(Interaction).where(Interaction.course_id == course_id, Interaction.user_id == user_id)
    if item is not None:
        done = done.where(Interaction.line_item_id == item.id)
    doings = session.scalars(done.order_by(Interaction.id.desc()).limit(LISTED))
    return Work(
        standing=standing,
        item=item,
        doings=[Doing(InteractionKind(row.kind), row.at) for row in doings],
        scores=_scores(session, item.id, user_id) if item is not None else (),
    )


def _scores(session: Session, line_item_id: int, user_id: int) -> list[ScoreLine]:
    rows = session.scalars(
        select(ScoreRow)
        .where(
            ScoreRow.line_item_id == line_item_id,
            ScoreRow.user_id == user_id,
            ScoreRow.state != ScoreState.SUPERSEDED,
        )
        .order_by(ScoreRow.id.desc())
        .limit(LISTED)
    )
    return [
        ScoreLine(row.given, row.maximum, row.comment, ScoreState(row.state), row.created_at, row.sent_at, row.reason)
        for row in rows
    ]
