"""A sign-in against a provider built with Authlib, over real HTTP: what is let in and what is not."""

import base64
import hmac
import json
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from lti_tool.http import GuardedDoor
from lti_tool.identity import Begun, Client, IdentityError, Person
from lti_tool.identity import IdentityProvider as Ours
from lti_tool.identity.discovery import is_safe
from lti_tool.identity.errors import CodeRefusedError, ProviderUnreachableError, UntrustedTokenError
from lti_tool.settings import Settings
from tests.fakes.clock import StillClock
from tests.fakes.identity_provider import CLIENT_ID, CLIENT_SECRET, IdentityProvider, identity_provider

NONE = b'{"alg": "none"}'
BACK = "http://localhost:8000/back"


@pytest.fixture
def clock() -> StillClock:
    return StillClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))


@pytest.fixture
def theirs(clock: StillClock) -> Iterator[IdentityProvider]:
    with identity_provider(BACK) as provider:
        provider.now = lambda: clock.now().timestamp()
        provider.signs_in = "ada"
        yield provider


@pytest.fixture
def door() -> Iterator[GuardedDoor]:
    made = GuardedDoor(
        Settings.from_environ({"BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8"}, env_file=None).private_networks
    )
    yield made
    made.close()


@pytest.fixture
def ours(theirs: IdentityProvider, door: GuardedDoor, clock: StillClock) -> Ours:
    return Ours(door, clock, Client(theirs.issuer, CLIENT_ID, CLIENT_SECRET))


