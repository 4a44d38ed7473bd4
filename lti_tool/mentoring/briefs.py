"""What a mentor reads before a session: facts laid out, from what was shared only, each line linked to its source."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lti_tool.mentoring import meetings, notebook, sharing
from lti_tool.mentoring.meeting_models import Action, Meeting, MeetingState
from lti_tool.mentoring.models import Pair, Share
from lti_tool.mentoring.opening_questions import Question, questions

RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Brief:
    """Facts for one session; `since` is the last session held, or when the pair began."""

    pair: Pair
    since: datetime
    first: bool
    goals: Sequence[Share]
    to_talk: Sequence[Share]
    new: Sequence[Share]
    earlier: Sequence[Share]
    overdue: Sequence[Action]
    open: Sequence[Action]
    done: Sequence[Action]
    last: Meeting | None
    questions: Sequence[Question]


def brief(session: Session, pair: Pair, now: datetime) -> Brief:
    """Lay out what is shared with the mentor of a pair."""
    over = [one for one in meetings.meetings_of(session, pair.id) if one.state in {"held", "missed"}]
    held = [one for one in over if one.state == MeetingState.HELD and one.starts_at]
    since = max((one.starts_at for one in held if one.starts_at), default=pair.started_at or pair.asked_at)
    items = sharing.shared(session, pair.id)
    actions = notebook.actions_of(session, pair.id)
    overdue = [one for one in actions if notebook.is_overdue(one, now.date())]
    to_talk = [item for item in items if item.for_session and item.shared_at >= since]
    goals = [item for item in items if item.kind == "goal" and item not in to_talk]
    last = max(over, key=lambda one: one.starts_at or one.created_at, default=None)
    return Brief(
        pair=pair,
        since=since,
        first=not held,
        goals=goals,
        to_talk=to_talk,
        new=[item for item in items if item.shared_at >= since and not item.for_session and item not in goals],
        earlier=[item for item in items if item.shared_at < since and item not in goals],
        overdue=overdue,
        open=[one for one in actions if one.done_at is None and one not in overdue],
        done=[one for one in actions if one.done_at and one.done_at >= since - RECENT],
        last=last,
        questions=questions(to_talk, overdue, goals, last, first=not held),
    )
