"""A platform's public keys: read once an hour, again for an unknown key id but once a minute at most.

Security Framework 1.0, section 6.3. Only a well-formed key set of a 200 answer is kept; the
network is never called while a database transaction is open.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.http import HttpDoor, HttpError, Response
from lti_tool.lti.models import CachedKeySet, Platform
from lti_tool.lti.registered import Registered
from lti_tool.lti.token_refusals import KeysUnreachableError, UnknownKeyError

FRESH_FOR = timedelta(hours=1)
RETRY_UNKNOWN_AFTER = timedelta(minutes=1)
MAX_BYTES = 512_000
MAX_KEYS = 50


class KeySets:
    """The key sets of all platforms, shared by all workers through the database."""

    def __init__(self, database: Database, http: HttpDoor, clock: Clock) -> None:
        self._database = database
        self._http = http
        self._clock = clock
        #: What this process read last; the database decides whenever it does not suffice.
        self._seen: dict[int, CachedKeySet] = {}

    def find(self, platform: Platform | Registered, kid: str) -> list[dict[str, Any]]:
        """Return the RSA keys the platform publishes under this id (one, or several that share it).

        Raises `UnknownKeyError`, or `KeysUnreachableError` when the platform gives no key set.
        """
        now = self._clock.now()
        seen = self._seen.get(platform.id)
        if seen is not None and seen.url == platform.keyset_url and now - seen.fetched_at < FRESH_FOR:
            with suppress(UnknownKeyError):
                return _named(seen.keys, kid)
        with self._database.transaction(write=False) as session:
            cached = session.get(CachedKeySet, platform.id)
        if cached is not None:
            self._seen[platform.id] = cached
        if cached is None or cached.url != platform.keyset_url or now - cached.fetched_at >= FRESH_FOR:
            return _named(self._refresh(platform, now), kid)
        try:
            return _named(cached.keys, kid)
        except UnknownKeyError:
            if not self._may_look_again(platform, now):
                raise
        return _named(self._refresh(platform, now), kid)

    def _may_look_again(self, platform: Platform | Registered, now: datetime) -> bool:
        """True for one request a minute, whatever the number of workers."""
        with self._database.transaction() as session:
            result = session.execute(
                update(CachedKeySet)
                .where(CachedKeySet.platform_id == platform.id, CachedKeySet.tried_at <= now - RETRY_UNKNOWN_AFTER)
                .values(tried_at=now)
            )
            return isinstance(result, CursorResult) and result.rowcount == 1

    def _refresh(self, platform: Platform | Registered, now: datetime) -> list[Any]:
        keys = fetch(self._http, platform.keyset_url)
        try:
            with self._database.transaction() as session:
                session.merge(
                    CachedKeySet(
                        platform_id=platform.id, url=platform.keyset_url, keys=keys, fetched_at=now, tried_at=now
                    )
                )
        except IntegrityError:
            pass  # another worker stored the same set at the same moment, or the platform was just removed
        return keys


def fetch(http: HttpDoor, url: str) -> list[Any]:
    """Read a key set; `KeysUnreachableError` for everything that is not one."""
    return keys_in(answer_of(http, url))


def answer_of(http: HttpDoor, url: str) -> Response:
    """Ask for a key set; `KeysUnreachableError` where nobody answers."""
    try:
        return http.get(url, headers={"Accept": "application/json"}, follow_redirects=True, max_bytes=MAX_BYTES)
    except HttpError as error:
        raise KeysUnreachableError from error


def keys_in(response: Response) -> list[Any]:
    """Return the signing keys of an answer; `KeysUnreachableError` where it is no key set."""
    try:
        body = response.json() if response.status == 200 else None
    except HttpError as error:
        raise KeysUnreachableError from error
    keys = body.get("keys") if isinstance(body, dict) else None
    if not isinstance(keys, list):
        raise KeysUnreachableError
    return [key for key in keys[:MAX_KEYS] if _is_rsa_signing_key(key)]


def _is_rsa_signing_key(key: object) -> bool:
    return (
        isinstance(key, dict)
        and key.get("kty") == "RSA"
        and key.get("use", "sig") == "sig"
        and key.get("alg", "RS256") == "RS256"
        and all(isinstance(key.get(member), str) for member in ("kid", "n", "e"))
    )


def _named(keys: list[Any], kid: str) -> list[dict[str, Any]]:
    found = [key for key in keys if key["kid"] == kid]
    if not found:
        raise UnknownKeyError
    return found[:3]
