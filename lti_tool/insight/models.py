"""Tables of fairness audits: what a course asks, what people answered if they liked, who signed a report."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db.base import Base, BigId


class AuditQuestion(Base):
    """A group that an audit looks at, with the answers to choose from."""

    __tablename__ = "audit_questions"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    options: Mapped[list[str]]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    made_at: Mapped[datetime]


class AuditAnswer(Base):
    """One person's group, given for the audit alone. Taking it back deletes the row."""

    __tablename__ = "audit_answers"
    __table_args__ = (UniqueConstraint("question_id", "user_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("audit_questions.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    option: Mapped[str] = mapped_column(String(80))
    #: The version of the text that the person agreed to.
    wording: Mapped[str] = mapped_column(String(32))
    agreed_at: Mapped[datetime]


class AuditSignOff(Base):
    """A named human read a report and says what follows; the figures read are kept with it."""

    __tablename__ = "audit_sign_offs"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), index=True)
    signed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(255))
    words: Mapped[str] = mapped_column(Text)
    #: What was signed: verdicts, groups with their sizes, comparisons; no person.
    report: Mapped[list[Any]] = mapped_column(JSON)
    signed_at: Mapped[datetime]
