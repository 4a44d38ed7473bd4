"""Dynamic registration, and what the administrator does with tools."""

from urllib.parse import parse_qs, urlsplit

import pytest

from lti_tool.demo.platform.registration import PLATFORM, PRIVACY_LEVEL, TOOL, invite
from lti_tool.demo.platform.tools import SCORE


def token(desk):
    address = invite(desk.campus, "http://localhost:8000/lti/register?invite=1")
    return parse_qs(urlsplit(address).query)["registration_token"][0]


def described(**change):
    body = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": "http://localhost:8000/lti/login",
        "redirect_uris": ["http://localhost:8000/lti/launch"],
        "client_name": "Boussole",
        "jwks_uri": "http://localhost:8000/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": f"{SCORE} https://example.org/unknown",
        TOOL: settings(),
    }
    return {**body, **change}


def settings(**change):
    return {
        "domain": "localhost:8000",
        "target_link_uri": "http://localhost:8000/lti/launch",
        "claims": ["sub", "name", "email"],
        "custom_parameters": {"place": "$Context.id"},
        "messages": [{"type": "LtiDeepLinkingRequest", "target_link_uri": "http://localhost:8000/lti/choose"}],
        **change,
    }


def register(desk, bearer, body=None):
    headers = {"Authorization": f"Bearer {bearer}"}
    return desk.client.post(desk.campus.profile.paths.register, json=body or described(), headers=headers)


def registered(desk, body=None):
    answer = register(desk, token(desk), body)
    assert answer.status_code in {200, 201}, answer.text
    return answer.json, desk.campus.tool(answer.json["client_id"])


@pytest.mark.parametrize("profile", ["plain", "moodle", "canvas"])
def test_the_campus_describes_itself(open_desk, profile):
    desk = open_desk(profile)
    path = desk.campus.profile.paths.configuration
    told = desk.client.get(path, headers={"Authorization": f"Bearer {token(desk)}"}).json
    assert told["issuer"] == desk.campus.issuer
    assert told["registration_endpoint"] == desk.campus.addresses.register
    assert told["token_endpoint"] == desk.campus.addresses.token
    assert told[PLATFORM]["product_family_code"] == {"plain": "campus"}.get(profile, profile)
    placed = [message.get("placements") for message in told[PLATFORM]["messages_supported"]]
    assert all(placed) is (profile == "canvas")


def test_canvas_wants_the_token_to_read_its_configuration_too(open_desk):
    desk = open_desk("canvas")
    path = desk.campus.profile.paths.configuration
    assert desk.client.get(path).status_code == 401
    assert desk.client.get(f"{path}?registration_token={token(desk)}").status_code == 200


def test_plain_answers_with_the_deployment_and_waits_for_the_administrator(desk):
    answer, tool = registered(desk)
    assert answer[TOOL]["deployment_id"] == tool.deployment_id
    assert answer["scope"] == SCORE
    assert tool.scopes == [SCORE]
    assert tool.deep_linking_url == "http://localhost:8000/lti/choose"
    assert tool.custom == {"place": "$Context.id"}
    assert tool.privacy == "public"
    assert not tool.active


def test_canvas_shows_no_deployment_until_it_deploys(open_desk):
    desk = open_desk("canvas")
    answer, tool = registered(desk, described(**{TOOL: settings(**{PRIVACY_LEVEL: "anonymous"})}))
    assert "deployment_id" not in answer[TOOL]
    assert tool.deployment_id is None
    assert tool.privacy == "anonymous"
    desk.sign_in("sam").post(f"/admin/tools/{tool.client_id}", data={"action": "activate"})
    assert tool.deployment_id


@pytest.mark.parametrize(
    ("claims", "privacy"),
    [([], "anonymous"), (["given_name"], "name_only"), (["email"], "email_only"), (["name", "email"], "public")],
)
def test_names_are_sent_only_where_they_were_asked_for(desk, claims, privacy):
    assert registered(desk, described(**{TOOL: settings(claims=claims)}))[1].privacy == privacy


