"""Identity tokens that must not be accepted: every known-bad payload, one test each."""

import base64
import json
from typing import Any

import pytest

from lti_tool.demo.platform.keys import SigningKey
from lti_tool.http import Headers, Response, TimedOutError
from tests.factories.lti import LONE, World, register
from tests.launches.pages import assert_accepted, assert_refused


def at(world: World, **seconds: int) -> dict[str, int]:
    now = int(world.clock.now().timestamp())
    return {name: now + offset for name, offset in seconds.items()}


def refused(world: World, check: str, **how: Any) -> None:
    assert_refused(world, world.launch(**how), check)


# Signature and header


def test_alg_none(world: World) -> None:
    """A token without a signature (alg none) is refused."""
    refused(world, "token.algorithm", alg="none")


@pytest.mark.parametrize("alg", ["None", "NONE", "nOnE", "", "RS384", "ES256", "rs256"])
def test_another_algorithm_in_the_header(world: World, alg: str) -> None:
    """A header that names any other algorithm than RS256 is refused, however it is written."""
    refused(world, "token.algorithm", header={"alg": alg})


def test_hs256_with_the_public_key_as_secret(world: World) -> None:
    """A token signed with HS256 and the platform's public key as the secret is refused."""
    refused(world, "token.algorithm", alg="HS256")


def test_hs256_that_claims_to_be_rs256(world: World) -> None:
    """A token whose header says RS256 and whose signature is HS256 is refused."""
    refused(world, "token.signature", alg="HS256", header={"alg": "RS256"})


def test_a_stranger_signs_with_the_platforms_kid(world: World) -> None:
    """A token signed with another key under the platform's key id is refused."""
    refused(world, "token.signature", key=world.campus.stranger())


def test_an_unknown_kid(world: World) -> None:
    """A token whose key id the platform does not publish is refused."""
    refused(world, "token.kid", header={"kid": "unknown"})


def test_a_kid_that_is_a_path(world: World) -> None:
    """A key id is compared and never opened: a path or a statement in it is an unknown key."""
    refused(world, "token.kid", header={"kid": "../../../../dev/null"})


@pytest.mark.parametrize("kid", [None, "", 5, ["a"], {"a": 1}])
def test_the_kid_is_missing(world: World, kid: object) -> None:
    """A token whose header names no key id is refused."""
    refused(world, "token.kid_missing", header={"kid": kid})


@pytest.mark.parametrize("name", ["jwk", "jku", "x5u", "x5c"])
def test_the_header_brings_its_own_key(world: World, name: str) -> None:
    """A key, or the address of one, in the token's header is never used."""
    stranger = SigningKey.generate(world.campus.key.kid)
    offered: dict[str, Any] = {
        "jwk": stranger.public_jwk(),
        "jku": "https://evil.example/jwks",
        "x5u": "https://evil.example/cert",
        "x5c": ["MIIB"],
    }
    refused(world, "token.signature", key=stranger, header={name: offered[name]})
    assert not any("evil" in url for _, url in world.door.asked)


@pytest.mark.parametrize("extra", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}])
def test_critical_header_members(world: World, extra: dict[str, Any]) -> None:
    """Extensions that must be understood are not, so the token is refused."""
    refused(world, "token.algorithm", header=extra)


def test_one_flipped_character_in_the_signature(world: World) -> None:
    """A signature that differs in one place is refused."""
    begun = world.login()
    head, body, signature = world.mint(begun.nonce).split(".")
    flipped = ("A" if signature[10] != "A" else "B") + ""
    token = ".".join([head, body, signature[:10] + flipped + signature[11:]])
    assert_refused(world, world.send(token, begun.state), "token.signature")


def test_a_claim_changed_after_signing(world: World) -> None:
    """A payload that was changed after it was signed is refused."""
    begun = world.login()
    head, body, signature = world.mint(begun.nonce).split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    claims["sub"] = "31"
    changed = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    assert_refused(world, world.send(f"{head}.{changed}.{signature}", begun.state), "token.signature")


def test_no_token(world: World) -> None:
    """A launch without an id_token is refused."""
    begun = world.login()
    assert_refused(world, world.send("", begun.state), "token.missing")


@pytest.mark.parametrize(
    "token",
    [
        "a",
        "a.b",
        "a.b.c",
        "..",
        "a.b.c.d.e",
        "é.é.é",
        "e30.e30.",
        "W10.W10.x",
        "eyJhIjox.e30.x",
        "e30=.e30.x",
        "e30.bnVsbA.x",
    ],
)
def test_what_is_not_a_token(world: World, token: str) -> None:
    """A token that is not three parts of base64 with JSON objects in them is refused."""
    begun = world.login()
    assert world.send(token, begun.state).status_code == 400
    assert world.arrived == []


