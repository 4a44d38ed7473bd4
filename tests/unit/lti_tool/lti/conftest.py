"""A campus and the tool, connected, on both databases."""

import pytest

from lti_tool.db import Database
from lti_tool.settings import Settings
from tests.factories.lti import World, make_world
from tests.fakes.clock import StillClock


@pytest.fixture
def world(settings: Settings, database: Database, clock: StillClock) -> World:
    """A campus that keeps to the specification."""
    return make_world(settings, database, clock)
