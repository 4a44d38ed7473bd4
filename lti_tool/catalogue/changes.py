"""The change log: what happened to which resource, numbered per course, in the same transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from content_index.index import ChangeKind
from lti_tool.catalogue.models import CourseContent, IndexChange

#: Before any change: the content waits to be looked through.
NOT_LOOKED = -1


def content_of(session: Session, course_id: int) -> CourseContent:
    """Return the course's counter, locked until the transaction ends; made on first use."""
    content = session.get(CourseContent, course_id, with_for_update=True, populate_existing=True)
    if content is None:
        content = CourseContent(course_id=course_id, sequence=0)
        session.add(content)
        session.flush()
    return content


def record(session: Session, course_id: int, changes: Iterable[tuple[ChangeKind, str]], now: datetime) -> int:
    """Record changes of resources (kind, public id) and return the number of the last one."""
    content = content_of(session, course_id)
    rows = [
        {
            "course_id": course_id,
            "sequence": content.sequence + number,
            "kind": str(kind),
            "resource_id": resource_id,
            "recorded_at": now,
        }
        for number, (kind, resource_id) in enumerate(changes, start=1)
    ]
    if rows:
        content.sequence += len(rows)
        content.changed_at = now
        session.flush()
        session.execute(insert(IndexChange), rows)
    return content.sequence


def revise(session: Session, course_id: int) -> None:
    """Say that lists must be made anew although no resource changed (skills, prerequisites, pins)."""
    content_of(session, course_id).revision += 1
    session.flush()


def look_again(session: Session, course_id: int) -> None:
    """Let the worker look through the content once more: what there is to find in it has changed."""
    content = content_of(session, course_id)
    content.looked_sequence, content.revision = NOT_LOOKED, content.revision + 1
    session.flush()


def version(session: Session, course_id: int) -> tuple[int, int]:
    """Return what lists of the course were made from: it differs as soon as anything changed."""
    row = session.execute(
        select(CourseContent.sequence, CourseContent.revision).where(CourseContent.course_id == course_id)
    ).first()
    return (row.sequence, row.revision) if row else (0, 0)


def last_sequence(session: Session, course_id: int) -> int:
    """Return the number of the last recorded change; 0 when there is none."""
    return session.scalar(select(CourseContent.sequence).where(CourseContent.course_id == course_id)) or 0


def since(session: Session, course_id: int, sequence: int, limit: int) -> Sequence[IndexChange]:
    """Return the changes after `sequence`, oldest first, at most `limit`."""
    return session.scalars(
        select(IndexChange)
        .where(IndexChange.course_id == course_id, IndexChange.sequence > sequence)
        .order_by(IndexChange.sequence)
        .limit(limit)
    ).all()


def waiting(session: Session, course_id: int, sequence: int) -> tuple[int, datetime | None]:
    """Return how many changes are newer than `sequence`, and when the oldest of them was made."""
    count, oldest = session.execute(
        select(func.count(), func.min(IndexChange.recorded_at)).where(
            IndexChange.course_id == course_id, IndexChange.sequence > sequence
        )
    ).one()
    return count, oldest
