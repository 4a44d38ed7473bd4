"""Tables that join an account from an organisation's page to the same person's account in a course."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lti_tool.db.base import Base, BigId
from lti_tool.people.models import Enrolment


class AccountLink(Base):
    """What this account does elsewhere counts for that place in a course; the person joined them, and may part them."""

    __tablename__ = "account_links"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    #: The account elsewhere: one course at a time.
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), unique=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), index=True)
    #: The version of the text that the person read.
    wording: Mapped[str] = mapped_column(String(32))
    linked_at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship(lazy="joined", innerjoin=True)


class LinkCode(Base):
    """A code that is shown in a course and typed elsewhere: ten minutes, once, kept as a hash."""

    __tablename__ = "account_link_codes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id", ondelete="CASCADE"), unique=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    ends_at: Mapped[datetime] = mapped_column(index=True)
