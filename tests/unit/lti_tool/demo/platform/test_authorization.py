"""The login request, and the authentication endpoint's answer to good and bad requests."""

import json

import pytest

from lti_tool.demo.platform.authorization import authorize
from lti_tool.demo.platform.people import PEOPLE
from lti_tool.demo.platform.refusals import RefusedError
from lti_tool.demo.platform.tools import Tool


def request_for(desk, person="ines", activity="7001", **changes):
    login = desk.campus.begin(person, activity)
    desk.tool.changes = changes
    return desk.tool.authentication_request(login.fields)


def answer(desk, request, signed_in=None):
    return authorize(desk.campus, request, PEOPLE.get(signed_in))


def test_the_login_request_says_what_each_platform_says(open_desk):
    moodle, canvas = open_desk("moodle").campus, open_desk("canvas").campus
    said = moodle.begin("ines", "7001")
    assert said.address == "http://localhost:8000/lti/login"
    assert said.fields["login_hint"] == "11"
    assert said.fields["lti_deployment_id"] == "1"
    assert json.loads(said.fields["lti_message_hint"])["cmid"] == "97001"
    assert "lti_storage_target" not in said.fields
    said = canvas.begin("ines", "7001")
    assert said.fields["deployment_id"] == "1"
    assert said.fields["canvas_environment"] == "prod"
    assert said.fields["lti_storage_target"] == "post_message_forwarding"
    assert said.fields["lti_message_hint"].count(".") == 2


def test_deep_linking_goes_to_its_own_address(desk):
    desk.campus.tool("boussole-campus").deep_linking_url = "http://localhost:8000/choose"
    login = desk.campus.begin("helene", "7001", "deep_linking")
    assert login.fields["target_link_uri"] == "http://localhost:8000/choose"


def test_a_good_request_gets_a_launch_with_its_state_and_nonce(desk):
    request = request_for(desk)
    form = answer(desk, request, "ines")
    assert form.address == "http://localhost:8000/lti/launch"
    assert form.fields["state"] == request["state"]
    assert form.fields["id_token"].count(".") == 2
    assert desk.campus.journal[-1].accepted


def test_canvas_repeats_its_storage_target_with_the_launch(open_desk):
    desk = open_desk("canvas")
    assert answer(desk, request_for(desk)).fields["lti_storage_target"] == "post_message_forwarding"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "code"}, "unsupported_response_type"),
        ({"response_mode": "query"}, "invalid_request"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "-"}, "invalid_request"),
        ({"nonce": "-"}, "invalid_request"),
        ({"login_hint": "12"}, "invalid_request"),
        ({"lti_message_hint": "{}"}, "invalid_request"),
    ],
)
def test_a_wrong_request_gets_an_error_in_the_words_of_oauth(desk, changes, error):
    form = answer(desk, request_for(desk, **changes))
    assert form.fields["error"] == error
    assert "id_token" not in form.fields
    assert not desk.campus.journal[-1].accepted


def test_a_request_without_state_is_refused_without_one(desk):
    form = answer(desk, request_for(desk, state="-"))
    assert form.fields["error"] == "invalid_request"
    assert "state" not in form.fields


def test_a_hint_that_was_rewritten_is_not_the_one_that_was_sent(desk):
    login = desk.campus.begin("ines", "7001")
    hint = login.fields["lti_message_hint"]
    rewritten = json.dumps(json.loads(hint), separators=(",", ":"))
    request = desk.tool.authentication_request({**login.fields, "lti_message_hint": rewritten})
    assert answer(desk, request).fields["error_description"] == "Invalid request"


def test_a_launch_is_opened_once(desk):
    request = request_for(desk)
    assert "id_token" in answer(desk, request).fields
    assert answer(desk, request).fields["error_description"] == "Invalid request"


def test_a_nonce_is_used_once(desk):
    answer(desk, request_for(desk, nonce="same"))
    assert "error" in answer(desk, request_for(desk, nonce="same")).fields


def test_a_launch_waits_ten_minutes(desk):
    request = request_for(desk)
    desk.clock.advance(minutes=11)
    assert "error" in answer(desk, request).fields


def test_someone_else_at_the_keyboard_gets_no_launch(desk):
    assert answer(desk, request_for(desk), "tom").fields["error"] == "login_required"


@pytest.mark.parametrize(
    "changes", [{"redirect_uri": "http://localhost:8000/lti/launch/"}, {"client_id": "nobody"}, {"redirect_uri": "-"}]
)
def test_nothing_is_sent_to_an_address_that_is_not_the_tools(desk, changes):
    with pytest.raises(RefusedError):
        answer(desk, request_for(desk, **changes))


def test_a_tool_that_was_stopped_gets_no_launch(desk):
    request = request_for(desk)
    desk.campus.tool("boussole-campus").active = False
    with pytest.raises(RefusedError):
        answer(desk, request)


def test_one_campus_serves_several_tools_and_keeps_their_launches_apart(open_desk, tool_key):
    tools = tuple(Tool.at("http://localhost:8000", name, jwks=tool_key.jwks()) for name in ("first", "second"))
    desk = open_desk("canvas", tools=tools)
    request = request_for(desk, client_id="second")
    assert answer(desk, request).fields["error_description"] == "Invalid request"
    desk.campus.activity("7001").client_id = "second"
    assert "id_token" in answer(desk, request_for(desk)).fields


def test_the_pages_of_a_launch_post_by_themselves(desk):
    ines = desk.sign_in("ines")
    page = ines.get("/open/7001").text
    assert 'action="http://localhost:8000/lti/login"' in page
    assert 'id="lti-post"' in page
    page = ines.get("/lti/authorize", query_string=request_for(desk)).text
    assert 'name="id_token"' in page
    assert 'name="id_token"' in desk.client.post("/lti/authorize", data=request_for(desk)).text


def test_an_unknown_client_sees_a_page_and_not_a_form(desk):
    page = desk.client.get("/lti/authorize?client_id=nobody")
    assert page.status_code == 400
    assert "lti-post" not in page.text


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        ("ines", "/open/9999", 404),
        ("noe", "/open/7001", 404),
        ("ines", "/open/7001?message=deep_linking", 403),
        ("ines", "/open/7001?message=nonsense", 400),
        ("helene", "/open/7001?message=submission_review&about=ines", 200),
    ],
)
def test_only_people_of_the_course_open_its_activities(desk, person, path, status):
    assert desk.sign_in(person).get(path).status_code == status


def test_nobody_opens_an_activity_without_saying_who_they_are(desk):
    assert desk.client.get("/open/7001").status_code == 401


def test_what_the_tool_says_on_the_way_back_is_shown_and_logged(desk):
    page = desk.sign_in("ines").get("/return?course=101&lti_errormsg=<b>no</b>&lti_errorlog=boom&lti_log=fine")
    assert "&lt;b&gt;no&lt;/b&gt;" in page.text
    assert "boom" not in page.text
    assert [(note.what, note.accepted) for note in desk.campus.journal][-2:] == [
        ("lti_log", True),
        ("lti_errorlog", False),
    ]


def test_the_storage_frame_is_a_page(desk):
    assert "storage.js" in desk.client.get("/post_message_forwarding").text
