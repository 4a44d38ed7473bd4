"""Reading and checking an id_token (Security Framework 1.0, sections 5.1.2 and 5.1.3)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from lti_tool.lti.token_parts import read_part
from lti_tool.lti.token_refusals import (
    AlgorithmError,
    AudienceError,
    ExpiredTokenError,
    FutureTokenError,
    IssuerMismatchError,
    LongLivedTokenError,
    MalformedTokenError,
    MissingClaimError,
    MissingKeyIdError,
    MissingTokenError,
    NonceError,
    SignatureError,
)

MAX_CHARACTERS = 100_000
LEEWAY_SECONDS = 30
LONGEST_SECONDS = 3600
MINIMUM_KEY_BITS = 2048
#: Far beyond any date that is meant; keeps arithmetic within what a date can hold.
_LATEST = 10**11


@dataclass(frozen=True, slots=True)
class UnverifiedToken:
    """A token taken apart, with nothing proved yet but its shape, algorithm and key id."""

    compact: str
    kid: str
    claims: dict[str, Any]


def parse(compact: str) -> UnverifiedToken:
    """Take the token apart; only RS256 with a key id and without critical extensions goes on."""
    if not compact:
        raise MissingTokenError
    parts = compact.split(".")
    if len(parts) != 3 or len(compact) > MAX_CHARACTERS or not compact.isascii():
        raise MalformedTokenError
    header, claims = _object(parts[0]), _object(parts[1])
    if header.get("alg") != "RS256" or "crit" in header or header.get("b64", True) is not True:
        raise AlgorithmError
    kid = header.get("kid")
    if not isinstance(kid, str) or not kid:
        raise MissingKeyIdError
    return UnverifiedToken(compact, kid, claims)


def check_addressees(claims: Mapping[str, Any], issuer: str, client_id: str) -> None:
    """Compare issuer, audience and authorised party with the registration of the login."""
    if claims.get("iss") != issuer:
        raise IssuerMismatchError
    audience, authorised = claims.get("aud"), claims.get("azp")
    members = [audience] if isinstance(audience, str) else audience
    if not isinstance(members, list) or not members or members != [client_id] * len(members):
        # A list that names a stranger too is refused: no other party is trusted with our tokens.
        raise AudienceError
    if authorised != client_id and (authorised is not None or len(members) > 1):
        raise AudienceError


def check_signature(token: UnverifiedToken, keys: list[dict[str, Any]]) -> None:
    """Verify against the published keys with the token's key id; whatever the header offers is not looked at."""
    for jwk in keys:
        try:
            key = _public_key(jwk["n"], jwk["e"])
            if key.raw_value.key_size < MINIMUM_KEY_BITS:
                continue
            jws.deserialize_compact(token.compact, key, algorithms=["RS256"])
        except (JoseError, ValueError, TypeError, OverflowError):
            continue
        return
    raise SignatureError


def check_times(claims: Mapping[str, Any], now: datetime) -> None:
    """Require exp and iat, an hour apart at most, and now between them (30 s of leeway)."""
    expires, issued = _instant(claims, "exp"), _instant(claims, "iat")
    not_before = _instant(claims, "nbf") if "nbf" in claims else issued
    seconds = now.timestamp()
    if seconds >= expires + LEEWAY_SECONDS:
        raise ExpiredTokenError
    if max(issued, not_before) > seconds + LEEWAY_SECONDS:
        raise FutureTokenError
    if expires - issued > LONGEST_SECONDS:
        raise LongLivedTokenError


def check_nonce(claims: Mapping[str, Any], nonce: str) -> None:
    """Compare with the nonce of the login that this state belongs to."""
    given = claims.get("nonce")
    if not isinstance(given, str) or not given:
        raise MissingClaimError(name="nonce")
    if not secrets.compare_digest(given.encode("utf-8", "replace"), nonce.encode()):
        raise NonceError


@lru_cache(maxsize=256)
def _public_key(modulus: str, exponent: str) -> RSAKey:
    return RSAKey.import_key({"kty": "RSA", "n": modulus, "e": exponent})


def _instant(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _LATEST:
        raise MissingClaimError(name=name)
    return float(value)


def _object(part: str) -> dict[str, Any]:
    try:
        return read_part(part)
    except ValueError:
        raise MalformedTokenError from None
