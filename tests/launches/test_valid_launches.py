"""Launches that must be let in, and what is read from them."""

import pytest

from lti_tool.lti import platforms
from lti_tool.lti.launch import MessageType
from lti_tool.lti.roles import Role
from tests.factories.lti import World
from tests.launches.pages import assert_accepted

MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
PERSON = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"


def roles_of(world: World, *roles: str) -> frozenset[Role]:
    assert_accepted(world, world.launch(claims={"roles": list(roles)}))
    return world.arrived[0].roles


def test_a_learner_opens_an_activity(world: World) -> None:
    """A resource link launch of a learner is accepted and carries course, link, name, services and locale."""
    assert_accepted(world, world.launch())
    launch = world.arrived[0]
    assert launch.message_type is MessageType.RESOURCE_LINK
    assert (launch.subject, launch.name, launch.email) == ("11", "Inès Carpentier", "ines@campus.example")
    assert launch.roles == {Role.LEARNER}
    assert launch.context is not None
    assert launch.context.label == "TRANSITION"
    assert launch.resource_link is not None
    assert launch.resource_link.id == "7001"
    assert launch.locale == "fr-FR"
    assert launch.ags is not None
    assert launch.ags.can_manage_items
    assert launch.ags.can_send_scores
    assert launch.ags.can_read_results
    assert launch.roster_url == "https://campus.example/services/courses/101/members"
    assert launch.deployment_pk > 0


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_both_methods_begin_a_login(world: World, method: str) -> None:
    """The login request may come as GET and as POST."""
    begun = world.login(method=method)
    assert_accepted(world, world.send(world.mint(begun.nonce), begun.state))


def test_the_authentication_request_has_what_the_specification_wants(world: World) -> None:
    """The tool answers with scope, response type and mode, prompt, client, redirect address, hints, state and nonce."""
    begun = world.login()
    assert begun.response.status_code == 302
    assert begun.parameters["scope"] == ["openid"]
    assert begun.parameters["response_type"] == ["id_token"]
    assert begun.parameters["response_mode"] == ["form_post"]
    assert begun.parameters["prompt"] == ["none"]
    assert begun.parameters["client_id"] == ["boussole-campus"]
    assert begun.parameters["redirect_uri"] == ["http://localhost:8000/lti/launch"]
    assert begun.parameters["login_hint"] == ["11"]
    assert len(begun.state) >= 43
    assert len(begun.nonce) >= 43


def test_hints_and_unknown_parameters_come_back_byte_for_byte(world: World) -> None:
    """Moodle's JSON hint, odd bytes and parameters nobody knows are repeated unchanged, and none overrides ours."""
    raw = (
        "iss=https%3A%2F%2Fcampus.example&login_hint=a%20b%2Bc&lti_message_hint=%7B%22x%22%3A%20%22%C3%A9%FF%22%7D"
        "&target_link_uri=http%3A%2F%2Flocalhost%3A8000%2Flti%2Flaunch&canvas_region=eu-west-1&empty="
        "&redirect_uri=https%3A%2F%2Fevil.example&state=mine&scope=all"
    )
    response = world.client.get(f"/lti/login?{raw}")
    location = response.headers["Location"]
    assert "login_hint=a%20b%2Bc&lti_message_hint=%7B%22x%22%3A%20%22%C3%A9%FF%22%7D" in location
    assert location.endswith("canvas_region=eu-west-1&empty=")
    assert "evil" not in location
    assert "state=mine" not in location
    assert "scope=all" not in location


def test_a_missing_client_id_is_found_by_the_issuer(world: World) -> None:
    """A login request without client_id is answered where the issuer has one registration."""
    begun = world.login(given={"client_id": ""})
    assert_accepted(world, world.send(world.mint(begun.nonce), begun.state))


def test_an_anonymous_launch_without_name_is_accepted(world: World) -> None:
    """A launch with a subject and no name, for platforms that keep names private, is let in."""
    assert_accepted(world, world.launch(remove=["name", "given_name", "family_name", "email"]))
    assert world.arrived[0].name is None
    assert world.arrived[0].email is None


def test_a_launch_without_context_is_accepted(world: World) -> None:
    """The context claim is optional."""
    assert_accepted(world, world.launch(remove=["context"]))
    assert world.arrived[0].context is None


