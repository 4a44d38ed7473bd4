"""What opens a frame's session and what does not, and what is left when it is over."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from joserfc.jwk import OctKey
from sqlalchemy import func, select

from lti_tool.db import Database
from lti_tool.embed import sessions, sites
from lti_tool.embed.exchange import DatabaseSites
from lti_tool.embed.models import Algorithm, EmbedSession, EmbedTokenUse
from lti_tool.embed.sessions import find_visitor
from lti_tool.embed.tokens import TYPE
from lti_tool.lti.vault import Vault
from lti_tool.people.models import User
from tests.factories import embed, people
from tests.factories.embed import ORIGIN, TOOL, Signer
from tests.fakes.clock import StillClock
from widget.errors import StreamsBusyError
from widget.loader.sites import SessionRefusedError, Site

VAULT = Vault(b"MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=")
STRANGER = Vault(b"eHl6NDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=")


@pytest.fixture
def course_id(database: Database) -> int:
    with database.transaction() as session:
        return people.course(session).id


@pytest.fixture
def exchange(database: Database, clock: StillClock) -> DatabaseSites:
    return DatabaseSites(database, clock, VAULT, TOOL)


@pytest.fixture
def acme(database: Database, course_id: int, clock: StillClock) -> Signer:
    return embed.site(database, course_id, VAULT, clock.now())


def refused(exchange: DatabaseSites, site: str, token: str, kind: str = "jwt") -> bool:
    with pytest.raises(SessionRefusedError):
        exchange.open_session(site, kind, token)
    return True


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_each_algorithm_opens_a_session(exchange, database, course_id, clock, algorithm) -> None:
    signer = embed.site(database, course_id, VAULT, clock.now(), algorithm)
    opened = exchange.open_session(signer.site, "jwt", signer.token(clock.now(), name="Ada", locale="fr-CA"))
    assert opened.seconds == 900
    with database.transaction(write=False) as session:
        visitor = find_visitor(session, opened.bearer, clock.now())
        assert (visitor.course_id, visitor.site_key, visitor.locale) == (course_id, signer.site, "fr")
        assert (visitor.scope.role, visitor.scope.tenant) == ("learner", f"site:{signer.site}")
        user = session.get_one(User, visitor.user_id)
        assert (user.name, user.platform_id) == ("Ada", None)


def test_the_curves_own_name_is_accepted_too(exchange, database, course_id, clock) -> None:
    signer = embed.site(database, course_id, VAULT, clock.now(), Algorithm.EDDSA)
    assert exchange.open_session(signer.site, "jwt", replace(signer, algorithm="Ed25519").token(clock.now()))


def test_the_same_person_is_recognised_and_another_is_not(exchange, database, acme, clock) -> None:
    def who(subject: str) -> int:
        bearer = exchange.open_session(acme.site, "jwt", acme.token(clock.now(), sub=subject)).bearer
        with database.transaction(write=False) as session:
            return find_visitor(session, bearer, clock.now()).user_id

    assert who("ada") == who("ada") != who("grace")


def test_one_person_opening_two_pages_at_once_is_one_person(exchange, database, acme, clock) -> None:
    tokens = [acme.token(clock.now()) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda token: exchange.open_session(acme.site, "jwt", token), tokens))
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count(User.id))) == 1
        assert session.scalar(select(func.count(EmbedSession.id))) == 8


def test_of_twenty_uses_of_a_token_exactly_one_wins(exchange, database, acme, clock) -> None:
    token = acme.token(clock.now())

    def use(_number: int) -> bool:
        try:
            return exchange.open_session(acme.site, "jwt", token) is not None
        except SessionRefusedError:
            return False

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(use, range(20))) == 1
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count(EmbedSession.id))) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.example"},
        {"aud": [TOOL]},
        {"aud": [TOOL, "https://other.example"]},
        {"aud": None},
        {"iss": "another"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": "a" * 256},
        {"sub": 7},
        {"sub": "a\x00b"},
        {"jti": None},
        {"jti": ["x"]},
        {"iat": None},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 10**15},
        {"exp": 1.5},
        {"name": 3},
        {"locale": "x" * 300},
    ],
)
def test_claims_that_are_not_exactly_right_open_nothing(exchange, acme, clock, changes) -> None:
    assert refused(exchange, acme.site, acme.token(clock.now(), **changes))


@pytest.mark.parametrize(
    ("issued", "lasts", "good"),
    [
        (0, 300, True),
        (0, 301, False),
        (0, 0, False),
        (0, -5, False),
        (29, 60, True),
        (31, 60, False),
        (-120, 91, True),
        (-120, 90, False),
        (-4000, 300, False),
    ],
)
def test_a_token_lives_for_five_minutes_at_most(exchange, acme, clock, issued, lasts, good) -> None:
    now = int(clock.now().timestamp())
    token = acme.token(clock.now(), iat=now + issued, exp=now + issued + lasts)
    if good:
        assert exchange.open_session(acme.site, "jwt", token)
    else:
        assert refused(exchange, acme.site, token)


def test_a_token_that_begins_later_has_to_wait(exchange, acme, clock) -> None:
    token = acme.token(clock.now(), nbf=int(clock.now().timestamp()) + 60)
    assert refused(exchange, acme.site, token)
    clock.advance(seconds=40)
    assert exchange.open_session(acme.site, "jwt", token)


@pytest.mark.parametrize(
    "header",
    [
        {"typ": "JWT"},
        {"typ": None},
        {"crit": ["exp"]},
        {"jku": "https://evil.example/jwks"},
        {"x5u": "https://evil.example"},
        {"jwk": {"kty": "oct", "k": "AAAA"}},
        {"b64": False},
        {"alg": "none"},
        {"alg": "None"},
        {"alg": "HS512"},
        {"alg": None},
        {"alg": ["HS256"]},
    ],
)
def test_a_header_offers_nothing(exchange, acme, clock, header) -> None:
    assert refused(exchange, acme.site, acme.token(clock.now(), header))


def test_a_key_id_is_a_name_and_never_a_place(exchange, acme, clock) -> None:
    assert exchange.open_session(acme.site, "jwt", acme.token(clock.now(), {"kid": "../../dev/null"}))


@pytest.mark.parametrize("algorithm", [Algorithm.EDDSA, Algorithm.ES256])
def test_a_public_key_is_no_secret_to_sign_with(exchange, database, course_id, clock, algorithm) -> None:
    signer = embed.site(database, course_id, VAULT, clock.now(), algorithm)
    for secret in (signer.key.as_pem(private=False), json.dumps(signer.key.as_dict(private=False)).encode()):
        payload = json.dumps(signer.claims(clock.now())).encode()
        swapped = embed.signed_with_bytes({"alg": "HS256", "typ": TYPE}, payload, secret)
        assert refused(exchange, signer.site, swapped)


def test_the_algorithm_is_the_sites_own(exchange, acme, clock) -> None:
    other = Signer(acme.site, embed.pair(Algorithm.ES256), "ES256")
    assert refused(exchange, acme.site, other.token(clock.now()))


def test_another_sites_token_opens_nothing(exchange, database, course_id, acme, clock) -> None:
    other = embed.site(database, course_id, VAULT, clock.now())
    assert refused(exchange, acme.site, other.token(clock.now()))
    assert refused(exchange, acme.site, other.token(clock.now(), iss=acme.site))
    assert refused(exchange, acme.site, replace(acme, site=other.site).token(clock.now()))


def test_one_flipped_character_anywhere_is_too_many(exchange, acme, clock) -> None:
    token = acme.token(clock.now())
    last = len(token) - 1  # the last character of a signature holds bits that no decoder looks at
    for at in range(0, last, 7):
        if token[at] != ".":
            flipped = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
            assert refused(exchange, acme.site, flipped)


@pytest.mark.parametrize(
    "token", ["", "a.b", "a.b.c", "....", "é.é.é", "a" * 9000, "e30.e30.", "W10.W10.x", "bnVsbA.e30.x"]
)
def test_nonsense_is_refused(exchange, acme, token) -> None:
    assert refused(exchange, acme.site, token)


def test_a_name_that_stands_there_twice_is_refused(exchange, acme, clock) -> None:
    claims = json.dumps(acme.claims(clock.now()))
    doubled = claims[:-1] + ', "sub": "root"}'
    header = {"alg": "HS256", "typ": "boussole-embed+jwt"}
    assert refused(exchange, acme.site, embed.signed_by_hand(header, doubled.encode(), acme.key, "HS256"))


def test_a_site_that_is_off_opens_nothing_and_ends_what_is_open(exchange, database, acme, clock) -> None:
    bearer = exchange.open_session(acme.site, "jwt", acme.token(clock.now())).bearer
    with database.transaction() as session:
        sites.switch(session, acme.site, clock.now(), on=False)
    assert exchange.find(acme.site) is None
    assert refused(exchange, acme.site, acme.token(clock.now()))
    with database.transaction(write=False) as session:
        assert find_visitor(session, bearer, clock.now()) is None
    with database.transaction() as session:
        sites.switch(session, acme.site, clock.now(), on=True)
    assert exchange.find(acme.site) == Site(acme.site, (ORIGIN, TOOL), "en", anonymous=False)


def test_the_tools_own_pages_may_show_the_frame_too(exchange, acme) -> None:
    """The administrator's desk previews a site with the script and the frame that its pages get."""
    assert exchange.find(acme.site).origins[-1] == TOOL


