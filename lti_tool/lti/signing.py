"""Signing as the tool: client assertions and deep linking answers, RS256 with a key id."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc import jws
from joserfc.jwk import RSAKey
from sqlalchemy.exc import IntegrityError

from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.lti import keys
from lti_tool.lti.vault import Vault


class Signer:
    """Signs with the installation's active key; makes the keys of a new installation when first asked."""

    def __init__(self, database: Database, vault: Vault, clock: Clock) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock

    def sign(self, claims: Mapping[str, Any]) -> str:
        """Return the claims as a compact JWT."""
        key = self._key()
        header = {"alg": "RS256", "typ": "JWT", "kid": key.kid}
        private = RSAKey.import_key(key.private_pem)
        return jws.serialize_compact(header, json.dumps(claims).encode(), private, algorithms=["RS256"])

    def published(self) -> list[dict[str, Any]]:
        """Return the public keys, at least two."""
        with self._database.transaction(write=False) as session:
            found = keys.published(session)
        if len(found) >= 2:
            return found
        self._make()
        with self._database.transaction(write=False) as session:
            return keys.published(session)

    def _key(self) -> keys.SigningKey:
        with self._database.transaction(write=False) as session:
            key = keys.signing_key(session, self._vault)
        if key is None:
            self._make()
            with self._database.transaction(write=False) as session:
                key = keys.signing_key(session, self._vault)
        if key is None:
            raise RuntimeError("no signing key after making one")
        return key

    def _make(self) -> None:
        try:
            with self._database.transaction() as session:
                keys.ensure(session, self._vault, self._clock.now())
        except IntegrityError:
            return  # another worker made them at the same moment
