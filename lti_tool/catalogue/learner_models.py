"""Tables of what a learner told us, did with resources, and agreed about the path."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db.base import Base, BigId

#: Levels of a skill, self-rated or assessed: 0 "new to me" to 4 "I can teach it".
MAX_LEVEL = 4


class LearnerProfile(Base):
    """What a learner said about the goal and the time there is; every field may stay empty."""

    __tablename__ = "learner_profiles"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    goal_text: Mapped[str] = mapped_column(Text, default="")
    goal_skills: Mapped[list[str]] = mapped_column(JSON, default=list)
    hours_per_week: Mapped[float | None]
    language: Mapped[str] = mapped_column(String(8), default="")
    updated_at: Mapped[datetime]


class LearnerSkill(Base):
    """How well a learner knows one skill (0..4): what they say, and what somebody assessed."""

    __tablename__ = "learner_skills"
    __table_args__ = (UniqueConstraint("user_id", "course_id", "skill"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    skill: Mapped[str] = mapped_column(String(255))
    self_level: Mapped[int | None]
    assessed_level: Mapped[int | None]
    assessed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    updated_at: Mapped[datetime]


class FeedbackKind(StrEnum):
    """What a learner did with a resource."""

    OPENED = "opened"
    DONE = "done"
    LATER = "later"
    NOT_FOR_ME = "not_for_me"
    LIKED = "liked"
    #: A quiz or a second look showed that it did not stick.
    AGAIN = "again"


class ResourceFeedback(Base):
    """One thing one learner did with one resource; each kind stands once."""

    __tablename__ = "resource_feedback"
    __table_args__ = (
        UniqueConstraint("user_id", "resource_id", "kind"),
        Index("ix_resource_feedback_learner", "user_id", "course_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id", ondelete="CASCADE"), index=True)
    kind: Mapped[FeedbackKind] = mapped_column(String(16))
    at: Mapped[datetime]
    #: For "later": when it may come back.
    until: Mapped[datetime | None]


class Exposure(Base):
    """How often a resource was recommended to a learner, in which slot, and when last."""

    __tablename__ = "exposures"
    __table_args__ = (
        UniqueConstraint("user_id", "resource_id", "slot"),
        Index("ix_exposures_course", "course_id", "resource_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id", ondelete="CASCADE"), index=True)
    slot: Mapped[str] = mapped_column(String(16))
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]


class PathState(Base):
    """What a mentor and a learner agreed about the path, and the plan the learner last saw."""

    __tablename__ = "path_states"
    __table_args__ = (UniqueConstraint("user_id", "course_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    #: [{"skill", "action", "resources", "before", "note"}], in the order they were agreed.
    edits: Mapped[list[Any]] = mapped_column(JSON, default=list)
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    edited_at: Mapped[datetime | None]
    #: What the path the learner last confirmed was planned from (one value), to say what changed since.
    seen: Mapped[list[Any]] = mapped_column(JSON, default=list)
