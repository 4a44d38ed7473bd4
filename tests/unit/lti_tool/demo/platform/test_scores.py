"""Scores in, results out, as each platform treats them."""

import pytest

from lti_tool.demo.platform.scoring import SUBMISSION, override
from lti_tool.demo.platform.state import LineItem

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"


@pytest.fixture(params=["plain", "moodle", "canvas"])
def every_desk(request, open_desk):
    return with_column(open_desk(request.param))


@pytest.fixture
def column_desk(desk):
    return with_column(desk)


def with_column(desk):
    desk.campus.state.line_items[501] = LineItem(501, "101", "boussole-campus", "P", 10.0, "7001")
    return desk


def address(desk, tail):
    column = desk.campus.state.line_items[501]
    return desk.campus.addresses.line_item(column, desk.campus.tool("boussole-campus"), tail)


def send(desk, kind=SCORE_TYPE, **change):
    body = {
        "userId": desk.campus.subject("ines"),
        "scoreGiven": 3,
        "scoreMaximum": 4,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-03-02T12:00:00.250+00:00",
        "comment": "2 questions",
        **change,
    }
    sent = {name: value for name, value in body.items() if value is not None}
    return desk.call("POST", address(desk, "/scores"), sent, kind)


def results(desk, query=""):
    where = address(desk, "/results")
    return desk.call("GET", where + (("&" if "?" in where else "?") + query if query else ""))


def grade(desk):
    return desk.campus.state.grades[501, "ines"]


def test_a_score_is_scaled_to_the_column_and_read_back(every_desk):
    assert send(every_desk).status_code == 200
    answer = results(every_desk)
    assert answer.content_type == "application/vnd.ims.lis.v2.resultcontainer+json"
    (row,) = answer.json
    assert row["resultScore"] == 7.5
    assert row["resultMaximum"] == 10
    assert row["comment"] == "2 questions"
    assert row["userId"] == every_desk.campus.subject("ines")
    assert every_desk.call("GET", row["id"]).json == row


def test_canvas_answers_with_the_result_and_the_others_with_nothing(every_desk):
    answer = send(every_desk)
    if every_desk.campus.profile.name == "canvas":
        assert every_desk.call("GET", answer.json["resultUrl"]).json["resultScore"] == 7.5
    else:
        assert answer.data == b""


def test_moodle_keeps_its_query_behind_scores(open_desk):
    assert address(with_column(open_desk("moodle")), "/scores").endswith("/501/lineitem/scores?type_id=1")


@pytest.mark.parametrize(
    ("profile", "second", "status"),
    [
        ("plain", "2026-03-02T12:00:00.900Z", 409),
        ("moodle", "2026-03-02T12:00:00.900Z", 409),
        ("canvas", "2026-03-02T12:00:00.900Z", 200),
        ("plain", "2026-03-02T11:59:00Z", 409),
        ("moodle", "2026-03-02T11:59:00Z", 409),
        ("canvas", "2026-03-02T11:59:00Z", 400),
        ("canvas", "2026-03-02T12:00:00.250Z", 400),
        ("plain", "2026-03-02T12:00:01Z", 200),
        ("moodle", "2026-03-02T13:00:01+01:00", 200),
    ],
)
def test_a_score_must_be_newer_than_the_one_before(open_desk, profile, second, status):
    desk = with_column(open_desk(profile))
    assert send(desk).status_code == 200
    assert send(desk, scoreGiven=4, timestamp=second).status_code == status
    assert grade(desk).given == (10 if status == 200 else 7.5)
    assert grade(desk).accepted == (2 if status == 200 else 1)


def test_a_score_above_the_maximum_is_clamped(every_desk):
    send(every_desk, scoreGiven=9, scoreMaximum=4)
    assert grade(every_desk).given == 10


