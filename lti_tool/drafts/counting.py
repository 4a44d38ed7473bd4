"""What counts of a draft in the gradebook, in the transaction of what was done."""

from datetime import datetime

from sqlalchemy.orm import Session

from lti_tool.drafts.models import Draft
from lti_tool.gradebook.interactions import record_interaction
from lti_tool.gradebook.models import InteractionKind


def count(session: Session, draft: Draft, kind: InteractionKind, now: datetime) -> None:
    """Record it for the writer of the draft, under the activity it was written for."""
    record_interaction(
        session,
        kind,
        user_id=draft.user_id,
        course_id=draft.course_id,
        subject=f"draft:{draft.public_id}",
        now=now,
        resource_link_id=draft.resource_link_id,
    )
