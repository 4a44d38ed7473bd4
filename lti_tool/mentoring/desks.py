"""What changed for each of a mentor’s people, read for all at once: thirty people open as quickly as one."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, lazyload

from lti_tool.mentoring import meetings, pairs
from lti_tool.mentoring.meeting_models import Action, Meeting
from lti_tool.mentoring.models import Pair, Share, View


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """One pair: the session that comes, the one to close, and how much is new or overdue."""

    pair: Pair
    next: Meeting | None
    to_close: Meeting | None
    new: int
    overdue: int


def desk(session: Session, course_id: int, mentor_id: int, now: datetime, today: date) -> list[DeskFacts]:
    """Return a mentor's open pairs; new is what was shared since the mentor last looked."""
    found = pairs.pairs_of_mentor(session, course_id, mentor_id)
    ids = [pair.id for pair in found]
    coming, new, overdue = _coming(session, ids), _new(session, found, mentor_id), _overdue(session, ids, today)
    facts = []
    for pair in found:
        waiting = meetings.to_close(coming[pair.id], now)
        ahead = [one for one in coming[pair.id] if one not in waiting]
        closing = waiting[-1] if waiting else None
        facts.append(DeskFacts(pair, meetings.next_of(ahead, now), closing, new[pair.id], overdue[pair.id]))
    return facts


def _coming(session: Session, ids: Sequence[int]) -> defaultdict[int, list[Meeting]]:
    found: defaultdict[int, list[Meeting]] = defaultdict(list)
    for meeting in session.scalars(
        select(Meeting)
        .options(lazyload(Meeting.pair))
        .where(Meeting.pair_id.in_(ids), Meeting.state.in_(meetings.COMING))
        .order_by(Meeting.id.desc())
    ):
        found[meeting.pair_id].append(meeting)
    return found


def _new(session: Session, found: Sequence[Pair], mentor_id: int) -> Counter[int]:
    courses, learners = {pair.course_id for pair in found}, [pair.learner_id for pair in found]
    looked = dict(
        session.execute(
            select(View.user_id, func.max(View.at))
            .where(View.course_id.in_(courses), View.user_id.in_(learners), View.viewer_id == mentor_id)
            .group_by(View.user_id)
        ).all()
    )
    since = {pair.id: looked.get(pair.learner_id) for pair in found}
    counts: Counter[int] = Counter()
    for pair_id, shared_at in session.execute(
        select(Share.pair_id, Share.shared_at).where(Share.pair_id.in_(since), Share.withdrawn_at.is_(None))
    ):
        before = since[pair_id]
        counts[pair_id] += before is None or shared_at > before
    return counts


def _overdue(session: Session, ids: Sequence[int], today: date) -> Counter[int]:
    late = select(Action.pair_id).where(Action.pair_id.in_(ids), Action.done_at.is_(None), Action.due_on < today)
    return Counter(session.scalars(late))
