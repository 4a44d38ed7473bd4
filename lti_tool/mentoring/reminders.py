"""A letter to both people on the day before a session."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.mentoring import notices
from lti_tool.mentoring.meeting_models import Meeting, MeetingState
from lti_tool.mentoring.meetings import REMINDER_AHEAD
from lti_tool.mentoring.models import Pair, PairState


def remind(session: Session, now: datetime) -> int:
    """Remind of each agreed session that begins within a day, once; return how many there were."""
    due = session.scalars(
        select(Meeting)
        .join(Pair, Pair.id == Meeting.pair_id)
        .where(
            Meeting.state == MeetingState.CONFIRMED,
            Meeting.reminded.is_(False),
            Meeting.starts_at > now,
            Meeting.starts_at <= now + REMINDER_AHEAD,
            Pair.state == PairState.ACTIVE,
        )
        .with_for_update(of=Meeting, skip_locked=True)
    ).all()
    for meeting in due:
        meeting.reminded = True
        notices.reminder(session, meeting, now)
    session.flush()
    return len(due)