def test_deeply_nested_json(world: World) -> None:
    """A payload nested a hundred thousand levels deep is refused and breaks nothing."""
    begun = world.login()
    deep = base64.urlsafe_b64encode(b"[" * 30000 + b"]" * 30000).rstrip(b"=").decode()
    assert_refused(world, world.send(f"e30.{deep}.x", begun.state), "token.malformed")


def test_an_oversized_token(world: World) -> None:
    """A token of more than a hundred thousand characters is refused."""
    refused(world, "token.malformed", claims={"name": "x" * 100_000})


def test_a_duplicate_claim(world: World) -> None:
    """A payload that says one thing twice is refused: parsers differ in which they believe."""
    begun = world.login()
    told = json.loads(base64.urlsafe_b64decode(world.mint(begun.nonce).split(".")[1] + "=="))
    doubled = json.dumps(told)[:-1] + ', "sub": "31"}'
    assert_refused(world, world.send(world.campus.sign(doubled.encode()), begun.state), "token.malformed")


# Issuer and audience


def test_another_issuer(world: World) -> None:
    """A token of another issuer than the login's is refused."""
    refused(world, "token.issuer", claims={"iss": "https://other.example"})


def test_no_issuer(world: World) -> None:
    """A token without iss is refused."""
    refused(world, "token.issuer", remove=["iss"])


def test_another_audience(world: World) -> None:
    """A token for another client ID is refused."""
    refused(world, "token.audience", claims={"aud": "other"})


@pytest.mark.parametrize("audience", [None, [], "", 5, {}, [None], ["boussole-campus", 5]])
def test_no_usable_audience(world: World, audience: object) -> None:
    """A token without an audience, or with one that is not text, is refused."""
    refused(world, "token.audience", claims={"aud": audience})


@pytest.mark.parametrize("audience", [["boussole-campus", "stranger"], ["stranger", "boussole-campus"]])
def test_a_stranger_in_the_audience(world: World, audience: list[str]) -> None:
    """A token for us and for a stranger is refused, in either order, also with azp."""
    refused(world, "token.audience", claims={"aud": audience, "azp": "boussole-campus"})


def test_another_authorised_party(world: World) -> None:
    """A token whose azp is another client is refused."""
    refused(world, "token.audience", claims={"aud": ["boussole-campus"], "azp": "stranger"})


def test_several_audiences_without_the_authorised_party(world: World) -> None:
    """A list of several audiences needs azp."""
    refused(world, "token.audience", claims={"aud": ["boussole-campus", "boussole-campus"]})


# Times


def test_an_expired_token(world: World) -> None:
    """A token that expired more than the leeway ago is refused."""
    refused(world, "token.expired", claims=at(world, iat=-120, exp=-31))


@pytest.mark.parametrize("name", ["exp", "iat"])
def test_a_time_is_missing(world: World, name: str) -> None:
    """A token without exp or without iat is refused."""
    refused(world, "token.claim", remove=[name])


@pytest.mark.parametrize("value", ["soon", None, True, [], -1, 10**12, float("1e300")])
@pytest.mark.parametrize("name", ["exp", "iat", "nbf"])
def test_a_time_is_not_a_time(world: World, name: str, value: object) -> None:
    """exp, iat and nbf must be numbers that can be a date."""
    refused(world, "token.claim", claims={name: value})


def test_a_token_that_lives_too_long(world: World) -> None:
    """A token that is valid for ten years, or for an hour and a second, is refused."""
    refused(world, "token.lifetime", claims=at(world, exp=10 * 365 * 86400))
    refused(world, "token.lifetime", claims=at(world, iat=0, exp=3601))


def test_a_token_from_the_future(world: World) -> None:
    """A token issued in the future is refused, and the page speaks of the clocks."""
    response = world.launch(claims=at(world, iat=120, exp=180))
    assert_refused(world, response, "token.future")
    assert "clocks" in response.get_data(as_text=True)


def test_a_token_not_valid_yet(world: World) -> None:
    """A token whose nbf lies ahead is refused."""
    refused(world, "token.future", claims=at(world, nbf=60))


# Nonce


def test_no_nonce(world: World) -> None:
    """A token without a nonce is refused."""
    refused(world, "token.claim", remove=["nonce"])


