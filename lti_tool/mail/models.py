"""Tables of the mail: letters that wait or left, and who wants none."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId
from lti_tool.people.models import User


class LetterState(StrEnum):
    """Where a letter stands; `DROPPED`: no longer wanted or no longer of use."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


class Letter(Base):
    """One letter to one person. Its words are deleted when it has left or came to nothing."""

    __tablename__ = "mail_letters"
    __table_args__ = (Index("ix_mail_letters_due", "state", "next_attempt_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    #: Stands in the Message-ID: a letter sent twice after a crash is one letter to whoever receives it.
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    #: What it says, of what, to whom: the same thing is never written twice.
    key: Mapped[str] = mapped_column(String(160), unique=True)
    subject: Mapped[str] = mapped_column(String(255))
    text: Mapped[str] = mapped_column(Text)
    #: An iCalendar object that comes along, or empty.
    calendar: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[LetterState] = mapped_column(String(16), default=LetterState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    #: A worker is sending it; that worker is gone when this has passed.
    lease_until: Mapped[datetime | None]
    #: Of no use to anybody after this.
    expires_at: Mapped[datetime]
    #: The kind of trouble, for whoever runs the tool; never an address.
    reason: Mapped[str] = mapped_column(String(120), default="")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="joined", innerjoin=True)


class MailChoice(Base):
    """Whether somebody wants mail; without a row they do."""

    __tablename__ = "mail_choices"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    wanted: Mapped[bool]
    changed_at: Mapped[datetime]
