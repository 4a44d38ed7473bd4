"""What the gradebook knows of a person, and how it forgets: for `privacy`."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.gradebook.models import Interaction, PathStanding, ScoreRow


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return what was counted and which scores were written, as plain data."""
    interactions = session.scalars(select(Interaction).where(Interaction.user_id == user_id).order_by(Interaction.id))
    scores = session.scalars(select(ScoreRow).where(ScoreRow.user_id == user_id).order_by(ScoreRow.id))
    paths = session.scalars(select(PathStanding).where(PathStanding.user_id == user_id))
    return {
        "interactions": [
            {"course": row.course_id, "kind": str(row.kind), "what": row.key, "at": row.at.isoformat()}
            for row in interactions
        ],
        "scores": [
            {
                "grade_item": row.line_item.label,
                "given": row.given,
                "maximum": row.maximum,
                "comment": row.comment,
                "state": str(row.state),
                "reason": row.reason,
                "at": row.timestamp.isoformat(),
                "sent_at": row.sent_at.isoformat() if row.sent_at else None,
                "platform_held": row.read_back,
            }
            for row in scores
        ],
        "paths": [
            {"course": row.course_id, "done": row.done, "total": row.total, "at": row.at.isoformat()} for row in paths
        ],
    }


def forget(session: Session, user_id: int, now: datetime) -> None:  # noqa: ARG001 - one shape for all subjects
    """Delete what was counted and every score, sent or not; the platform keeps what it was told."""
    for table in (Interaction, ScoreRow, PathStanding):
        session.execute(delete(table).where(table.user_id == user_id))
