"""Habits of one platform only that no other test of the campus shows."""

import json

import pytest

from lti_tool.demo.platform import claims as names
from lti_tool.demo.platform.refusals import UnreadableError
from lti_tool.demo.platform.scoring import SUBMISSION
from lti_tool.demo.platform.tools import Tool
from tests.unit.lti_tool.demo.platform.test_minting import read
from tests.unit.lti_tool.demo.platform.test_registration import described, register, registered, settings, token
from tests.unit.lti_tool.demo.platform.test_scores import send, with_column

TEST_USER = "http://purl.imsglobal.org/vocab/lti/system/person#TestUser"
VISIBILITY = "https://canvas.instructure.com/lti/visibility"


def test_moodles_course_has_a_short_type(open_desk):
    for profile, kind in (
        ("moodle", "CourseSection"),
        ("canvas", "http://purl.imsglobal.org/vocab/lis/v2/course#CourseSection"),
    ):
        desk = open_desk(profile)
        assert read(desk, desk.campus.mint("ines", "7001", "n"))[names.SHORT["context"]]["type"] == [kind]


def test_moodles_course_module_is_not_the_resource_link(open_desk):
    desk = open_desk("moodle")
    hint = json.loads(desk.campus.begin("ines", "7001").fields["lti_message_hint"])
    assert hint["cmid"] != read(desk, desk.campus.mint("ines", "7001", "n"))[names.SHORT["resource_link"]]["id"]


def test_a_teacher_seen_as_a_student_keeps_the_sub_on_moodle(open_desk):
    desk = open_desk("moodle")
    told = read(desk, desk.campus.mint("helene", "7001", "n", as_student=True))
    assert told["sub"] == desk.campus.subject("helene")
    assert told[names.SHORT["roles"]] == [f"{names.MEMBERSHIP}Learner"]


def test_a_teacher_seen_as_a_student_is_a_test_user_on_canvas(open_desk):
    desk = open_desk("canvas")
    told = read(desk, desk.campus.mint("helene", "7001", "n", as_student=True))
    assert told["sub"] != desk.campus.subject("helene")
    assert TEST_USER in told[names.SHORT["roles"]]
    assert read(desk, desk.campus.mint("priya", "7101", "n", as_student=True))["sub"] != told["sub"]
    assert send(with_column(desk), userId=told["sub"]).status_code == 200


def test_only_teachers_see_a_course_as_a_student(open_desk):
    desk = open_desk("moodle")
    assert desk.sign_in("ines").get("/open/7001?view=student").status_code == 403
    teacher = desk.sign_in("helene")
    assert "Voir comme" in teacher.get("/courses/101/activities/7001").text
    page = teacher.get("/courses/101/activities/7001?view=student").text
    assert "/open/7001?view=student" in page
    assert teacher.get("/open/7001?view=student").status_code == 200


def test_canvas_says_what_a_person_is_in_the_institution_too(open_desk):
    desk = open_desk("canvas")
    told = read(desk, desk.campus.mint("helene", "7001", "n"))[names.SHORT["roles"]]
    assert told == [f"{names.MEMBERSHIP}Instructor", f"{names.INSTITUTION}Student", f"{names.SYSTEM}User"]


def blocked(_address):
    raise UnreadableError(400, "blocked")


@pytest.mark.parametrize(("profile", "status", "kind"), [("moodle", 404, "text/html"), ("canvas", 400, "application")])
def test_moodle_that_may_not_read_our_keys_answers_with_a_page(open_desk, profile, status, kind):
    desk = open_desk(profile, tools=(Tool.at("http://localhost:8000"),), fetch=blocked)
    answer = desk.ask_token()
    assert answer.status_code == status
    assert answer.content_type.startswith(kind)
    assert ("<html" in answer.text) is (profile == "moodle")


def test_moodle_reads_our_keys_when_it_first_needs_them(open_desk, tool_key):
    read_at = []
    desk = open_desk(
        "moodle", tools=(Tool.at("http://localhost:8000"),), fetch=lambda url: read_at.append(url) or tool_key.jwks()
    )
    desk.sign_in("ines").get("/open/7001")
    assert read_at == []
    desk.ask_token()
    assert read_at == ["http://localhost:8000/lti/jwks.json"]


def test_an_active_tool_waits_outside_moodles_chooser(open_desk):
    desk = open_desk("moodle")
    sam, (_, tool) = desk.sign_in("sam"), registered(desk)
    where, chooser = f"/admin/tools/{tool.client_id}", "/courses/101/add"
    sam.post(where, data={"action": "activate"})
    assert tool.client_id not in sam.get(chooser).text
    assert "Show in the activity chooser" in sam.get("/admin/tools").text
    sam.post(where, data={"action": "show"})
    assert tool.client_id in sam.get(chooser).text
    assert "Show in the activity chooser" not in sam.get("/admin/tools").text


def test_moodle_hears_no_messages_of_a_frame(open_desk):
    for profile, deaf in (("moodle", True), ("canvas", False)):
        helene = open_desk(profile).sign_in("helene")
        for page in ("/courses/101/activities/7001", "/courses/101/add?tool=boussole-campus"):
            assert ("data-deaf" in helene.get(page).text) is deaf


@pytest.mark.parametrize(("second", "status"), [("12:00:59", 200), ("12:01:01", 400)])
def test_canvas_refuses_work_from_its_future(open_desk, second, status):
    desk = with_column(open_desk("canvas"))
    answer = send(desk, **{SUBMISSION: {"submitted_at": f"2026-03-02T{second}Z"}})
    assert answer.status_code == status
    assert len(desk.campus.state.grades) == (status == 200)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "LtiSubmissionReviewRequest", "placements": []},
        {"type": "LtiResourceLinkRequest", "placements": ["kitchen"]},
        {"type": "LtiResourceLinkRequest", "placements": "course_navigation"},
        {"type": "LtiResourceLinkRequest", "placements": ["course_navigation"], VISIBILITY: "everybody"},
        {"type": "LtiResourceLinkRequest", "placements": ["course_navigation"], "custom_parameters": {"a": 1}},
    ],
)
def test_canvas_refuses_what_it_does_not_know_of_a_tool(open_desk, message):
    change = {"https://purl.imsglobal.org/spec/lti-tool-configuration": settings(messages=[message])}
    desk = open_desk("canvas")
    assert register(desk, token(desk), described(**change)).status_code == 400
    if message["type"] != "LtiSubmissionReviewRequest" and isinstance(message["placements"], list):
        plain = open_desk()
        assert register(plain, token(plain), described(**change)).status_code == 201
