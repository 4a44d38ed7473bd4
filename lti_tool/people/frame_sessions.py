"""Bearer sessions of launched pages: opaque, stored hashed, one per launch, idle limit 30 minutes.

The token travels in the launch response body and in the `Authorization` header, never in a
URL, a cookie, a log or any storage of the browser (`lti` launch pages and `web.bearer`).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lti_tool.people.models import Enrolment, FrameSession, ResourceLink
from lti_tool.people.roles import Role

IDLE_LIMIT = timedelta(minutes=30)
#: Writing "last used" on every request would make each page view a write.
TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking, from where, as what: everything a page may know about the person asking."""

    session_id: int
    user_id: int
    course_id: int
    enrolment_id: int
    role: Role
    locale: str
    name: str
    course_title: str
    platform_id: int | None
    resource_link_id: int | None = None
    return_url: str = ""
    #: True when an instructor looks at the learner's pages to see what learners see.
    preview: bool = False
    #: True for the platform's test student.
    is_test: bool = False


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(
    session: Session,
    enrolment: Enrolment,
    *,
    now: datetime,
    deployment_id: str,
    resource_link: ResourceLink | None = None,
    return_url: str = "",
    language: str = "",
) -> tuple[str, Viewer]:
    """Start a session for one accepted launch; the token (256 bits) is returned once and not kept.

    `language` is the course's choice for its pages; empty: the person's own.
    """
    token = secrets.token_urlsafe(32)
    row = FrameSession(
        token_hash=_digest(token),
        enrolment_id=enrolment.id,
        resource_link_id=resource_link.id if resource_link else None,
        deployment_id=deployment_id,
        role=enrolment.role,
        locale=language or enrolment.user.locale,
        return_url=return_url,
        created_at=now,
        last_used_at=now,
    )
    session.add(row)
    session.flush()
    return token, _viewer(row, enrolment)


def find_viewer(session: Session, token: str, now: datetime) -> Viewer | None:
    """Return who holds this token, or None when it is unknown, ended, idle too long, or the person left."""
    row = session.execute(
        select(FrameSession, Enrolment)
        .join(Enrolment, Enrolment.id == FrameSession.enrolment_id)
        .where(FrameSession.token_hash == _digest(token), FrameSession.ended_at.is_(None), Enrolment.active)
    ).first()
    if row is None or now - row[0].last_used_at > IDLE_LIMIT:
        return None
    return _viewer(row[0], row[1])


def is_touch_due(session: Session, session_id: int, now: datetime) -> bool:
    """True when "last used" is old enough to be worth a write."""
    last = session.scalar(select(FrameSession.last_used_at).where(FrameSession.id == session_id))
    return last is not None and now - last >= TOUCH_EVERY


def touch(session: Session, session_id: int, now: datetime) -> None:
    """Note that the session is in use."""
    session.execute(update(FrameSession).where(FrameSession.id == session_id).values(last_used_at=now))


def end_sessions(session: Session, enrolment_id: int, now: datetime) -> None:
    """End every session of one enrolment (the person left, was removed, or asked for it)."""
    session.execute(
        update(FrameSession)
        .where(FrameSession.enrolment_id == enrolment_id, FrameSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def _viewer(row: FrameSession, enrolment: Enrolment) -> Viewer:
    return Viewer(
        session_id=row.id,
        user_id=enrolment.user_id,
        course_id=enrolment.course_id,
        enrolment_id=enrolment.id,
        role=Role(row.role),
        locale=row.locale,
        name=enrolment.user.shown_name,
        course_title=enrolment.course.title,
        platform_id=enrolment.course.platform_id,
        resource_link_id=row.resource_link_id,
        return_url=row.return_url,
        is_test=enrolment.is_test,
    )
