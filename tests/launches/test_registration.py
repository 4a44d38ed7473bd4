"""Dynamic registration with each kind of platform, and everything that can go wrong."""

import json
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.demo.platform.profiles import CANVAS, MOODLE, PLAIN, Profile
from lti_tool.demo.platform.registration import invite as campus_invite
from lti_tool.http import AddressRefusedError, Response, TimedOutError
from lti_tool.lti import invites, platforms
from lti_tool.lti.models import Platform
from lti_tool.settings import Settings
from tests.factories.lti import World, make_world
from tests.fakes.clock import StillClock

CONFIGURATION = "https://campus.example/.well-known/openid-configuration"


def invited(world: World) -> str:
    with world.database.transaction() as session:
        return invites.make(session, world.clock.now()).token


def register(world: World, invitation: str, *, address: str | None = None) -> TestResponse:
    begun = address or campus_invite(world.campus, f"http://localhost:8000/lti/register?invite={invitation}")
    parts = urlsplit(begun)
    return world.client.get(f"{parts.path}?{parts.query}")


def newest(world: World) -> Platform:
    with world.database.transaction(write=False) as session:
        return platforms.listed(session)[-1]


@pytest.mark.parametrize("profile", [PLAIN, MOODLE, CANVAS], ids=lambda profile: profile.name)
def test_a_platform_connects_itself(
    settings: Settings, database: Database, clock: StillClock, profile: Profile
) -> None:
    """An administrator with an invitation connects the platform; its addresses and deployment are kept."""
    world = make_world(settings, database, clock, profile)
    response = register(world, invited(world))
    assert response.status_code == 200, response.get_data(as_text=True)
    assert "launch/registered.js" in response.get_data(as_text=True)
    platform = newest(world)
    tool = world.campus.tool(platform.client_id)
    assert platform.authorization_url == world.campus.addresses.authorize
    assert tool.login_url == "http://localhost:8000/lti/login"
    assert tool.privacy == "public"
    assert set(tool.scopes) >= {"https://purl.imsglobal.org/spec/lti-ags/scope/score"}
    assert bool(platform.deployments) is profile.registration_shows_deployment
    assert platform.accepts_new_deployments is not profile.registration_shows_deployment


def test_moodles_administrator_is_told_the_two_steps_that_remain(
    settings: Settings, database: Database, clock: StillClock
) -> None:
    """The last page for Moodle says to activate the tool and to show it in the chooser."""
    world = make_world(settings, database, clock, MOODLE)
    text = register(world, invited(world)).get_data(as_text=True)
    assert "Activate" in text
    assert "activity chooser" in text


def test_an_issuer_on_another_host_waits_for_approval(
    settings: Settings, database: Database, clock: StillClock
) -> None:
    """A platform whose issuer is not the host we were sent to is kept back until it is approved."""
    world = make_world(settings, database, clock, CANVAS)
    text = register(world, invited(world)).get_data(as_text=True)
    assert newest(world).status == "pending"
    assert "approves the connection" in text


def test_an_invitation_connects_one_platform(world: World) -> None:
    """A used, unknown or missing invitation connects nothing."""
    invitation = invited(world)
    assert register(world, invitation).status_code == 200
    for token in (invitation, "unknown", ""):
        assert register(world, token).status_code == 403
    with world.database.transaction(write=False) as session:
        assert len(platforms.listed(session)) == 2


def test_the_address_opened_by_hand_says_what_to_do_with_it(world: World) -> None:
    """Without the platform's parameters the page explains where to paste the address; the invitation stays good."""
    invitation = invited(world)
    text = world.client.get(f"/lti/register?invite={invitation}").get_data(as_text=True)
    assert f"http://localhost:8000/lti/register?invite={invitation}" in text
    assert world.client.get("/lti/register?invite=x").status_code == 403
    assert register(world, invitation).status_code == 200


def configuration(**changed: Any) -> dict[str, Any]:
    base = {
        "issuer": "https://campus.example",
        "authorization_endpoint": "https://campus.example/auth",
        "token_endpoint": "https://campus.example/token",
        "jwks_uri": "https://campus.example/jwks",
        "registration_endpoint": "https://campus.example/register",
        "https://purl.imsglobal.org/spec/lti-platform-configuration": {"product_family_code": "Moodle"},
    }
    return {name: value for name, value in {**base, **changed}.items() if value is not None}


