"""The levers for tests exist where the set-up asks for them, and only there."""

import pytest

from lti_tool.demo.platform.state import LineItem


@pytest.fixture
def controlled(open_desk):
    return open_desk(controls=True)


def test_without_the_setting_there_are_no_levers(desk):
    assert desk.client.get("/controls/faults").status_code == 404
    assert not [rule for rule in desk.app.url_map.iter_rules() if rule.rule.startswith("/controls")]


def test_the_gradebook_and_its_columns_are_read(controlled):
    controlled.campus.state.line_items[501] = LineItem(501, "101", "boussole-campus", "P", 10.0)
    (column,) = controlled.client.get("/controls/line-items/101").json
    assert (column["label"], column["manual"]) == ("P", True)
    assert len(controlled.client.get("/controls/gradebook/101").json["rows"]) == 6
    assert controlled.client.get("/controls/gradebook/999").status_code == 404
    assert controlled.client.delete("/controls/line-items/501").json == {"removed": 501}
    assert controlled.client.get("/controls/line-items/101").json == []


def test_tokens_are_revoked(controlled):
    controlled.use_token()
    assert controlled.client.post("/controls/tokens/revoke").json == {"revoked": 1}
    assert controlled.call("GET", "/services/courses/101/members").status_code == 401


def test_keys_are_rotated(controlled):
    before = controlled.campus.key.kid
    after = controlled.client.post("/controls/keys/rotate").json["kid"]
    assert after != before
    assert {key["kid"] for key in controlled.client.get("/lti/jwks").json["keys"]} == {before, after}


def test_people_come_and_go(controlled):
    answer = controlled.client.post("/controls/enrolments/202", json={"person": "tom", "role": "learner"})
    assert answer.json["tom"] == "learner"
    answer = controlled.client.post("/controls/enrolments/202", json={"person": "tom", "role": None})
    assert "tom" not in answer.json


def test_the_journal_is_read(controlled):
    controlled.ask_token(grant_type="password")
    (note,) = controlled.client.get("/controls/journal").json
    assert note["what"] == "access token"
    assert note["accepted"] is False
