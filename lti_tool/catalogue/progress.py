"""What a learner does with resources: opened, done, later, not for me, liked, again."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.catalogue import holdings
from lti_tool.catalogue.learner_models import FeedbackKind, ResourceFeedback

#: How long "later" keeps a resource out of the lists.
LATER = timedelta(days=7)

#: What cannot be true at the same time.
_REPLACES = {
    FeedbackKind.DONE: {FeedbackKind.LATER, FeedbackKind.NOT_FOR_ME, FeedbackKind.AGAIN},
    FeedbackKind.LATER: {FeedbackKind.NOT_FOR_ME},
    FeedbackKind.NOT_FOR_ME: {FeedbackKind.LATER, FeedbackKind.LIKED},
    FeedbackKind.LIKED: {FeedbackKind.NOT_FOR_ME},
}


def mark(
    session: Session, user_id: int, course_id: int, public_id: str, kind: FeedbackKind | str, now: datetime
) -> bool:
    """Note what the learner did; returns True when it is new (marking twice is one).

    Raises `NotFoundError` for a resource that is not open to learners of this course and
    `ValueError` for an unknown kind.
    """
    kind = FeedbackKind(kind)
    row_id = holdings.find_readable(session, course_id, public_id).id
    for other in _REPLACES.get(kind, ()):
        _delete(session, user_id, row_id, other)
    row = session.scalars(
        select(ResourceFeedback).where(
            ResourceFeedback.user_id == user_id,
            ResourceFeedback.resource_id == row_id,
            ResourceFeedback.kind == kind,
        )
    ).first()
    is_new = row is None
    if row is None:
        row = ResourceFeedback(user_id=user_id, course_id=course_id, resource_id=row_id, kind=kind, at=now)
        session.add(row)
    if kind is FeedbackKind.LATER:
        row.at, row.until = now, now + LATER
    session.flush()
    return is_new


def unmark(session: Session, user_id: int, course_id: int, public_id: str, kind: FeedbackKind | str) -> None:
    """Take a mark back."""
    row_id = holdings.find_readable(session, course_id, public_id).id
    _delete(session, user_id, row_id, FeedbackKind(kind))


def _delete(session: Session, user_id: int, row_id: int, kind: FeedbackKind) -> None:
    session.execute(
        delete(ResourceFeedback).where(
            ResourceFeedback.user_id == user_id,
            ResourceFeedback.resource_id == row_id,
            ResourceFeedback.kind == kind,
        )
    )
