"""Checks on what a tool signs: client assertions and deep linking answers (LTI Security Framework 1.0, sections 4, 5).

Deliberately strict: a tool that passes here passes on platforms that look less closely.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jwk, jwt
from joserfc.errors import JoseError
from joserfc.jws import extract_compact

from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.tools import Tool

_ALGORITHMS = ["RS256"]
_LEEWAY = 30
_LONGEST = 3600


class ToolTokens:
    """Verifies tokens of tools, and remembers which were used. `fetch` reads a JSON document by address."""

    def __init__(self, fetch: Callable[[str], Any]) -> None:
        self._fetch = fetch
        self._keys: dict[str, jwk.KeySet] = {}
        self._used: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def read(self, token: str, tool: Tool, now: float) -> dict[str, Any]:
        """Return the claims of a token that `tool` signed and that is valid at `now`, in seconds."""
        try:
            claims = self._decode(token, tool)
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise RefusedError(400, f"the token's signature is not the tool's: {error}", "invalid_client") from error
        self._check_times(claims, now)
        return claims

    def use_once(self, tool: Tool, name: str, until: float, now: float) -> None:
        """Note that `name` (a jti or a nonce) was used; refuse it the second time."""
        if not name or not isinstance(name, str):
            raise RefusedError(400, "the token has no identifier of its own (jti or nonce)", "invalid_client")
        with self._lock:
            self._used = {key: expiry for key, expiry in self._used.items() if expiry > now}
            if (tool.client_id, name) in self._used:
                raise RefusedError(400, "the token was used before", "invalid_client")
            self._used[tool.client_id, name] = until + _LEEWAY

    def _decode(self, token: str, tool: Tool) -> dict[str, Any]:
        kid = extract_compact(token.encode("utf-8")).headers().get("kid")
        if not kid:
            raise RefusedError(400, "the token names no key (kid)", "invalid_client")
        keys = self._keys_of(tool, str(kid))
        return dict(jwt.decode(token, keys, algorithms=_ALGORITHMS).claims)

    def _keys_of(self, tool: Tool, kid: str) -> jwk.KeySet:
        if tool.jwks is not None:
            return jwk.KeySet.import_key_set(_key_set(tool.jwks))
        if not tool.jwks_url:
            raise RefusedError(400, "no keys are registered for the tool", "invalid_client")
        keys = self._keys.get(tool.jwks_url)
        if keys is None or kid not in {key.kid for key in keys.keys}:
            keys = jwk.KeySet.import_key_set(_key_set(self._fetch(tool.jwks_url)))
            self._keys[tool.jwks_url] = keys
        return keys

    @staticmethod
    def _check_times(claims: Mapping[str, Any], now: float) -> None:
        issued, expires = claims.get("iat"), claims.get("exp")
        if not isinstance(issued, int | float) or not isinstance(expires, int | float):
            raise RefusedError(400, "the token has no iat or no exp", "invalid_client")
        if expires <= now - _LEEWAY:
            raise RefusedError(400, "the token has expired", "invalid_client")
        if issued > now + _LEEWAY:
            raise RefusedError(400, "the token was issued in the future", "invalid_client")
        if expires - issued > _LONGEST:
            raise RefusedError(400, "the token is valid for more than an hour", "invalid_client")


def unverified(token: str) -> dict[str, Any]:
    """Return the claims of a token whose signature nobody has checked yet: only good for finding its key."""
    try:
        claims = json.loads(extract_compact(token.encode("utf-8")).payload)
    except (JoseError, ValueError) as error:
        raise RefusedError(400, "what was sent is not a token", "invalid_client") from error
    if not isinstance(claims, dict):
        raise RefusedError(400, "what was sent is not a token", "invalid_client")
    return claims


def _key_set(document: Any) -> Any:
    if not isinstance(document, dict) or not isinstance(document.get("keys"), list):
        raise RefusedError(400, "the tool's key set is not a JWKS", "invalid_client")
    return document


def check_audience(claims: Mapping[str, Any], expected: str) -> None:
    """Require `aud` to be `expected` and nothing else."""
    audience = claims.get("aud")
    if audience not in (expected, [expected]):
        raise RefusedError(400, f"aud is {audience!r}, not {expected!r}", "invalid_client")
