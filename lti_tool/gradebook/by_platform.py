"""What the administrator's list says of grades, per platform: the last one sent, refused ones, a gradebook to try."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.gradebook.models import CourseEndpoint, CourseLineItem, ScoreRow, ScoreState
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.people.models import Course


@dataclass(frozen=True, slots=True)
class GradeFacts:
    """When a score last arrived, and how many wait for an instructor."""

    last_sent_at: datetime | None = None
    refused: int = 0


def grade_facts(session: Session) -> Mapping[int, GradeFacts]:
    """Return the facts of each platform that scores were made for, by its number."""
    rows = session.execute(
        select(
            Course.platform_id,
            func.max(ScoreRow.sent_at),
            func.count().filter(ScoreRow.state == ScoreState.DEAD),
        )
        .select_from(ScoreRow)
        .join(CourseLineItem, CourseLineItem.id == ScoreRow.line_item_id)
        .join(Course, Course.id == CourseLineItem.course_id)
        .where(Course.platform_id.is_not(None))
        .group_by(Course.platform_id)
    )
    return {number: GradeFacts(sent_at, refused) for number, sent_at, refused in rows if number is not None}


def newest_gradebook(session: Session, platform_id: int) -> AgsEndpoint | None:
    """Return the gradebook that was launched from last, to try the platform's services on; None before a launch."""
    found = session.scalars(
        select(CourseEndpoint)
        .join(Course, Course.id == CourseEndpoint.course_id)
        .where(Course.platform_id == platform_id, CourseEndpoint.line_items_url.is_not(None))
        .order_by(CourseEndpoint.seen_at.desc(), CourseEndpoint.id.desc())
        .limit(1)
    ).first()
    return AgsEndpoint(frozenset(found.scopes), found.line_items_url) if found else None
