"""What the mail knows of a person, and how it forgets: for `privacy`."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.mail.models import Letter, MailChoice


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return the choice, and which letters were written when."""
    choice = session.get(MailChoice, user_id)
    letters = session.scalars(select(Letter).where(Letter.user_id == user_id).order_by(Letter.id))
    return {
        "mail_choice": {"granted": choice.wanted, "at": choice.changed_at.isoformat()} if choice else {},
        "letters": [
            {
                "what": one.key.partition(":")[0],
                "title": one.subject,
                "text": one.text,
                "state": str(one.state),
                "written_at": one.created_at.isoformat(),
            }
            for one in letters
        ],
    }


def forget(session: Session, user_id: int, now: datetime) -> None:  # noqa: ARG001 - one shape for all subjects
    """Delete it."""
    for table in (Letter, MailChoice):
        session.execute(delete(table).where(table.user_id == user_id))
