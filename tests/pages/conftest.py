"""The app with a course in it, and a browser's worth of people who are in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lti_tool.app import create_app
from lti_tool.catalogue.engines import Meaning, words_only
from lti_tool.catalogue.sync import sync_course
from lti_tool.db import Database
from lti_tool.http import HttpDoor
from lti_tool.people import administrators
from lti_tool.people.roles import Role
from lti_tool.settings import Settings
from lti_tool.web.services import Services
from tests.factories import catalogue, viewers
from tests.factories.lti import World, make_world
from tests.factories.viewers import Person
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor
from tests.pages.desk import EMAIL, PASSWORD, Administrator
from tests.pages.policing import Document, PolicingClient, read

LISTENING = "Active listening begins with silence. Let the other finish, then say in your own words what you heard."
INTERVIEW = (
    "Prepare three stories for a job interview. Each one says what was at stake, what you did and what came of it."
)
ECOUTE = "L’écoute active commence par le silence. Laissez l’autre finir, puis redites avec vos mots ce qu’il a dit."


@dataclass
class Browser:
    """One person's page: requests carry the bearer, and htmx's headers where asked."""

    client: PolicingClient
    person: Person | None

    def get(self, address: str, *, htmx: bool = False, target: str = "main", **values: Any) -> TestResponse:
        return self.client.get(address, headers=self._headers(htmx=htmx, target=target), **values)

    def post(self, address: str, *, htmx: bool = True, target: str = "main", **values: Any) -> TestResponse:
        return self.client.post(address, headers=self._headers(htmx=htmx, target=target), **values)

    def page(self, address: str) -> str:
        """Return the words of a page, which must be there."""
        response = self.get(address)
        assert response.status_code == 200, response.get_data(as_text=True)
        return words(response)

    def _headers(self, *, htmx: bool, target: str) -> dict[str, str]:
        headers = dict(self.person.headers) if self.person else {}
        return headers | ({"HX-Request": "true", "HX-Target": f"div#{target}"} if htmx else {})


def words(response: TestResponse) -> str:
    """Return what can be read in an answer, white space as single blanks."""
    document = read(response.get_data(as_text=True))
    shown = [element for element in document.elements if not element.inside or element.tag == "html"]
    return " ".join(" ".join(element.text for element in shown).split())


def parsed(response: TestResponse) -> Document:
    return read(response.get_data(as_text=True))


@pytest.fixture
def meaning() -> Meaning:
    """No model of meaning; a module of tests that needs one has a fixture of its own."""
    return words_only


@pytest.fixture
def world(settings: Settings, database: Database, clock: StillClock) -> World:
    """A campus that knows the tool, for tests whose pages ask a platform: they have a `door` that leads there."""
    return make_world(settings, database, clock)


@pytest.fixture
def door() -> HttpDoor:
    """A network with nobody in it; a module of tests that needs somebody has a fixture of its own."""
    return AppDoor({})


@pytest.fixture
def app(settings: Settings, database: Database, clock: StillClock, meaning: Meaning, door: HttpDoor) -> Iterator[Flask]:
    made = create_app(settings, clock=clock, database=database, http=door, meaning=meaning)
    made.test_client_class = PolicingClient
    yield made
    held(made).engines.close()


def held(app: Flask) -> Services:
    services = app.extensions["boussole"]
    assert isinstance(services, Services)
    return services


@pytest.fixture
def course_id(database: Database) -> int:
    """An empty course."""
    return viewers.course(database)


@pytest.fixture
def filled(app: Flask, database: Database, clock: StillClock, course_id: int) -> dict[str, str]:
    """Three resources of two skills in the course, searchable; their public ids by a short name."""
    with database.transaction() as session:
        catalogue.skill(session, course_id, "listening", names={"fr": "Écoute active"})
        catalogue.skill(session, course_id, "interviews", "listening")
        made = {
            "listening": catalogue.resource(
                session, course_id, "Listen so that people tell you more", text=LISTENING, skills=("listening",)
            ),
            "interview": catalogue.resource(
                session, course_id, "Prepare an interview", text=INTERVIEW, skills=("interviews",)
            ),
            "ecoute": catalogue.resource(
                session, course_id, "Écouter vraiment", text=ECOUTE, language="fr", skills=("listening",)
            ),
        }
        names = {name: row.public_id for name, row in made.items()}
    sync_course(database, held(app).engines, clock, course_id)
    return names


Arrive = Callable[..., Browser]


@pytest.fixture
def arrive(app: Flask, database: Database, clock: StillClock, course_id: int) -> Arrive:
    """Let somebody in: `arrive(Role.LEARNER, locale="fr")`."""

    def let_in(role: Role = Role.LEARNER, *, into: int | None = None, **values: object) -> Browser:
        person = viewers.arrived(database, into or course_id, role, clock.now(), **values)
        return Browser(app.test_client(), person)  # type: ignore[arg-type]

    return let_in


@pytest.fixture
def learner(arrive: Arrive) -> Browser:
    return arrive(Role.LEARNER, name="Tom Whitfield")


@pytest.fixture
def mentor(arrive: Arrive) -> Browser:
    return arrive(Role.MENTOR, name="Marc Delorme")


@pytest.fixture
def instructor(arrive: Arrive) -> Browser:
    return arrive(Role.INSTRUCTOR, name="Claire Dubois")


@pytest.fixture
def nobody(app: Flask) -> Browser:
    return Browser(app.test_client(), None)  # type: ignore[arg-type]


@pytest.fixture
def anyone(app: Flask, database: Database, clock: StillClock) -> Administrator:
    """A browser before the desk; its account is there, nobody is signed in."""
    with database.transaction() as session:
        if administrators.find(session, EMAIL) is None:
            administrators.create(session, EMAIL, PASSWORD, clock.now())
    return Administrator(app.test_client(), database)  # type: ignore[arg-type]


@pytest.fixture
def desk(anyone: Administrator) -> Administrator:
    """An administrator who is signed in."""
    assert anyone.sign_in().status_code == 303
    return anyone


@pytest.fixture
def other_desk(app: Flask, desk: Administrator) -> Administrator:
    """The same administrator in a second browser."""
    second = Administrator(app.test_client(), desk.database)  # type: ignore[arg-type]
    assert second.sign_in().status_code == 303
    return second
