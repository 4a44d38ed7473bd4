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

#: The default activity as the form has it.
HOME = {"pick-0": "home", "title-0": "Boussole", "graded-0": "yes", "points-0": "100"}
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
        "/lti/choose", data={"ticket": field(page, "ticket"), **HOME, "title-0": "Mon cap", "points-0": "20"}
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
    (item,) = answer(choosing, offered(choosing), **{"pick-0": "home", "title-0": "Boussole"})[f"{DL}content_items"]
    assert item == {"type": "ltiResourceLink", "title": "Boussole", "url": "http://localhost:8000/lti/launch"}


@pytest.mark.parametrize("points", ["0", "99999", "10001", "many", "", "-5", "1.5", "²"])
def test_points_stay_within_reason(choosing: World, points: str) -> None:
    """Points that no platform takes are not sent: the page comes back with what was typed and what to correct."""
    sent = choosing.client.post(
        "/lti/choose",
        data={"ticket": field(offered(choosing), "ticket"), **HOME, "title-0": "Mine", "points-0": points},
    )
    assert sent.status_code == 422
    text = sent.get_data(as_text=True)
    assert "Give the points as a whole number from 1 to 10,000." in text
    assert 'value="Mine"' in text
    assert 'name="JWT"' not in text


@pytest.mark.parametrize("points", ["1", "20", "10000"])
def test_points_are_the_columns_maximum(choosing: World, points: str) -> None:
    """The column gets the points, the title as its label, and says when there is something to review."""
    (item,) = answer(choosing, offered(choosing), **{**HOME, "points-0": points})[f"{DL}content_items"]
    assert item["lineItem"] == {
        "label": "Boussole",
        "scoreMaximum": int(points),
        "submissionReview": {"reviewableStatus": ["InProgress", "Submitted", "Completed"]},
    }


def test_a_due_date_and_a_label_go_along(choosing: World) -> None:
    """The label names the column; the due date, typed on the teacher's clock, is the submission's end."""
    due = {"zone": "Europe/Paris", "due-0": "2026-06-30T18:00", "label-0": "Cap, spring"}
    (item,) = answer(choosing, offered(choosing), **HOME, **due)[f"{DL}content_items"]
    assert item["submission"] == {"endDateTime": "2026-06-30T16:00:00+00:00"}
    assert item["lineItem"]["label"] == "Cap, spring"


@pytest.mark.parametrize("due", ["2020-01-01T10:00", "tomorrow", "9999-99-99"])
def test_a_due_date_that_cannot_be_is_said(choosing: World, due: str) -> None:
    """A moment that is over, or none, is said beside its field."""
    ticket = field(offered(choosing), "ticket")
    sent = choosing.client.post("/lti/choose", data={"ticket": ticket, **HOME, "due-0": due})
    assert sent.status_code == 422
    assert 'id="f-due-0-error"' in sent.get_data(as_text=True)


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
    assert 'name="graded-0"' not in offered(choosing, accept_lineitem=False).get_data(as_text=True)
    assert 'name="graded-0"' in offered(choosing, accept_lineitem=True).get_data(as_text=True)
    (item,) = answer(choosing, offered(choosing, accept_lineitem=False), **HOME)[f"{DL}content_items"]
    assert "lineItem" not in item


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
