"""Beginning a login and finding it again (Security Framework 1.0, section 5.1.1.1; OIDC third-party login).

One row per login holds everything the launch is compared with. It is used once: the update
that consumes it succeeds for one request only, however many arrive together.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import CursorResult, bindparam, select

from lti_tool.lti import registered
from lti_tool.lti.login_request import LoginRequest
from lti_tool.lti.models import LoginAttempt, Platform
from lti_tool.lti.refusals import ExpiredLoginError, ReplayedLaunchError, UnknownLoginError
from lti_tool.lti.registered import Registered, Statements

LIFETIME = timedelta(minutes=10)
#: Expired rows stay a while, so that a late launch is told why.
KEPT_FOR = timedelta(hours=1)
#: One login in sixteen sweeps.
_SWEEPERS = frozenset("ABCD")
_STATE = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class BegunLogin:
    """What the browser needs: the secret it keeps, and where it goes next."""

    state: str
    binding: str
    authorization_url: str
    storage_target: str | None


@dataclass(frozen=True, slots=True)
class Login:
    """A login under way, as its row in `lti_login_attempt` says (what the columns hold stands there)."""

    state: str
    platform_id: int
    nonce: str
    target_link_uri: str
    binding_hash: str
    storage_target: str | None
    ticket_hash: str | None
    repeated: str
    expires_at: datetime
    consumed_at: datetime | None


_TABLE = LoginAttempt.metadata.tables[LoginAttempt.__tablename__]
_NAMES = tuple(field.name for field in fields(Login))
_PLATFORM = Platform.metadata.tables[Platform.__tablename__]
_BOTH = (
    select(*registered.COLUMNS, *(_TABLE.c[name] for name in _NAMES))
    .join_from(_TABLE, _PLATFORM)
    .where(_TABLE.c.state == bindparam("wanted"))
)
_CONSUME = (
    _TABLE.update()
    .where(_TABLE.c.state == bindparam("used"), _TABLE.c.consumed_at.is_(None), _TABLE.c.expires_at > bindparam("now"))
    .values(consumed_at=bindparam("now"))
)
_SWEEP = _TABLE.delete().where(_TABLE.c.expires_at < bindparam("before"))
_GIVE_TICKET = (
    _TABLE.update()
    .where(_TABLE.c.state == bindparam("wanted"), _TABLE.c.consumed_at.is_(None))
    .values(ticket_hash=bindparam("hash"))
)


def digest(secret: str) -> str:
    """Return what is stored of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def begin(
    statements: Statements, platform: Registered, request: LoginRequest, *, redirect_uri: str, now: datetime
) -> BegunLogin:
    """Write the login row and return the authorisation request that answers the platform."""
    binding, state = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    if state[0] in _SWEEPERS:
        statements.execute(_SWEEP, {"before": now - KEPT_FOR})
    login = Login(
        state=state,
        platform_id=platform.id,
        nonce=secrets.token_urlsafe(32),
        target_link_uri=request.target_link_uri,
        binding_hash=digest(binding),
        storage_target=request.storage_target,
        ticket_hash=None,
        repeated=request.repeated,
        expires_at=now + LIFETIME,
        consumed_at=None,
    )
    return _written(statements, platform, login, binding, redirect_uri)


def begin_again(
    statements: Statements, platform: Registered, before: Login, *, redirect_uri: str, now: datetime
) -> BegunLogin:
    """Begin the same login anew in another window; the one before is used up."""
    consume(statements, before.state, now)
    binding = secrets.token_urlsafe(32)
    login = replace(
        before,
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        binding_hash=digest(binding),
        storage_target=None,
        ticket_hash=None,
        expires_at=now + LIFETIME,
    )
    return _written(statements, platform, login, binding, redirect_uri)


def find(statements: Statements, state: str, now: datetime) -> tuple[Login, Registered]:
    """Return the login and its registration, or raise the reason why it cannot be used."""
    if not _STATE.fullmatch(state):
        raise UnknownLoginError
    found = statements.execute(_BOTH, {"wanted": state}).one_or_none()
    if found is None:
        raise UnknownLoginError
    login = Login(*found[len(registered.COLUMNS) :])
    if login.consumed_at is not None:
        raise ReplayedLaunchError
    if login.expires_at <= now:
        raise ExpiredLoginError
    return login, registered.from_row(found)


def consume(statements: Statements, state: str, now: datetime) -> None:
    """Use the login up; `ReplayedLaunchError` for every request but the first."""
    result = statements.execute(_CONSUME, {"used": state, "now": now})
    if not isinstance(result, CursorResult) or result.rowcount != 1:
        raise ReplayedLaunchError


def give_ticket(statements: Statements, state: str) -> str:
    """Return a one-time ticket for the page that finishes this login in another way than by cookie."""
    ticket = secrets.token_urlsafe(32)
    statements.execute(_GIVE_TICKET, {"wanted": state, "hash": digest(ticket)})
    return ticket


def holds_binding(login: Login, binding: str | None) -> bool:
    """True when this is the secret that was given to the browser that began the login."""
    return bool(binding) and secrets.compare_digest(digest(binding or ""), login.binding_hash)


def holds_ticket(login: Login, ticket: str | None) -> bool:
    """True when this is the ticket given last for this login."""
    held = login.ticket_hash
    return bool(ticket) and held is not None and secrets.compare_digest(digest(ticket or ""), held)


def _written(statements: Statements, platform: Registered, login: Login, binding: str, redirect_uri: str) -> BegunLogin:
    statements.execute(_TABLE.insert(), {name: getattr(login, name) for name in _NAMES})
    return BegunLogin(login.state, binding, authorization_url(platform, login, redirect_uri), login.storage_target)


def authorization_url(platform: Registered, login: Login, redirect_uri: str) -> str:
    """Return the authentication request (LTI 1.3 Core, section 5.1.1.2); hints go back as they came."""
    ours = urlencode(
        {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "client_id": platform.client_id,
            "redirect_uri": redirect_uri,
            "state": login.state,
            "nonce": login.nonce,
        }
    )
    joint = "&" if "?" in platform.authorization_url else "?"
    return f"{platform.authorization_url}{joint}{ours}" + (f"&{login.repeated}" if login.repeated else "")
