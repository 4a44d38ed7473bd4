"""Columns of the gradebook, as a tool makes, finds, changes and deletes them."""

import pytest

from lti_tool.demo.platform.tools import LINE_ITEM_READ, Tool

ONE = "application/vnd.ims.lis.v2.lineitem+json"
SUBMISSION_TYPE = "https://canvas.instructure.com/lti/submission_type"


def address(desk, course="101"):
    return desk.campus.addresses.line_items(course, desk.campus.tool("boussole-campus"))


def make(desk, course="101", **change):
    body = {"label": "Participation", "scoreMaximum": 10, "resourceLinkId": "7001", "tag": "t", **change}
    return desk.call("POST", address(desk, course), body, ONE)


@pytest.mark.parametrize("profile", ["plain", "moodle", "canvas"])
def test_a_line_item_is_made_read_changed_and_deleted(open_desk, profile):
    desk = open_desk(profile)
    made = make(desk)
    assert made.status_code == 201
    assert made.content_type == ONE
    item = made.json["id"]
    assert desk.call("GET", item).json == made.json
    changed = desk.call("PUT", item, {"label": "Path", "scoreMaximum": 20, "resourceId": "r"}, ONE)
    assert changed.json == {"id": item, "label": "Path", "scoreMaximum": 20.0, "resourceId": "r"}
    assert desk.call("DELETE", item).status_code == 204
    assert desk.call("GET", item).status_code == 404


def test_moodle_wants_its_type_id_on_every_address(open_desk):
    desk = open_desk("moodle")
    item = make(desk).json["id"]
    assert item.endswith("/lineitem?type_id=1")
    assert desk.call("GET", item.partition("?")[0]).status_code == 404
    assert desk.call("GET", item.replace("type_id=1", "type_id=2")).status_code == 404


def test_items_are_found_by_link_resource_and_tag(desk):
    make(desk, resourceId="a")
    make(desk, resourceId="b", tag="u", resourceLinkId="7002")
    found = lambda query: [row["resourceId"] for row in desk.call("GET", f"{address(desk)}?{query}").json]  # noqa: E731
    assert found("") == ["a", "b"]
    assert found("resource_link_id=7002") == ["b"]
    assert found("resource_id=a") == ["a"]
    assert found("tag=u") == ["b"]
    assert found("tag=u&resource_id=a") == []


def test_pages_are_linked_to_the_last(desk):
    for number in range(5):
        make(desk, resourceId=str(number))
    where, seen = f"{address(desk)}?limit=2&tag=t", []
    while where:
        answer = desk.call("GET", where)
        seen += [row["resourceId"] for row in answer.json]
        where = answer.headers.get("Link", "").partition(">")[0].removeprefix("<")
    assert seen == ["0", "1", "2", "3", "4"]


def test_a_link_that_lost_its_capitals_leads_nowhere(open_desk):
    desk = open_desk("canvas")
    for _ in range(3):
        make(desk)
    link = desk.call("GET", f"{address(desk)}?limit=1").headers["Link"]
    following = link.partition(">")[0].removeprefix("<")
    assert desk.call("GET", following).status_code == 200
    assert desk.call("GET", following.lower()).status_code == 400


@pytest.mark.parametrize("query", ["limit=0", "limit=x", "page=2", "page=bookmark:%%%"])
def test_nonsense_pages_are_refused(desk, query):
    assert desk.call("GET", f"{address(desk)}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"label": " "}, 400),
        ({"label": None}, 400),
        ({"scoreMaximum": 0}, 400),
        ({"scoreMaximum": True}, 400),
        ({"scoreMaximum": "10"}, 400),
        ({"tag": 3}, 400),
        ({"resourceLinkId": "7101"}, 404),
        ({"resourceLinkId": "9999"}, 404),
    ],
)
def test_wrong_line_items_are_refused(desk, change, status):
    assert make(desk, **change).status_code == status
    assert desk.campus.state.line_items == {}


def test_the_content_type_is_taken_to_the_letter(desk):
    body = {"label": "P", "scoreMaximum": 1}
    assert desk.call("POST", address(desk), body, "application/json").status_code == 415
    assert desk.call("POST", address(desk), ["list"], ONE).status_code == 400


def test_an_unknown_course_has_no_line_items(desk):
    assert desk.call("GET", address(desk, "999")).status_code == 404
    assert make(desk, "999").status_code == 404


def test_reading_is_allowed_with_the_reading_scope_only(desk):
    desk.use_token(LINE_ITEM_READ)
    assert desk.call("GET", address(desk)).status_code == 200
    assert make(desk).status_code == 403


def test_tools_do_not_see_each_others_columns(desk):
    item = make(desk).json["id"]
    desk.campus.state.tools["other"] = Tool.at("http://localhost:9", "other")
    desk.campus.state.line_items[501].client_id = "other"
    assert desk.call("GET", item).status_code == 404
    assert desk.call("GET", address(desk)).json == []


def test_a_column_of_one_course_is_not_in_the_other(desk):
    item = make(desk).json["id"]
    assert desk.call("GET", item.replace("/101/", "/202/")).status_code == 404


def test_canvas_keeps_the_submission_type(open_desk):
    desk = open_desk("canvas")
    wanted = {"type": "external_tool", "external_tool_url": "http://localhost:8000/lti/launch"}
    assert make(desk, **{SUBMISSION_TYPE: wanted}).json[SUBMISSION_TYPE] == wanted
    assert make(desk, **{SUBMISSION_TYPE: {"type": "none"}}).status_code == 201


@pytest.mark.parametrize("wanted", ["text", {"type": "essay"}, {"type": "external_tool"}])
def test_canvas_refuses_a_wrong_submission_type(open_desk, wanted):
    assert make(open_desk("canvas"), **{SUBMISSION_TYPE: wanted}).status_code == 400


def test_others_take_no_notice_of_canvas_extensions(desk):
    assert SUBMISSION_TYPE not in make(desk, **{SUBMISSION_TYPE: "nonsense"}).json
