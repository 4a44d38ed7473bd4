"""Access tokens for platforms' services (Security Framework 1.0, section 4.1), shared by all workers.

Kept by issuer, client id, token address and scopes together: platforms with one issuer for
many customers would otherwise hand one customer's token to another.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.http import HttpDoor, HttpError, Response
from lti_tool.lti import clocks
from lti_tool.lti.answers import refusal_of, unreachable
from lti_tool.lti.models import AccessToken, Platform
from lti_tool.lti.service_errors import (
    ClockDiffersError,
    ScopeMissingError,
    ServiceAnswerError,
    TokenRefusedError,
)
from lti_tool.lti.signing import Signer
from lti_tool.lti.vault import Vault

EXPIRES_EARLY = timedelta(seconds=60)
_ASSERTION_SECONDS = 240
_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#: Where the platform does not say how long a token lasts.
_DEFAULT_SECONDS = 300
_LONGEST_SECONDS = 24 * 3600


class ServiceTokens:
    """Gets tokens and keeps them. Never call inside a transaction: it may go over the network."""

    def __init__(self, database: Database, http: HttpDoor, clock: Clock, signer: Signer, vault: Vault) -> None:
        self._database = database
        self._http = http
        self._clock = clock
        self._signer = signer
        self._vault = vault

    def get(self, platform: Platform, scopes: Iterable[str]) -> str:
        """Return a token for these scopes; raises the tree of `service_errors`."""
        wanted = " ".join(sorted(set(scopes)))
        key = _key(platform, wanted)
        with self._database.transaction(write=False) as session:
            held = session.get(AccessToken, key)
        if held is not None and held.expires_at > self._clock.now():
            return self._vault.open(held.token).decode()
        token, seconds = self._ask(platform, wanted)
        self._keep(platform, key, wanted, token, seconds)
        return token

    def forget(self, platform: Platform, scopes: Iterable[str]) -> None:
        """Drop a token that the platform no longer takes."""
        with self._database.transaction() as session:
            session.execute(delete(AccessToken).where(AccessToken.key == _key(platform, " ".join(sorted(set(scopes))))))

    def _ask(self, platform: Platform, scopes: str) -> tuple[str, int]:
        form = {
            "grant_type": "client_credentials",
            "client_assertion_type": _ASSERTION_TYPE,
            "client_assertion": self._assertion(platform),
            "scope": scopes,
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        try:
            response = self._http.post(platform.token_url, body=urlencode(form).encode(), headers=headers)
        except HttpError as error:
            raise unreachable(error) from error
        if not response.is_ok:
            raise _refusal(response, self._clock.now())
        return _read(response, scopes)

    def _assertion(self, platform: Platform) -> str:
        now = int(self._clock.now().timestamp())
        return self._signer.sign(
            {
                "iss": platform.client_id,
                "sub": platform.client_id,
                "aud": platform.token_audience or platform.token_url,
                "iat": now - 5,
                "exp": now + _ASSERTION_SECONDS,
                "jti": secrets.token_urlsafe(24),
            }
        )

    def _keep(self, platform: Platform, key: str, scopes: str, token: str, seconds: int) -> None:
        expires = self._clock.now() + timedelta(seconds=seconds) - EXPIRES_EARLY
        sealed = self._vault.seal(token.encode())
        row = AccessToken(key=key, platform_id=platform.id, token=sealed, scopes=scopes, expires_at=expires)
        try:
            with self._database.transaction() as session:
                session.merge(row)
        except IntegrityError:
            return  # another worker kept one at the same moment; both are good


def _key(platform: Platform, scopes: str) -> str:
    parts = [platform.issuer, platform.client_id, platform.token_url, scopes]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _refusal(response: Response, now: datetime) -> Exception:
    if response.status in {400, 401, 403, 404}:
        hint = " (an HTML page: the platform may block calls to this tool's keys)" if b"<html" in response.body else ""
        code = _error_code(response)
        if code == "invalid_scope":
            return ScopeMissingError(http_status=response.status, detail="token endpoint: scope not granted")
        if clocks.differ(response, now):
            return ClockDiffersError(http_status=response.status, detail=f"token endpoint: {code}; clocks differ")
        return TokenRefusedError(http_status=response.status, detail=f"token endpoint: {code}{hint}")
    return refusal_of(response)


def _error_code(response: Response) -> str:
    try:
        body = response.json()
    except HttpError:
        return f"HTTP {response.status}"
    code = body.get("error") if isinstance(body, dict) else None
    return code[:80] if isinstance(code, str) else f"HTTP {response.status}"


def _read(response: Response, scopes: str) -> tuple[str, int]:
    try:
        body: Any = response.json()
    except HttpError as error:
        raise ServiceAnswerError(http_status=response.status, detail="token endpoint: not JSON") from error
    token = body.get("access_token") if isinstance(body, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or " " in token:
        raise ServiceAnswerError(http_status=response.status, detail="token endpoint: no access_token")
    granted = body.get("scope")
    if isinstance(granted, str) and granted and not set(granted.split()) & set(scopes.split()):
        raise ScopeMissingError(http_status=response.status, detail="token endpoint: scope not granted")
    return token, _seconds(body.get("expires_in"))


def _seconds(value: object) -> int:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 10**9:
        return _DEFAULT_SECONDS
    return min(int(value), _LONGEST_SECONDS)
