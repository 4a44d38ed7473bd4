"""Keys that a site publishes at an address: read once an hour, again for a new key, never on every bad token."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask, Response

from lti_tool.db import Database
from lti_tool.embed import sites
from lti_tool.embed.exchange import DatabaseSites
from lti_tool.embed.fetched_keys import SiteKeySets
from lti_tool.embed.models import Algorithm
from lti_tool.errors import InvalidInputError
from lti_tool.lti.vault import Vault
from tests.factories import embed, people
from tests.factories.embed import ORIGIN, TOOL, Signer
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor
from widget.loader.sites import SessionRefusedError

ADDRESS = "https://intranet.example/keys.json"
VAULT = Vault(b"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")


@dataclass
class Publisher:
    """The organisation's own server: publishes `keys`, counts who reads them."""

    keys: list[Any] = field(default_factory=list)
    status: int = 200
    read: int = 0

    def app(self) -> Flask:
        app = Flask("intranet")

        @app.get("/keys.json")
        def published() -> Response:
            self.read += 1
            public = [key.as_dict(private=False) for key in self.keys]
            return Response(json.dumps({"keys": public}), self.status, content_type="application/json")

        return app


@pytest.fixture
def publisher() -> Publisher:
    return Publisher([embed.pair(Algorithm.EDDSA)])


@pytest.fixture
def signer(database: Database, publisher: Publisher, clock: StillClock) -> Signer:
    with database.transaction() as session:
        new = sites.NewSite("Acme", people.course(session).id, (ORIGIN,), algorithm=Algorithm.EDDSA, jwks_url=ADDRESS)
        made, secret = sites.add(session, new, VAULT, clock.now())
        assert secret == ""
        return Signer(made.key, publisher.keys[0], "EdDSA")


@pytest.fixture
def door(publisher: Publisher) -> AppDoor:
    return AppDoor({"intranet.example": publisher.app()})


@pytest.fixture
def enters(database: Database, clock: StillClock, door: AppDoor) -> Callable[[Signer], bool]:
    exchange = DatabaseSites(database, clock, VAULT, TOOL, SiteKeySets(database, door, clock))

    def enters(signer: Signer) -> bool:
        try:
            return exchange.open_session(signer.site, "jwt", signer.token(clock.now())) is not None
        except SessionRefusedError:
            return False

    return enters


def test_a_published_key_opens_a_session_and_is_read_once_an_hour(signer, publisher, enters, clock) -> None:
    assert [enters(signer) for _ in range(3)] == [True] * 3
    assert publisher.read == 1
    clock.advance(minutes=61)
    assert enters(signer)
    assert publisher.read == 2


def test_a_new_key_counts_at_once_and_an_old_one_no_more(signer, publisher, enters, clock) -> None:
    assert enters(signer)
    clock.advance(minutes=2)
    publisher.keys = [embed.pair(Algorithm.EDDSA)]
    assert enters(replace(signer, key=publisher.keys[0]))
    assert not enters(signer)


def test_bad_tokens_make_us_read_once_a_minute_at_most(signer, publisher, enters, clock) -> None:
    assert enters(signer)
    clock.advance(minutes=2)
    stranger = replace(signer, key=embed.pair(Algorithm.EDDSA))
    assert [enters(stranger) for _ in range(20)] == [False] * 20
    assert publisher.read == 2


def test_a_site_that_does_not_answer_is_asked_once_a_minute(signer, publisher, enters, clock) -> None:
    publisher.status = 500
    assert [enters(signer) for _ in range(5)] == [False] * 5
    assert publisher.read == 1
    publisher.status = 200
    clock.advance(minutes=1)
    assert enters(signer)


def test_keys_of_another_kind_count_for_nothing(signer, publisher, enters) -> None:
    publisher.keys = [embed.pair(Algorithm.ES256)]
    assert not enters(signer)


def test_a_pasted_key_counts_beside_the_address(database, signer, publisher, enters, clock) -> None:
    pasted = embed.pair(Algorithm.EDDSA)
    with database.transaction() as session:
        jwks = json.dumps({"keys": [pasted.as_dict(private=False)]})
        sites.rotate(session, signer.site, VAULT, clock.now(), jwks=jwks)
    publisher.status = 500
    assert enters(replace(signer, key=pasted))


def test_another_address_is_read_anew(database, signer, publisher, enters, door, clock) -> None:
    assert enters(signer)
    with database.transaction() as session:
        sites.set_keys_address(session, signer.site, "https://nowhere.example/keys.json", clock.now())
    assert not enters(signer)


@pytest.mark.parametrize(
    "url", ["http://intranet.example/keys.json", "https://user@intranet.example/k", "ftp://x", "k"]
)
def test_what_is_no_safe_address_is_refused(database, signer, clock, url) -> None:
    with database.transaction() as session, pytest.raises(InvalidInputError) as refused:
        sites.set_keys_address(session, signer.site, url, clock.now())
    assert "jwks_url" in refused.value.fields


def test_an_address_goes_only_where_a_pasted_key_is_left(database, signer, clock) -> None:
    with database.transaction() as session, pytest.raises(InvalidInputError):
        sites.set_keys_address(session, signer.site, "", clock.now())


def test_a_shared_secret_has_no_address(database, clock) -> None:
    with database.transaction() as session:
        shared = embed_secret_site(session, clock)
        with pytest.raises(InvalidInputError):
            sites.set_keys_address(session, shared, ADDRESS, clock.now())


def embed_secret_site(session, clock) -> str:
    return sites.add(session, sites.NewSite("B", people.course(session).id, (ORIGIN,)), VAULT, clock.now())[0].key
