"""What signals know of a person, and how they forget: for `privacy`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.db.base import Base
from lti_tool.signals.models import CheckIn, DeliveryTake, MoodPrompt, MoodReading

_LEFT_OUT = frozenset({"id", "user_id", "checkin_id"})
#: Children before parents.
_TABLES = (MoodReading, MoodPrompt, DeliveryTake, CheckIn)


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return check-ins, readings, prompts and takes as plain data."""
    return {
        "check_ins": _own(session, CheckIn, user_id),
        "readings_of_words": _own(session, MoodReading, user_id),
        "prompts": _own(session, MoodPrompt, user_id),
        "takes": _own(session, DeliveryTake, user_id),
    }


def forget(session: Session, user_id: int, now: datetime) -> None:  # noqa: ARG001 - the same for every subject
    """Delete all of it."""
    for table in _TABLES:
        session.execute(delete(table).where(table.user_id == user_id))


def _own(session: Session, table: type[Any], user_id: int) -> list[dict[str, Any]]:
    return _rows(session.scalars(select(table).where(table.user_id == user_id).order_by(table.id)))


def _rows(rows: Iterable[Base]) -> list[dict[str, Any]]:
    return [
        {
            column.name: _plain(getattr(row, column.name))
            for column in row.__table__.columns
            if column.name not in _LEFT_OUT
        }
        for row in rows
    ]


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