def test_a_tool_without_deep_linking_has_no_address_for_it(desk):
    assert (
        registered(desk, described(**{TOOL: settings(messages=[{"type": "LtiResourceLinkRequest"}])}))[
            1
        ].deep_linking_url
        is None
    )


def test_a_token_registers_one_tool(desk):
    bearer = token(desk)
    assert register(desk, bearer).status_code == 201
    assert register(desk, bearer).status_code == 401


def test_a_refused_registration_leaves_its_token_good(desk):
    bearer = token(desk)
    assert register(desk, bearer, described(client_name="")).status_code == 400
    assert register(desk, bearer).status_code == 201


def test_a_token_lasts_an_hour(desk):
    bearer = token(desk)
    desk.clock.advance(minutes=61)
    assert register(desk, bearer).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"application_type": "native"},
        {"response_types": ["code"]},
        {"response_types": "id_token"},
        {"grant_types": ["implicit"]},
        {"token_endpoint_auth_method": "client_secret_basic"},
        {"initiate_login_uri": "localhost/login"},
        {"jwks_uri": None},
        {"redirect_uris": []},
        {"redirect_uris": ["javascript:alert(1)"]},
        {"client_name": 5},
        {TOOL: None},
        {TOOL: settings(domain="localhost")},
        {TOOL: settings(target_link_uri="nowhere")},
        {TOOL: settings(messages="none")},
        {TOOL: settings(messages=[{"label": "no type"}])},
    ],
)
def test_a_wrong_registration_is_refused(desk, change):
    assert register(desk, token(desk), described(**change)).status_code == 400
    assert list(desk.campus.state.tools) == ["boussole-campus"]


def test_the_administrator_registers_activates_places_and_removes_a_tool(desk):
    sam = desk.sign_in("sam")
    page = sam.post("/admin/tools/register", data={"address": "http://localhost:8000/lti/register"}).text
    assert "openid_configuration=http" in page
    assert 'data-close="/admin/tools"' in page
    _, tool = registered(desk)
    where = f"/admin/tools/{tool.client_id}"
    assert "waits to be activated" in sam.get("/admin/tools").text
    sam.post(where, data={"action": "activate"})
    assert tool.active
    sam.post(where, data={"action": "place", "course": "202"})
    placed = list(desk.campus.state.activities.values())[-1]
    assert (placed.course, placed.client_id, placed.custom) == ("202", tool.client_id, {"place": "$Context.id"})
    assert sam.post(where, data={"action": "place", "course": "999"}).status_code == 404
    sam.post(where, data={"action": "stop"})
    assert not tool.active
    sam.post(where, data={"action": "remove"})
    assert tool.client_id not in desk.campus.state.tools
    assert sam.post(where, data={"action": "activate"}).status_code == 404


def test_a_tool_is_added_from_pasted_values(desk):
    values = {
        "name": "",
        "login_url": "http://localhost:9/lti/login",
        "launch_url": "http://localhost:9/lti/launch",
        "redirect_urls": "http://localhost:9/a http://localhost:9/b",
        "jwks_url": "http://localhost:9/jwks",
        "privacy": "nonsense",
    }
    sam = desk.sign_in("sam")
    assert sam.post("/admin/tools", data=values).status_code == 302
    tool = list(desk.campus.state.tools.values())[-1]
    assert (tool.name, tool.privacy) == ("http://localhost:9", "public")
    assert tool.redirect_urls == ["http://localhost:9/a", "http://localhost:9/b"]
    assert tool.client_id in sam.get("/admin/tools").text
    assert sam.post("/admin/tools", data={**values, "jwks_url": "ftp://x"}).status_code == 400


@pytest.mark.parametrize("person", ["ines", "helene"])
def test_only_administrators_see_the_tools(desk, person):
    assert desk.sign_in(person).get("/admin/tools").status_code == 403
