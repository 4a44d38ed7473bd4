"""Trying a platform's services one by one."""

from lti_tool.http import Response, TimedOutError
from lti_tool.lti.connection_check import Course
from tests.factories.lti import World

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
    assert "HTTP security" in (steps[1].advice or "")
    assert "HTML page" in steps[1].detail


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
