"""From a column in the campus's gradebook to a level beside one's own word, and back out of it."""

import re

import pytest
from flask import Flask

from lti_tool.catalogue.assessment_reading import read_next
from lti_tool.db import Database
from lti_tool.demo.platform import scoring
from lti_tool.gradebook import remember_endpoints
from lti_tool.http import HttpDoor
from lti_tool.lti.claims import SCOPE_SCORE
from lti_tool.lti.launch import AgsEndpoint
from lti_tool.people.models import Course, User
from tests.factories import gradebook
from tests.factories.lti import World
from tests.fakes.clock import StillClock
from tests.pages.conftest import Browser, words

TOOL = "boussole-campus"
PAGE, PROFILE = "/teach/assessed", "/learn/profile"


@pytest.fixture
def door(world: World) -> HttpDoor:
    return world.door


@pytest.fixture
def linked(
    world: World, database: Database, clock: StillClock, course_id: int, learner: Browser, filled: dict[str, str]
) -> str:
    """The course is on the campus, the learner is its Inès; the address of its columns."""
    assert learner.person
    world.campus.enrol("101", "ines", "learner")
    url: str = world.campus.addresses.line_items("101", world.campus.tool(TOOL))
    with database.transaction() as session:
        session.get_one(Course, course_id).platform_id = world.platform.id
        user = session.get_one(User, learner.person.viewer.user_id)
        user.platform_id, user.subject = world.platform.id, world.campus.subject("ines")
        session.flush()
        remember_endpoints(session, course_id, None, AgsEndpoint(gradebook.ALL_GRADES, url), now=clock.now())
    return url


def made(instructor: Browser) -> str:
    return words(instructor.post(f"{PAGE}/make", data={"skill": "listening"}))


def graded(world: World, given: float) -> None:
    """A teacher of the campus grades Inès by hand in the newest column."""
    campus = world.campus
    item = list(campus.state.line_items.values())[-1]
    scoring.override(campus, item, campus.person("ines"), given, "")


def read(app: Flask, database: Database, world: World, clock: StillClock) -> None:
    while read_next(database, world.toolkit.grades, clock):
        pass


def test_a_teachers_grade_stands_beside_ones_own_word_and_spares_a_step(
    app: Flask,
    linked: str,
    world: World,
    database: Database,
    clock: StillClock,
    instructor: Browser,
    learner: Browser,
) -> None:
    assert "What my teacher assessed" not in learner.page(PROFILE)
    assert "The column is in the gradebook of the course." in made(instructor)
    graded(world, 90)
    read(app, database, world, clock)
    assert "90 of 100" not in learner.page(PROFILE)
    assert "Read my results" in learner.page(PROFILE)
    assert "appears here in a few minutes" in words(learner.post("/learn/assessed/allow"))
    read(app, database, world, clock)
    page = learner.page(PROFILE)
    assert "Assessed on the platform: I manage alone (90 of 100 in “Listening”" in page
    assert "read on" in instructor.page(PAGE)
    assert "What the course’s gradebook holds about my skills is read" in learner.page("/learn/who-sees/")


def test_a_withdrawal_deletes_it_on_either_page(
    app: Flask,
    linked: str,
    world: World,
    database: Database,
    clock: StillClock,
    instructor: Browser,
    learner: Browser,
) -> None:
    made(instructor)
    graded(world, 90)
    for place in ("/learn/assessed/withdraw", "/learn/who-sees/consents/results/withdraw"):
        learner.post("/learn/assessed/allow")
        read(app, database, world, clock)
        assert "90 of 100" in learner.page(PROFILE)
        assert "Withdrawn." in words(learner.post(place))
        assert "90 of 100" not in learner.page(PROFILE)


def test_a_column_is_let_go_and_had_back(linked: str, instructor: Browser, world: World) -> None:
    made(instructor)
    response = instructor.get(PAGE)
    number, *_ = re.findall(rf"{PAGE}/(\d+)/let-go", response.get_data(as_text=True))
    gone = instructor.post(f"{PAGE}/{number}/let-go")
    assert "Levels read from it are deleted" in words(gone)
    [url] = re.findall(r'name="url" value="([^"]+)"', gone.get_data(as_text=True))
    again = instructor.post(f"{PAGE}/choose", data={"url": url, "skill": "listening"})
    assert "It is read in the next minutes." in words(again)


def test_only_a_column_that_the_platform_shows_is_taken(linked: str, instructor: Browser) -> None:
    assert "The learning platform shows no other column." in words(instructor.post(f"{PAGE}/look"))
    forged = instructor.post(f"{PAGE}/choose", data={"url": "https://elsewhere.example/1", "skill": "listening"})
    assert forged.status_code == 404
    assert instructor.post(f"{PAGE}/make", data={"skill": "unheard of"}).status_code == 422


def test_a_platform_that_gives_no_permission_is_said_so(
    linked: str, instructor: Browser, database: Database, clock: StillClock, course_id: int
) -> None:
    with database.transaction() as session:
        remember_endpoints(session, course_id, None, AgsEndpoint(frozenset({SCOPE_SCORE}), linked), now=clock.now())
    refused = instructor.post(f"{PAGE}/make", data={"skill": "listening"})
    assert refused.status_code == 409
    assert "does not let this tool make columns" in words(refused)
    assert instructor.post(f"{PAGE}/look").status_code == 409


def test_without_skills_the_page_says_what_to_do_first(instructor: Browser) -> None:
    assert "Name the skills first" in instructor.page(PAGE)
