"""What counts towards a course: done by somebody who is in it, not by a visitor of an embedded page."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.conversations.scopes import Place
from lti_tool.gradebook.interactions import record_interaction
from lti_tool.gradebook.models import InteractionKind
from lti_tool.people.models import Enrolment


def count_interaction(session: Session, kind: InteractionKind, place: Place, subject: str, now: datetime) -> None:
    """Record a meaningful interaction, scored in the same transaction, of a person in the course."""
    enrolled = select(Enrolment.id).where(Enrolment.user_id == place.user_id, Enrolment.course_id == place.course_id)
    if session.scalar(enrolled) is None:
        return
    record_interaction(
        session,
        kind,
        user_id=place.user_id,
        course_id=place.course_id,
        resource_link_id=place.resource_link_id,
        subject=subject,
        now=now,
    )
