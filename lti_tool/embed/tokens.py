"""The short word by which a page vouches for a person: a JWT (RFC 7519, with RFC 8725's advice).

The algorithm is the site's, the type is ours alone, the audience is compared by equality, and a
token lives for five minutes at most. Anything a header offers beyond algorithm, type and key id
is refused. `jti` is checked where it is used up (`exchange`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey

from lti_tool.embed.models import Algorithm
from lti_tool.lti.token_parts import read_part
from widget.loader.sites import SessionRefusedError

TYPE = "boussole-embed+jwt"
LONGEST_SECONDS = 300
LEEWAY_SECONDS = 30
LONGEST_TOKEN = 8192
LONGEST_TEXT = 255
#: RFC 9864 names the curve; most libraries still say EdDSA.
_NAMES = {
    Algorithm.EDDSA: ("EdDSA", "Ed25519"),
    Algorithm.ES256: ("ES256",),
    Algorithm.HS256: ("HS256",),
}
_HEADER = frozenset({"alg", "typ", "kid"})
#: Far beyond any date that is meant; keeps arithmetic within what a date can hold.
_LATEST = 10**11

Key = OKPKey | ECKey | OctKey


@dataclass(frozen=True, slots=True)
class Vouched:
    """What a site says of a person; `token_id` works once, until `ends_at`."""

    subject: str
    name: str
    locale: str
    token_id: str
    ends_at: datetime


def verify(
    compact: str, algorithm: Algorithm, keys: Sequence[Key], *, issuer: str, audience: str, now: datetime
) -> Vouched:
    """Return what the token says; any doubt raises `SessionRefusedError`, which does not say which."""
    header, claims = _parts(compact)
    if header.get("alg") not in _NAMES[algorithm] or header.get("typ") != TYPE or set(header) - _HEADER:
        raise SessionRefusedError
    if not any(_is_signed(compact, key, str(header["alg"])) for key in keys):
        raise SessionRefusedError
    if claims.get("iss") != issuer or claims.get("aud") != audience:
        raise SessionRefusedError
    return Vouched(
        subject=_text(claims, "sub"),
        name=_optional(claims, "name"),
        locale=_optional(claims, "locale"),
        token_id=_text(claims, "jti"),
        ends_at=_end(claims, now),
    )


def _is_signed(compact: str, key: Key, name: str) -> bool:
    try:
        jws.deserialize_compact(compact, key, algorithms=[name])
    except (JoseError, ValueError, TypeError):
        return False
    return True


def _end(claims: dict[str, Any], now: datetime) -> datetime:
    """Return until when the token's id has to be remembered."""
    issued, expires, seconds = _instant(claims, "iat"), _instant(claims, "exp"), now.timestamp()
    begins = _instant(claims, "nbf") if "nbf" in claims else issued
    too_long = not 0 < expires - issued <= LONGEST_SECONDS
    if too_long or seconds >= expires + LEEWAY_SECONDS or max(issued, begins) > seconds + LEEWAY_SECONDS:
        raise SessionRefusedError
    return datetime.fromtimestamp(expires, UTC) + timedelta(seconds=LEEWAY_SECONDS)


def _instant(claims: dict[str, Any], name: str) -> int:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LATEST:
        raise SessionRefusedError
    return value


def _text(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT or not value.isprintable():
        raise SessionRefusedError
    return value


def _optional(claims: dict[str, Any], name: str) -> str:
    return _text(claims, name) if claims.get(name) else ""


def _parts(compact: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = compact.split(".")
    if len(parts) != 3 or len(compact) > LONGEST_TOKEN or not compact.isascii():
        raise SessionRefusedError
    return _object(parts[0]), _object(parts[1])


def _object(part: str) -> dict[str, Any]:
    try:
        return read_part(part)
    except ValueError:
        raise SessionRefusedError from None
