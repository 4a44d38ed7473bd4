"""Tables of learning events: what an endpoint of the institution has received, and how each endpoint fares."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lti_tool.db.base import Base, BigId


class EventMark(Base):
    """An interaction that an endpoint has received; goes with the interaction."""

    __tablename__ = "learning_event_marks"
    __table_args__ = (UniqueConstraint("interaction_id", "endpoint"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    endpoint: Mapped[str] = mapped_column(String(16))
    interaction_id: Mapped[int] = mapped_column(ForeignKey("gradebook_interactions.id", ondelete="CASCADE"))
    sent_at: Mapped[datetime]


class EventEndpoint(Base):
    """How an endpoint fares: one worker at a time sends to it, and waits longer after each failure."""

    __tablename__ = "learning_event_endpoints"

    name: Mapped[str] = mapped_column(String(16), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    #: The kind of trouble of the last try, or empty.
    reason: Mapped[str] = mapped_column(String(120), default="")