def test_a_launch_without_grades_is_accepted(world: World) -> None:
    """A platform without the grade services works; the record says that grades are off."""
    assert_accepted(world, world.launch(remove=["ags", "nrps"]))
    assert world.arrived[0].ags is None
    assert world.arrived[0].roster_url is None


def test_optional_claims_that_are_null_count_as_absent(world: World) -> None:
    """A platform may write null for what it does not know."""
    names = ("context", "ags", "nrps", "custom", "launch_presentation", "tool_platform", "locale", "name", "email")
    assert_accepted(world, world.launch(claims=dict.fromkeys(names)))


def test_unknown_claims_are_ignored(world: World) -> None:
    """Claims the tool does not know do no harm."""
    assert_accepted(world, world.launch(claims={"https://example.org/claim": {"a": [1, None]}, "lti1p1": {}}))


def test_an_audience_in_a_list_is_accepted(world: World) -> None:
    """aud may be a list whose only member is the client id."""
    assert_accepted(world, world.launch(claims={"aud": ["boussole-campus"]}))


def test_an_audience_with_the_authorised_party_is_accepted(world: World) -> None:
    """azp may be sent and equals the client id."""
    assert_accepted(world, world.launch(claims={"aud": ["boussole-campus"], "azp": "boussole-campus"}))


def test_small_differences_of_clocks_are_tolerated(world: World) -> None:
    """A token that expired 20 seconds ago, or is dated 20 seconds ahead, is accepted."""
    now = int(world.clock.now().timestamp())
    assert_accepted(world, world.launch(claims={"iat": now - 80, "exp": now - 20}))
    world.arrived.clear()
    assert_accepted(world, world.launch(claims={"iat": now + 20, "exp": now + 80}))


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([f"{MEMBERSHIP}#Instructor"], {Role.INSTRUCTOR}),
        (["Instructor"], {Role.INSTRUCTOR}),
        (["Learner", f"{PERSON}#Instructor"], {Role.LEARNER}),
        ([f"{MEMBERSHIP}#Learner", "urn:unknown", f"{MEMBERSHIP}#Unknown"], {Role.LEARNER}),
        ([f"{MEMBERSHIP}#Instructor", f"{MEMBERSHIP}/Instructor#TeachingAssistant"], {Role.TEACHING_ASSISTANT}),
        ([f"{MEMBERSHIP}/Instructor#GuestInstructor"], {Role.INSTRUCTOR}),
        ([f"{MEMBERSHIP}#Manager"], {Role.INSTRUCTOR}),
        ([f"{MEMBERSHIP}#ContentDeveloper"], {Role.DESIGNER}),
        ([f"{MEMBERSHIP}#Administrator"], {Role.ADMINISTRATOR}),
        ([f"{PERSON}#Administrator"], {Role.ADMINISTRATOR}),
        ([f"{MEMBERSHIP}#Learner", f"{PERSON}#Administrator"], {Role.LEARNER}),
        ([f"{MEMBERSHIP}#Mentor"], {Role.MENTOR}),
        ([f"{MEMBERSHIP}/Manager#Observer"], {Role.OBSERVER}),
        ([f"{MEMBERSHIP}#Learner", f"{MEMBERSHIP}#Instructor"], {Role.LEARNER, Role.INSTRUCTOR}),
    ],
)
def test_roles_are_read_from_the_course(world: World, roles: list[str], expected: set[Role]) -> None:
    """Full and short names are known, the course decides, sub-roles refine, unknown ones are passed over."""
    assert roles_of(world, *roles) == expected


def test_a_mentor_with_observed_people_is_an_observer(world: World) -> None:
    """Canvas sends observers as Mentor with role_scope_mentor: never a mentor of the programme by itself."""
    claims = {"roles": [f"{MEMBERSHIP}#Mentor"], "role_scope_mentor": ["12", "13"]}
    assert_accepted(world, world.launch(claims=claims))
    assert world.arrived[0].roles == {Role.OBSERVER}
    assert world.arrived[0].observed == ("12", "13")


def test_the_platforms_test_user_is_marked(world: World) -> None:
    """Canvas' student view is a learner and said to be a test user."""
    test_user = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
    assert roles_of(world, f"{MEMBERSHIP}#Learner", test_user) == {Role.LEARNER}
    assert world.arrived[0].is_test_user


