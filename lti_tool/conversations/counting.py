"""What counts towards a course: done by somebody who is in it, or who joined an account elsewhere to theirs in it."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.conversations.scopes import Place
from lti_tool.gradebook.interactions import record_interaction
from lti_tool.gradebook.models import InteractionKind
from lti_tool.people.account_links import counts_as


def count_interaction(session: Session, kind: InteractionKind, place: Place, subject: str, now: datetime) -> None:
    """Record a meaningful interaction, scored in the same transaction, of a person in the course."""
    account = counts_as(session, place.user_id, place.course_id)
    if account is None:
        return
    record_interaction(
        session,
        kind,
        user_id=account,
        course_id=place.course_id,
        resource_link_id=place.resource_link_id,
        subject=subject,
        now=now,
    )
