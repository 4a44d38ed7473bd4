"""Access tokens: what the campus checks in a client assertion, and what the token then allows."""

import pytest

from lti_tool.demo.platform.fetching import fetch_json
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.tools import ROSTER_READ, SCORE, Tool
from tests.fakes.bare_tool import BareTool

ROSTER = "/services/courses/101/members"


def test_a_good_assertion_gets_a_token_for_the_scopes_asked_for(desk):
    answer = desk.ask_token(**desk.token_request(SCORE, "https://example.org/scope/unknown"))
    assert answer.status_code == 200
    assert answer.json["scope"] == SCORE
    assert answer.json["expires_in"] == 3600
    assert answer.headers["Cache-Control"] == "no-store"


def test_moodle_serves_its_tokens_as_a_page_and_its_errors_as_broken_json(open_desk):
    desk = open_desk("moodle")
    answer = desk.ask_token()
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.get_json(force=True)["token_type"] == "Bearer"
    answer = desk.ask_token(grant_type="password")
    assert answer.status_code == 400
    assert answer.get_json(force=True, silent=True) is None


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"audience": "https://other.example/token"}, "aud is"),
        ({"audience": ["http://127.0.0.1/lti/token", "https://other.example"]}, "aud is"),
        ({"iss": "somebody"}, "iss and sub"),
        ({"sub": "nobody"}, "no active tool"),
        ({"sub": None}, "no active tool"),
        ({"jti": None}, "no identifier"),
        ({"exp": None}, "no iat or no exp"),
        ({"exp": 1}, "expired"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_060}, "in the future"),
        ({"exp": 4_000_000_000}, "more than an hour"),
    ],
)
def test_a_wrong_assertion_is_refused_with_the_reason(desk, claims, reason):
    answer = desk.ask_token(**desk.token_request(**claims))
    assert answer.status_code == 400
    assert answer.json["error"] == "invalid_client"
    assert reason in answer.json["error_description"]
    assert not desk.campus.journal[-1].accepted


def test_an_assertion_is_used_once(desk):
    request = desk.token_request()
    assert desk.ask_token(**request).status_code == 200
    assert "used before" in desk.ask_token(**request).json["error_description"]


def test_the_identifier_of_an_assertion_is_free_again_when_it_has_long_expired(desk):
    assert desk.ask_token(**desk.token_request(jti="same")).status_code == 200
    desk.clock.advance(minutes=5)
    assert desk.ask_token(**desk.token_request(jti="same")).status_code == 200


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"client_assertion_type": "saml"}, "invalid_request"),
        ({"client_assertion": "rubbish"}, "invalid_client"),
        ({"client_assertion": "a.bbbb.c"}, "invalid_client"),
        ({"scope": "https://example.org/scope/unknown"}, "invalid_scope"),
    ],
)
def test_a_wrong_form_is_refused(desk, change, error):
    answer = desk.ask_token(**{**desk.token_request(), **change})
    assert answer.status_code == 400
    assert answer.json["error"] == error


def test_a_list_as_payload_is_no_token(desk):
    assertion = desk.campus.sign(b"[1]")
    answer = desk.ask_token(**{**desk.token_request(), "client_assertion": assertion})
    assert answer.json["error"] == "invalid_client"


def test_json_is_not_a_form(desk):
    answer = desk.client.post("/lti/token", json=desk.token_request())
    assert "content type" in answer.json["error_description"]


def test_a_stranger_with_the_tools_kid_is_refused(desk):
    stranger = BareTool()
    claims = {"iss": "boussole-campus", "sub": "boussole-campus", "aud": desk.campus.addresses.token}
    claims |= {"iat": int(desk.now), "exp": int(desk.now) + 60, "jti": "j"}
    assertion = stranger.sign(claims, kid=desk.tool.key.kid)
    forged = {**desk.token_request(), "client_assertion": assertion}
    assert desk.ask_token(**forged).json["error"] == "invalid_client"


def test_an_assertion_must_name_its_key(desk):
    now = int(desk.now)
    claims = {"iss": "boussole-campus", "sub": "boussole-campus", "aud": "x", "iat": now, "exp": now + 9, "jti": "j"}
    assertion = desk.tool.sign(claims, kid=None)
    answer = desk.ask_token(**{**desk.token_request(), "client_assertion": assertion})
    assert "no key" in answer.json["error_description"]


def test_keys_are_read_from_the_tools_address_and_again_when_a_key_is_new(open_desk, tool_key):
    second, published, reads = BareTool(), [tool_key.jwks()], []

    def fetch(address):
        reads.append(address)
        return published[0]

    desk = open_desk(tools=(Tool.at("http://localhost:8000"),), fetch=fetch)
    assert desk.ask_token().status_code == 200
    assert desk.ask_token().status_code == 200
    assert reads == ["http://localhost:8000/lti/jwks.json"]
    published[0] = {"keys": tool_key.jwks()["keys"] + second.jwks()["keys"]}
    assertion = second.assertion("boussole-campus", desk.campus.addresses.token, desk.now)
    assert desk.ask_token(**{**desk.token_request(), "client_assertion": assertion}).status_code == 200
    assert len(reads) == 2


@pytest.mark.parametrize("published", ["a page", {"keys": "none"}, []])
def test_what_is_no_key_set_is_refused(open_desk, published):
    desk = open_desk(tools=(Tool.at("http://localhost:8000"),), fetch=lambda _: published)
    assert "not a JWKS" in desk.ask_token().json["error_description"]


def test_a_tool_without_keys_gets_no_token(open_desk):
    desk = open_desk(tools=(Tool.at("http://localhost:8000", jwks_url=None),))
    assert "no keys" in desk.ask_token().json["error_description"]


def test_an_unreachable_key_set_is_a_refusal():
    for address in ("http://127.0.0.1:1/keys", "file:///etc/hostname"):
        with pytest.raises(RefusedError):
            fetch_json(address)


def test_services_want_a_token_that_is_known_and_fresh(desk):
    assert desk.client.get(ROSTER).status_code == 401
    assert desk.client.get(ROSTER, headers={"Authorization": "Bearer made-up"}).status_code == 401
    assert desk.client.get(ROSTER, headers={"Authorization": "Basic made-up"}).headers["WWW-Authenticate"] == "Bearer"
    assert desk.call("GET", ROSTER).status_code == 200
    desk.clock.advance(hours=1)
    assert desk.call("GET", ROSTER).status_code == 401


def test_services_want_their_scope_and_notice_when_it_is_withdrawn(desk):
    desk.use_token(SCORE)
    assert desk.call("GET", ROSTER).status_code == 403
    desk.use_token(ROSTER_READ)
    assert desk.call("GET", ROSTER).status_code == 200
    desk.campus.tool("boussole-campus").scopes.remove(ROSTER_READ)
    assert desk.call("GET", ROSTER).status_code == 403


def test_a_tool_that_was_removed_has_no_more_tokens(desk):
    desk.use_token()
    desk.campus.tool("boussole-campus").active = False
    assert desk.call("GET", ROSTER).status_code == 401
