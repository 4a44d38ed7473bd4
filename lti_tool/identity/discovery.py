"""What a provider says of itself: its addresses and its keys (OpenID Connect Discovery 1.0, section 4).

Read through the guarded door and kept for an hour. An unknown key id has the keys read again, once a
minute at most, so that strange tokens cannot make us call the provider without end.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from lti_tool.clock import Clock
from lti_tool.http import HttpDoor, HttpError
from lti_tool.identity.errors import ProviderUnreachableError, UntrustedTokenError

WELL_KNOWN = "/.well-known/openid-configuration"
FRESH_FOR = timedelta(hours=1)
LOOK_AGAIN_AFTER = timedelta(minutes=1)
MAX_BYTES = 512_000
MAX_KEYS = 50
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where a provider is asked; `secret_in_form` when it takes the client's secret in no other way."""

    authorization: str
    token: str
    keys: str
    secret_in_form: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """Something read, and when."""

    at: datetime
    addresses: Addresses
    keys: tuple[dict[str, Any], ...]


class Discovery:
    """One provider's addresses and keys, kept in this process. Never call inside a transaction."""

    def __init__(self, http: HttpDoor, clock: Clock, issuer: str) -> None:
        self._http = http
        self._clock = clock
        self._issuer = issuer
        self._held: _Read | None = None

    def addresses(self) -> Addresses:
        """Return where the provider is asked; raises `ProviderUnreachableError`."""
        return self._fresh(FRESH_FOR).addresses

    def keys(self, kid: str | None) -> list[dict[str, Any]]:
        """Return the keys with this id, all where a token names none; `UntrustedTokenError` for an unknown one."""
        found = _named(self._fresh(FRESH_FOR).keys, kid) or _named(self._fresh(LOOK_AGAIN_AFTER).keys, kid)
        if not found:
            raise UntrustedTokenError("unknown key id")
        return found

    def _fresh(self, age: timedelta) -> _Read:
        now = self._clock.now()
        if self._held is None or not timedelta() <= now - self._held.at < age:
            addresses = self._read_addresses()
            self._held = _Read(now, addresses, tuple(self._read_keys(addresses.keys)))
        return self._held

    def _read_addresses(self) -> Addresses:
        body = self._object(self._issuer.rstrip("/") + WELL_KNOWN)
        if body.get("issuer") != self._issuer:
            # Section 4.3: anything else would let one provider speak for another.
            raise ProviderUnreachableError("the discovery document names another issuer")
        ways = body.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return Addresses(
            authorization=self._address(body, "authorization_endpoint"),
            token=self._address(body, "token_endpoint"),
            keys=self._address(body, "jwks_uri"),
            secret_in_form="client_secret_basic" not in ways and "client_secret_post" in ways,
        )

    def _read_keys(self, url: str) -> list[dict[str, Any]]:
        keys = self._object(url).get("keys")
        if not isinstance(keys, list):
            raise ProviderUnreachableError("no list of keys")
        return [key for key in keys[:MAX_KEYS] if isinstance(key, dict) and key.get("use", "sig") == "sig"]

    def _object(self, url: str) -> dict[str, Any]:
        try:
            answer = self._http.get(
                url, headers={"Accept": "application/json"}, follow_redirects=True, max_bytes=MAX_BYTES
            )
            body = answer.json() if answer.status == 200 else None
        except HttpError as error:
            raise ProviderUnreachableError(f"{type(error).__name__}: {error.detail}") from error
        if not isinstance(body, dict):
            raise ProviderUnreachableError(f"HTTP {answer.status}, not a JSON object")
        return body

    def _address(self, body: dict[str, Any], name: str) -> str:
        """Return an absolute address: https, or plain on this machine where the issuer is there too."""
        value = body.get(name)
        if not isinstance(value, str) or not is_safe(value, self._issuer):
            raise ProviderUnreachableError(f"no usable {name}")
        return value


def is_safe(url: str, issuer: str) -> bool:
    """True for https addresses, and for loopback ones of a provider on loopback."""
    try:
        parts, of_issuer = urlsplit(url), urlsplit(issuer)
    except ValueError:
        return False
    if parts.username is not None or parts.fragment or not parts.hostname or not url.isprintable():
        return False
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK and of_issuer.hostname in _LOOPBACK
    return parts.scheme == "https" or plain


def _named(keys: tuple[dict[str, Any], ...], kid: str | None) -> list[dict[str, Any]]:
    return [key for key in keys if kid is None or key.get("kid") == kid][:3]
