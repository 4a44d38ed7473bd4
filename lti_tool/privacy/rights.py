"""Access and erasure for one person (GDPR articles 15, 17 and 20)."""

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from lti_tool.db import Base
from lti_tool.errors import N_, NotFoundError
from lti_tool.people.models import User
from lti_tool.privacy.subjects import SUBJECTS


def export(session: Session, user_id: int) -> dict[str, Any]:
    """Return everything the tool knows of a person, by subject, as plain JSON-ready data."""
    _known(session, user_id)
    return {name: subject.collect(session, user_id) for name, subject in SUBJECTS.items()}


def erase(session: Session, user_id: int, now: datetime) -> None:
    """Forget a person everywhere; a tombstone without a name stays so that nothing is imported again."""
    _known(session, user_id)
    for subject in SUBJECTS.values():
        subject.forget(session, user_id, now)
    _unsign(session, user_id)


def _unsign(session: Session, user_id: int) -> None:
    """Take the person's signature off what belongs to a course: what they added or decided stays, unsigned."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            signs = column.nullable and any(key.column.table.name == User.__tablename__ for key in column.foreign_keys)
            if signs:
                session.execute(update(table).where(column == user_id).values({column.name: None}))


def _known(session: Session, user_id: int) -> None:
    if session.get(User, user_id) is None:
        raise NotFoundError(N_("Nobody has the number %(id)s."), id=user_id)
