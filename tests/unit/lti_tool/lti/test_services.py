"""Tokens, pages and answers of services, over a campus in this process."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from lti_tool.http import AddressRefusedError, Headers, Response, TimedOutError, UnreachableError, UnreadableError
from lti_tool.lti import line_item_json, platforms
from lti_tool.lti.claims import SCOPE_LINE_ITEM, SCOPE_LINE_ITEM_READ, SCOPE_SCORE
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.models import AccessToken
from lti_tool.lti.scores import LineItem, Score
from lti_tool.lti.service_errors import (
    AccessRefusedError,
    GoneError,
    RequestRefusedError,
    ScopeMissingError,
    ScoreConflictError,
    ServiceAnswerError,
    ServiceError,
    ServiceUnavailableError,
    TokenRefusedError,
)
from lti_tool.lti.service_urls import below, with_query
from tests.factories.lti import World, register

HOST = "https://campus.example"
ITEM = f"{HOST}/services/courses/101/lineitems/1"
ENDPOINT = AgsEndpoint(frozenset({SCOPE_LINE_ITEM, SCOPE_SCORE}), f"{HOST}/services/courses/101/lineitems")


def answer(status: int, body: object = b"", **headers: str) -> Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Response(
        status, f"{HOST}/x", Headers((name.replace("_", "-"), value) for name, value in headers.items()), raw
    )


TOKEN = {"access_token": "abc", "expires_in": 3600}


def score(world: World) -> Score:
    return Score("11", world.clock.now(), 1, 1)


# Tokens


def test_a_token_is_asked_for_once_and_kept_sealed(world: World) -> None:
    item = world.toolkit.grades.create_line_item(world.platform.id, ENDPOINT, LineItem("x", 10))
    assert item.id is not None
    world.toolkit.grades.line_item(world.platform.id, item.id)
    world.toolkit.grades.line_item(world.platform.id, item.id)
    asked = [url for method, url in world.door.asked if url.endswith("/token")]
    assert len(asked) == 2  # one for writing, one for reading
    with world.database.transaction(write=False) as session:
        for row in session.query(AccessToken):
            assert row.token != b"abc"
            assert world.toolkit.vault.open(row.token)


def test_a_token_is_renewed_a_minute_before_it_ends(world: World) -> None:
    world.door.failures = [answer(200, TOKEN), answer(200, b"")]
    world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))
    world.clock.advance(seconds=3541)
    world.door.failures = [answer(200, TOKEN), answer(200, b"")]
    world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))
    assert len(world.door.asked) == 4


def test_two_registrations_of_one_issuer_never_share_a_token(world: World) -> None:
    second = register(world.database, world.clock, world.campus, client_id="second", deployments=("2",))
    world.door.failures = [answer(200, {"access_token": "first"}), answer(200)]
    world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))
    world.door.failures = [answer(200, {"access_token": "second"}), answer(200)]
    world.toolkit.grades.send_score(second.id, ITEM, score(world))
    used = [headers["Authorization"] for _, _, headers in world.door.sent if "Authorization" in headers]
    assert used == ["Bearer first", "Bearer second"]


def test_a_token_that_is_no_longer_taken_is_renewed_once(world: World) -> None:
    world.door.failures = [answer(200, TOKEN), answer(401), answer(200, {"access_token": "new"}), answer(200)]
    world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))
    assert world.door.sent[-1][2]["Authorization"] == "Bearer new"
    world.door.failures = [answer(401), answer(200, TOKEN), answer(401)]
    with pytest.raises(AccessRefusedError):
        world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))


@pytest.mark.parametrize(
    ("given", "error"),
    [
        (answer(400, {"error": "invalid_client"}), TokenRefusedError),
        (answer(400, {"error": "invalid_scope"}), ScopeMissingError),
        (answer(400, b"{broken"), AccessRefusedError),
        (answer(403, {"error": 5}), AccessRefusedError),
        (answer(404, b"<html>blocked</html>"), AccessRefusedError),
        (answer(503), ServiceUnavailableError),
        (answer(409), ScoreConflictError),
        (answer(200, b"<html>login</html>"), ServiceAnswerError),
        (answer(200, []), ServiceAnswerError),
        (answer(200, {"access_token": 5}), ServiceAnswerError),
        (answer(200, {"access_token": "a\nb"}), ServiceAnswerError),
        (answer(200, {"access_token": "é"}), ServiceAnswerError),
        (answer(200, {"access_token": "a", "scope": "other"}), ScopeMissingError),
        (TimedOutError(host="campus.example"), ServiceUnavailableError),
        (UnreachableError(), ServiceUnavailableError),
        (UnreadableError(), ServiceAnswerError),
        (AddressRefusedError(), RequestRefusedError),
    ],
)
def test_a_token_endpoint_that_gives_no_token(world: World, given: Any, error: type[ServiceError]) -> None:
    world.door.failures = [given]
    with pytest.raises(error):
        world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))


def test_the_blocked_key_fetch_is_named_for_the_administrator(world: World) -> None:
    world.door.failures = [answer(404, b"<html>blocked</html>")]
    with pytest.raises(AccessRefusedError, match="refuses access") as caught:
        world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))
    assert "HTML page" in caught.value.detail


@pytest.mark.parametrize(
    ("expires", "lives"),
    [(3600, 3539), ("3600", 3539), (None, 239), ("soon", 239), (-1, 239), (True, 239), (10**8, 86339), (61.5, 0)],
)
def test_how_long_a_token_lasts(world: World, expires: object, lives: int) -> None:
    world.door.failures = [answer(200, {"access_token": "a", "expires_in": expires}), answer(200)]
    world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))
    world.clock.advance(seconds=lives)
    before = len(world.door.asked)
    world.door.failures = [answer(200)]
    world.toolkit.grades.send_score(world.platform.id, ITEM, score(world)) if lives else None
    assert len(world.door.asked) - before == (1 if lives else 0)


def test_the_assertion_is_ours_short_lived_and_used_once(world: World) -> None:
    world.toolkit.grades.line_items(world.platform.id, ENDPOINT)
    world.toolkit.grades.create_line_item(world.platform.id, ENDPOINT, LineItem("x", 1))
    assert not [note for note in world.campus.journal if not note.accepted]


def test_a_registration_that_was_removed(world: World) -> None:
    with world.database.transaction() as session:
        platforms.remove(session, world.platform.id)
    with pytest.raises(GoneError):
        world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))


# Answers


@pytest.mark.parametrize(
    ("status", "body", "error", "retryable"),
    [
        (400, b"bad", RequestRefusedError, False),
        (400, b'{"message": "timestamp is older"}', ScoreConflictError, False),
        (403, b"", AccessRefusedError, False),
        (404, b"", GoneError, False),
        (409, b"", ScoreConflictError, False),
        (410, b"", GoneError, False),
        (422, b"", RequestRefusedError, False),
        (429, b"", ServiceUnavailableError, True),
        (500, b"", ServiceUnavailableError, True),
        (302, b"", ServiceAnswerError, True),
        (200, b" <html>please sign in</html>", ServiceAnswerError, True),
    ],
)
def test_what_an_answer_to_a_score_means(
    world: World, status: int, body: bytes, error: type[ServiceError], retryable: bool
) -> None:
    world.door.failures = [answer(200, TOKEN), answer(status, body, Retry_After="7")]
    with pytest.raises(error) as caught:
        world.toolkit.grades.send_score(world.platform.id, ITEM, score(world))
    assert caught.value.retryable is retryable
    if error is ServiceUnavailableError:
        assert caught.value.retry_after == 7


def test_a_score_goes_to_the_right_address_with_the_right_type(world: World) -> None:
    world.door.failures = [answer(200, TOKEN), answer(200)]
    sent = Score(
        "11", datetime(2026, 3, 2, 12, 0, 1, 234567, UTC), 7, 10, comment="é",
        submitted_at=datetime(2026, 3, 2, 12, tzinfo=UTC), new_submission=False,
    )  # fmt: skip
    world.toolkit.grades.send_score(world.platform.id, f"{HOST}/item/5/lineitem?type_id=3", sent)
    url, body, headers = world.door.sent[-1]
    assert url == f"{HOST}/item/5/lineitem/scores?type_id=3"
    assert headers["Content-Type"] == "application/vnd.ims.lis.v1.score+json"
    assert json.loads(body) == {
        "userId": "11",
        "scoreGiven": 7,
        "scoreMaximum": 10,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-03-02T12:00:01.234+00:00",
        "comment": "é",
        "submission": {"submittedAt": "2026-03-02T12:00:00.000+00:00"},
        "https://canvas.instructure.com/lti/submission": {
            "new_submission": False,
            "submitted_at": "2026-03-02T12:00:00.000+00:00",
        },
    }


# Pages


def pages(*links: str) -> list[Response]:
    return [
        answer(200, [{"id": f"{HOST}/{n}", "label": "x", "scoreMaximum": 1}], Link=link) for n, link in enumerate(links)
    ]


def test_all_pages_are_read(world: World) -> None:
    world.door.failures = [answer(200, TOKEN), *pages(f'<{HOST}/p?page=bookmark:AbC>; rel="next"', "")]
    assert len(world.toolkit.grades.line_items(world.platform.id, ENDPOINT)) == 2
    assert world.door.asked[-1][1] == f"{HOST}/p?page=bookmark:AbC"


@pytest.mark.parametrize(
    "link", ["<https://evil.example/p>; rel=next", f"<{HOST}/services/courses/101/lineitems>; rel=next"]
)
def test_pages_on_another_host_or_in_a_circle_end_it(world: World, link: str) -> None:
    world.door.failures = [answer(200, TOKEN), *pages(link)]
    with pytest.raises(ServiceAnswerError):
        world.toolkit.grades.line_items(world.platform.id, ENDPOINT)


@pytest.mark.parametrize("body", [b"<html>", {"members": []}, "text", None])
def test_a_list_that_is_not_one(world: World, body: object) -> None:
    world.door.failures = [answer(200, TOKEN), answer(200, body)]
    with pytest.raises(ServiceAnswerError):
        world.toolkit.grades.line_items(world.platform.id, ENDPOINT)
    world.door.failures = [answer(200, TOKEN), answer(200, [] if isinstance(body, dict) else body)]
    with pytest.raises(ServiceAnswerError):
        world.toolkit.roster.members(world.platform.id, f"{HOST}/members")


def test_reading_asks_for_the_narrow_scope_and_falls_back(world: World) -> None:
    world.door.failures = [
        answer(400, {"error": "invalid_scope"}),
        answer(200, TOKEN),
        answer(200, {"id": ITEM, "label": "x", "scoreMaximum": 1}),
    ]
    assert world.toolkit.grades.line_item(world.platform.id, ITEM).label == "x"
    asked = [body.decode() for _, body, _ in world.door.sent if b"grant_type" in body]
    assert "lineitem.readonly" in asked[0]
    assert asked[1].endswith("scope%2Flineitem")


def test_both_scopes_refused_names_the_first_reason(world: World) -> None:
    world.door.failures = [answer(403), answer(403)]
    endpoint = AgsEndpoint(frozenset({SCOPE_LINE_ITEM_READ, SCOPE_LINE_ITEM}), f"{HOST}/items")
    with pytest.raises(AccessRefusedError):
        world.toolkit.grades.line_items(world.platform.id, endpoint)


def test_an_update_with_an_empty_answer_is_done(world: World) -> None:
    world.door.failures = [answer(200, TOKEN), answer(200, b"")]
    item = LineItem("x", 5, id=ITEM)
    assert world.toolkit.grades.update_line_item(world.platform.id, item) == item
    with pytest.raises(GoneError):
        world.toolkit.grades.update_line_item(world.platform.id, LineItem("x", 5))


def test_a_created_item_without_an_address_is_an_answer_error(world: World) -> None:
    world.door.failures = [answer(200, TOKEN), answer(201, {"label": "x"})]
    with pytest.raises(ServiceAnswerError):
        world.toolkit.grades.create_line_item(world.platform.id, ENDPOINT, LineItem("x", 1))


def test_odd_results_are_passed_over(world: World) -> None:
    odd = [None, {"userId": 5}, {"userId": "1", "resultScore": "7", "comment": 5}, {"userId": "2", "resultScore": 1}]
    world.door.failures = [answer(200, TOKEN), answer(200, odd)]
    found = world.toolkit.grades.results(world.platform.id, ITEM)
    assert [(one.user_id, one.score) for one in found] == [("1", None), ("2", 1.0)]


# Rosters


def test_a_roster_is_read_over_all_pages_once_each(world: World) -> None:
    first = {"members": [{"user_id": "1", "roles": ["Learner"], "name": "A"}, None, {"user_id": 5}, {"user_id": ""}]}
    second = {
        "members": [{"user_id": "1", "roles": ["Instructor"], "status": "Inactive"}, {"user_id": "2", "roles": 5}]
    }
    world.door.failures = [
        answer(200, TOKEN),
        answer(200, first, Link=f"<{HOST}/m?p=2>; rel=“next”"),
        answer(200, second, Link=f'<{HOST}/m?since=1>; rel="differences"'),
    ]
    roster = world.toolkit.roster.members(world.platform.id, f"{HOST}/m?rlid=5")
    assert world.door.asked[1][1] == f"{HOST}/m?rlid=5&limit=100"
    assert [(m.subject, sorted(m.roles), m.active) for m in roster.members] == [
        ("1", ["instructor"], False),
        ("2", [], True),
    ]
    assert (roster.differences_url, roster.is_complete) == (f"{HOST}/m?since=1", True)


def test_differences_are_read_as_they_are(world: World) -> None:
    world.door.failures = [answer(200, TOKEN), answer(200, {"members": [{"user_id": "1", "status": "Deleted"}]})]
    roster = world.toolkit.roster.members(world.platform.id, f"{HOST}/m?since=1", differences=True)
    assert world.door.asked[1][1] == f"{HOST}/m?since=1"
    assert not roster.is_complete
    assert not roster.members[0].active


def test_the_campus_roster(world: World) -> None:
    roster = world.toolkit.roster.members(world.platform.id, f"{HOST}/services/courses/101/members")
    assert len(roster.members) == 10
    assert {m.subject for m in roster.members if "instructor" in m.roles} == {"31"}


# Small parts


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a/b", "https://a/b/scores"),
        ("https://a/b/", "https://a/b/scores"),
        ("https://a/b?x=1&y=/", "https://a/b/scores?x=1&y=/"),
        ("https://a/b#c", "https://a/b/scores"),
    ],
)
def test_an_ending_goes_before_the_query(url: str, expected: str) -> None:
    assert below(url, "scores") == expected


def test_parameters_are_added_without_disturbing_the_others() -> None:
    assert with_query("https://a/b?type_id=3", {"tag": "é&"}) == "https://a/b?type_id=3&tag=%C3%A9%26"
    assert with_query("https://a/b?limit=5", {"limit": "100"}) == "https://a/b?limit=5"
    assert with_query("https://a/b", {"limit": "100", "tag": None}) == "https://a/b?limit=100"
    assert with_query("https://a/b?", {"limit": "1"}) == "https://a/b?limit=1"


def test_a_line_item_keeps_what_it_does_not_know() -> None:
    body = {
        "id": ITEM, "label": "x", "scoreMaximum": 0, "https://canvas/x": {"a": 1},
        "startDateTime": "2026-03-02T12:00:00Z", "endDateTime": "soon",
    }  # fmt: skip
    item = line_item_json.from_json(body)
    assert item is not None
    assert (item.maximum, item.ends_at) == (100.0, None)
    sent = line_item_json.to_json(item)
    assert sent["https://canvas/x"] == {"a": 1}
    assert sent["startDateTime"] == "2026-03-02T12:00:00+00:00"
    assert line_item_json.from_json({"id": "ftp://x"}) is None
    assert line_item_json.from_json([]) is None
    assert line_item_json.from_json({"id": ITEM, "startDateTime": "2026-03-02T12:00:00"}).starts_at is None  # type: ignore[union-attr]
