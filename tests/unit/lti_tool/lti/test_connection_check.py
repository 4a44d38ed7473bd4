"""Trying a platform's services one by one."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from lti_tool.db import Database
from lti_tool.demo.platform.profiles import PROFILES, Profile
from lti_tool.http import Headers, Response, TimedOutError
from lti_tool.lti.connection_check import Course
from lti_tool.lti.service_errors import CLOCKS_DIFFER
from lti_tool.settings import Settings
from tests.factories.lti import World, make_world
from tests.fakes.clock import StillClock

AGE = ("Age", "120")
HOST = "https://campus.example"


def course(world: World) -> Course:
    world.launch()
    return Course(world.arrived[0].ags, world.arrived[0].roster_url)


def test_everything_works(world: World) -> None:
    steps = world.toolkit.connection_check.run(world.platform.id, course(world))
    assert [step.name for step in steps] == [
        "keys", "token", "scores", "line_items", "results", "roster", "roster_page", "line_item_page",
    ]  # fmt: skip
    assert all(step.is_ok and step.reason is None for step in steps)
    assert steps[6].seen_parameters["people"] == steps[6].seen_parameters["named"] > 0


def test_without_a_course_its_services_are_not_tried(world: World) -> None:
    assert len(world.toolkit.connection_check.run(world.platform.id)) == 6


def test_a_withdrawn_permission_is_named_with_the_setting(world: World) -> None:
    known = course(world)
    world.campus.tool("boussole-campus").scopes.remove(
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
    )
    steps = {step.name: step for step in world.toolkit.connection_check.run(world.platform.id, known)}
    assert not steps["roster"].is_ok
    assert "Names and Role" in (steps["roster"].advice or "")
    assert steps["token"].is_ok
    assert "roster_page" not in steps
    assert steps["line_item_page"].is_ok


def test_a_platform_that_cannot_reach_our_keys(world: World) -> None:
    blocked = Response(404, f"{HOST}/lti/token", body=b"<html>blocked</html>")
    keys = Response(200, f"{HOST}/lti/jwks", body=b'{"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}')
    world.door.failures = [keys, *[blocked] * 4]
    steps = world.toolkit.connection_check.run(world.platform.id)
    assert [step.name for step in steps] == ["keys", "token"]
    assert "the address of this tool's keys" in (steps[1].advice or "")
    assert "HTML page" in steps[1].detail


KEYS = b'{"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}'


@pytest.mark.parametrize(("minutes", "named"), [(-2, True), (2, True), (0.25, False)])
def test_clocks_that_differ_are_named(world: World, minutes: float, named: bool) -> None:
    dated = Headers([("Date", format_datetime(world.clock.now() + timedelta(minutes=minutes), usegmt=True))])
    refused = Response(400, f"{HOST}/lti/token", dated, b'{"error": "invalid_client"}')
    world.door.failures = [Response(200, f"{HOST}/lti/jwks", dated, KEYS), *[refused] * 4]
    steps = {step.name: step for step in world.toolkit.connection_check.run(world.platform.id)}
    assert ("clock" in steps) is named
    assert ("NTP" in (steps["token"].advice or "")) is named
    assert (steps["token"].reason == CLOCKS_DIFFER) is named


@pytest.mark.parametrize("headers", [[], [("Date", "yesterday")], [("Date", "Mon, 02 Mar 2026 11:58:00 GMT"), AGE]])
def test_a_platform_without_a_date_or_behind_a_cache_is_not_accused(
    world: World, headers: list[tuple[str, str]]
) -> None:
    world.clock.set(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
    world.door.failures = [Response(200, f"{HOST}/lti/jwks", Headers(headers), KEYS)]
    assert "clock" not in [step.name for step in world.toolkit.connection_check.run(world.platform.id)]


def test_unreadable_and_empty_key_sets(world: World) -> None:
    for answer in (TimedOutError(), Response(200, HOST, body=b'{"keys": []}')):
        world.door.failures = [answer]
        step = world.toolkit.connection_check.run(world.platform.id)[0]
        assert not step.is_ok
        assert "key address" in (step.advice or "")


def test_a_course_whose_services_moved(world: World) -> None:
    gone = Course(world.arrived[0].ags if world.arrived else None, f"{HOST}/nowhere")
    step = world.toolkit.connection_check.run(world.platform.id, gone)[-1]
    assert (step.name, step.is_ok) == ("roster_page", False)


ROSTER = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"


@pytest.mark.parametrize(
    ("profile", "step", "setting"),
    [
        (PROFILES["moodle"], "roster", "“IMS LTI Names and Role Provisioning”"),
        (PROFILES["canvas"], "roster", "“Can retrieve user data associated with the context"),
    ],
    ids=["moodle", "canvas"],
)
def test_the_setting_is_named_in_the_platforms_own_words(
    settings: Settings, database: Database, clock: StillClock, profile: Profile, step: str, setting: str
) -> None:
    world = make_world(settings, database, clock, profile)
    world.campus.tool("boussole-campus").scopes.remove(ROSTER)
    steps = {one.name: one for one in world.toolkit.connection_check.run(world.platform.id)}
    assert setting in (steps[step].advice or "")


@pytest.mark.parametrize(
    ("answer", "advice"),
    [
        (Response(403, HOST), "allow the tool to read who is in a course"),
        (Response(404, HOST), "Open the activity once more"),
        (Response(200, HOST, body=b"<html>Log in</html>"), "Open the activity once more"),
    ],
    ids=["forbidden", "gone", "a page"],
)
def test_a_roster_page_that_does_not_arrive_names_what_to_change(world: World, answer: Response, advice: str) -> None:
    known = Course(roster_url=course(world).roster_url)
    keys = Response(200, f"{HOST}/lti/jwks", body=b'{"keys": [{"kty": "RSA", "kid": "a", "n": "AQAB", "e": "AQAB"}]}')
    token = Response(200, f"{HOST}/lti/token", body=b'{"access_token": "t", "expires_in": 3600}')
    world.door.failures = [keys, token, token, token, token, *[answer] * 2]
    step = world.toolkit.connection_check.run(world.platform.id, known)[-1]
    assert (step.name, step.is_ok) == ("roster_page", False)
    assert advice in (step.advice or "")


def test_a_list_without_names_says_where_they_are_kept(
    settings: Settings, database: Database, clock: StillClock
) -> None:
    world = make_world(settings, database, clock, PROFILES["moodle"], privacy="anonymous")
    steps = world.toolkit.connection_check.run(world.platform.id, course(world))
    page, names = steps[-3], steps[-2]
    assert page.is_ok
    assert (page.seen_parameters["named"], names.name, names.is_ok) == (0, "roster_names", False)
    assert "“Share launcher's name with tool”" in (names.advice or "")
