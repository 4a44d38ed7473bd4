"""The people of a course, as a tool reads them."""

import pytest

from lti_tool.demo.platform import claims as names
from lti_tool.demo.platform.roster import CONTAINER


def address(desk, course="101"):
    return desk.campus.addresses.roster(course, desk.campus.tool("boussole-campus"))


def read(desk, query="", course="101"):
    return desk.call("GET", address(desk, course) + (f"?{query}" if query else ""))


def following(answer, relation="next"):
    for link in answer.headers.getlist("Link"):
        if relation in link:
            return link.partition(">")[0].removeprefix("<")
    return ""


def test_everyone_is_listed_with_a_short_role(desk):
    answer = read(desk)
    assert answer.content_type == CONTAINER
    assert answer.json["context"]["id"] == "101"
    roles = {row["user_id"]: row["roles"] for row in answer.json["members"]}
    assert roles == {
        "11": ["Learner"], "12": ["Learner"], "13": ["Learner"], "14": ["Learner"], "15": ["Learner"],
        "16": ["Learner"], "21": ["Mentor"], "22": ["Mentor"],
        "31": ["Instructor"], "41": ["Administrator"],
    }  # fmt: skip
    assert answer.json["members"][0]["name"] == "Inès Carpentier"
    assert answer.json["members"][0]["status"] == "Active"


def test_canvas_writes_roles_in_full_and_pages_by_itself(open_desk):
    answer = read(open_desk("canvas"))
    assert answer.json["members"][0]["roles"] == [f"{names.MEMBERSHIP}Learner"]
    desk = open_desk("canvas")
    for key in ("noe", "priya"):
        desk.campus.enrol("101", key, "learner")
    desk.campus.enrol("101", "noe", "learner")
    assert len(read(desk, "limit=5").json["members"]) == 5


def test_moodle_leaves_out_administrators_and_pages_on_request_only_with_curly_quotes(open_desk):
    desk = open_desk("moodle")
    whole = read(desk)
    assert "41" not in {row["user_id"] for row in whole.json["members"]}
    assert "Link" not in whole.headers
    paged = read(desk, "limit=6")
    assert "rel=“next”" in paged.headers["Link"].encode("latin-1").decode()
    rest = desk.call("GET", following(paged))
    assert len(paged.json["members"]) + len(rest.json["members"]) == len(whole.json["members"]) == 9


def test_a_roster_is_filtered_by_role_short_or_long(desk):
    assert len(read(desk, "role=Mentor").json["members"]) == 2
    long = f"{names.MEMBERSHIP}Mentor".replace("#", "%23")
    assert len(read(desk, f"role={long}").json["members"]) == 2


def test_a_link_adds_the_message_of_each_person(desk):
    first = read(desk, "rlid=7001").json["members"][0]
    assert first["message"][0][names.SHORT["custom"]]["course"] == "101"
    assert first["message"][0][f"{names.LTI}resource_link"] == {"id": "7001"}


@pytest.mark.parametrize("link", ["7101", "9999"])
def test_a_link_of_another_course_is_refused(desk, link):
    assert read(desk, f"rlid={link}").status_code == 404


def test_an_unknown_course_has_no_people(desk):
    assert read(desk, course="999").status_code == 404


def test_differences_tell_who_came_and_who_left(desk):
    since = following(read(desk), "differences")
    assert since
    desk.campus.enrol("101", "tom", None)
    desk.campus.enrol("101", "noe", "learner")
    desk.campus.enrol("202", "tom", "learner")
    changed = {row["user_id"]: row for row in desk.call("GET", since).json["members"]}
    assert changed["12"] == {"status": "Deleted", "user_id": "12", "roles": []}
    assert changed["51"]["status"] == "Active"
    assert set(changed) == {"12", "51"}


def test_an_anonymous_tool_reads_ids_only(desk):
    desk.campus.tool("boussole-campus").privacy = "anonymous"
    assert set(read(desk).json["members"][0]) == {"status", "user_id", "roles"}


def test_canvas_gives_no_language_in_its_roster(open_desk):
    assert "locale" not in read(open_desk("canvas")).json["members"][0]
