"""What this subject knows of a person, and how it forgets: for `privacy`."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.embed.models import EmbedPerson, EmbedSession, EmbedSite


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return on which sites the person is known, under which name, and when they came."""
    known = session.execute(
        select(EmbedSite.name, EmbedPerson.subject)
        .join(EmbedPerson, EmbedPerson.site_id == EmbedSite.id)
        .where(EmbedPerson.user_id == user_id)
    )
    opened = session.scalars(select(EmbedSession).where(EmbedSession.user_id == user_id))
    return {
        "sites": [{"site": site, "known_as": subject} for site, subject in known],
        "sessions": [{"opened": row.opened_at.isoformat(), "ends": row.ends_at.isoformat()} for row in opened],
    }


def forget(session: Session, user_id: int, now: datetime) -> None:  # noqa: ARG001 - one shape for all subjects
    """Delete it; the same person coming again is somebody new."""
    for table in (EmbedSession, EmbedPerson):
        session.execute(delete(table).where(table.user_id == user_id))
