"""Placing the activity in a course: from the deep linking request to the platform's own check of the answer."""

import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from lti_tool.db import Database
from lti_tool.settings import Settings
from tests.factories.lti import World, make_world, payload_of
from tests.fakes.clock import StillClock
from tests.launches.pages import failed_check

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@pytest.fixture
def choosing(settings: Settings, database: Database, clock: StillClock) -> World:
    """A tool that answers deep linking requests."""
    return make_world(settings, database, clock, choosing=True)


def field(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.get_data(as_text=True))
    assert found, page.get_data(as_text=True)
    return found[1]


def offered(world: World, **settings: Any) -> TestResponse:
    asked = {
        "deep_link_return_url": "https://campus.example/dl",
        "accept_types": ["ltiResourceLink"],
        "accept_presentation_document_targets": ["iframe"],
        **settings,
    }
    return world.launch("helene", message="deep_linking", claims={"deep_linking_settings": asked, "locale": "en"})


def answer(world: World, page: TestResponse, **form: str) -> dict[str, Any]:
    sent = world.client.post("/lti/choose", data={"ticket": field(page, "ticket"), **form})
    assert sent.status_code == 200, sent.get_data(as_text=True)
    return payload_of(field(sent, "JWT"))


def test_an_instructor_places_the_activity_in_two_clicks(choosing: World) -> None:
    """The page offers the activity; one click sends a signed answer that the platform takes, with its column."""
    page = choosing.launch("helene", message="deep_linking")
    assert choosing.arrived == []
    sent = choosing.client.post(
        "/lti/choose", data={"ticket": field(page, "ticket"), "title": "Mon cap", "graded": "yes", "points": "20"}
    )
    policy = sent.headers["Content-Security-Policy"]
    assert "form-action 'self' https://campus.example" in policy
    assert "frame-ancestors https://campus.example" in policy
    action = re.search(r'action="https://campus\.example(/deep-linking/[^"]+)"', sent.get_data(as_text=True))
    assert action
    app = choosing.door.apps["campus.example"]
    taken = app.test_client().post(action[1], data={"JWT": field(sent, "JWT")})
    assert taken.status_code == 200, taken.get_data(as_text=True)
    placed = [one for one in choosing.campus.state.activities.values() if one.title == "Mon cap"]
    assert len(placed) == 1
    assert [(one.label, one.maximum) for one in choosing.campus.items_of(placed[0])] == [("Mon cap", 20)]


def test_an_activity_without_grades(choosing: World) -> None:
    """Without the tick no column is asked for."""
    (item,) = answer(choosing, offered(choosing), title="")[f"{DL}content_items"]
    assert item == {"type": "ltiResourceLink", "title": "Boussole", "url": "http://localhost:8000/lti/launch"}


@pytest.mark.parametrize(("points", "maximum"), [("0", 1), ("99999", 10000), ("many", 100), ("", 100), ("-5", 100)])
def test_points_stay_within_reason(choosing: World, points: str, maximum: int) -> None:
    """Whatever is typed as points, the column gets a maximum that platforms take."""
    (item,) = answer(choosing, offered(choosing), graded="yes", points=points)[f"{DL}content_items"]
    assert item["lineItem"]["scoreMaximum"] == maximum


def test_adding_nothing_says_so(choosing: World) -> None:
    """The way back sends an empty answer with a message."""
    claims = answer(choosing, offered(choosing), nothing="yes")
    assert claims[f"{DL}content_items"] == []
    assert claims[f"{DL}msg"] == "Nothing was added."


def test_a_place_that_takes_no_activities_gets_a_clear_message(choosing: World) -> None:
    """Where accept_types has no resource links the page says so, and so does the answer."""
    page = offered(choosing, accept_types=["link", "file"])
    assert "takes no activities" in page.get_data(as_text=True)
    claims = answer(choosing, page, nothing="yes")
    assert "cannot be added" in claims[f"{DL}errormsg"]


def test_a_platform_that_takes_no_columns_is_not_offered_any(choosing: World) -> None:
    """accept_lineitem false: the page does not ask about grades."""
    assert 'name="graded"' not in offered(choosing, accept_lineitem=False).get_data(as_text=True)
    assert 'name="graded"' in offered(choosing, accept_lineitem=True).get_data(as_text=True)


def test_a_learner_may_not_choose(choosing: World) -> None:
    """A deep linking request of a learner is refused."""
    response = choosing.launch("ines", message="deep_linking", claims={"locale": "en"})
    assert response.status_code == 403
    assert failed_check(response) == "choice.role"


@pytest.mark.parametrize("ticket", ["", "x", "é", "gAAAAA"])
def test_a_ticket_cannot_be_made_up(choosing: World, ticket: str) -> None:
    """A choice without a ticket of ours is refused."""
    response = choosing.client.post("/lti/choose", data={"ticket": ticket})
    assert failed_check(response) == "choice.ended"


def test_a_ticket_ends_after_an_hour(choosing: World) -> None:
    """A choice that took longer than an hour is refused."""
    ticket = field(offered(choosing), "ticket")
    choosing.clock.advance(hours=1)
    response = choosing.client.post("/lti/choose", data={"ticket": ticket})
    assert failed_check(response) == "choice.ended"
