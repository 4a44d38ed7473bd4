"""Logins and launches from end to end: what the pages call (LTI 1.3 Core, section 5.1).

Network calls happen between transactions, never inside one; a login is used up by the same
transaction that admits the launch, and by every refusal after the browser was recognised.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.lti import id_tokens, login_request, logins, messages, origins, platforms
from lti_tool.lti.keysets import KeySets
from lti_tool.lti.launch import Launch
from lti_tool.lti.logins import BegunLogin, Login
from lti_tool.lti.models import Deployment
from lti_tool.lti.refusals import (
    LaunchRefusal,
    OtherBrowserError,
    PlatformSaidNoError,
    ReplayedLaunchError,
    UnknownLoginError,
)
from lti_tool.lti.registered import Registered
from lti_tool.lti.token_refusals import UnknownDeploymentError

#: Writing "last launch" each time would make all launches of a platform wait for one row.
NOTE_LAUNCH_EVERY = timedelta(minutes=1)
_DEPLOYMENT = select(Deployment.id, Deployment.approved).where(
    Deployment.platform_id == bindparam("platform"), Deployment.deployment_id == bindparam("name")
)
_ERROR_CODES = {
    "login_required",
    "interaction_required",
    "account_selection_required",
    "consent_required",
    "invalid_request",
    "invalid_request_object",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
}


@dataclass(frozen=True, slots=True)
class LaunchForm:
    """What arrives at /lti/launch; `binding` from the cookie or the platform's storage, with its `ticket`."""

    state: str
    id_token: str = ""
    error: str = ""
    cookie: str | None = None
    stored: str | None = None
    ticket: str | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """A login that was found again, and whether this browser is the one that began it."""

    attempt: Login
    platform: Registered
    is_bound: bool

    @property
    def origins(self) -> tuple[str, ...]:
        """The platform's web origins."""
        return origins.of_platform(self.platform)


class Launches:
    """Begins logins and admits launches. `public_url`: where people and platforms reach the tool."""

    def __init__(self, database: Database, key_sets: KeySets, clock: Clock, public_url: str) -> None:
        self._database = database
        self._key_sets = key_sets
        self._clock = clock
        self._public_url = public_url
        self._redirect_uri = f"{public_url}/lti/launch"

    def begin(self, raw: bytes) -> tuple[BegunLogin, Registered]:
        """Answer a login request (its query or form body as bytes)."""
        request = login_request.parse(raw, self._public_url)
        with self._writing() as statements:
            platform = platforms.for_login(statements, request)
            now = self._clock.now()
            return logins.begin(statements, platform, request, redirect_uri=self._redirect_uri, now=now), platform

    def begin_again(self, state: str, ticket: str) -> tuple[BegunLogin, Registered]:
        """Begin the same login anew, in a window of its own; `ticket` came with the page that offers it."""
        now = self._clock.now()
        with self._writing() as statements:
            attempt, platform = logins.find(statements, state, now)
            if not logins.holds_ticket(attempt, ticket):
                raise UnknownLoginError
            platform = platforms.approved(platform)
            return logins.begin_again(statements, platform, attempt, redirect_uri=self._redirect_uri, now=now), platform

    def meet(self, form: LaunchForm) -> Met:
        """Find the login of this launch and recognise the browser; nothing is used up yet."""
        with self._database.statements(write=False) as statements:
            attempt, platform = logins.find(statements, form.state, self._clock.now())
        return Met(attempt, platform, _is_bound(attempt, form))

    def authorization_url(self, met: Met) -> str:
        """Return where a login that was just begun goes on, once the browser is known to keep it."""
        return logins.authorization_url(met.platform, met.attempt, self._redirect_uri)

    def give_ticket(self, met: Met) -> str:
        """Return a one-time ticket for finishing this login by the platform's storage or in a new window."""
        with self._writing() as statements:
            return logins.give_ticket(statements, met.attempt.state)

    def admit(self, met: Met, form: LaunchForm) -> Launch:
        """Check everything and return the launch; raises the refusal that names the failed check."""
        if not met.is_bound:
            raise OtherBrowserError
        now = self._clock.now()
        try:
            return self._admit(met, form, now)
        except ReplayedLaunchError:
            raise
        except LaunchRefusal as refusal:
            self._note_refusal(met, refusal, now)
            raise

    def _admit(self, met: Met, form: LaunchForm, now: datetime) -> Launch:
        platform = platforms.approved(met.platform)
        if form.error:
            raise PlatformSaidNoError(code=form.error if form.error in _ERROR_CODES else "error")
        token = id_tokens.parse(form.id_token)
        id_tokens.check_addressees(token.claims, platform.issuer, platform.client_id)
        id_tokens.check_signature(token, self._key_sets.find(platform, token.kid))
        try:
            launch = _read(token.claims, met, now)
            return self._use_up(met, launch, now)
        except LaunchRefusal as refusal:
            raise refusal.at(messages.return_url(token.claims, met.origins)) from None

    def _use_up(self, met: Met, launch: Launch, now: datetime) -> Launch:
        with self._writing() as statements:
            logins.consume(statements, met.attempt.state, now)
            deployment_pk = _deployment(statements, met.platform, launch, now)
            if _is_note_due(met.platform.last_launch_at, now):
                platforms.note_launch(statements, met.platform, launch.family, now)
            return replace(launch, deployment_pk=deployment_pk)

    def _writing(self) -> AbstractContextManager[Connection]:
        """A login lost in a power cut is begun again; the arrival that follows a launch waits for the disk."""
        return self._database.statements(durable=False)

    def _note_refusal(self, met: Met, refusal: LaunchRefusal, now: datetime) -> None:
        try:
            with self._database.transaction(durable=False) as session:
                logins.consume(session, met.attempt.state, now)
                platforms.note_error(session, met.platform.id, refusal.check, now)
        except ReplayedLaunchError:
            return  # another request of the same login was faster


def _is_bound(attempt: Login, form: LaunchForm) -> bool:
    if logins.holds_binding(attempt, form.cookie):
        return True
    return logins.holds_ticket(attempt, form.ticket) and logins.holds_binding(attempt, form.stored)


def _read(claims: Mapping[str, Any], met: Met, now: datetime) -> Launch:
    id_tokens.check_times(claims, now)
    id_tokens.check_nonce(claims, met.attempt.nonce)
    return messages.read(claims, messages.Origin(met.attempt, met.platform, met.origins))


def _deployment(statements: Connection, platform: Registered, launch: Launch, now: datetime) -> int:
    found = statements.execute(_DEPLOYMENT, {"platform": platform.id, "name": launch.deployment}).one_or_none()
    if found is None and platform.accepts_new_deployments:
        with Session(statements) as session, session.begin():
            return platforms.add_deployment(session, platform.id, launch.deployment, now).id
    if found is None or not found.approved:
        raise UnknownDeploymentError
    return int(found.id)


def _is_note_due(last: datetime | None, now: datetime) -> bool:
    return last is None or now - last >= NOTE_LAUNCH_EVERY
