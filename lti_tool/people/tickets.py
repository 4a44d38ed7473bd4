"""Tickets that carry a session into a new tab: they work once, for a minute, and never stand in an address.

A ticket opens a session of its own, so the tab and the frame it came from end independently.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, delete, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from lti_tool.db.base import Base, BigId
from lti_tool.errors import SessionEndedError
from lti_tool.people.frame_sessions import IDLE_LIMIT, Viewer, open_session
from lti_tool.people.models import Enrolment, FrameSession, ResourceLink

LIFETIME = timedelta(seconds=60)
LONGEST_TICKET = 128


class FrameTicket(Base):
    """One ticket: only its hash is kept, and only until it is used or old."""

    __tablename__ = "frame_tickets"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    ticket_hash: Mapped[str] = mapped_column(String(64), unique=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("frame_sessions.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


def issue(session: Session, session_id: int, now: datetime) -> str:
    """Return a new ticket for this frame session (256 bits), and drop what is long over."""
    ticket = secrets.token_urlsafe(32)
    session.execute(delete(FrameTicket).where(FrameTicket.expires_at < now - LIFETIME))
    session.add(FrameTicket(ticket_hash=_digest(ticket), session_id=session_id, expires_at=now + LIFETIME))
    session.flush()
    return ticket


def redeem(session: Session, ticket: str, now: datetime) -> tuple[str, Viewer]:
    """Take a ticket and open a session of its own; return that session's token and viewer.

    Raises `SessionEndedError` when the ticket is unknown, used, older than a minute, or its
    session has ended meanwhile. Of two requests with one ticket exactly one gets through.
    """
    taken = session.execute(
        update(FrameTicket)
        .where(
            FrameTicket.ticket_hash == _digest(ticket[:LONGEST_TICKET]),
            FrameTicket.used_at.is_(None),
            FrameTicket.expires_at > now,
        )
        .values(used_at=now)
        .returning(FrameTicket.session_id)
    ).scalar_one_or_none()
    row = session.get(FrameSession, taken) if taken is not None else None
    if row is None or row.ended_at is not None or now - row.last_used_at > IDLE_LIMIT:
        raise SessionEndedError
    enrolment = session.get_one(Enrolment, row.enrolment_id)
    if not enrolment.active:
        raise SessionEndedError
    return open_session(
        session,
        enrolment,
        now=now,
        deployment_id=row.deployment_id,
        resource_link=session.get(ResourceLink, row.resource_link_id) if row.resource_link_id else None,
        return_url=row.return_url,
    )


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
