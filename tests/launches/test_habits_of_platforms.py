"""Whole launches through each kind of platform's own endpoints, with its habits."""

import html
import re
from urllib.parse import urlsplit

import pytest

from lti_tool.db import Database
from lti_tool.demo.platform.profiles import CANVAS, MOODLE, PLAIN, Profile
from lti_tool.lti.launch import Launch
from lti_tool.lti.roles import Role
from lti_tool.settings import Settings
from tests.factories.lti import World, make_world, register
from tests.fakes.clock import StillClock


@pytest.fixture(params=[PLAIN, MOODLE, CANVAS], ids=lambda profile: profile.name)
def habit(request: pytest.FixtureRequest, settings: Settings, database: Database, clock: StillClock) -> World:
    return make_world(settings, database, clock, request.param)


def through(world: World, person: str, activity: str = "7001") -> Launch:
    """Follow the browser: login request, the platform's authentication endpoint, the form it posts back."""
    answer = world.login(person=person, activity=activity).response
    location = answer.headers.get("Location")
    if location is None:
        found = re.search(r'data-next="([^"]+)"', answer.get_data(as_text=True))
        assert found
        location = html.unescape(found[1])
    target = urlsplit(location)
    form = world.door.apps["campus.example"].test_client().get(f"{target.path}?{target.query}").get_data(as_text=True)
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="([^"]+)"\s+value="([^"]*)"', form)}
    assert "id_token" in fields, form
    assert world.client.post("/lti/launch", data=fields).status_code == 200
    return world.arrived[-1]


def test_the_platform_recognises_its_own_hints(habit: World) -> None:
    """Hints with quotes, accents, escapes and plus signs come back as sent, or the platform would refuse."""
    launch = through(habit, "ines")
    assert launch.subject == habit.campus.subject("ines")
    assert launch.roles == {Role.LEARNER}
    assert launch.locale == "fr-FR"
    assert launch.name == "Inès Carpentier"


def test_two_courses_of_one_person_stay_apart(habit: World) -> None:
    """The same person in two courses arrives twice, each time in the right one."""
    first, second = through(habit, "ines"), through(habit, "ines", "7101")
    assert first.context is not None
    assert second.context is not None
    assert (first.context.id, second.context.id) == ("101", "202")
    assert first.subject == second.subject


@pytest.mark.parametrize(
    ("profile", "role"),
    [(PLAIN, Role.MENTOR), (MOODLE, Role.LEARNER), (CANVAS, Role.OBSERVER)],
    ids=lambda v: str(v)[:9],
)
def test_what_a_mentor_arrives_as(
    settings: Settings, database: Database, clock: StillClock, profile: Profile, role: Role
) -> None:
    """Moodle knows no mentors; on Canvas they are observers, with the people they observe; neither makes a mentor."""
    world = make_world(settings, database, clock, profile)
    launch = through(world, "marc")
    assert launch.roles == {role}
    assert bool(launch.observed) is (profile is CANVAS)


def test_an_administrator_teaches_on_moodle_and_administers_elsewhere(habit: World) -> None:
    """Moodle's administrator comes as an instructor too: the role in the course decides."""
    expected = Role.INSTRUCTOR if habit.campus.profile is MOODLE else Role.ADMINISTRATOR
    assert through(habit, "sam").roles == {expected}


def test_a_custom_value_nobody_fills_in_is_absent(habit: World) -> None:
    """$Foo.bar arrives as it stands and is dropped; what the platform knows is kept."""
    custom = through(habit, "ines").custom
    assert custom["course"] == "101"
    assert "unknown" not in custom


def test_two_tenants_of_one_issuer(settings: Settings, database: Database, clock: StillClock) -> None:
    """On Canvas' one issuer a token for one client is no token for another, and each keeps its own people."""
    world = make_world(settings, database, clock, CANVAS)
    other = register(database, clock, world.campus, client_id="other-school", deployments=("1",))
    launch = through(world, "ines")
    assert launch.platform_id == world.platform.id != other.id


def test_names_a_platform_keeps_private(settings: Settings, database: Database, clock: StillClock) -> None:
    """Each privacy level of a platform works, down to a bare subject."""
    for privacy, named, mailed in (
        ("public", True, True),
        ("name_only", True, False),
        ("email_only", False, True),
        ("anonymous", False, False),
    ):
        clock.advance(minutes=2)  # each campus has keys of its own
        world = make_world(settings, database, clock, CANVAS, privacy=privacy)
        launch = through(world, "ines")
        assert (launch.name is not None, launch.email is not None) == (named, mailed)
