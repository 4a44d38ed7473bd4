"""A person's private calendar feed: an address nobody can guess, kept as a hash, made anew or taken back at will."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.db.base import Base
from lti_tool.errors import N_, NotFoundError
from lti_tool.mentoring.calendar_file import Entry, entry_of, feed
from lti_tool.mentoring.circle_models import CircleMeeting, CircleMember
from lti_tool.mentoring.meeting_models import Meeting, MeetingState
from lti_tool.mentoring.models import DEFAULT_ZONE, MentoringProfile, Pair, PairState
from lti_tool.people.models import User
from lti_tool.translations import best_language, translate

#: Sessions of so long ago still stand in the feed.
LOOK_BACK = timedelta(days=90)
LONGEST_TOKEN = 128
#: The calendar may lie with anybody: no names, no notes.
TITLE = N_("Mentoring session")
NAME = N_("Mentoring")


class CalendarFeed(Base):
    """One person's feed; the token itself is shown once and never stored."""

    __tablename__ = "mentoring_feeds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]


def make(session: Session, user_id: int, now: datetime) -> str:
    """Return a new token (256 bits); an older one opens nothing any more."""
    token = secrets.token_urlsafe(32)
    row = session.get(CalendarFeed, user_id, with_for_update=True) or CalendarFeed(user_id=user_id)
    row.token_hash, row.made_at = _digest(token), now
    session.add(row)
    session.flush()
    return token


def revoke(session: Session, user_id: int) -> None:
    """Take the feed back."""
    session.execute(delete(CalendarFeed).where(CalendarFeed.user_id == user_id))


def made_at(session: Session, user_id: int) -> datetime | None:
    """Return since when somebody's feed has its present address; None without one."""
    return session.scalar(select(CalendarFeed.made_at).where(CalendarFeed.user_id == user_id))


def read(session: Session, token: str, now: datetime) -> bytes:
    """Return the calendar that a token opens; `NotFoundError` for any other."""
    digest = _digest(token[:LONGEST_TOKEN])
    user = session.scalars(
        select(User).join(CalendarFeed, CalendarFeed.user_id == User.id).where(CalendarFeed.token_hash == digest)
    ).first()
    if user is None:
        raise NotFoundError
    language = best_language(user.locale)
    title = translate(language, TITLE)
    entries = [entry_of(meeting, title) for meeting in _meetings(session, user.id, now)]
    entries += [
        Entry(f"circle-{one.id}@boussole", 0, one.starts_at, one.minutes, title, one.place)
        for one in _of_circles(session, user.id, now)
    ]
    return feed(entries, _zone(session, user.id), translate(language, NAME), now)


def _meetings(session: Session, user_id: int, now: datetime) -> list[Meeting]:
    """Return sessions that are agreed or were held, of every course."""
    planned = (Meeting.state == MeetingState.CONFIRMED) & (Pair.state == PairState.ACTIVE)
    return list(
        session.scalars(
            select(Meeting)
            .join(Pair, Pair.id == Meeting.pair_id)
            .where(
                or_(Pair.learner_id == user_id, Pair.mentor_id == user_id),
                or_(planned, Meeting.state == MeetingState.HELD),
                Meeting.starts_at > now - LOOK_BACK,
            )
            .order_by(Meeting.starts_at, Meeting.id)
        )
    )


def _of_circles(session: Session, user_id: int, now: datetime) -> Sequence[CircleMeeting]:
    """Return the sessions of the circles somebody said yes to."""
    there = select(CircleMember.circle_id).where(
        CircleMember.user_id == user_id, CircleMember.yes_at.is_not(None), CircleMember.left_at.is_(None)
    )
    return session.scalars(
        select(CircleMeeting)
        .where(CircleMeeting.circle_id.in_(there), CircleMeeting.starts_at > now - LOOK_BACK)
        .order_by(CircleMeeting.starts_at, CircleMeeting.id)
    ).all()


def _zone(session: Session, user_id: int) -> str:
    """Return the zone somebody gave last, in whichever course."""
    return (
        session.scalar(
            select(MentoringProfile.zone)
            .where(MentoringProfile.user_id == user_id)
            .order_by(MentoringProfile.updated_at.desc(), MentoringProfile.id.desc())
            .limit(1)
        )
        or DEFAULT_ZONE
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
