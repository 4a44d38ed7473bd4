"""Misbehaviour on demand, over real HTTP where the wire matters."""

import http.client
import json
import time

import pytest

from lti_tool.demo.platform.config import CampusConfig
from lti_tool.demo.platform.faults import Fault, Faults
from lti_tool.demo.platform.server import running
from lti_tool.demo.platform.tools import Tool


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("unavailable", 503),
        ("html", 200),
        ("unauthorized", 401),
        ("forbidden", 403),
        ("gone", 404),
        ("redirect", 302),
    ],
)
def test_a_fault_answers_in_place_of_the_service(desk, kind, status):
    desk.campus.faults.add(Fault(kind, path="/lti/jwks", times=1))
    spoilt = desk.client.get("/lti/jwks")
    assert spoilt.status_code == status
    assert spoilt.mimetype == "text/html"
    assert desk.client.get("/lti/jwks").json["keys"]
    assert desk.campus.faults.met == {kind: 1}


def test_too_many_says_when_to_come_back(desk):
    desk.campus.faults.add(Fault("too_many", seconds=7))
    assert desk.client.get("/lti/jwks").headers["Retry-After"] == "7"


def test_broken_json_is_half_of_the_truth(desk):
    whole = desk.client.get("/lti/jwks").data
    desk.campus.faults.add(Fault("broken_json"))
    assert desk.client.get("/lti/jwks").data == whole[: len(whole) // 2]


def test_an_endless_body_goes_on(desk):
    desk.campus.faults.add(Fault("endless"))
    answer = desk.client.get("/lti/jwks", buffered=False)
    assert sum(len(next(answer.response)) for _ in range(40)) > 2_000_000
    answer.close()


def test_pages_never_meet_faults(desk):
    desk.campus.faults.add(Fault("unavailable"))
    assert desk.client.get("/").status_code == 200


def test_faults_choose_by_path_method_share_and_count():
    faults = Faults()
    faults.add(Fault("unavailable", path="/scores", method="POST", times=1))
    faults.add(Fault("html", path="/scores", share=0.0))
    assert faults.draw("GET", "/scores") is None
    assert faults.draw("POST", "/results") is None
    drawn = faults.draw("POST", "/scores")
    assert drawn is not None
    assert drawn.kind == "unavailable"
    assert faults.draw("POST", "/scores") is None
    assert [rule["kind"] for rule in faults.listed()] == ["unavailable", "html"]
    faults.clear()
    assert faults.listed() == []


def test_a_fault_in_the_middle_of_a_batch(desk):
    desk.campus.faults.add(Fault("unauthorized", path="/lti/jwks", after=2, times=1))
    assert [desk.client.get("/lti/jwks").status_code for _ in range(4)] == [200, 200, 401, 200]


def test_a_share_is_a_share_and_the_same_seed_repeats_it():
    def drawn(seed):
        faults = Faults(seed)
        faults.add(Fault("unavailable", share=0.2))
        return [faults.draw("GET", "/") is not None for _ in range(1000)]

    assert drawn(5) == drawn(5)
    assert drawn(5) != drawn(6)
    assert 150 < sum(drawn(5)) < 250


@pytest.fixture
def campus(campus_key):
    tools = (Tool.at("http://localhost:8000"),)
    with running(CampusConfig(tools=tools, keys=(campus_key,), controls=True)) as campus:
        yield campus


def ask(campus, method, path, body=None):
    connection = http.client.HTTPConnection(campus.root.removeprefix("http://"), timeout=5)
    headers = {"Content-Type": "application/json"} if body is not None else {}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    return answer.status, json.loads(answer.read())


@pytest.mark.parametrize("kind", ["reset_before", "reset_after_store"])
def test_a_cut_connection_is_an_error_for_the_client(campus, kind):
    campus.faults.add(Fault(kind, path="/lti/jwks", times=1))
    with pytest.raises((ConnectionError, http.client.BadStatusLine)):
        ask(campus, "GET", "/lti/jwks")
    assert ask(campus, "GET", "/lti/jwks")[0] == 200


def test_a_cut_after_storing_has_stored(campus):
    campus.faults.add(Fault("reset_after_store", path="/lti/token", times=1))
    with pytest.raises((ConnectionError, http.client.BadStatusLine)):
        ask(campus, "POST", "/lti/token", {})
    assert campus.journal[-1].what == "access token"


def test_a_cut_before_storing_has_not(campus):
    campus.faults.add(Fault("reset_before", path="/lti/token", times=1))
    with pytest.raises((ConnectionError, http.client.BadStatusLine)):
        ask(campus, "POST", "/lti/token", {})
    assert not campus.journal


def test_a_slow_answer_arrives_whole_in_the_end(campus):
    campus.faults.add(Fault("slow_drip", path="/lti/jwks", times=1, seconds=0.0001))
    started = time.monotonic()
    assert ask(campus, "GET", "/lti/jwks")[1]["keys"]
    assert time.monotonic() - started > 0.01


def test_without_a_connection_to_cut_the_answer_stays(desk):
    desk.campus.faults.add(Fault("reset_after_store"))
    assert desk.client.get("/lti/jwks").json["keys"]


def test_faults_are_set_and_cleared_over_http(campus):
    assert ask(campus, "POST", "/controls/faults", {"kind": "unavailable", "path": "/lti/jwks"})[0] == 201
    with pytest.raises(json.JSONDecodeError):
        ask(campus, "GET", "/lti/jwks")
    assert ask(campus, "GET", "/controls/faults")[1]["met"] == {"unavailable": 1}
    assert ask(campus, "DELETE", "/controls/faults")[1] == {"rules": []}
    assert ask(campus, "GET", "/lti/jwks")[0] == 200


@pytest.mark.parametrize("body", [{}, {"kind": "nonsense"}, {"kind": "html", "colour": "red"}, ["html"]])
def test_an_unknown_fault_is_refused(campus, body):
    assert ask(campus, "POST", "/controls/faults", body)[0] == 400
