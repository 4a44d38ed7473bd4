"""Answers to deep linking requests, read by the campus."""

from datetime import UTC, datetime
from typing import Any

import pytest

from lti_tool.lti.deep_linking import Answer, Asker, ContentItem, acceptable, sign_answer
from lti_tool.lti.launch import DeepLinkingSettings
from lti_tool.lti.scores import LineItem
from tests.factories.lti import CLIENT_ID, World, payload_of

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
ITEM = ContentItem(
    title="Practice",
    url="http://localhost:8000/lti/launch?activity=1",
    text="What for",
    custom={"activity": "1"},
    line_item=LineItem("Practice", 10, tag="p", resource_id="r", ends_at=datetime(2026, 6, 1, tzinfo=UTC)),
)


def settings(**more: Any) -> DeepLinkingSettings:
    base: dict[str, Any] = {"return_url": "https://campus.example/dl", "accept_types": frozenset({"ltiResourceLink"})}
    return DeepLinkingSettings(**{**base, **more})


def signed(world: World, asked: DeepLinkingSettings, answer: Answer) -> dict[str, Any]:
    asker = Asker(world.platform.issuer, CLIENT_ID, "1", asked)
    return payload_of(sign_answer(world.toolkit.signer, world.clock, asker, answer))


def test_the_campus_takes_the_answer(world: World) -> None:
    world.launch("helene", message="deep_linking")
    launch = world.arrived[0]
    assert launch.deep_linking is not None
    asker = Asker(launch.issuer, launch.client_id, launch.deployment, launch.deep_linking)
    answer = Answer([ITEM, ITEM], msg="Two placed", log="2")
    token = sign_answer(world.toolkit.signer, world.clock, asker, answer)
    path = launch.deep_linking.return_url.removeprefix("https://campus.example")
    app = world.door.apps["campus.example"]
    response = app.test_client().post(path, data={"JWT": token})
    assert response.status_code == 200, response.get_data(as_text=True)
    assert "Practice" in response.get_data(as_text=True)


def test_everything_an_answer_says(world: World) -> None:
    claims = signed(world, settings(accept_multiple=True, data="opaque é"), Answer([ITEM], "a", "b", "c", "d"))
    assert claims["aud"] == ["https://campus.example"]
    assert claims["iss"] == CLIENT_ID
    assert claims[f"{DL}data"] == "opaque é"
    assert [claims[f"{DL}{name}"] for name in ("msg", "log", "errormsg", "errorlog")] == ["a", "b", "c", "d"]
    (item,) = claims[f"{DL}content_items"]
    assert item == {
        "type": "ltiResourceLink",
        "title": "Practice",
        "url": "http://localhost:8000/lti/launch?activity=1",
        "text": "What for",
        "custom": {"activity": "1"},
        "lineItem": {
            "label": "Practice",
            "scoreMaximum": 10,
            "tag": "p",
            "resourceId": "r",
            "submissionReview": {"reviewableStatus": ["InProgress", "Submitted", "Completed"]},
        },
        "submission": {"endDateTime": "2026-06-01T00:00:00+00:00"},
    }


def test_an_answer_without_data_has_no_data(world: World) -> None:
    assert f"{DL}data" not in signed(world, settings(), Answer())


def test_only_what_the_platform_takes_is_sent(world: World) -> None:
    link = ContentItem("Page", "https://tool.example/p", is_link=True, custom={"a": "b"}, line_item=ITEM.line_item)
    assert acceptable(settings(), [ITEM, ITEM, link]) == [ITEM]
    assert acceptable(settings(accept_multiple=True), [ITEM, ITEM, link]) == [ITEM, ITEM]
    links = settings(accept_types=frozenset({"link"}))
    assert acceptable(links, [ITEM, link]) == [link]
    assert signed(world, links, Answer([link]))[f"{DL}content_items"] == [
        {"type": "link", "title": "Page", "url": "https://tool.example/p"}
    ]


@pytest.mark.parametrize(("accepts", "sent"), [(None, True), (True, True), (False, False)])
def test_a_platform_may_refuse_line_items(world: World, accepts: bool | None, sent: bool) -> None:
    (item,) = signed(world, settings(accept_line_item=accepts), Answer([ITEM]))[f"{DL}content_items"]
    assert ("lineItem" in item) is sent
