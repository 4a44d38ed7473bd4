"""Our own keys, and what seals them."""

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from joserfc import jwt
from joserfc.jwk import KeySet
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.db import Database
from lti_tool.errors import ConfigurationError
from lti_tool.lti import keys
from lti_tool.lti.models import KeyState, ToolKey
from lti_tool.lti.signing import Signer
from lti_tool.lti.vault import Vault
from tests.fakes.clock import StillClock


@pytest.fixture
def vault() -> Vault:
    return Vault(Fernet.generate_key())


def states(session: Session) -> list[str]:
    return sorted(session.scalars(select(ToolKey.state)))


def test_a_new_installation_publishes_two_keys(session: Session, vault: Vault, clock: StillClock) -> None:
    assert keys.signing_key(session, vault) is None
    keys.ensure(session, vault, clock.now())
    keys.ensure(session, vault, clock.now())
    assert states(session) == ["active", "next"]
    for key in keys.published(session):
        assert key["alg"] == "RS256"
        assert key["use"] == "sig"
        assert set(key) == {"kty", "alg", "use", "kid", "n", "e"}


def test_private_keys_are_not_readable_in_the_database(session: Session, vault: Vault, clock: StillClock) -> None:
    keys.ensure(session, vault, clock.now())
    for key in session.scalars(select(ToolKey)):
        assert b"PRIVATE" not in key.private_key
        assert b"PRIVATE" in vault.open(key.private_key)


def test_rotation_signs_with_a_key_that_was_published_before(session: Session, vault: Vault, clock: StillClock) -> None:
    keys.ensure(session, vault, clock.now())
    waiting = session.scalars(select(ToolKey.kid).where(ToolKey.state == KeyState.NEXT)).one()
    keys.rotate(session, vault, clock.now())
    signing = keys.signing_key(session, vault)
    assert signing is not None
    assert signing.kid == waiting
    assert states(session) == ["active", "next", "retiring"]


def test_retired_keys_stay_a_week(session: Session, vault: Vault, clock: StillClock) -> None:
    keys.rotate(session, vault, clock.now())
    clock.advance(days=6)
    keys.rotate(session, vault, clock.now())
    assert states(session) == ["active", "next", "retiring", "retiring"]
    clock.advance(days=2)
    keys.rotate(session, vault, clock.now())
    assert states(session) == ["active", "next", "retiring", "retiring"]


def test_when_rotation_is_due(session: Session, vault: Vault, clock: StillClock) -> None:
    month = timedelta(days=30)
    assert keys.is_rotation_due(session, clock.now(), month)
    keys.ensure(session, vault, clock.now())
    assert not keys.is_rotation_due(session, clock.now(), month)
    assert keys.is_rotation_due(session, clock.advance(days=30), month)


def test_another_secret_key_is_named(session: Session, vault: Vault, clock: StillClock) -> None:
    keys.ensure(session, vault, clock.now())
    other = Vault(Fernet.generate_key())
    with pytest.raises(ConfigurationError, match="BOUSSOLE_SECRET_KEY"):
        keys.signing_key(session, other)
    keys.forget_all(session, other, clock.now())
    assert keys.signing_key(session, other) is not None
    assert states(session) == ["active", "next"]


def test_what_is_signed_verifies_against_what_is_published(database: Database, vault: Vault, clock: StillClock) -> None:
    signer = Signer(database, vault, clock)
    token = signer.sign({"iss": "us"})
    published = signer.published()
    assert len(published) == 2
    assert jwt.decode(token, KeySet.import_key_set({"keys": published}), algorithms=["RS256"]).claims == {"iss": "us"}
    assert [key["kid"] for key in Signer(database, vault, clock).published()] == [key["kid"] for key in published]


def test_two_workers_may_make_the_keys_at_once(database: Database, vault: Vault, clock: StillClock) -> None:
    signer = Signer(database, vault, clock)
    signer.published()
    signer._make()
    assert len(signer.published()) == 2
