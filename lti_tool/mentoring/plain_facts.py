"""What happened, without any guess: sessions held and missed, the last thing finished, goals that are open."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lti_tool.gradebook.models import Interaction
from lti_tool.mentoring.meeting_models import Meeting, MeetingState, ScaledGoal
from lti_tool.mentoring.models import Pair

RECENT = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class PlainFacts:
    """Counts of the last four weeks; `last_finished` at any time, None when nothing was."""

    held: int
    missed: int
    finished: int
    last_finished: datetime | None
    open_goals: int


def plain_facts(session: Session, user_id: int, course_id: int, now: datetime) -> PlainFacts:
    """Return the facts about a learner in a course, for that learner."""
    mine = Interaction.user_id == user_id, Interaction.course_id == course_id
    finished = select(func.count()).select_from(Interaction).where(*mine, Interaction.at > now - RECENT)
    goals = select(func.count()).select_from(ScaledGoal)
    own_goals = ScaledGoal.user_id == user_id, ScaledGoal.course_id == course_id
    return PlainFacts(
        held=_meetings(session, user_id, course_id, MeetingState.HELD, now),
        missed=_meetings(session, user_id, course_id, MeetingState.MISSED, now),
        finished=session.scalar(finished) or 0,
        last_finished=session.scalar(select(func.max(Interaction.at)).where(*mine)),
        open_goals=session.scalar(goals.where(*own_goals, ScaledGoal.reached.is_(None))) or 0,
    )


def _meetings(session: Session, user_id: int, course_id: int, state: MeetingState, now: datetime) -> int:
    counted = (
        select(func.count())
        .select_from(Meeting)
        .join(Pair, Pair.id == Meeting.pair_id)
        .where(
            Pair.learner_id == user_id,
            Pair.course_id == course_id,
            Meeting.state == state,
            Meeting.starts_at > now - RECENT,
        )
    )
    return session.scalar(counted) or 0
