"""Our signing keys: at least two published, one signs, private halves sealed.

A key is published before it signs (`next`), signs (`active`), stays published for a week
after (`retiring`) so that platforms with a cached key set keep trusting what it signed, and
is deleted at a later rotation.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pylti1p3.registration import Registration
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from lti_tool.lti.models import KeyState, ToolKey
from lti_tool.lti.vault import Vault

KEY_BITS = 2048
RETIRING_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The key that signs now."""

    kid: str
    private_pem: bytes


def published(session: Session) -> list[dict[str, Any]]:
    """Return the public keys, as the key set shows them."""
    return [dict(key.public_jwk) for key in session.scalars(select(ToolKey).order_by(ToolKey.created_at, ToolKey.kid))]


def listed(session: Session) -> list[ToolKey]:
    """Return our keys, the oldest first; none before `ensure`."""
    return list(session.scalars(select(ToolKey).order_by(ToolKey.created_at, ToolKey.kid)))


def ensure(session: Session, vault: Vault, now: datetime) -> None:
    """Make the keys of a new installation: one that signs, one that waits."""
    held = set(session.scalars(select(ToolKey.state)))
    for state in (KeyState.ACTIVE, KeyState.NEXT):
        if state not in held:
            session.add(_new_key(vault, state, now))
    session.flush()


def signing_key(session: Session, vault: Vault) -> SigningKey | None:
    """Return the key that signs; None before `ensure`."""
    key = session.scalars(select(ToolKey).where(ToolKey.state == KeyState.ACTIVE)).one_or_none()
    return SigningKey(key.kid, vault.open(key.private_key)) if key else None


def rotate(session: Session, vault: Vault, now: datetime) -> None:
    """Let the waiting key sign, retire the one that signed, publish a new one, delete those long retired."""
    ensure(session, vault, now)
    session.execute(delete(ToolKey).where(ToolKey.state == KeyState.RETIRING, ToolKey.retired_at < now - RETIRING_FOR))
    keys = {key.state: key for key in session.scalars(select(ToolKey).where(ToolKey.state != KeyState.RETIRING))}
    active, waiting = keys[KeyState.ACTIVE], keys[KeyState.NEXT]
    active.state, active.retired_at = KeyState.RETIRING, now
    session.flush()
    waiting.state = KeyState.ACTIVE
    session.flush()
    session.add(_new_key(vault, KeyState.NEXT, now))
    session.flush()


def forget_all(session: Session, vault: Vault, now: datetime) -> None:
    """Replace every key at once: the secret key was lost, or a private key leaked."""
    session.execute(delete(ToolKey))
    ensure(session, vault, now)


def is_rotation_due(session: Session, now: datetime, every: timedelta) -> bool:
    """True when the key that waits is older than `every`."""
    made = session.scalar(select(ToolKey.created_at).where(ToolKey.state == KeyState.NEXT))
    return made is None or now - made >= every


def _new_key(vault: Vault, state: KeyState, now: datetime) -> ToolKey:
    private = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    public_pem = private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private_pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    jwk = dict(Registration.get_jwk(public_pem.decode()))
    return ToolKey(
        kid=str(jwk["kid"]), state=state, private_key=vault.seal(private_pem), public_jwk=jwk, created_at=now
    )
