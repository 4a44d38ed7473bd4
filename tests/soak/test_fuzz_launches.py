"""Five thousand mutated launches: no 5xx, and no session for anyone whose token is not what was signed or allowed."""

import base64
import json
import re
from collections import Counter
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lti_tool.demo.platform.claims import SHORT
from tests.soak.conftest import Rig

pytestmark = pytest.mark.soak
LAUNCHES = 3000
TAMPERED = 2000
LOGINS = 1000
seen: Counter[str] = Counter()

texts = st.text(max_size=30) | st.sampled_from(
    ["", "\x00", "<script>alert(1)</script>", "'; DROP TABLE users; --", "../../etc", "x" * 5000, "\u202eevil", "1.3.0",
     "Learner", "Instructor", "https://evil.example/", "javascript:alert(1)", "$User.id", "boussole-campus"]
)  # fmt: skip
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
#: With any other value than the right one these must keep everyone out.
GUARDS = ("iss", "aud", "nonce", "exp", "iat", "sub", *(SHORT[name] for name in (
    "message_type", "version", "deployment_id", "target_link_uri", "roles", "resource_link",
)))  # fmt: skip
OTHERS = (
    "name", "email", "given_name", "family_name", "locale", "azp", "nbf", "picture", "jti", "https://x.example/y",
    *(SHORT[name] for name in ("context", "custom", "launch_presentation", "tool_platform", "ags", "nrps", "lis",
                               "role_scope_mentor", "for_user", "deep_linking_settings")),
)  # fmt: skip
changes = st.dictionaries(st.sampled_from(GUARDS + OTHERS), values, min_size=1, max_size=3)


def begin(rig: Rig) -> tuple[str, str]:
    fields = rig.campus.begin("ines", "7001").fields
    location = rig.client.post("/lti/login", data=fields).headers["Location"]
    found = [re.search(rf"{name}=([\w-]+)", location) for name in ("state", "nonce")]
    assert found[0]
    assert found[1]
    return found[0][1], found[1][1]


def claims_of(rig: Rig, nonce: str) -> dict[str, Any]:
    payload = rig.campus.mint("ines", "7001", nonce).split(".")[1]
    told: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=="))
    return told


def same(first: object, second: object) -> bool:
    return json.dumps(first) == json.dumps(second)


def must_be_refused(told: dict[str, Any], changed: dict[str, Any]) -> bool:
    """True when a claim that guards the door was changed into something that cannot be right."""
    exact = {"iss", "aud", "nonce", SHORT["message_type"], SHORT["version"], SHORT["deployment_id"],
             SHORT["target_link_uri"]}  # fmt: skip
    return any(name in exact and not same(told[name], value) for name, value in changed.items() if name in told)


@settings(max_examples=LAUNCHES, deadline=None, suppress_health_check=list(HealthCheck), derandomize=False)
@given(changed=changes)
def test_signed_launches_with_mutated_claims(rig: Rig, changed: dict[str, Any]) -> None:
    """A platform that signs nonsense gets a page; a guarding claim that is wrong never opens a session."""
    state, nonce = begin(rig)
    told = claims_of(rig, nonce)
    refuse = must_be_refused(told, changed)
    before = rig.sessions()
    token = rig.campus.sign(json.dumps({**told, **changed}).encode())
    response = rig.client.post("/lti/launch", data={"id_token": token, "state": state})
    seen[f"signed {response.status_code}"] += 1
    assert response.status_code < 500, response.get_data(as_text=True)
    if refuse or response.status_code != 200:
        assert response.status_code >= 400
        assert rig.sessions() == before


@st.composite
def tampering(draw: st.DrawFn) -> tuple[str, Any]:
    kind = draw(st.sampled_from(["flip", "cut", "insert", "header", "payload", "text"]))
    if kind == "flip":
        return kind, (draw(st.integers(0, 10**6)), draw(st.sampled_from("ABCDEFabcdef0123-_.=+/ \x00é")))
    if kind == "cut":
        return kind, draw(st.integers(0, 10**6))
    if kind == "insert":
        return kind, (draw(st.integers(0, 10**6)), draw(texts))
    if kind == "text":
        return kind, draw(texts)
    return kind, draw(st.dictionaries(texts | st.sampled_from(["alg", "kid", "typ", "crit", "jku", "jwk"]), values))


def tampered(token: str, kind: str, how: Any) -> str:
    if kind == "flip":
        place = how[0] % len(token)
        return f"{token[:place]}{how[1]}{token[place + 1 :]}"
    if kind == "cut":
        return token[: int(how) % len(token)]
    if kind == "insert":
        place = how[0] % len(token)
        return f"{token[:place]}{how[1]}{token[place:]}"
    if kind == "text":
        return str(how)
    parts = token.split(".")
    index = 0 if kind == "header" else 1
    part = json.loads(base64.urlsafe_b64decode(parts[index] + "=="))
    parts[index] = base64.urlsafe_b64encode(json.dumps({**part, **how}).encode()).rstrip(b"=").decode()
    return ".".join(parts)


@settings(max_examples=TAMPERED, deadline=None, suppress_health_check=list(HealthCheck))
@given(change=tampering())
def test_launches_changed_after_signing(rig: Rig, change: tuple[str, Any]) -> None:
    """A token that differs from what the platform signed opens nothing, whatever the difference."""
    state, nonce = begin(rig)
    token = rig.campus.mint("ines", "7001", nonce)
    sent = tampered(token, *change)
    before = rig.sessions()
    response = rig.client.post("/lti/launch", data={"id_token": sent, "state": state})
    seen[f"tampered {response.status_code}"] += 1
    assert response.status_code < 500
    # Spare bits at the end of base64 say the same in several ways: then nothing was changed.
    if decoded(sent) != decoded(token):
        assert response.status_code >= 400, (change, sent)
        assert rig.sessions() == before


def decoded(token: str) -> list[bytes | str]:
    found: list[bytes | str] = []
    for part in token.split("."):
        try:
            found.append(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except ValueError:
            found.append(part)
    return found


@settings(max_examples=LOGINS, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    pairs=st.lists(
        st.tuples(
            st.sampled_from(["iss", "login_hint", "target_link_uri", "client_id", "lti_message_hint", "state",
                             "lti_storage_target", "lti_deployment_id", "id_token", "ticket", "stored", "x"]) | texts,
            texts | st.sampled_from(["https://campus.example", "http://localhost:8000/lti/launch"]),
        ),
        max_size=10,
    ),
    path=st.sampled_from(["/lti/login", "/lti/launch", "/lti/continue", "/lti/register", "/lti/login/kept"]),
    method=st.sampled_from(["GET", "POST"]),
)  # fmt: skip
def test_requests_of_any_shape(rig: Rig, pairs: list[tuple[str, str]], path: str, method: str) -> None:
    """Any parameters at any address of /lti get a page or go on to the platform: never an error of ours."""
    body = urlencode(pairs, errors="replace")
    before = rig.sessions()
    if method == "GET":
        response = rig.client.get(f"{path}?{body}")
    else:
        response = rig.client.post(path, data=body, content_type="application/x-www-form-urlencoded")
    seen[f"request {response.status_code}"] += 1
    assert response.status_code < 500, response.get_data(as_text=True)
    location = response.headers.get("Location", "")
    assert location == "" or location.startswith(("https://campus.example/lti/authorize?", "/lti/login/kept?"))
    assert rig.sessions() == before


def test_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """Print how many of each were tried and what they got."""
    with capsys.disabled():
        print(json.dumps({"fuzz": "launches", "total": sum(seen.values()), **dict(sorted(seen.items()))}))
