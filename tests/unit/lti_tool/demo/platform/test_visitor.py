"""A launch without a browser, over real HTTP, with a browser's manners about cookies."""

import json
import socket
import subprocess
import sys
import threading

import pytest

from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.profiles import PROFILES
from lti_tool.demo.platform.server import running, serve
from lti_tool.demo.platform.tools import SCORE, Tool
from lti_tool.demo.platform.visitor import Form, Visitor
from tests.fakes.bare_tool import ASSERTION, BareTool


@pytest.fixture(scope="module")
def tool():
    with BareTool().running() as tool:
        yield tool


@pytest.fixture
def open_campus(tool, campus_key):
    running_now = []

    def opened(profile="plain", **config):
        asked = CampusConfig(profile=PROFILES[profile], tools=(Tool.at(tool.root),), keys=(campus_key,), **config)
        context = running(asked)
        campus = context.__enter__()
        running_now.append(context)
        tool.authorize, tool.changes = campus.addresses.authorize, {}
        return campus

    yield opened
    for context in running_now:
        context.__exit__(None, None, None)


@pytest.mark.parametrize("profile", list(PROFILES))
def test_a_launch_goes_campus_tool_campus_tool(open_campus, tool, profile):
    campus = open_campus(profile)
    page = Visitor(campus.root, "ines", language="fr").launch("7001")
    assert page.status == 200
    assert [(method, status) for method, _, status in page.trail] == [
        ("GET", 200), ("POST", 302), ("GET", 200), ("POST", 200),
    ]  # fmt: skip
    assert page.json()["form"]["id_token"].count(".") == 2
    assert tool.logins[-1]["lti_message_hint"]
    assert "lti_storage_target" not in tool.logins[-1] | tool.launches[-1]
    assert campus.journal[-1].accepted


@pytest.mark.parametrize(
    ("cookies", "kept"),
    [("all", ["__Host-bound", "unpartitioned"]), ("partitioned", ["__Host-bound"]), ("none", [])],
)
def test_cookies_of_the_tool_are_third_party_cookies(open_campus, cookies, kept):
    visitor = Visitor(open_campus().root, "ines", cookies=cookies)
    assert visitor.launch("7001").json()["cookies"] == kept
    assert "campus" in {cookie.name for cookie in visitor.cookies()}


def test_a_refused_request_reaches_the_tool_as_an_error(open_campus, tool):
    campus = open_campus()
    tool.changes = {"scope": "profile"}
    assert Visitor(campus.root, "ines").launch("7001").json()["form"]["error"] == "invalid_scope"


def test_a_tool_that_is_unknown_ends_on_the_campus(open_campus, tool):
    campus = open_campus()
    tool.changes = {"client_id": "nobody"}
    page = Visitor(campus.root, "ines").launch("7001")
    assert page.status == 400
    assert page.address.startswith(campus.root)


def test_a_launch_can_be_taken_step_by_step_and_changed(open_campus):
    visitor = Visitor(open_campus().root, "ines")
    (form,) = visitor.start("7001").forms()
    assert form.method == "post"
    page = visitor.submit(form, target_link_uri="http://localhost/elsewhere")
    assert page.forms()[0].id == "lti-post"
    assert visitor.follow(page).status == 200


def test_a_teacher_reviews_someones_work(open_campus):
    page = Visitor(open_campus().root, "helene").launch("7001", "submission_review", "ines")
    assert page.status == 200


def test_someone_of_another_course_is_not_let_in(open_campus):
    page = Visitor(open_campus().root, "noe").launch("7001")
    assert page.status == 404
    assert len(page.trail) == 1


def test_the_gradebook_is_read_as_json(open_campus):
    campus = open_campus(controls=True)
    visitor = Visitor(campus.root, "helene")
    visitor.sign_in()
    assert visitor.get(f"{campus.root}/courses/101/gradebook.json").json()["course"] == "101"
    answer = visitor.post(f"{campus.root}/controls/faults", body={"kind": "html"})
    assert answer.status == 201


def test_forms_with_get_put_their_fields_into_the_address(open_campus):
    campus = open_campus()
    page = Visitor(campus.root, "ines").submit(Form(f"{campus.root}/return", "get", fields={"course": "101"}))
    assert page.address.endswith("/return?course=101")


@pytest.mark.parametrize("address", ["file:///etc/hostname", "javascript:alert(1)"])
def test_only_web_addresses_are_opened(open_campus, address):
    with pytest.raises(ValueError, match="not a web address"):
        Visitor(open_campus().root, "ines").get(address)


def test_the_keys_of_a_tool_are_read_over_http(open_campus, tool):
    campus = open_campus()
    form = {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION,
        "client_assertion": tool.assertion("boussole-campus", campus.addresses.token),
        "scope": SCORE,
    }
    assert Visitor(campus.root, "ines").post(campus.addresses.token, form).json()["scope"] == SCORE


def test_several_campuses_run_side_by_side(open_campus):
    first, second = open_campus(), open_campus("moodle")
    assert first.root != second.root
    assert first.issuer != second.issuer


def test_a_launch_without_a_message_of_its_own_signs_in_once(open_campus):
    campus = open_campus()
    visitor = Visitor(campus.root, "ines")
    assert visitor.sign_in().status == 200
    assert visitor.launch("7001").status == visitor.launch("7002").status == 200


def test_a_redirect_that_keeps_its_method_keeps_its_body(open_campus, tool):
    page = Visitor(open_campus().root, "ines").post(f"{tool.root}/again", {"field": "kept"})
    assert page.json() == {"field": "kept"}
    with pytest.raises(ValueError, match="circles"):
        Visitor(open_campus().root, "ines").get(f"{tool.root}/circle")


def test_a_nameless_visitor_keeps_its_own_origin(open_campus, tool):
    page = Visitor(open_campus().root, "ines").get(f"{tool.root}/origin", {"Origin": "null"})
    assert page.text == "null"


def test_a_public_address_is_kept(campus_key):
    with running(CampusConfig(url="http://campus.localhost:8123/", keys=(campus_key,))) as campus:
        assert campus.issuer == "http://campus.localhost:8123"


def test_a_campus_is_served_for_good_in_a_thread_of_the_callers(campus_key):
    thread = threading.Thread(
        target=serve, args=(CampusConfig(keys=(campus_key,)),), kwargs={"port": (port := free_port())}, daemon=True
    )
    thread.start()
    for _ in range(200):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                break
        thread.join(0.02)
    assert Visitor(f"http://127.0.0.1:{port}", "ines").sign_in().status == 200


def free_port():
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


def test_the_campus_runs_as_a_process_and_says_where():
    command = [sys.executable, "-m", "lti_tool.demo.platform", "--tool", "http://localhost:8000", "--profile", "canvas"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            said = json.loads(process.stdout.readline())
            page = Visitor(said["url"], "ines").get(f"{said['url']}/")
        finally:
            process.terminate()
    assert page.status == 200
    assert said["issuer"] == "https://canvas.instructure.com"
    assert said["client_id"] == "boussole-campus"
