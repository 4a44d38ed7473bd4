"""Login requests that must not be answered."""

from dataclasses import replace

import pytest

from lti_tool.lti import platforms
from lti_tool.lti.models import PlatformStatus
from tests.factories.lti import World, register
from tests.launches.pages import assert_refused


@pytest.mark.parametrize("name", ["iss", "login_hint", "target_link_uri"])
def test_a_required_parameter_is_missing(world: World, name: str) -> None:
    """A login request without iss, login_hint or target_link_uri is refused, and the parameter is named."""
    response = world.login(given={name: ""}).response
    assert_refused(world, response, "login.parameter")
    assert f"“{name}”" in response.get_data(as_text=True)


def test_an_empty_login_request(world: World) -> None:
    """A login address opened by hand answers with a page, not with an error."""
    assert_refused(world, world.client.get("/lti/login"), "login.parameter")


def test_a_parameter_is_there_twice(world: World) -> None:
    """Two different values of one parameter are refused: nobody knows which is meant."""
    raw = "iss=https://campus.example&iss=https://other.example&login_hint=1&target_link_uri=http://localhost:8000/"
    assert_refused(world, world.client.get(f"/lti/login?{raw}"), "login.parameter")


@pytest.mark.parametrize(
    "raw",
    [
        "iss=%00&login_hint=1&target_link_uri=http://localhost:8000/",
        "iss=%FF%FE&login_hint=1&target_link_uri=http://localhost:8000/",
        "iss=" + "a" * 600 + "&login_hint=1&target_link_uri=http://localhost:8000/",
        "iss=https://campus.example&target_link_uri=http://localhost:8000/&login_hint=" + "a" * 20000,
        "&".join(f"p{number}=1" for number in range(100)),
    ],
)
def test_a_parameter_is_not_usable_text(world: World, raw: str) -> None:
    """Control characters, broken text, endless values and a hundred parameters are refused."""
    assert_refused(world, world.client.post("/lti/login", data=raw.encode(), content_type=FORM), "login.parameter")


FORM = "application/x-www-form-urlencoded"


def test_the_issuer_is_unknown(world: World) -> None:
    """A platform that is not registered is refused."""
    assert_refused(world, world.login(given={"iss": "https://other.example"}).response, "login.issuer")


def test_the_client_id_is_unknown(world: World) -> None:
    """A client ID that is not registered for the issuer is refused."""
    assert_refused(world, world.login(given={"client_id": "other"}).response, "login.client_id")


def test_the_client_id_is_missing_and_the_issuer_has_several(world: World) -> None:
    """Without client_id an issuer with several registrations is ambiguous, unless the deployment decides."""
    register(world.database, world.clock, world.campus, client_id="second", deployments=("2",))
    given = {"client_id": "", "lti_deployment_id": ""}
    assert_refused(world, world.login(given=given).response, "login.client_id_missing")
    decided = world.login(given={"client_id": "", "lti_deployment_id": "2"})
    assert decided.parameters["client_id"] == ["second"]


def test_the_platform_waits_for_approval(world: World) -> None:
    """A registration that is pending or refused lets nobody in."""
    with world.database.transaction() as session:
        platforms.set_status(session, world.platform.id, PlatformStatus.PENDING)
    assert_refused(world, world.login().response, "login.approval")


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/lti/launch",
        "//evil.example/",
        "\\\\evil.example\\",
        "http://localhost:8000@evil.example/",
        "http://localhost:8000.evil.example/",
        "http://localhost:9000/lti/launch",
        "https://localhost:8000/lti/launch",
        "http://user@localhost:8000/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://localhost:8000/\\evil.example",
        "http://localhost:8000//evil.example/",
        "http://localhost:8000/lti/../../x",
        "http://localhost:8000/%2e%2e/x",
        "/lti/launch",
    ],
)
def test_the_target_is_not_this_tool(world: World, target: str) -> None:
    """target_link_uri must be an address of this tool, read the way a browser reads it."""
    assert_refused(world, world.login(given={"target_link_uri": target}).response, "login.target_link_uri")


@pytest.mark.parametrize("target", ["http://localhost:8000/\r\nSet-Cookie: a=b", "http://localhost:8000/\x00"])
def test_the_target_holds_control_characters(world: World, target: str) -> None:
    """A target with line breaks is refused before it reaches a header."""
    assert_refused(world, world.login(given={"target_link_uri": target}).response, "login.parameter")


def test_a_multipart_login_is_refused(world: World) -> None:
    """A login request in another encoding than the specification's has no parameters."""
    fields = {"iss": "https://campus.example", "login_hint": "1"}
    response = world.client.post("/lti/login", data=fields, content_type="multipart/form-data")
    assert_refused(world, response, "login.parameter")


def test_a_second_registration_keeps_its_own_login(world: World) -> None:
    """Two registrations of one issuer each begin logins of their own."""
    register(world.database, world.clock, world.campus, client_id="second", deployments=("2",))
    world.campus.state.tools["second"] = replace(world.campus.state.tools["boussole-campus"], client_id="second")
    first = world.login()
    token = world.campus.mint("ines", "7001", first.nonce, claims={"aud": "second"})
    assert_refused(world, world.send(token, first.state), "token.audience")