@pytest.mark.parametrize("nonce", ["", None, 5, ["x"]])
def test_a_nonce_that_is_not_text(world: World, nonce: object) -> None:
    """A nonce that is empty or not text is refused."""
    refused(world, "token.claim", claims={"nonce": nonce})


@pytest.mark.parametrize("nonce", ["other", "é", LONE])
def test_another_nonce(world: World, nonce: str) -> None:
    """A token with a nonce that we never gave is refused."""
    refused(world, "token.nonce", claims={"nonce": nonce})


def test_the_nonce_of_another_login(world: World) -> None:
    """The nonce of login 1 is not accepted with the state of login 2."""
    first, second = world.login(), world.login()
    assert_refused(world, world.send(world.mint(first.nonce), second.state), "token.nonce")


# The platform's keys


def test_the_platform_gives_no_keys(world: World) -> None:
    """While the platform's keys cannot be read the launch is refused with words, and works again afterwards."""
    world.door.failures.append(TimedOutError(host="campus.example"))
    refused(world, "token.keys_unreachable")
    assert_accepted(world, world.launch())


@pytest.mark.parametrize(
    "answer",
    [
        Response(500, "https://campus.example/", body=b'{"keys": []}'),
        Response(200, "https://campus.example/", body=b"<html>login</html>"),
        Response(200, "https://campus.example/", body=b"[]"),
        Response(200, "https://campus.example/", body=b'{"keys": {}}'),
        Response(302, "https://campus.example/", Headers([("Location", "https://evil.example/")])),
    ],
)
def test_a_bad_key_set_is_not_kept(world: World, answer: Response) -> None:
    """An error page or another shape in place of the key set is refused and not cached."""
    world.door.failures.append(answer)
    refused(world, "token.keys_unreachable")
    assert_accepted(world, world.launch())


def test_keys_of_the_wrong_kind_are_passed_over(world: World) -> None:
    """Encryption keys, other key types, broken numbers and keys without an id do not verify anything."""
    good = world.campus.key.public_jwk()
    kid = good["kid"]
    bad: list[Any] = [
        None, 5, {}, {"kty": "EC", "kid": kid}, {"kty": "RSA", "kid": kid}, {**good, "use": "enc"},
        {**good, "alg": "RS512"}, {**good, "n": "AQAB"}, {"kty": "oct", "kid": kid, "k": "AAAA"},
    ]  # fmt: skip
    world.door.failures.append(Response(200, "https://campus.example/", body=json.dumps({"keys": bad}).encode()))
    response = world.launch()
    assert response.status_code in {400, 403}
    assert world.arrived == []


def test_two_keys_with_one_id(world: World) -> None:
    """A key set with a duplicate id works when one of the two fits."""
    keys = [world.campus.stranger().public_jwk(), world.campus.key.public_jwk()]
    world.door.failures.append(Response(200, "https://campus.example/", body=json.dumps({"keys": keys}).encode()))
    assert_accepted(world, world.launch())


def test_the_platforms_key_rotates(world: World) -> None:
    """A launch signed with a key that the platform has just published is accepted without waiting for the cache."""
    assert_accepted(world, world.launch())
    world.arrived.clear()
    world.clock.advance(minutes=2)
    world.campus.rotate()
    assert_accepted(world, world.launch())


def test_a_flood_of_unknown_keys_reads_the_set_once_a_minute(world: World) -> None:
    """Twenty launches with unknown key ids make the tool ask the platform once, not twenty times."""
    world.launch()
    world.arrived.clear()
    world.clock.advance(minutes=2)
    before = len(world.door.asked)
    for number in range(20):
        refused(world, "token.kid", header={"kid": f"unknown-{number}"})
    assert len(world.door.asked) - before == 1


def test_the_key_set_is_read_once_an_hour(world: World) -> None:
    """Keys are kept for an hour, then read again."""
    for _ in range(3):
        world.launch()
    assert len(world.door.asked) == 1
    world.clock.advance(minutes=61)
    world.launch()
    assert len(world.door.asked) == 2


def test_a_changed_key_address_is_read_at_once(world: World) -> None:
    """When the administrator changes the key address the old keys no longer count."""
    world.launch()
    register(world.database, world.clock, world.campus, keyset_url="https://campus.example/lti/jwks?new=1")
    world.launch()
    assert [url for _, url in world.door.asked] == [
        "https://campus.example/lti/jwks",
        "https://campus.example/lti/jwks?new=1",
    ]