def test_a_session_ends_after_a_quarter_of_an_hour(exchange, database, acme, clock) -> None:
    bearer = exchange.open_session(acme.site, "jwt", acme.token(clock.now())).bearer
    with database.transaction(write=False) as session:
        clock.advance(seconds=899)
        assert find_visitor(session, bearer, clock.now()) is not None
        clock.advance(seconds=1)
        assert find_visitor(session, bearer, clock.now()) is None
        assert find_visitor(session, "embed.x", clock.now()) is None


def test_rotation_keeps_the_old_key_for_a_week(exchange, database, acme, clock) -> None:
    with database.transaction() as session:
        _, secret = sites.rotate(session, acme.site, VAULT, clock.now())
    new = replace(acme, key=OctKey.import_key(secret))
    assert exchange.open_session(acme.site, "jwt", acme.token(clock.now()))
    assert exchange.open_session(acme.site, "jwt", new.token(clock.now()))
    clock.advance(days=7)
    assert refused(exchange, acme.site, acme.token(clock.now()))
    assert exchange.open_session(acme.site, "jwt", new.token(clock.now()))


def test_a_key_that_leaked_ends_at_once(exchange, database, acme, clock) -> None:
    with database.transaction() as session:
        sites.rotate(session, acme.site, VAULT, clock.now(), forget=True)
    assert refused(exchange, acme.site, acme.token(clock.now()))


