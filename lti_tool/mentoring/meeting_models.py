"""Tables of what a pair does together: meetings, notes, actions, goals that are scaled, alerts, training."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId
from lti_tool.mentoring.models import Pair

_STANDING = text("state IN ('open', 'snoozed')")


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Meeting(Base):
    """One session of a pair: times proposed by one, confirmed by the other, then held or missed."""

    __tablename__ = "mentoring_meetings"
    __table_args__ = (Index("ix_mentoring_meetings_pair", "pair_id", "starts_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentoring_pairs.id", ondelete="CASCADE"))
    state: Mapped[MeetingState] = mapped_column(String(16), default=MeetingState.PROPOSED)
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    #: Instants in UTC, ISO 8601: the times to choose from.
    times: Mapped[list[str]]
    starts_at: Mapped[datetime | None]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(String(500), default="")
    #: What was agreed, read by both.
    recap: Mapped[str] = mapped_column(Text, default="")
    #: The mentor's own figure, for "time saved".
    preparation_minutes: Mapped[int | None]
    #: Counts the changes, for calendars (RFC 5545, 3.8.7.4).
    sequence: Mapped[int] = mapped_column(default=0)
    reminded: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    pair: Mapped[Pair] = relationship(lazy="joined", innerjoin=True)


class Note(Base):
    """A note of one of the two; who reads it is printed on it."""

    __tablename__ = "mentoring_notes"
    __table_args__ = (Index("ix_mentoring_notes_pair", "pair_id", "written_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentoring_pairs.id", ondelete="CASCADE"))
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    for_both: Mapped[bool]
    written_at: Mapped[datetime]


class Action(Base):
    """Something one of the two does until a day."""

    __tablename__ = "mentoring_actions"
    __table_args__ = (Index("ix_mentoring_actions_pair", "pair_id", "due_on"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentoring_pairs.id", ondelete="CASCADE"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(500))
    due_on: Mapped[date | None] = mapped_column(Date)
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class ScaledGoal(Base):
    """Goal attainment scaling: five outcomes from -2 to +2, written before the work starts, scored after it."""

    __tablename__ = "mentoring_scaled_goals"
    __table_args__ = (Index("ix_mentoring_scaled_goals_course", "course_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    text: Mapped[str] = mapped_column(String(500))
    #: What each level looks like, "-2" to "2".
    levels: Mapped[dict[str, Any]] = mapped_column(JSON)
    start: Mapped[int]
    reached: Mapped[int | None]
    written_at: Mapped[datetime]
    scored_at: Mapped[datetime | None]


class AlertReason(StrEnum):
    """Why more company could help: each has one rule, printed beside it."""

    ASKED = "asked"
    MISSED_TWICE = "missed_twice"
    LONG_SILENCE = "long_silence"
    SHARED = "shared"
    STALLED = "stalled"


class AlertState(StrEnum):
    """Where an alert stands."""

    OPEN = "open"
    SNOOZED = "snoozed"
    DONE = "done"


class Alert(Base):
    """A prompt to be more present. The database holds one standing alert for a pair and reason."""

    __tablename__ = "mentoring_alerts"
    __table_args__ = (
        Index(
            "uq_mentoring_alerts_standing",
            "pair_id",
            "reason",
            unique=True,
            sqlite_where=_STANDING,
            postgresql_where=_STANDING,
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    pair_id: Mapped[int] = mapped_column(ForeignKey("mentoring_pairs.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    reason: Mapped[AlertReason] = mapped_column(String(24))
    state: Mapped[AlertState] = mapped_column(String(16), default=AlertState.OPEN)
    opened_at: Mapped[datetime]
    #: The learner sees it at once, the mentor from here on.
    mentor_from: Mapped[datetime]
    snoozed_until: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    was_useful: Mapped[bool | None]

    pair: Mapped[Pair] = relationship(lazy="joined", innerjoin=True)


class LessonDone(Base):
    """A lesson of the mentors' training whose check was passed."""

    __tablename__ = "mentoring_lessons_done"
    __table_args__ = (UniqueConstraint("user_id", "lesson"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    lesson: Mapped[str] = mapped_column(String(48))
    done_at: Mapped[datetime]
