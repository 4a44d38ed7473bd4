"""One-time addresses for dynamic registration: whoever holds one may connect one platform."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from lti_tool.errors import N_, ForbiddenError
from lti_tool.lti.logins import digest
from lti_tool.lti.models import RegistrationInvite


class InviteRefusedError(ForbiddenError):
    """The invitation is unknown, used or too old."""

    message = N_("This invitation was used already, or it is too old. Ask the tool's administrator for a new one.")


@dataclass(frozen=True, slots=True)
class Invite:
    """The token is shown once and stored hashed."""

    token: str
    expires_at: datetime


def make(session: Session, now: datetime, *, days: int = 7) -> Invite:
    """Make an invitation."""
    invite = Invite(secrets.token_urlsafe(32), now + timedelta(days=days))
    session.add(RegistrationInvite(token_hash=digest(invite.token), created_at=now, expires_at=invite.expires_at))
    session.flush()
    return invite


def waiting(session: Session, now: datetime) -> list[RegistrationInvite]:
    """Return the invitations that can still be used, the one that ends first before the others."""
    return list(
        session.scalars(
            select(RegistrationInvite)
            .where(RegistrationInvite.used_at.is_(None), RegistrationInvite.expires_at > now)
            .order_by(RegistrationInvite.expires_at, RegistrationInvite.token_hash)
        )
    )


def withdraw(session: Session, token_hash: str, now: datetime) -> bool:
    """Make an invitation that waits unusable; False when it was used or had ended meanwhile."""
    result = session.execute(
        update(RegistrationInvite)
        .where(
            RegistrationInvite.token_hash == token_hash,
            RegistrationInvite.used_at.is_(None),
            RegistrationInvite.expires_at > now,
        )
        .values(used_at=now)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def is_withdrawn(session: Session, token_hash: str, now: datetime) -> bool:
    """True while a withdrawn invitation can be let work again: it connected nothing and has not ended."""
    held = session.get(RegistrationInvite, token_hash)
    return held is not None and held.used_at is not None and held.platform_id is None and held.expires_at > now


def restore(session: Session, token_hash: str, now: datetime) -> bool:
    """Let a withdrawn invitation work again."""
    if not is_withdrawn(session, token_hash, now):
        return False
    session.get_one(RegistrationInvite, token_hash).used_at = None
    session.flush()
    return True


def check(session: Session, token: str, now: datetime) -> None:
    """Raise `InviteRefusedError` unless the invitation can still be used."""
    held = session.get(RegistrationInvite, digest(token))
    if held is None or held.used_at is not None or held.expires_at <= now:
        raise InviteRefusedError


def use(session: Session, token: str, now: datetime) -> None:
    """Use the invitation up, once; `InviteRefusedError` for everyone who comes later."""
    result = session.execute(
        update(RegistrationInvite)
        .where(
            RegistrationInvite.token_hash == digest(token),
            RegistrationInvite.used_at.is_(None),
            RegistrationInvite.expires_at > now,
        )
        .values(used_at=now)
    )
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise InviteRefusedError


def give_back(session: Session, token: str) -> None:
    """Make the invitation usable again: the registration came to nothing."""
    session.execute(
        update(RegistrationInvite)
        .where(RegistrationInvite.token_hash == digest(token), RegistrationInvite.platform_id.is_(None))
        .values(used_at=None)
    )


def note_platform(session: Session, token: str, platform_id: int) -> None:
    """Remember which platform an invitation connected."""
    session.execute(
        update(RegistrationInvite).where(RegistrationInvite.token_hash == digest(token)).values(platform_id=platform_id)
    )
