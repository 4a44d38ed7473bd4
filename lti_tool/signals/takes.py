"""Takes of a pitch: facts about one's own delivery, compared with one's own earlier takes."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from lti_tool.errors import NotFoundError
from lti_tool.signals.models import DeliveryTake
from lti_tool.signals.voice.comparing import Change, Take, compare
from lti_tool.signals.voice.report import Delivery, Pause

#: How long an unkept take waits for a decision, and a deleted one can be brought back.
UNDO = timedelta(hours=1)
SHOWN = 12


def note(
    session: Session, user_id: int, course_id: int, delivery: Delivery, now: datetime, *, device: str = ""
) -> DeliveryTake:
    """Note the facts about a recording; unless the speaker keeps them they are gone in an hour."""
    row = DeliveryTake(user_id=user_id, course_id=course_id, delivery=delivery.as_dict(), device=device[:32], at=now)
    session.add(row)
    session.flush()
    return row


def takes_of(session: Session, user_id: int, course_id: int, now: datetime) -> list[DeliveryTake]:
    """Return the last takes, the newest first: those that are kept, and those that wait for a decision."""
    rows = session.scalars(
        select(DeliveryTake)
        .where(
            DeliveryTake.user_id == user_id,
            DeliveryTake.course_id == course_id,
            DeliveryTake.deleted_at.is_(None),
            or_(DeliveryTake.kept_at.is_not(None), DeliveryTake.at >= now - UNDO),
        )
        .order_by(DeliveryTake.at.desc(), DeliveryTake.id.desc())
        .limit(SHOWN)
    )
    return list(rows)


def find(session: Session, take_id: int, user_id: int, course_id: int) -> DeliveryTake:
    """Return one's own take; for anybody else it does not exist."""
    row = session.get(DeliveryTake, take_id)
    if row is None or row.user_id != user_id or row.course_id != course_id:
        raise NotFoundError
    return row


def delivery_of(row: DeliveryTake) -> Delivery:
    """Return the facts of a take."""
    values = dict(row.delivery)
    return Delivery(**{**values, "pauses": [Pause(**pause) for pause in values["pauses"]]})


def changes(row: DeliveryTake, rows: Sequence[DeliveryTake]) -> list[Change]:
    """Return what differs from the kept takes before this one."""
    earlier = [Take(delivery_of(one), one.device) for one in rows if one.kept_at and one.at < row.at]
    return compare(Take(delivery_of(row), row.device), earlier)


def forget_unkept(session: Session, now: datetime) -> None:
    """Delete for good what was not kept, or was deleted, an hour ago."""
    unkept = and_(DeliveryTake.kept_at.is_(None), DeliveryTake.at < now - UNDO)
    session.execute(delete(DeliveryTake).where(or_(unkept, DeliveryTake.deleted_at < now - UNDO)))


def forget_all(session: Session, user_id: int, course_id: int) -> None:
    """Delete every take of somebody in a course, at once."""
    session.execute(delete(DeliveryTake).where(DeliveryTake.user_id == user_id, DeliveryTake.course_id == course_id))
