"""What mentoring knows of a person, and how it forgets: for `privacy`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from lti_tool.db.base import Base
from lti_tool.mentoring import circles, exclusions, feeds, waiting
from lti_tool.mentoring.circle_models import CircleMember, CircleNote
from lti_tool.mentoring.meeting_models import Action, Alert, LessonDone, Meeting, Note, ScaledGoal
from lti_tool.mentoring.models import Exclusion, MentoringProfile, Pair, Share, View, WaitingPlace

#: Keys that say nothing to the person they are about.
_LEFT_OUT = frozenset(
    {"id", "pair_id", "circle_id", "user_id", "author_id", "owner_id", "viewer_id", "approved_by", "proposed_by"}
)


def collect(session: Session, user_id: int) -> dict[str, Any]:
    """Return profile, pairs, sessions, notes, actions, shares, looks, alerts, goals and training as plain data."""
    pairs = session.scalars(select(Pair).where(or_(Pair.learner_id == user_id, Pair.mentor_id == user_id))).all()
    of_pairs = [pair.id for pair in pairs]
    notes = select(Note).where(Note.pair_id.in_(of_pairs), or_(Note.author_id == user_id, Note.for_both))
    return {
        "profiles": _own(session, MentoringProfile, user_id),
        "waiting": _own(session, WaitingPlace, user_id),
        "pairs": [_pair(pair, user_id) for pair in pairs],
        "sessions": _rows(session.scalars(select(Meeting).where(Meeting.pair_id.in_(of_pairs)))),
        "notes": _rows(session.scalars(notes)),
        "actions": _rows(session.scalars(select(Action).where(Action.pair_id.in_(of_pairs)))),
        "shared": _own(session, Share, user_id),
        "looked_at_by_others": _own(session, View, user_id),
        "alerts": _own(session, Alert, user_id),
        "goals": _own(session, ScaledGoal, user_id),
        "training": _own(session, LessonDone, user_id),
        "not_these_people": [
            {"name": name}
            for course_id in _courses(session, user_id)
            for _, name in exclusions.excluded_by(session, course_id, user_id)
        ],
        "circles": [
            {"kind": str(one.circle.kind), **_row(one), "with": [other.user.shown_name for other in one.circle.present]}
            for one in session.scalars(select(CircleMember).where(CircleMember.user_id == user_id))
        ],
        "circle_notes": _rows(session.scalars(select(CircleNote).where(CircleNote.author_id == user_id))),
        "calendar_feed": {"since": since.isoformat()} if (since := feeds.made_at(session, user_id)) else {},
    }


def forget(session: Session, user_id: int, now: datetime) -> None:
    """Delete the person's own rows and every pair they were in; learners of an erased mentor wait for another."""
    left = session.scalars(select(Pair).where(Pair.mentor_id == user_id, Pair.state.in_(waiting.OPEN))).all()
    for pair in left:
        if pair.learner_id != user_id:
            waiting.rejoin(session, pair.course_id, pair.learner_id, now)
    _leave_circles(session, user_id, now)
    pairs = select(Pair.id).where(or_(Pair.learner_id == user_id, Pair.mentor_id == user_id))
    for of_pair in (Alert, Action, Note, Meeting, Share):
        session.execute(delete(of_pair).where(of_pair.pair_id.in_(pairs)))
    for own in (View, ScaledGoal, LessonDone, WaitingPlace, MentoringProfile):
        session.execute(delete(own).where(own.user_id == user_id))
    feeds.revoke(session, user_id)
    session.execute(delete(Exclusion).where(or_(Exclusion.user_id == user_id, Exclusion.other_id == user_id)))
    session.execute(update(View).where(View.viewer_id == user_id).values(viewer_id=None))
    session.execute(delete(Pair).where(or_(Pair.learner_id == user_id, Pair.mentor_id == user_id)))


def _courses(session: Session, user_id: int) -> Iterable[int]:
    return session.scalars(select(Exclusion.course_id).where(Exclusion.user_id == user_id).distinct()).all()


def _leave_circles(session: Session, user_id: int, now: datetime) -> None:
    """Take the person out of circles and their notes along; a circle that one person is left in ends."""
    for member in session.scalars(select(CircleMember).where(CircleMember.user_id == user_id)).all():
        circle = member.circle
        session.delete(member)
        session.flush()
        session.refresh(circle, ["members"])
        if circle.ended_at is None and circles.is_over(circle):
            circles.end(session, circle, now)
    session.execute(delete(CircleNote).where(CircleNote.author_id == user_id))


def _own(session: Session, table: type[Any], user_id: int) -> list[dict[str, Any]]:
    return _rows(session.scalars(select(table).where(table.user_id == user_id).order_by(table.id)))


def _pair(pair: Pair, user_id: int) -> dict[str, Any]:
    part = "learner" if pair.learner_id == user_id else "mentor"
    kept = {name: value for name, value in _row(pair).items() if name not in {"learner_id", "mentor_id"}}
    return {"as": part, "with": pair.other(user_id).shown_name, **kept}


def _rows(rows: Iterable[Base]) -> list[dict[str, Any]]:
    return [_row(row) for row in rows]


def _row(row: Base) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in row.__table__.columns}
    return {name: _plain(value) for name, value in values.items() if name not in _LEFT_OUT}


def _plain(value: object) -> object:
    return value.isoformat() if hasattr(value, "isoformat") else value
