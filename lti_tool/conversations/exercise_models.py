"""The table of what people write in exercises."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db.base import Base, BigId


class ExerciseNote(Base):
    """One person's writing in one exercise in one course; nobody else reads it before it is shared."""

    __tablename__ = "exercise_notes"
    __table_args__ = (UniqueConstraint("user_id", "course_id", "exercise_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    exercise_id: Mapped[str] = mapped_column(String(64))
    #: What stands in each step, in the exercise's order.
    answers: Mapped[list[str]]
    started_at: Mapped[datetime]
    written_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    shared_at: Mapped[datetime | None]
