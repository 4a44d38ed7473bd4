"""A campus and the tool, connected."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from lti_tool.catalogue.sync import sync_course
from lti_tool.db import Database
from lti_tool.people.models import Course
from lti_tool.settings import Settings
from tests.factories import catalogue
from tests.factories.installation import Installation, close, make_installation
from tests.factories.lti import World, make_world
from tests.fakes.clock import StillClock

STORIES = "Prepare three stories for a job interview. Each one says what was at stake, and what came of it."


@pytest.fixture
def world(settings: Settings, database: Database, clock: StillClock) -> World:
    """A campus that keeps to the specification."""
    return make_world(settings, database, clock)


@pytest.fixture
def installed(settings: Settings, database: Database, clock: StillClock) -> Iterator[Installation]:
    """The same campus beside the whole tool."""
    made = make_installation(settings, database, clock)
    yield made
    close(made)


@pytest.fixture
def lessons(installed: Installation) -> dict[str, str]:
    """What the campus's first course holds, once somebody has launched it: public ids by a short name."""
    assert installed.open("helene").status_code == 200
    return furnished(installed)


def furnished(installed: Installation, label: str = "101") -> dict[str, str]:
    """Put two lessons and two skills into a course of the campus."""
    with installed.database.transaction() as session:
        course_id = session.scalars(select(Course.id).where(Course.context_id == label)).one()
        catalogue.skill(session, course_id, "listening", names={"fr": "Écoute active"})
        catalogue.skill(session, course_id, "interviews", "listening")
        listening = catalogue.resource(
            session, course_id, "Listen so that people tell you more", skills=("listening",), source="listen.md"
        )
        interview = catalogue.resource(
            session, course_id, "Prepare an interview", text=STORIES, skills=("interviews",), source="interview.md"
        )
        ids = {"listening": listening.public_id, "interview": interview.public_id}
    held = installed.app.extensions["boussole"]
    sync_course(installed.database, held.engines, installed.clock, course_id)
    return ids
