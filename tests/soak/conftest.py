"""One campus and one whole tool for thousands of mutated messages."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lti_tool.app import create_app
from lti_tool.db import Database, schema
from lti_tool.demo.platform.campus import Campus
from lti_tool.people.models import FrameSession
from lti_tool.settings import Settings
from tests.conftest import NOON, SECRET
from tests.factories.lti import World, make_world
from tests.fakes.clock import StillClock


@dataclass
class Rig:
    """The whole tool behind `client`, known to the campus of `world`."""

    world: World
    client: FlaskClient
    database: Database

    @property
    def campus(self) -> Campus:
        return self.world.campus

    def sessions(self) -> int:
        """Count the frame sessions that were ever issued."""
        with self.database.transaction(write=False) as session:
            return session.scalar(select(func.count(FrameSession.id))) or 0


@pytest.fixture(scope="module")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rig]:
    """The real application, not only the launch pages: what gets past them must not break what follows."""
    place: Path = tmp_path_factory.mktemp("fuzz")
    settings = Settings.from_environ(
        {"BOUSSOLE_SECRET_KEY": SECRET, "BOUSSOLE_DATA_DIR": str(place), "BOUSSOLE_LOG_LEVEL": "ERROR"}, env_file=None
    )
    database = Database(f"sqlite:///{place / 'fuzz.sqlite3'}")
    clock = StillClock(NOON)

    schema.prepare(database)
    world = make_world(settings, database, clock)
    app = create_app(settings, clock=clock, database=database, http=world.door)
    yield Rig(world, app.test_client(), database)
    database.close()
    shutil.rmtree(place, ignore_errors=True)
