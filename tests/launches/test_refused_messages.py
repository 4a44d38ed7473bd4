"""Messages whose token is good and whose content is not."""

from typing import Any

import pytest

from lti_tool.lti import platforms
from lti_tool.lti.models import PlatformStatus
from tests.factories.lti import LONE, World, register
from tests.launches.pages import assert_accepted, assert_refused

DL = {"accept_types": ["ltiResourceLink"], "accept_presentation_document_targets": ["iframe"]}
ODD: list[Any] = [5, True, [], {}, ["a"], LONE, "a\x00b", "x" * 256]


def refused(world: World, check: str, person: str = "ines", **how: Any) -> None:
    assert_refused(world, world.launch(person, **how), check)


@pytest.mark.parametrize("version", ["1.1.0", "1.3", "", None, 1.3, "LTI-1p0"])
def test_another_version(world: World, version: object) -> None:
    """A message of another LTI version than 1.3.0 is refused."""
    refused(world, "message.version", claims={"version": version})


def test_no_version(world: World) -> None:
    """A message without the version claim is refused."""
    refused(world, "message.version", remove=["version"])


@pytest.mark.parametrize(
    "kind", ["LtiStartProctoring", "LtiContextCopyNotice", "ltiresourcelinkrequest", "", None, [], 5]
)
def test_another_message_type(world: World, kind: object) -> None:
    """A message that the tool does not answer is refused politely."""
    refused(world, "message.type", claims={"message_type": kind})


def test_no_message_type(world: World) -> None:
    """A message without a type is refused."""
    refused(world, "message.type", remove=["message_type"])


def test_no_deployment(world: World) -> None:
    """A message without a deployment id is refused."""
    refused(world, "token.claim", remove=["deployment_id"])


def test_an_unknown_deployment(world: World) -> None:
    """A deployment that is not registered is refused."""
    refused(world, "message.deployment", claims={"deployment_id": "other"})


def test_a_deployment_of_another_registration(world: World) -> None:
    """A deployment of another registration of the same issuer is refused."""
    register(world.database, world.clock, world.campus, client_id="second", deployments=("2",))
    refused(world, "message.deployment", claims={"deployment_id": "2"})


def test_a_deployment_that_waits_for_approval(world: World) -> None:
    """A deployment that nobody approved is refused."""
    with world.database.transaction() as session:
        platforms.add_deployment(session, world.platform.id, "3", world.clock.now())
        session.flush()
        found = platforms.find_deployment(session, world.platform.id, "3")
        assert found is not None
        found.approved = False
    refused(world, "message.deployment", claims={"deployment_id": "3"})


def test_a_new_deployment_is_added_where_the_registration_allows_it(world: World) -> None:
    """On Canvas the first signed launch of a known client adds its deployment."""
    register(world.database, world.clock, world.campus, accepts_new_deployments=True)
    assert_accepted(world, world.launch(claims={"deployment_id": "seen-first-here"}))


@pytest.mark.parametrize("value", ODD)
def test_a_deployment_id_that_cannot_be_kept(world: World, value: object) -> None:
    """A deployment id that is not text, too long or not storable is refused."""
    refused(world, "token.claim", claims={"deployment_id": value})


def test_no_target(world: World) -> None:
    """A resource link message without target_link_uri is refused."""
    refused(world, "token.claim", remove=["target_link_uri"])


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "http://localhost:8000/other", "http://localhost:8000/lti/launch?x=1"]
)
def test_the_target_differs_between_login_and_launch(world: World, target: str) -> None:
    """target_link_uri must be the same in the login request and in the token."""
    refused(world, "message.target_link_uri", claims={"target_link_uri": target})


@pytest.mark.parametrize("link", [{"id": ""}, {"title": "x"}, {}, None])
def test_no_resource_link_id(world: World, link: object) -> None:
    """A resource link message without the link's id is refused."""
    refused(world, "token.claim", claims={"resource_link": link})


def test_no_resource_link(world: World) -> None:
    """A resource link message without the link is refused."""
    refused(world, "token.claim", remove=["resource_link"])


