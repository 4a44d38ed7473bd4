"""Pairs of which somebody is no longer in the course: paused, not ended, since lists are sometimes wrong.

Nothing of the pair is lost. It goes on by itself when the person is back; until then the learner or the
instructor may choose to look for another mentor, and the learner keeps the time already waited. Looks at
what stands, so it may run at any time, any number of times, whatever took the person out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from lti_tool.errors import N_, ConflictError, NotFoundError
from lti_tool.mentoring import pairs, waiting
from lti_tool.mentoring.models import Pair, PairState
from lti_tool.people.models import Enrolment
from lti_tool.people.roles import Role

NOT_PAUSED = N_("This pair is under way. Only a paused pair can be given another mentor here.")


@dataclass(slots=True)
class Changes:
    """What one look came to."""

    paused: int = 0
    resumed: int = 0
    dropped: int = 0


def follow(session: Session, now: datetime) -> Changes:
    """Pause pairs that miss somebody, take up those that no longer do, drop offers that nobody can answer."""
    changes = Changes()
    for pair in session.scalars(select(Pair).where(Pair.state.in_(waiting.OPEN), ~_both_here())).all():
        if pair.state == PairState.ASKED:
            pairs.expire(session, pair, now)  # which lets the learner wait again
            if not _is_learner_here(session, pair):
                waiting.leave(session, pair.course_id, pair.learner_id)
            changes.dropped += 1
        elif pair.paused_at is None:
            pair.paused_at = now
            changes.paused += 1
    for pair in session.scalars(select(Pair).where(Pair.state == PairState.ACTIVE, Pair.paused_at.is_not(None))).all():
        if session.scalar(select(_both_here()).where(Pair.id == pair.id)):
            pair.paused_at = None
            changes.resumed += 1
    session.flush()
    return changes


def paused(session: Session, course_id: int) -> Sequence[Pair]:
    """Return the paused pairs of a course, the longest pause first."""
    return session.scalars(
        select(Pair)
        .where(Pair.course_id == course_id, Pair.state == PairState.ACTIVE, Pair.paused_at.is_not(None))
        .order_by(Pair.paused_at, Pair.id)
    ).all()


def is_mentor_away(session: Session, pair: Pair) -> bool:
    """True when it is the mentor who is missing."""
    return not session.scalar(select(_here(Pair.mentor_id, Role.MENTOR)).where(Pair.id == pair.id))


def look_for_another(session: Session, course_id: int, pair_id: int, now: datetime) -> Pair:
    """End a paused pair; the learner waits for another mentor with the time already waited.

    Raises `ConflictError` for a pair that is not paused, `NotFoundError` for another course's.
    """
    pair = session.scalars(select(Pair).where(Pair.id == pair_id).with_for_update(of=Pair)).first()
    if pair is None or pair.course_id != course_id:
        raise NotFoundError
    if pair.state != PairState.ACTIVE or pair.paused_at is None:
        raise ConflictError(NOT_PAUSED)
    pairs.end(session, pair.id, pair.learner_id, "", now)
    if _is_learner_here(session, pair):
        waiting.rejoin(session, course_id, pair.learner_id, pair.waited_since)
    return pair


def _both_here() -> ColumnElement[bool]:
    return _here(Pair.learner_id, Role.LEARNER) & _here(Pair.mentor_id, Role.MENTOR)


def _here(person: InstrumentedAttribute[int], role: Role) -> ColumnElement[bool]:
    return exists().where(
        Enrolment.course_id == Pair.course_id, Enrolment.user_id == person, Enrolment.role == role, Enrolment.active
    )


def _is_learner_here(session: Session, pair: Pair) -> bool:
    return bool(session.scalar(select(_here(Pair.learner_id, Role.LEARNER)).where(Pair.id == pair.id)))
