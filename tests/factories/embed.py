"""Sites, and the tokens that their pages sign."""

import base64
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey

from lti_tool.db import Database
from lti_tool.embed import sites
from lti_tool.embed.models import Algorithm
from lti_tool.embed.tokens import TYPE
from lti_tool.lti.vault import Vault

TOOL = "http://localhost:8000"
ORIGIN = "https://intranet.example"
_numbers = count(1)


def pair(algorithm: Algorithm) -> Any:
    """A key pair as an organisation makes it."""
    return OKPKey.generate_key("Ed25519") if algorithm is Algorithm.EDDSA else ECKey.generate_key("P-256")


@dataclass(frozen=True)
class Signer:
    """An organisation's endpoint: knows its site and signs for its people."""

    site: str
    key: Any
    algorithm: str

    def claims(self, now: datetime, **changes: Any) -> dict[str, Any]:
        issued = int(now.timestamp())
        claims: dict[str, Any] = {"iss": self.site, "aud": TOOL, "sub": "ada", "jti": f"j{next(_numbers)}"}
        claims |= {"iat": issued, "exp": issued + 120}
        return {name: value for name, value in {**claims, **changes}.items() if value is not None}

    def token(self, now: datetime, header: dict[str, Any] | None = None, **changes: Any) -> str:
        protected = {"alg": self.algorithm, "typ": TYPE, **(header or {})}
        protected = {name: value for name, value in protected.items() if value is not None}
        payload = json.dumps(self.claims(now, **changes)).encode()
        if set(protected) <= {"alg", "typ", "kid"} and protected.get("alg") == self.algorithm:
            return jws.serialize_compact(protected, payload, self.key, algorithms=[self.algorithm])
        return signed_by_hand(protected, payload, self.key, self.algorithm)


def signed_by_hand(header: dict[str, Any], payload: bytes, key: Any, algorithm: str) -> str:
    """A token with any header, signed rightly over exactly these bytes."""
    signing_input = f"{_b64(json.dumps(header).encode())}.{_b64(payload)}"
    model = jws.JWSRegistry.algorithms[algorithm]
    return f"{signing_input}.{_b64(model.sign(signing_input.encode(), key))}"


def signed_with_bytes(header: dict[str, Any], payload: bytes, secret: bytes) -> str:
    """An HS256 token with any bytes as its secret, which a careful library would refuse to use."""
    signing_input = f"{_b64(json.dumps(header).encode())}.{_b64(payload)}"
    return f"{signing_input}.{_b64(hmac.digest(secret, signing_input.encode(), 'sha256'))}"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def site(
    database: Database,
    course_id: int,
    vault: Vault,
    now: datetime,
    algorithm: Algorithm = Algorithm.HS256,
    **values: Any,
) -> Signer:
    """Make a site and return who signs for it."""
    key = None if algorithm is Algorithm.HS256 else pair(algorithm)
    jwks = "" if key is None else json.dumps({"keys": [key.as_dict(private=False)]})
    described = {"name": "Acme", "origins": [ORIGIN], **values}
    with database.transaction() as session:
        new = sites.NewSite(course_id=course_id, algorithm=algorithm, jwks=jwks, **described)
        made, secret = sites.add(session, new, vault, now)
        return Signer(made.key, key or OctKey.import_key(secret), str(algorithm))
