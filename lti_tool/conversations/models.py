"""Tables of conversations with the assistant, and of what they may cost."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId


class ConversationRow(Base):
    """One thread of one person in one course; its title is the first question."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_person", "user_id", "course_id", "last_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(200))
    started_at: Mapped[datetime]
    last_at: Mapped[datetime]
    #: Since when it is deleted for its owner, who may bring it back for an hour.
    forgotten_at: Mapped[datetime | None]

    turns: Mapped[list["TurnRow"]] = relationship(
        back_populates="conversation", cascade="all, delete-orphan", passive_deletes=True, order_by="TurnRow.id"
    )


class TurnRow(Base):
    """A question, stored before anything is answered, and later its answer and the reader's verdict."""

    __tablename__ = "conversation_turns"
    __table_args__ = (UniqueConstraint("user_id", "request_id"), Index("ix_turns_course", "course_id", "asked_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    resource_link_id: Mapped[int | None] = mapped_column(ForeignKey("resource_links.id", ondelete="SET NULL"))
    #: Sent by the form: the same question posted twice is one row.
    request_id: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime]
    answer_id: Mapped[str | None] = mapped_column(String(32), unique=True)
    answer: Mapped[dict[str, Any] | None]
    outcome: Mapped[str | None] = mapped_column(String(24))
    answered_at: Mapped[datetime | None]
    helpful: Mapped[bool | None]
    feedback_reason: Mapped[str] = mapped_column(String(1000), default="")
    #: The number of the citation that does not say what it is quoted for.
    wrong_source: Mapped[int | None]
    rated_at: Mapped[datetime | None]

    conversation: Mapped[ConversationRow] = relationship(back_populates="turns")


class TurnUse(Base):
    """Questions one person asked in one course on one day (UTC), counted when a turn is taken."""

    __tablename__ = "turn_uses"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    used: Mapped[int]


class TokenUse(Base):
    """Tokens set aside for one model call, replaced by what it used once it is over."""

    __tablename__ = "token_uses"
    __table_args__ = (
        Index("ix_token_uses_course", "course_id", "at"),
        Index("ix_token_uses_user", "user_id", "at"),
        Index("ix_token_uses_at", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id", ondelete="CASCADE"))
    tokens: Mapped[int]
    #: Which model it was, by its name then; empty while it runs.
    provider: Mapped[str] = mapped_column(String(80), default="", server_default="")
    #: Millionths of the currency, at the price of that day; a later price changes nothing here.
    cost: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    estimated: Mapped[bool]
    settled: Mapped[bool]
    at: Mapped[datetime]