@pytest.mark.parametrize("progress", ["Pending", "PendingManual", "NotReady", "Failed"])
def test_a_score_that_is_not_final_wipes_the_grade(every_desk, progress):
    send(every_desk)
    later = {"timestamp": "2026-03-02T12:00:02Z", "gradingProgress": progress}
    assert send(every_desk, **later).status_code == 200
    assert "resultScore" not in results(every_desk).json[0]


def test_a_final_score_without_points_leaves_no_grade(column_desk):
    send(column_desk, scoreGiven=None, scoreMaximum=None)
    assert grade(column_desk).given is None


@pytest.mark.parametrize(
    "change",
    [
        {"userId": "999"},
        {"userId": None},
        {"userId": 11},
        {"userId": "51"},
        {"userId": "31"},
        {"scoreGiven": -1},
        {"scoreGiven": "3"},
        {"scoreGiven": True},
        {"scoreMaximum": None},
        {"scoreMaximum": 0},
        {"activityProgress": "Done"},
        {"gradingProgress": None},
        {"timestamp": None},
        {"timestamp": "yesterday"},
        {"timestamp": "2026-03-02T12:00:00"},
        {"comment": 5},
    ],
)
def test_wrong_scores_are_refused_whole(column_desk, change):
    assert send(column_desk, **change).status_code == 400
    assert column_desk.campus.state.grades == {}


def test_moodle_breaks_on_a_user_id_that_is_no_number(open_desk):
    assert send(with_column(open_desk("moodle")), userId="ines").status_code == 502


@pytest.mark.parametrize("kind", ["application/json", f"{SCORE_TYPE}; charset=utf-8"])
def test_the_content_type_is_taken_to_the_letter(column_desk, kind):
    assert send(column_desk, kind).status_code == 415


def test_a_score_for_a_column_that_is_gone_is_refused(column_desk):
    where = address(column_desk, "/scores")
    column_desk.campus.remove_line_item(501)
    assert column_desk.call("POST", where, {}, SCORE_TYPE).status_code == 404


def test_someone_who_left_the_course_is_not_graded(column_desk):
    column_desk.campus.enrol("101", "ines", None)
    assert send(column_desk).status_code == 400


def test_in_moodle_mentors_are_graded_like_learners(open_desk):
    desk = with_column(open_desk("moodle"))
    assert send(desk, userId=desk.campus.subject("marc")).status_code == 200


def test_canvas_counts_each_score_as_an_attempt_unless_told_otherwise(open_desk):
    desk = with_column(open_desk("canvas"))
    send(desk)
    send(desk, timestamp="2026-03-02T12:00:01Z", **{SUBMISSION: {"new_submission": False}})
    assert grade(desk).extra["attempts"] == 1
    send(desk, timestamp="2026-03-02T12:00:02Z", **{SUBMISSION: "nonsense"})
    assert grade(desk).extra["attempts"] == 2


def test_a_teachers_own_grade_stays(column_desk):
    column = column_desk.campus.state.line_items[501]
    override(column_desk.campus, column, column_desk.campus.person("ines"), 2.0, "seen in class")
    assert send(column_desk).status_code == 409
    assert send(column_desk, timestamp="2026-03-02T12:00:05Z").status_code == 200
    assert (grade(column_desk).given, grade(column_desk).comment) == (2.0, "seen in class")
    assert grade(column_desk).overridden


def test_results_come_in_pages_and_by_person(column_desk):
    for second, person in enumerate(("ines", "tom", "aicha")):
        user = column_desk.campus.subject(person)
        assert send(column_desk, userId=user, timestamp=f"2026-03-02T12:00:0{second}Z").status_code == 200
    first = results(column_desk, "limit=2")
    assert len(first.json) == 2
    following = first.headers["Link"].partition(">")[0].removeprefix("<")
    assert len(column_desk.call("GET", following).json) == 1
    assert [row["userId"] for row in results(column_desk, "user_id=12").json] == ["12"]


def test_a_person_without_a_result_has_none(column_desk):
    assert column_desk.call("GET", address(column_desk, "/results/12")).status_code == 404
