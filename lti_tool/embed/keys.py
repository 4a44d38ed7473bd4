"""What a site signs with: public keys of its own (JWKS, RFC 7517), or a secret that this tool makes."""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OctKey, OKPKey

from lti_tool.embed.models import Algorithm, EmbedKey
from lti_tool.embed.tokens import Key
from lti_tool.errors import N_, ConfigurationError, InvalidInputError
from lti_tool.lti.vault import Vault

#: `settings.derived_key(PURPOSE)` seals the keys of sites.
PURPOSE = "embed-keys"
MOST_KEYS = 10
NO_KEYS = N_("A site that signs with EdDSA or ES256 needs a file with its public keys (JWKS).")
WRONG_KEYS = N_("The file holds no public key that fits: EdDSA takes Ed25519 keys, ES256 takes P-256 keys.")
PRIVATE_KEY = N_("The file holds a private key. Keep it to yourself, make a new pair, and give the public half only.")
_SHAPES = {Algorithm.EDDSA: ("OKP", "Ed25519"), Algorithm.ES256: ("EC", "P-256")}
_PUBLIC = ("kty", "crv", "x", "y")


def new_secret() -> str:
    """Return a secret for HS256: 64 characters, 384 bits; its UTF-8 bytes are the key."""
    return secrets.token_urlsafe(48)


def public_keys(algorithm: Algorithm, jwks: str) -> list[bytes]:
    """Return the fitting public keys of a JWKS or a single JWK; `InvalidInputError` says what is wrong."""
    if not jwks.strip():
        raise InvalidInputError(fields={"jwks": NO_KEYS})
    try:
        data = json.loads(jwks)
        listed = data.get("keys", [data])
        given = [dict(one) for one in listed]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InvalidInputError(fields={"jwks": WRONG_KEYS}) from None
    if any("d" in one or one.get("kty") == "oct" for one in given):
        raise InvalidInputError(fields={"jwks": PRIVATE_KEY})
    shaped = [one for one in given if (one.get("kty"), one.get("crv")) == _SHAPES[algorithm]]
    found = fitting_keys(algorithm, given)
    if not 0 < len(found) <= MOST_KEYS or len(found) < len(shaped):
        raise InvalidInputError(fields={"jwks": WRONG_KEYS})
    return [json.dumps(one).encode() for one in found]


def fitting_keys(algorithm: Algorithm, listed: Sequence[object]) -> list[dict[str, Any]]:
    """Return the public members of the keys that fit the algorithm, at most eleven."""
    shape = _SHAPES.get(algorithm)
    shaped = [one for one in listed if isinstance(one, dict) and (one.get("kty"), one.get("crv")) == shape]
    public = [{name: one[name] for name in _PUBLIC if name in one} for one in shaped[: MOST_KEYS + 1]]
    return [one for one in public if read_public(algorithm, one) is not None]


def accepted(vault: Vault, algorithm: Algorithm, rows: Sequence[EmbedKey], now: datetime) -> list[Key]:
    """Return the keys that count now; those sealed with another secret key of the tool count no more."""
    found = []
    for row in rows:
        if row.ends_at is not None and row.ends_at <= now:
            continue
        try:
            key = _read(algorithm, vault.open(row.sealed))
        except ConfigurationError:
            continue
        if key is not None:
            found.append(key)
    return found


def _read(algorithm: Algorithm, plain: bytes) -> Key | None:
    return OctKey.import_key(plain) if algorithm is Algorithm.HS256 else read_public(algorithm, json.loads(plain))


def read_public(algorithm: Algorithm, members: dict[str, Any]) -> Key | None:
    """Return the public key with these members of a JWK, or None where they make none."""
    kind: Any = OKPKey if algorithm is Algorithm.EDDSA else ECKey
    try:
        key: Key = kind.import_key(members)
        # A point that is not on the curve shows only once the key is used.
        key.raw_value  # noqa: B018
    except (JoseError, ValueError, TypeError, KeyError):
        return None
    return key