def ok(body: object, status: int = 200) -> Response:
    return Response(status, CONFIGURATION, body=body if isinstance(body, bytes) else json.dumps(body).encode())


@pytest.mark.parametrize(
    "answers",
    [
        [TimedOutError(host="campus.example")],
        [AddressRefusedError(host="10.0.0.1")],
        [ok(b"<html>")],
        [ok([])],
        [ok(configuration(), 500)],
        *[[ok(configuration(**{name: None}))] for name in configuration() if not name.startswith("http")],
        [ok(configuration(issuer=5))],
        [ok(configuration()), ok(b"<html>")],
        [ok(configuration()), ok({}, 400)],
        [ok(configuration()), ok({"client_id": 5})],
        [ok(configuration()), ok([])],
        [ok(configuration()), TimedOutError()],
        [ok(configuration(token_endpoint="javascript:alert(1)")), ok({"client_id": "new"})],
    ],
)
def test_a_platform_that_cannot_be_read_or_says_no(world: World, answers: list[Any]) -> None:
    """A refused, broken or unsafe platform gives a page that names the step, and the invitation stays good."""
    invitation = invited(world)
    world.door.failures = list(answers)
    address = f"http://localhost:8000/lti/register?invite={invitation}&openid_configuration={CONFIGURATION}"
    response = register(world, invitation, address=address)
    assert 400 <= response.status_code < 500
    world.door.failures.clear()
    assert register(world, invitation).status_code == 200


def test_a_registration_never_changes_one_that_exists(world: World) -> None:
    """A platform that claims the client id of another registration is refused."""
    invitation = invited(world)
    world.door.failures = [
        ok(configuration(jwks_uri="https://evil.example/jwks")),
        ok({"client_id": "boussole-campus"}),
    ]
    address = f"http://localhost:8000/lti/register?invite={invitation}&openid_configuration=https://evil.example/c"
    assert register(world, invitation, address=address).status_code == 409
    assert newest(world).keyset_url == "https://campus.example/lti/jwks"


def test_the_token_goes_with_both_calls(world: World) -> None:
    """Canvas wants the registration token on the description too; a token with line breaks is never sent."""
    invitation = invited(world)
    world.door.failures = [ok(configuration(authorization_server="https://sso.example")), ok({"client_id": "new"})]
    address = (
        f"http://localhost:8000/lti/register?invite={invitation}&openid_configuration={CONFIGURATION}"
        "&registration_token=abc"
    )
    assert register(world, invitation, address=address).status_code == 200
    assert [headers["Authorization"] for _, _, headers in world.door.sent] == ["Bearer abc"] * 2
    assert newest(world).token_audience == "https://sso.example"
    assert newest(world).family == "moodle"
    world.door.failures = [ok(b"")]
    register(world, "", address=address.replace(invitation, invited(world)).replace("=abc", "=a%0d%0ab"))
    assert "Authorization" not in world.door.sent[-1][2]


def test_the_canvas_key_names_every_address(world: World) -> None:
    """The configuration of a Canvas developer key holds login, launch and key addresses, scopes and placements."""
    key = world.client.get("/lti/canvas.json").get_json()
    assert key["oidc_initiation_url"] == "http://localhost:8000/lti/login"
    assert key["target_link_uri"] == "http://localhost:8000/lti/launch"
    assert key["public_jwk_url"] == "http://localhost:8000/lti/jwks.json"
    (extension,) = key["extensions"]
    assert extension["domain"] == "localhost:8000"
    assert extension["privacy_level"] == "public"
    assert {place["placement"] for place in extension["settings"]["placements"]} >= {
        "course_navigation",
        "assignment_selection",
    }


def test_the_key_set_publishes_two_keys_and_no_secret(world: World) -> None:
    """/lti/jwks.json holds at least two public keys, may be kept for ten minutes, and says nothing private."""
    response = world.client.get("/lti/jwks.json")
    keys = response.get_json()["keys"]
    assert len(keys) == 2
    assert not {"d", "p", "q", "dp", "dq", "qi"} & {name for key in keys for name in key}
    assert "max-age=600" in response.headers["Cache-Control"]
