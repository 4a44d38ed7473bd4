"""The campus's signing keys, and JSON Web Signatures made by hand.

Tokens are put together here without a JWT library so that a test can ask for any malformed one: libraries refuse
to write what a tool must refuse to read. RFC 7515 (compact form), RFC 7518 sections 3.2, 3.3 and 3.6.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

_HASHES: dict[str, tuple[hashes.HashAlgorithm, str]] = {
    "256": (hashes.SHA256(), "sha256"),
    "384": (hashes.SHA384(), "sha384"),
    "512": (hashes.SHA512(), "sha512"),
}


def b64(data: bytes) -> str:
    """Return `data` as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _number(value: int) -> str:
    return b64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


@dataclass(frozen=True)
class SigningKey:
    """An RSA private key with the `kid` under which its public half is published."""

    kid: str
    private: rsa.RSAPrivateKey

    @classmethod
    def generate(cls, kid: str | None = None) -> SigningKey:
        """Make a 2048-bit key; its `kid` is the RFC 7638 thumbprint unless one is given."""
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return cls(kid or _thumbprint(private), private)

    @classmethod
    def from_pem(cls, pem: str, kid: str | None = None) -> SigningKey:
        """Read a key written by `pem`."""
        private = serialization.load_pem_private_key(pem.encode("ascii"), password=None)
        if not isinstance(private, rsa.RSAPrivateKey):
            raise TypeError("the campus signs with RSA keys only")
        return cls(kid or _thumbprint(private), private)

    def pem(self) -> str:
        """Return the private key as PKCS#8 PEM."""
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode("ascii")

    def public_pem(self) -> bytes:
        """Return the public half as PEM: what an HS256 forger uses as the secret."""
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def public_jwk(self) -> dict[str, str]:
        """Return the public half as it stands in a JWKS."""
        return {**_members(self.private), "kid": self.kid, "alg": "RS256", "use": "sig"}

    def named(self, kid: str) -> SigningKey:
        """Return the same key under another `kid`."""
        return SigningKey(kid, self.private)


def _members(private: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = private.public_key().public_numbers()
    return {"kty": "RSA", "n": _number(numbers.n), "e": _number(numbers.e)}


def _thumbprint(private: rsa.RSAPrivateKey) -> str:
    canonical = json.dumps(_members(private), sort_keys=True, separators=(",", ":"))
    return b64(hashlib.sha256(canonical.encode("ascii")).digest())


def sign(
    header: Mapping[str, Any], payload: Mapping[str, Any] | bytes, key: SigningKey, secret: bytes, alg: str
) -> str:
    """Return a compact JWS over `payload` with exactly this `header`, signed by `alg` whatever the header says.

    RS256/384/512 and PS256/384/512 sign with `key`, HS256/384/512 with `secret` (empty: the key's public PEM);
    anything else (`none`, nonsense) leaves the signature empty.
    """
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode("ascii")
    content = f"{b64(json.dumps(header).encode())}.{b64(body)}"
    return f"{content}.{b64(_signature(alg, content.encode('ascii'), key, secret))}"


def _signature(alg: str, signed: bytes, key: SigningKey, secret: bytes) -> bytes:
    family, digest = alg[:2], _HASHES.get(alg[2:])
    if digest is None:
        return b""
    if family == "RS":
        return key.private.sign(signed, padding.PKCS1v15(), digest[0])
    if family == "PS":
        return key.private.sign(signed, padding.PSS(padding.MGF1(digest[0]), digest[0].digest_size), digest[0])
    if family == "HS":
        return hmac.new(secret or key.public_pem(), signed, digest[1]).digest()
    return b""
