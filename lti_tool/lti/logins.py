"""Beginning a login and finding it again (Security Framework 1.0, section 5.1.1.1; OIDC third-party login).

One row per login holds everything the launch is compared with. It is used once: the update
that consumes it succeeds for one request only, however many arrive together.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import CursorResult, bindparam, delete, select, update
from sqlalchemy.orm import Session

from lti_tool.lti.login_request import LoginRequest
from lti_tool.lti.models import LoginAttempt, Platform
from lti_tool.lti.refusals import ExpiredLoginError, ReplayedLaunchError, UnknownLoginError

LIFETIME = timedelta(minutes=10)
#: Expired rows stay a while, so that a late launch is told why.
KEPT_FOR = timedelta(hours=1)
#: One login in sixteen sweeps.
_SWEEPERS = frozenset("ABCD")
_BOTH = (
    select(LoginAttempt, Platform)
    .join(Platform, Platform.id == LoginAttempt.platform_id)
    .where(LoginAttempt.state == bindparam("state"))
)
_TABLE = LoginAttempt.metadata.tables[LoginAttempt.__tablename__]
_CONSUME = (
    _TABLE.update()
    .where(_TABLE.c.state == bindparam("used"), _TABLE.c.consumed_at.is_(None), _TABLE.c.expires_at > bindparam("now"))
    .values(consumed_at=bindparam("now"))
)
_STATE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class BegunLogin:
    """What the browser needs: the secret it keeps, and where it goes next."""

    state: str
    binding: str
    authorization_url: str
    storage_target: str | None


def digest(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def begin(
    session: Session, platform: Platform, request: LoginRequest, *, redirect_uri: str, now: datetime
) -> BegunLogin:
    """Write the login row and return the authorisation request that answers the platform."""
    state = secrets.token_urlsafe(32)
    if state[0] in _SWEEPERS:
        session.execute(delete(LoginAttempt).where(LoginAttempt.expires_at < now - KEPT_FOR))
    attempt = LoginAttempt(
        state=state,
        platform_id=platform.id,
        nonce=secrets.token_urlsafe(32),
        target_link_uri=request.target_link_uri,
        storage_target=request.storage_target,
        repeated=request.repeated,
        expires_at=now + LIFETIME,
    )
    return _bind(session, platform, attempt, redirect_uri)


def begin_again(
    session: Session, platform: Platform, before: LoginAttempt, *, redirect_uri: str, now: datetime
) -> BegunLogin:
    """Begin the same login anew in another window; the one before is used up."""
    consume(session, before.state, now)
    attempt = LoginAttempt(
        state=secrets.token_urlsafe(32),
        platform_id=platform.id,
        nonce=secrets.token_urlsafe(32),
        target_link_uri=before.target_link_uri,
        storage_target=None,
        repeated=before.repeated,
        expires_at=now + LIFETIME,
    )
    return _bind(session, platform, attempt, redirect_uri)


def find(session: Session, state: str, now: datetime) -> tuple[LoginAttempt, Platform]:
    """Return the login and its registration, or raise the reason why it cannot be used."""
    if not _STATE.fullmatch(state):
        raise UnknownLoginError
    found = session.execute(_BOTH, {"state": state}).one_or_none()
    if found is None:
        raise UnknownLoginError
    attempt, platform = found
    if attempt.consumed_at is not None:
        raise ReplayedLaunchError
    if attempt.expires_at <= now:
        raise ExpiredLoginError
    return attempt, platform


def consume(session: Session, state: str, now: datetime) -> None:
    """Use the login up; `ReplayedLaunchError` for every request but the first."""
    result = session.execute(_CONSUME, {"used": state, "now": now})
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise ReplayedLaunchError


def give_ticket(session: Session, state: str) -> str:
    """Return a one-time ticket for the page that finishes this login in another way than by cookie."""
    ticket = secrets.token_urlsafe(32)
    session.execute(
        update(LoginAttempt)
        .where(LoginAttempt.state == state, LoginAttempt.consumed_at.is_(None))
        .values(ticket_hash=digest(ticket))
    )
    return ticket


def holds_binding(attempt: LoginAttempt, binding: str | None) -> bool:
    """True when this is the secret that was given to the browser that began the login."""
    return bool(binding) and secrets.compare_digest(digest(binding or ""), attempt.binding_hash)


def holds_ticket(attempt: LoginAttempt, ticket: str | None) -> bool:
    """True when this is the ticket given last for this login."""
    held = attempt.ticket_hash
    return bool(ticket) and held is not None and secrets.compare_digest(digest(ticket or ""), held)


def _bind(session: Session, platform: Platform, attempt: LoginAttempt, redirect_uri: str) -> BegunLogin:
    binding = secrets.token_urlsafe(32)
    attempt.binding_hash = digest(binding)
    session.execute(_TABLE.insert(), {column: getattr(attempt, column) for column in _TABLE.c.keys()})  # noqa: SIM118
    url = authorization_url(platform, attempt, redirect_uri)
    return BegunLogin(attempt.state, binding, url, attempt.storage_target)


def authorization_url(platform: Platform, attempt: LoginAttempt, redirect_uri: str) -> str:
    """Return the authentication request (LTI 1.3 Core, section 5.1.1.2); hints go back as they came."""
    ours = urlencode(
        {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": platform.client_id,
            "redirect_uri": redirect_uri,
            "state": attempt.state,
            "nonce": attempt.nonce,
        }
    )
    joint = "&" if "?" in platform.authorization_url else "?"
    return f"{platform.authorization_url}{joint}{ours}" + (f"&{attempt.repeated}" if attempt.repeated else "")
