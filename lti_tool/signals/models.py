"""Tables of signals: check-ins, readings of their words, prompts, the institution's switch, takes of a pitch.

What is derived from a person's words or voice stands in `mood_readings`, `mood_prompts` and
`delivery_takes`, and nowhere else but in what that person shared. No table holds sound.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId


class CheckIn(Base):
    """What a learner said about one day: energy and progress from 1 to 5, an obstacle, words."""

    __tablename__ = "checkins"
    __table_args__ = (Index("ix_checkins_person", "user_id", "course_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    energy: Mapped[int]
    progress: Mapped[int]
    #: A key of `checkins.OBSTACLES`, or empty.
    obstacle: Mapped[str] = mapped_column(String(16), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    #: The writer lets these words be read, as long as the consent stands.
    may_be_read: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]
    #: Deleted by its writer; it can come back for an hour, then it is gone.
    deleted_at: Mapped[datetime | None]


class MoodReading(Base):
    """How the words of one check-in read; derived, gone with the consent or the check-in."""

    __tablename__ = "mood_readings"
    __table_args__ = (Index("ix_mood_readings_person", "user_id", "course_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    checkin_id: Mapped[int] = mapped_column(ForeignKey("checkins.id", ondelete="CASCADE"), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    #: When it was written, not when it was read.
    at: Mapped[datetime]
    valence: Mapped[float]
    distress: Mapped[float]
    confidence: Mapped[float]
    language: Mapped[str] = mapped_column(String(8))
    head: Mapped[str] = mapped_column(String(16))

    checkin: Mapped[CheckIn] = relationship(lazy="joined", innerjoin=True)


class MoodPrompt(Base):
    """A word to the writer, and to nobody else, that the last messages read lower than usual."""

    __tablename__ = "mood_prompts"
    __table_args__ = (Index("ix_mood_prompts_person", "user_id", "course_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    was_useful: Mapped[bool | None]
    answered_at: Mapped[datetime | None]


class MoodSwitch(Base):
    """One decision of the institution: the newest row counts, the others are the record."""

    __tablename__ = "mood_switches"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    is_on: Mapped[bool]
    #: The legal basis in the institution's words, and the person who answers for it.
    basis: Mapped[str] = mapped_column(Text, default="")
    responsible: Mapped[str] = mapped_column(String(255), default="")
    #: The day that is written on the decision (ISO 8601), and who pressed the button.
    decided_on: Mapped[str] = mapped_column(String(10), default="")
    entered_by: Mapped[str] = mapped_column(String(320))
    at: Mapped[datetime]


class DeliveryTake(Base):
    """Facts about one recording, for its speaker. The sound itself is never stored."""

    __tablename__ = "delivery_takes"
    __table_args__ = (Index("ix_delivery_takes_person", "user_id", "course_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    #: `voice.report.Delivery` as plain values.
    delivery: Mapped[dict[str, Any]]
    #: A stable word for the microphone, or empty: loudness is compared on the same one only.
    device: Mapped[str] = mapped_column(String(32), default="")
    at: Mapped[datetime]
    #: None: not kept yet; such a take is gone after an hour.
    kept_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
