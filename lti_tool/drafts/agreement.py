"""How far mentors agree with software's comments: the measure of its quality, of a whole course only."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.drafts.models import Draft, DraftComment, MadeBy, Verdict


def verdicts(session: Session, course_id: int, made_by: MadeBy, since: datetime) -> Sequence[tuple[int, Verdict]]:
    """Return (learner, verdict) of each comment that a mentor has judged since then."""
    rows = session.execute(
        select(Draft.user_id, DraftComment.verdict)
        .join(Draft, Draft.id == DraftComment.draft_id)
        .where(
            Draft.course_id == course_id,
            DraftComment.made_by == made_by,
            DraftComment.verdict.is_not(None),
            DraftComment.judged_at >= since,
        )
    ).all()
    return [(learner, Verdict(verdict)) for learner, verdict in rows if verdict is not None]