@pytest.mark.parametrize(
    "claim", ["resource_link", "context", "ags", "nrps", "custom", "launch_presentation", "tool_platform"]
)
@pytest.mark.parametrize("value", ["text", 5, ["a"], True])
def test_a_claim_of_the_wrong_shape(world: World, claim: str, value: object) -> None:
    """A claim that should be an object and is not is refused, and named."""
    refused(world, "token.claim", claims={claim: value})


@pytest.mark.parametrize("value", [value for value in ODD if value != []])
def test_a_resource_link_id_that_cannot_be_kept(world: World, value: object) -> None:
    """A resource link id that is not text, too long or not storable is refused."""
    refused(world, "token.claim", claims={"resource_link": {"id": value}})


def test_a_context_without_an_id(world: World) -> None:
    """A context that says something but not which one it is is refused."""
    refused(world, "token.claim", claims={"context": {"title": "Course"}})


def test_no_subject(world: World) -> None:
    """A launch without sub gets a page of its own: we cannot work with nobody."""
    refused(world, "message.sub", remove=["sub"])


def test_an_empty_subject(world: World) -> None:
    """An empty sub is no sub."""
    refused(world, "message.sub", claims={"sub": ""})


@pytest.mark.parametrize("value", ODD)
def test_a_subject_that_cannot_be_kept(world: World, value: object) -> None:
    """A sub that is not text, longer than 255 characters or not storable is refused."""
    refused(world, "token.claim", claims={"sub": value})


def test_no_roles_claim(world: World) -> None:
    """A message without the roles claim is refused."""
    refused(world, "token.claim", remove=["roles"])


@pytest.mark.parametrize("value", ["Learner", 5, {}, [5], [None], ["Learner", ["Instructor"]], ["x"] * 300])
def test_roles_that_are_not_a_list_of_text(world: World, value: object) -> None:
    """Roles must be a list of text."""
    refused(world, "token.claim", claims={"roles": value})


@pytest.mark.parametrize(
    "roles",
    [
        [],
        ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor"],
        ["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student"],
        ["http://purl.imsglobal.org/vocab/lis/v2/membership#Unknown"],
        ["instructor", "LEARNER"],
        ["http://evil.example/membership#Instructor"],
        ["http://purl.imsglobal.org/vocab/lis/v2/membership#InstructorX"],
    ],
)
def test_no_role_that_we_know(world: World, roles: list[str]) -> None:
    """Someone without a known role in the course is refused: a role in the institution gives nothing."""
    refused(world, "message.roles", claims={"roles": roles})


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "//evil", 5, "http://a b/", "x" * 10])
def test_a_service_address_that_is_not_one(world: World, url: object) -> None:
    """Addresses of services must be http(s) addresses."""
    refused(world, "token.claim", claims={"ags": {"scope": [], "lineitems": url}})
    refused(world, "token.claim", claims={"nrps": {"context_memberships_url": url}})


def test_deep_linking_without_settings(world: World) -> None:
    """A deep linking request that does not say where the answer goes is refused."""
    refused(world, "message.deep_linking", "helene", message="deep_linking", remove=["deep_linking_settings"])
    refused(world, "message.deep_linking", "helene", message="deep_linking", claims={"deep_linking_settings": DL})


@pytest.mark.parametrize(
    "more",
    [
        {"deep_link_return_url": "javascript:alert(1)"},
        {"deep_link_return_url": "https://campus.example/", "accept_types": "ltiResourceLink"},
        {"deep_link_return_url": "https://campus.example/", "data": {"a": 1}},
        {"deep_link_return_url": 5},
    ],
)
def test_deep_linking_settings_of_the_wrong_shape(world: World, more: dict[str, Any]) -> None:
    """Deep linking settings that cannot be answered are refused."""
    claims = {"deep_linking_settings": {**DL, **more}}
    refused(world, "token.claim", "helene", message="deep_linking", claims=claims)