def test_keys_sealed_by_another_installation_open_nothing(database, acme, clock) -> None:
    elsewhere = DatabaseSites(database, clock, STRANGER, TOOL)
    assert refused(elsewhere, acme.site, acme.token(clock.now()))


@pytest.mark.parametrize("kind", ["anonymous", "code", "nonce"])
def test_nobody_comes_in_without_a_name_where_it_is_not_allowed(exchange, acme, kind) -> None:
    assert refused(exchange, acme.site, "x", kind)
    assert refused(exchange, "unknown", "x", kind)


@pytest.fixture
def open_house(database: Database, course_id: int, clock: StillClock) -> str:
    return embed.site(database, course_id, VAULT, clock.now(), anonymous=True, language="fr").site


def test_visitors_without_a_name_are_strangers_to_each_other(exchange, database, open_house, clock) -> None:
    bearers = [exchange.open_session(open_house, "anonymous", "").bearer for _ in range(2)]
    with database.transaction(write=False) as session:
        one, two = (find_visitor(session, bearer, clock.now()) for bearer in bearers)
    assert one.user_id != two.user_id
    assert (one.scope.role, one.locale) == ("anonymous", "fr")


def test_visitors_without_a_name_are_forgotten(exchange, database, open_house, acme, clock) -> None:
    exchange.open_session(open_house, "anonymous", "")
    exchange.open_session(acme.site, "jwt", acme.token(clock.now()))
    clock.advance(hours=2)
    exchange.open_session(open_house, "anonymous", "")
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count(User.id))) == 2  # the new visitor, and the person with a name


def test_too_many_visitors_are_asked_to_come_back(exchange, database, open_house, clock) -> None:
    exchange.open_session(open_house, "anonymous", "")
    with database.transaction() as session:
        first = session.scalars(select(EmbedSession)).one()
        for number in range(sessions.MOST_ANONYMOUS - 1):
            session.add(_copy(first, number))
    with pytest.raises(StreamsBusyError):
        exchange.open_session(open_house, "anonymous", "")


def _copy(row: EmbedSession, number: int) -> EmbedSession:
    values: dict[str, Any] = {
        name: getattr(row, name) for name in ("site_id", "user_id", "anonymous", "locale", "opened_at", "ends_at")
    }
    return EmbedSession(token_hash=str(number), **values)


def test_used_tokens_are_remembered_only_as_long_as_they_live(exchange, database, acme, clock) -> None:
    for _ in range(3):
        exchange.open_session(acme.site, "jwt", acme.token(clock.now()))
        clock.advance(minutes=10)
    with database.transaction(write=False) as session:
        assert session.scalar(select(func.count(EmbedTokenUse.id))) == 1


def test_a_flood_of_bad_tokens_never_waits_for_the_writer(exchange, database, acme, clock) -> None:
    with database.transaction():
        assert refused(exchange, acme.site, acme.token(clock.now(), aud="https://other.example"))
        assert refused(exchange, acme.site, "x", "anonymous")
