"""Two thousand mutated answers of services: each gives a value or one of our own errors, never anything else."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lti_tool.errors import BoussoleError
from lti_tool.http import Headers, Response
from lti_tool.lti import invites
from lti_tool.lti.claims import ALL_SCOPES
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.lti.models import AccessToken, CachedKeySet
from lti_tool.lti.scores import LineItem, Score
from tests.soak.conftest import Rig
from tests.soak.test_fuzz_launches import texts, values

pytestmark = pytest.mark.soak
ANSWERS = 2000
HOST = "https://campus.example"
ITEM = f"{HOST}/items/1"
ENDPOINT = AgsEndpoint(frozenset(ALL_SCOPES), f"{HOST}/items")
seen: Counter[str] = Counter()

shapes = st.sampled_from(
    [
        {"access_token": "a", "expires_in": 3600, "scope": " ".join(ALL_SCOPES)},
        [{"id": ITEM, "label": "x", "scoreMaximum": 10, "tag": "t"}],
        {"id": ITEM, "label": "x", "scoreMaximum": 10},
        [{"userId": "1", "resultScore": 1, "resultMaximum": 2}],
        {"members": [{"user_id": "1", "roles": ["Learner"], "status": "Active"}]},
        {"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]},
    ]
)


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    if draw(st.booleans()):
        return draw(
            st.binary(max_size=200) | st.sampled_from([b"", b"<html>", b"{", b"[" * 5000, b"\xff\xfe", b"null"])
        )
    shape = draw(shapes)
    if draw(st.booleans()):
        return json.dumps(shape).encode()
    inner: Any = shape[0] if isinstance(shape, list) else shape
    changed = {**inner, draw(st.sampled_from(sorted(inner))): draw(values), draw(texts): draw(values)}
    return json.dumps([changed] if isinstance(shape, list) else changed).encode()


answers = st.builds(
    lambda status, body, link, retry: Response(
        status, f"{HOST}/x", Headers([("Link", link), ("Retry-After", retry)]), body
    ),
    st.sampled_from([200, 200, 200, 201, 204, 301, 400, 401, 403, 404, 409, 418, 429, 500, 502, 503]),
    bodies(),
    texts
    | st.sampled_from([f'<{HOST}/items>; rel="next"', "<>; rel=next", "<https://evil.example>; rel=“next”", "<a"]),
    texts | st.sampled_from(["5", "-1", "9" * 50, "Wed, 21 Oct 2026 07:28:00 GMT"]),
)


def invited(rig: Rig) -> str:
    with rig.database.transaction() as session:
        return invites.make(session, rig.world.clock.now()).token


def calls(rig: Rig) -> list[Callable[[], object]]:
    platform, kit = rig.world.platform.id, rig.world.toolkit
    score = Score("11", rig.world.clock.now(), 1, 1)
    return [
        lambda: kit.grades.send_score(platform, ITEM, score),
        lambda: kit.grades.results(platform, ITEM),
        lambda: kit.grades.line_items(platform, ENDPOINT),
        lambda: kit.grades.line_item(platform, ITEM),
        lambda: kit.grades.create_line_item(platform, ENDPOINT, LineItem("x", 1)),
        lambda: kit.grades.update_line_item(platform, LineItem("x", 1, id=ITEM)),
        lambda: kit.grades.delete_line_item(platform, ITEM),
        lambda: kit.roster.members(platform, f"{HOST}/members"),
        lambda: kit.registrations.connect(invited(rig), f"{HOST}/c", "t"),
        lambda: rig.world.toolkit.launches._key_sets.find(rig.world.platform, "a"),
    ]


@settings(max_examples=ANSWERS, deadline=None, suppress_health_check=list(HealthCheck))
@given(which=st.integers(0, 9), given_answers=st.lists(answers, min_size=1, max_size=6), with_token=st.booleans())
def test_answers_of_services(rig: Rig, which: int, given_answers: list[Response], with_token: bool) -> None:
    """Whatever a platform answers, the caller gets a value or an error that says what to do."""
    with rig.database.transaction() as session:
        session.query(AccessToken).delete()
        session.query(CachedKeySet).delete()
    token = Response(200, f"{HOST}/t", body=b'{"access_token": "a"}')
    rig.world.door.failures = [token, *given_answers] if with_token and which < 8 else list(given_answers)
    try:
        calls(rig)[which]()
        seen["value"] += 1
    except BoussoleError as error:
        seen[type(error).__name__] += 1
    rig.world.door.failures.clear()


def test_the_figures(capsys: pytest.CaptureFixture[str]) -> None:
    """Print how many were tried and what came of them."""
    with capsys.disabled():
        print(json.dumps({"fuzz": "services", "total": sum(seen.values()), **dict(sorted(seen.items()))}))
