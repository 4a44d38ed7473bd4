"""Tables of skills that a teacher assesses in the platform's gradebook: which column stands for which, and results."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId


class SkillColumn(Base):
    """A column of the course's gradebook whose grades say how well a skill is known."""

    __tablename__ = "skill_columns"
    __table_args__ = (
        UniqueConstraint("course_id", "url"),
        Index("ix_skill_columns_due", "next_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    skill: Mapped[str] = mapped_column(String(255))
    #: Its address on the platform (AGS 2.0, section 3.2).
    url: Mapped[str] = mapped_column(String(1000))
    label: Mapped[str] = mapped_column(String(255))
    chosen_at: Mapped[datetime]
    #: When the results are read next; a worker that reads pushes it out first.
    next_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    #: An English source sentence of what went wrong last, translated where it is shown.
    reason: Mapped[str] = mapped_column(Text, default="")


class AssessedSkill(Base):
    """What a column holds for one learner who let it be read; gone with that consent."""

    __tablename__ = "assessed_skills"
    __table_args__ = (UniqueConstraint("user_id", "column_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    column_id: Mapped[int] = mapped_column(ForeignKey("skill_columns.id", ondelete="CASCADE"), index=True)
    given: Mapped[float]
    maximum: Mapped[float]
    #: When these points were first read: a platform's result carries no date.
    at: Mapped[datetime]

    column: Mapped[SkillColumn] = relationship(lazy="joined", innerjoin=True)
