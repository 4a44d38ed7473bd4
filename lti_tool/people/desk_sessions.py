"""Sessions of administrators: a random secret in a cookie, its hash here, ended by rest or by age."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from lti_tool.people.administrator_models import Administrator, DeskSession

IDLE_LIMIT = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
#: Writing "last used" on every request would make each page view a write.
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class DeskViewer:
    """The administrator who is asking."""

    session_id: int
    administrator_id: int
    email: str
    #: True when "last used" is old enough to be worth a write.
    touch_due: bool = False


def open_session(session: Session, administrator: Administrator, now: datetime) -> str:
    """Open a session and return its secret (256 bits), never one that the browser brought; drop what is over."""
    secret = secrets.token_urlsafe(32)
    session.execute(delete(DeskSession).where(DeskSession.last_used_at < now - IDLE_LIMIT))
    session.add(
        DeskSession(secret_hash=_digest(secret), administrator_id=administrator.id, created_at=now, last_used_at=now)
    )
    administrator.last_sign_in_at = now
    session.flush()
    return secret


def find(session: Session, secret: str, now: datetime) -> DeskViewer | None:
    """Return who holds this secret, or None when it is unknown, rested too long or is too old."""
    row = session.scalars(select(DeskSession).where(DeskSession.secret_hash == _digest(secret))).one_or_none()
    if row is None or now - row.last_used_at > IDLE_LIMIT or now - row.created_at > LONGEST:
        return None
    due = now - row.last_used_at >= TOUCH_EVERY
    return DeskViewer(row.id, row.administrator_id, row.administrator.email, due)


def touch(session: Session, session_id: int, now: datetime) -> None:
    """Note that the session is in use."""
    session.execute(update(DeskSession).where(DeskSession.id == session_id).values(last_used_at=now))


def end(session: Session, secret: str) -> None:
    """End the session with this secret, if there is one."""
    session.execute(delete(DeskSession).where(DeskSession.secret_hash == _digest(secret)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
