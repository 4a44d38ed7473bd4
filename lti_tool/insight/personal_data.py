"""What audits know of a person, and how they forget: for `privacy`."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.insight.models import AuditAnswer, AuditQuestion, AuditSignOff


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return the groups somebody gave, and the reports they signed."""
    answers = session.execute(
        select(AuditQuestion.name, AuditAnswer.option, AuditAnswer.wording, AuditAnswer.agreed_at)
        .join(AuditQuestion, AuditQuestion.id == AuditAnswer.question_id)
        .where(AuditAnswer.user_id == user_id)
        .order_by(AuditAnswer.id)
    )
    signatures = session.scalars(select(AuditSignOff).where(AuditSignOff.signed_by == user_id))
    return {
        "audit_answers": [
            {"question": name, "answer": option, "wording": wording, "at": at.isoformat()}
            for name, option, wording, at in answers
        ],
        "audit_sign_offs": [
            {"name": one.name, "text": one.words, "at": one.signed_at.isoformat()} for one in signatures
        ],
    }


def forget(session: Session, user_id: int, now: datetime) -> None:  # noqa: ARG001 - one shape for all subjects
    """Delete the answers; a report that was signed stays, without the name."""
    session.execute(delete(AuditAnswer).where(AuditAnswer.user_id == user_id))
    session.execute(update(AuditSignOff).where(AuditSignOff.signed_by == user_id).values(signed_by=None, name=""))