def test_a_submission_review_without_a_person_or_an_item(world: World) -> None:
    """A submission review needs for_user and the line item."""
    item = {"scope": [], "lineitem": "https://campus.example/item/1"}
    refused(world, "token.claim", "helene", message="submission_review", claims={"ags": item}, remove=["for_user"])
    refused(world, "token.claim", "helene", message="submission_review", about="ines", remove=["ags"])
    refused(
        world, "token.claim", "helene", message="submission_review", claims={"for_user": {"name": "x"}, "ags": item}
    )


def test_a_data_privacy_launch_with_a_course(world: World) -> None:
    """A data privacy launch must not name a course or a link, and must name a person."""
    named = {"context": {"id": "101"}}
    refused(world, "token.claim", "sam", message="data_privacy", about="ines", claims=named)
    refused(world, "token.claim", "sam", message="data_privacy", remove=["context", "resource_link", "for_user"])


def test_a_platform_refused_between_login_and_launch(world: World) -> None:
    """A registration that is withdrawn while someone signs in lets nobody in."""
    begun = world.login()
    with world.database.transaction() as session:
        platforms.set_status(session, world.platform.id, PlatformStatus.REFUSED)
    assert_refused(world, world.send(world.mint(begun.nonce), begun.state), "login.approval")


def test_a_platform_removed_between_login_and_launch(world: World) -> None:
    """A registration that is removed while someone signs in takes its logins with it."""
    begun = world.login()
    with world.database.transaction() as session:
        platforms.remove(session, world.platform.id)
    assert_refused(world, world.send(world.mint(begun.nonce), begun.state), "state.unknown")


# The way back


def test_a_refusal_leads_back_to_the_course(world: World) -> None:
    """The page links to return_url with lti_errormsg and lti_errorlog."""
    response = world.launch(claims={"deployment_id": "other"})
    text = response.get_data(as_text=True)
    number = response.headers["X-Correlation-Id"]
    assert 'href="https://campus.example/return?course=101&amp;sesskey=' in text
    assert "&amp;lti_errormsg=This%20placement" in text
    assert f"&amp;lti_errorlog=message.deployment%20{number}" in text


def test_a_refusal_never_leads_elsewhere(world: World) -> None:
    """A return_url on another origin, or that is no address, is not offered."""
    for url in ("https://evil.example/", "javascript:alert(1)", "//evil.example", 5, "https://campus.example.evil/"):
        claims = {"deployment_id": "other", "launch_presentation": {"return_url": url}}
        text = world.launch(claims=claims).get_data(as_text=True)
        assert "evil" not in text
        assert "alert(1)" not in text


def test_an_unverified_token_never_leads_anywhere(world: World) -> None:
    """Before the signature is checked nothing in the token is used, the return address least of all."""
    text = world.launch(key=world.campus.stranger()).get_data(as_text=True)
    assert "campus.example/return" not in text


def test_a_refusal_is_noted_for_the_administrator(world: World) -> None:
    """The administrator's list shows the last failed check of a platform."""
    world.launch(claims={"deployment_id": "other"})
    with world.database.transaction(write=False) as session:
        platform = platforms.get(session, world.platform.id)
        assert (platform.last_error, platform.last_error_at) == ("message.deployment", world.clock.now())


def test_the_platform_answers_with_an_error(world: World) -> None:
    """An error in place of a token is named by its code; other text is not shown."""
    begun = world.login()
    response = world.client.post("/lti/launch", data={"state": begun.state, "error": "login_required"})
    assert_refused(world, response, "platform.error")
    assert "login_required" in response.get_data(as_text=True)
    begun = world.login()
    odd = {"state": begun.state, "error": "<script>alert(1)</script>", "error_description": "visit evil.example"}
    text = world.client.post("/lti/launch", data=odd).get_data(as_text=True)
    assert "alert(1)" not in text
    assert "evil" not in text


def test_a_refusal_speaks_french(world: World) -> None:
    """A French browser gets the refusal in French."""
    response = world.client.get("/lti/login", headers={"Accept-Language": "fr"})
    assert "Contrôle" in response.get_data(as_text=True)