def test_custom_values_that_were_not_filled_in_are_absent(world: World) -> None:
    """A custom value that still begins with a dollar sign was not substituted."""
    custom = {"a": "1", "b": "$User.id", "context_id_history": "12, 11,", "resource_link_id_history": "$X", "n": 5}
    assert_accepted(world, world.launch(claims={"custom": custom}))
    launch = world.arrived[0]
    assert launch.custom == {"a": "1", "context_id_history": "12, 11,"}
    assert launch.context is not None
    assert launch.context.history == ("12", "11")
    assert launch.resource_link is not None
    assert launch.resource_link.history == ()


@pytest.mark.parametrize(
    ("locale", "presentation", "expected"),
    [
        ("es_mx", None, "es-MX"),
        ("es-MX", "fr", "es-MX"),
        (None, "pt_br", "pt-BR"),
        (None, None, None),
        ("not a locale!", "fr_ca", "fr-CA"),
        ("zh-Hans-CN", None, "zh-Hans-CN"),
        ("en_US.UTF-8", None, "en-US"),
    ],
)
def test_locales_are_brought_into_one_form(
    world: World, locale: str | None, presentation: str | None, expected: str | None
) -> None:
    """The locale claim comes first, then launch_presentation.locale."""
    claims = {"locale": locale, "launch_presentation": {"locale": presentation}}
    assert_accepted(world, world.launch(claims=claims))
    assert world.arrived[0].locale == expected


def test_a_return_address_on_another_origin_is_dropped(world: World) -> None:
    """launch_presentation.return_url counts only on an origin of the registration."""
    claims = {"launch_presentation": {"return_url": "https://evil.example/back"}}
    assert_accepted(world, world.launch(claims=claims))
    assert world.arrived[0].return_url is None


def test_an_instructor_chooses_content(world: World) -> None:
    """A deep linking request is accepted and its settings are read."""
    assert_accepted(world, world.launch("helene", message="deep_linking"))
    settings = world.arrived[0].deep_linking
    assert settings is not None
    assert settings.takes_resource_links
    assert settings.accept_multiple
    assert settings.return_url.startswith("https://campus.example/deep-linking/")
    assert settings.data


def test_deep_linking_without_resource_links_is_let_in(world: World) -> None:
    """A request that takes only plain links is answered later, with a link or a clear message."""
    settings = {
        "deep_link_return_url": "https://campus.example/dl",
        "accept_types": ["link"],
        "accept_presentation_document_targets": ["iframe"],
        "accept_multiple": "false",
        "accept_lineitem": "true",
    }
    claims = {"deep_linking_settings": settings}
    assert_accepted(world, world.launch("helene", message="deep_linking", claims=claims))
    read = world.arrived[0].deep_linking
    assert read is not None
    assert (read.takes_resource_links, read.accept_multiple, read.accept_line_item) == (False, False, True)


def test_a_submission_review_names_the_learner(world: World) -> None:
    """A submission review carries the person whose work is reviewed."""
    ags = {"scope": [], "lineitem": "https://campus.example/item/1"}
    response = world.launch("helene", message="submission_review", about="ines", claims={"ags": ags})
    assert_accepted(world, response)
    assert world.arrived[0].for_user == "11"


def test_a_data_privacy_launch_needs_no_course(world: World) -> None:
    """A data privacy launch has no course and no role in one; it names the person."""
    response = world.launch(
        "sam", message="data_privacy", about="ines", claims={"roles": []}, remove=["context", "resource_link"]
    )
    assert_accepted(world, response)
    assert world.arrived[0].message_type is MessageType.DATA_PRIVACY
    assert world.arrived[0].for_user == "11"


def test_the_page_may_stand_in_the_platforms_frame_only(world: World) -> None:
    """frame-ancestors names the platform; X-Frame-Options is never sent."""
    response = world.launch()
    assert "frame-ancestors https://campus.example" in response.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in response.headers


def test_a_launch_is_noted_at_the_platform(world: World) -> None:
    """The administrator's list shows when the platform last opened the tool."""
    world.launch()
    with world.database.transaction(write=False) as session:
        assert platforms.get(session, world.platform.id).last_launch_at == world.clock.now()
