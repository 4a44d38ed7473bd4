"""Checking a provider's ID token (OpenID Connect Core 1.0, section 3.1.3.7)."""

from datetime import datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key

from lti_tool.identity.discovery import Discovery
from lti_tool.identity.errors import UntrustedTokenError
from lti_tool.lti.token_parts import read_part

#: Signatures with a key pair only: a shared secret, or none at all, proves nothing here.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
LEEWAY_SECONDS = 30
LONGEST_CHARACTERS = 100_000
#: Far beyond any date that is meant; keeps arithmetic within what a date can hold.
_LATEST = 10**11


def claims_of(
    token: object, discovery: Discovery, *, issuer: str, client_id: str, nonce: str, access_token: object, now: datetime
) -> dict[str, Any]:
    """Return the claims of a token that stands every check; raises `UntrustedTokenError`."""
    if not isinstance(token, str) or len(token) > LONGEST_CHARACTERS or token.count(".") != 2:
        raise UntrustedTokenError("no ID token")
    try:
        header, claims = (read_part(part) for part in token.split(".")[:2])
    except ValueError as error:
        raise UntrustedTokenError("malformed") from error
    if header.get("alg") not in ALGORITHMS or "crit" in header:
        raise UntrustedTokenError("algorithm")
    kid = header.get("kid")
    _check_signature(token, discovery.keys(kid if isinstance(kid, str) else None))
    _check_claims(claims, issuer=issuer, client_id=client_id, nonce=nonce, now=now)
    try:
        known = CodeIDToken(
            claims, header, params={"client_id": client_id, "nonce": nonce, "access_token": access_token}
        )
        known.validate(now=int(now.timestamp()), leeway=LEEWAY_SECONDS)
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise UntrustedTokenError(f"claims: {type(error).__name__}") from error
    return claims


def _check_signature(token: str, keys: list[dict[str, Any]]) -> None:
    for key in keys:
        try:
            jws.deserialize_compact(token, import_key(key), algorithms=list(ALGORITHMS))
        except (JoseError, ValueError, TypeError, KeyError):
            continue
        return
    raise UntrustedTokenError("signature")


def _check_claims(claims: dict[str, Any], *, issuer: str, client_id: str, nonce: str, now: datetime) -> None:
    """Check by equality what Authlib lets pass in part: an audience that lists a stranger too, odd numbers."""
    audience = claims.get("aud")
    if claims.get("iss") != issuer:
        raise UntrustedTokenError("issuer")
    if audience not in (client_id, [client_id]):
        raise UntrustedTokenError("audience")
    if claims.get("nonce") != nonce:
        raise UntrustedTokenError("nonce")
    begins, ends, seconds = _time(claims, "iat"), _time(claims, "exp"), now.timestamp()
    if ends <= seconds - LEEWAY_SECONDS or begins > seconds + LEEWAY_SECONDS:
        raise UntrustedTokenError("times")
    if not isinstance(claims.get("sub"), str) or not 0 < len(claims["sub"]) <= 255:
        raise UntrustedTokenError("subject")


def _time(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value < _LATEST:
        raise UntrustedTokenError(f"no {name}")
    return value
