"""Tables of the skills of a course and of what comes before what."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db.base import Base, BigId


class SkillRow(Base):
    """Something a course teaches; `key` is what resources and profiles refer to."""

    __tablename__ = "skills"
    __table_args__ = (UniqueConstraint("course_id", "key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(255))
    name: Mapped[str] = mapped_column(String(512))
    #: The name by language where it differs: {"fr": "Écoute active"}.
    names: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    description: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[int | None]


class EdgeOrigin(StrEnum):
    """Who says that one skill comes before another."""

    GIVEN = "given"
    INFERRED = "inferred"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class PrerequisiteRow(Base):
    """`prerequisite` comes before `skill` (keys of the same course).

    Given and confirmed edges order paths; inferred ones wait for an instructor; a rejected one
    is kept so that it is not suggested again.
    """

    __tablename__ = "prerequisites"
    __table_args__ = (UniqueConstraint("course_id", "skill", "prerequisite"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    skill: Mapped[str] = mapped_column(String(255))
    prerequisite: Mapped[str] = mapped_column(String(255))
    origin: Mapped[EdgeOrigin] = mapped_column(String(16), default=EdgeOrigin.GIVEN)
    weight: Mapped[float] = mapped_column(default=1.0)
    evidence: Mapped[list[Any]] = mapped_column(JSON, default=list)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]


class SkillSuggestionRow(Base):
    """A skill that a resource seems to teach, with verbatim evidence, until an instructor decides."""

    __tablename__ = "skill_suggestions"
    __table_args__ = (UniqueConstraint("resource_id", "skill"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resources.id", ondelete="CASCADE"))
    skill: Mapped[str] = mapped_column(String(255))
    score: Mapped[float]
    evidence: Mapped[list[Any]] = mapped_column(JSON, default=list)
    #: None: waiting; then the instructor's yes or no.
    accepted: Mapped[bool | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None]
