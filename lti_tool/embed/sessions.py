"""Sessions of frames on other people's pages: opaque bearers, a quarter of an hour each, stored hashed."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from lti_tool.embed.models import EmbedPerson, EmbedSession, EmbedSite
from lti_tool.embed.tokens import Vouched
from lti_tool.gradebook.inserting import insert_if_absent
from lti_tool.people.models import User
from lti_tool.translations import best_language
from widget.conversation import Scope
from widget.errors import StreamsBusyError

LIFETIME = timedelta(minutes=15)
#: What an unnamed visitor wrote goes this long after their session.
FORGOTTEN_AFTER = timedelta(hours=1)
#: Visitors without a name who may be here at once; more are asked to come back.
MOST_ANONYMOUS = 500
#: Tells our bearers from those of launched pages without asking the database.
PREFIX = "embed."
TENANT = "site:"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks from a frame."""

    user_id: int
    course_id: int
    site_key: str
    locale: str
    anonymous: bool

    @property
    def scope(self) -> Scope:
        """What the widget may know of them."""
        role = "anonymous" if self.anonymous else "learner"
        return Scope(f"{TENANT}{self.site_key}", str(self.course_id), str(self.user_id), role)


def open_named(session: Session, site: EmbedSite, vouched: Vouched, now: datetime) -> str:
    """Open a session for a person the site vouches for; return its bearer."""
    user = _person(session, site, vouched, now)
    user.name, user.last_seen_at = vouched.name or user.name, now
    user.locale = best_language(vouched.locale or site.language)
    return _open(session, site, user, now, anonymous=False)


def open_anonymous(session: Session, site: EmbedSite, now: datetime) -> str:
    """Open a session for nobody in particular; raises `StreamsBusyError` when too many are here."""
    forget_visitors(session, now)
    here = select(func.count(EmbedSession.id)).where(
        EmbedSession.site_id == site.id, EmbedSession.anonymous, EmbedSession.ends_at > now
    )
    if (session.scalar(here) or 0) >= MOST_ANONYMOUS:
        raise StreamsBusyError
    user = _new_user(session, f"embed:{site.key}:anonymous:{secrets.token_hex(12)}", site.language, now)
    return _open(session, site, user, now, anonymous=True)


def find_visitor(session: Session, bearer: str, now: datetime) -> Visitor | None:
    """Return who holds this bearer, or None when it ended or its site is switched off."""
    row = session.execute(
        select(EmbedSession, EmbedSite)
        .join(EmbedSite, EmbedSite.id == EmbedSession.site_id)
        .where(EmbedSession.token_hash == digest(bearer), EmbedSession.ends_at > now, EmbedSite.disabled_at.is_(None))
    ).first()
    if row is None:
        return None
    opened, site = row
    return Visitor(opened.user_id, site.course_id, site.key, opened.locale, opened.anonymous)


def forget_visitors(session: Session, now: datetime) -> None:
    """Delete visitors without a name whose session is over, with all they wrote, and old sessions."""
    over = EmbedSession.ends_at < now - FORGOTTEN_AFTER
    gone = select(EmbedSession.user_id).where(over, EmbedSession.anonymous)
    session.execute(delete(User).where(User.id.in_(gone)))
    session.execute(delete(EmbedSession).where(over))


def digest(text: str) -> str:
    """Return what is kept of a bearer or a token id."""
    return hashlib.sha256(text.encode()).hexdigest()


def _open(session: Session, site: EmbedSite, user: User, now: datetime, *, anonymous: bool) -> str:
    bearer = PREFIX + secrets.token_urlsafe(32)
    row = EmbedSession(
        token_hash=digest(bearer),
        site_id=site.id,
        user_id=user.id,
        anonymous=anonymous,
        locale=user.locale,
        opened_at=now,
        ends_at=now + LIFETIME,
    )
    session.add(row)
    session.flush()
    return bearer


def _person(session: Session, site: EmbedSite, vouched: Vouched, now: datetime) -> User:
    known = select(User).join(EmbedPerson, EmbedPerson.user_id == User.id)
    known = known.where(EmbedPerson.site_id == site.id, EmbedPerson.subject == vouched.subject)
    found = session.scalars(known).first()
    if found is not None:
        return found
    made = _new_user(session, f"embed:{site.key}:{digest(vouched.subject)[:40]}", site.language, now)
    if insert_if_absent(session, EmbedPerson, site_id=site.id, subject=vouched.subject, user_id=made.id):
        return made
    session.delete(made)  # somebody else met this person at the same moment
    return session.scalars(known).one()


def _new_user(session: Session, subject: str, locale: str, now: datetime) -> User:
    user = User(subject=subject, locale=locale, created_at=now, last_seen_at=now)
    session.add(user)
    session.flush()
    return user