class _Stop(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


def came_back(begun: Begun) -> dict[str, str]:
    """Follow the browser to the provider; return what it brings back."""
    try:
        urllib.request.build_opener(_Stop).open(begun.url)
    except urllib.error.HTTPError as answer:
        parts = urlsplit(answer.headers["Location"])
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == BACK
        return {name: values[0] for name, values in parse_qs(parts.query).items()}
    raise AssertionError("no way back")


def sign_in(ours: Ours) -> Person:
    begun = ours.begin(BACK)
    brought = came_back(begun)
    assert begun.is_state(brought["state"])
    return ours.finish(begun, brought["code"], BACK)


def test_somebody_signs_in(ours: Ours) -> None:
    assert sign_in(ours) == Person("ada", "Ada@campus.example", "Ada Lovelace")


def test_the_request_carries_state_nonce_and_a_proof_key(ours: Ours) -> None:
    one, two = ours.begin(BACK), ours.begin(BACK)
    asked = parse_qs(urlsplit(one.url).query)
    assert asked["response_type"] == ["code"]
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["state"] == [one.state]
    assert asked["nonce"] == [one.nonce]
    assert one.verifier not in one.url
    assert len({one.state, two.state, one.nonce, two.nonce, one.verifier, two.verifier}) == 6
    assert not one.is_state(two.state)
    assert not one.is_state("\ud800")


@pytest.mark.parametrize("ways", [["client_secret_post"], None])
def test_the_secret_goes_where_the_provider_takes_it(
    theirs: IdentityProvider, ours: Ours, ways: list[str] | None
) -> None:
    theirs.described["token_endpoint_auth_methods_supported"] = ways
    assert sign_in(ours).subject == "ada"


def test_a_client_without_a_secret(door: GuardedDoor, clock: StillClock) -> None:
    with identity_provider(BACK, secret="") as theirs:
        theirs.signs_in, theirs.now = "ada", lambda: clock.now().timestamp()
        assert sign_in(Ours(door, clock, Client(theirs.issuer, CLIENT_ID))).subject == "ada"


def test_an_address_that_is_not_verified_is_nobodys(theirs: IdentityProvider, ours: Ours) -> None:
    theirs.signs_in = "zoe"
    assert sign_in(ours).email == ""


def test_a_code_works_once_and_only_with_its_proof_key(ours: Ours) -> None:
    begun = ours.begin(BACK)
    code = came_back(begun)["code"]
    with pytest.raises(CodeRefusedError):
        ours.finish(Begun("", begun.state, begun.nonce, "another verifier" * 4), code, BACK)
    begun = ours.begin(BACK)
    code = came_back(begun)["code"]
    ours.finish(begun, code, BACK)
    with pytest.raises(CodeRefusedError):
        ours.finish(begun, code, BACK)
    for odd in ("", "x" * 5000, "a\x00b"):
        with pytest.raises(CodeRefusedError):
            ours.finish(begun, odd, BACK)


def test_the_answer_to_another_sign_in_is_refused(ours: Ours) -> None:
    mine, other = ours.begin(BACK), ours.begin(BACK)
    code = came_back(other)["code"]
    mixed = Begun(mine.url, mine.state, mine.nonce, other.verifier)
    with pytest.raises(UntrustedTokenError):
        ours.finish(mixed, code, BACK)


@pytest.mark.parametrize(
    "deviations",
    [
        {"iss": "https://elsewhere.example"}, {"iss": None}, {"aud": "another"}, {"aud": [CLIENT_ID, "stranger"]},
        {"aud": None}, {"azp": "another"}, {"nonce": "another"}, {"nonce": None}, {"sub": None}, {"sub": 7},
        {"sub": ""}, {"sub": "x" * 300}, {"exp": None}, {"exp": 1}, {"exp": "soon"}, {"exp": 1e40}, {"iat": None},
        {"iat": 4_000_000_000}, {"iat": True}, {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}, {"amr": "pwd"},
    ],
    ids=str,
)  # fmt: skip
def test_a_claim_that_is_wrong_is_refused(theirs: IdentityProvider, ours: Ours, deviations: dict[str, Any]) -> None:
    theirs.deviations = deviations
    with pytest.raises(UntrustedTokenError):
        sign_in(ours)


def _part(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _unsigned(header: dict[str, Any], claims: dict[str, Any], key: RSAKey) -> str:
    return f"{_part(NONE)}.{_part(json.dumps(claims).encode())}."


def _with_the_public_key_as_secret(header: dict[str, Any], claims: dict[str, Any], key: RSAKey) -> str:
    said = {**header, "alg": "HS256"}
    text = f"{_part(json.dumps(said).encode())}.{_part(json.dumps(claims).encode())}"
    return f"{text}.{_part(hmac.digest(key.as_pem(private=False), text.encode(), 'sha256'))}"


def _with_another_key(header: dict[str, Any], claims: dict[str, Any], key: RSAKey) -> str:
    return jwt.encode(header, claims, RSAKey.generate_key(2048, {"kid": key.kid}))


def _with_a_changed_byte(header: dict[str, Any], claims: dict[str, Any], key: RSAKey) -> str:
    head, payload, signature = jwt.encode(header, claims, key).split(".")
    return f"{head}.{payload[:-2]}{'A' if payload[-2] != 'A' else 'B'}{payload[-1]}.{signature}"


@pytest.mark.parametrize(
    "sign",
    [
        _unsigned,
        _with_the_public_key_as_secret,
        _with_another_key,
        _with_a_changed_byte,
        lambda header, claims, key: "not.a-token",
        lambda header, claims, key: "a.b.c",
        lambda header, claims, key: "x" * 200_000,
    ],
)
def test_a_token_that_the_provider_did_not_sign_is_refused(
    theirs: IdentityProvider, ours: Ours, sign: Callable[[dict[str, Any], dict[str, Any], RSAKey], str]
) -> None:
    theirs.sign = sign
    with pytest.raises(UntrustedTokenError):
        sign_in(ours)


def test_a_new_key_is_read_once_a_minute_at_most(theirs: IdentityProvider, ours: Ours, clock: StillClock) -> None:
    sign_in(ours)
    theirs.rotate()
    with pytest.raises(UntrustedTokenError):
        sign_in(ours)
    before = theirs.asked.count("/jwks")
    with pytest.raises(UntrustedTokenError):
        sign_in(ours)
    assert theirs.asked.count("/jwks") == before == 1
    clock.advance(minutes=2)
    assert sign_in(ours).subject == "ada"
    assert theirs.asked.count("/jwks") == 2


def test_a_token_without_a_key_id_is_tried_with_the_keys_there_are(theirs: IdentityProvider, ours: Ours) -> None:
    theirs.header = {"kid": None}
    assert sign_in(ours).subject == "ada"


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://elsewhere.example"}, {"issuer": None}, {"authorization_endpoint": "javascript:alert(1)"},
        {"authorization_endpoint": None}, {"token_endpoint": "http://campus.example/token"},
        {"jwks_uri": "//elsewhere.example/jwks"}, {"jwks_uri": 7},
    ],
    ids=str,
)  # fmt: skip
def test_a_provider_that_describes_itself_wrongly(
    theirs: IdentityProvider, ours: Ours, described: dict[str, Any]
) -> None:
    theirs.described = described
    with pytest.raises(ProviderUnreachableError):
        ours.begin(BACK)


def test_a_provider_that_is_not_there_or_may_not_be_called(door: GuardedDoor, clock: StillClock) -> None:
    for issuer in ("http://127.0.0.1:1", "https://metadata.invalid", "http://10.0.0.1"):
        with pytest.raises(IdentityError):
            Ours(door, clock, Client(issuer, CLIENT_ID)).begin(BACK)


@pytest.mark.parametrize(
    ("url", "issuer", "safe"),
    [
        ("https://a.example/x", "https://a.example", True),
        ("http://localhost:9/x", "http://localhost:9", True),
        ("http://localhost:9/x", "https://a.example", False),
        ("http://a.example/x", "http://localhost:9", False),
        ("https://u:p@a.example/x", "https://a.example", False),
        ("https://a.example/x\r\nX: y", "https://a.example", False),
        ("https://[", "https://a.example", False),
        ("javascript:x", "https://a.example", False),
    ],
)
def test_which_addresses_are_safe(url: str, issuer: str, safe: bool) -> None:
    assert is_safe(url, issuer) is safe
