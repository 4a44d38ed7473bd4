"""Doctor on the platforms: which step fails, and which setting to change."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from lti_tool.clock import Clock, SystemClock
from lti_tool.db import Database
from lti_tool.demo.platform.faults import Fault
from lti_tool.http import GuardedDoor
from lti_tool.lti.models import Platform
from lti_tool.lti.tokens import ServiceTokens
from lti_tool.lti.toolkit import make_toolkit
from lti_tool.settings import Settings
from lti_tool.worker import platform_checks
from lti_tool.worker.diagnosis import Finding, Level
from tests.fakes.graded_campus import GradedCampus, graded_campus


class Ahead:
    """A clock two minutes ahead of the platform's."""

    def now(self) -> datetime:
        return SystemClock().now() + timedelta(minutes=2)


def _checked(rig: GradedCampus, clock: Clock | None = None) -> Finding:
    door = GuardedDoor(rig.settings.private_networks)
    toolkit = make_toolkit(rig.settings, rig.database, door, SystemClock())
    tokens = ServiceTokens(rig.database, door, clock or SystemClock(), toolkit.signer, toolkit.vault)
    [finding] = platform_checks.check_platforms(rig.database, door, tokens, rig.settings.public_url)
    return finding


def test_a_platform_that_works(database: Database, settings: Settings) -> None:
    with graded_campus(database, settings) as rig:
        assert _checked(rig).level is Level.GOOD


@pytest.mark.parametrize(
    ("fault", "level", "message"),
    [
        ("keys", Level.BROKEN, platform_checks.NO_KEYS),
        ("moodle blocks", Level.BROKEN, platform_checks.BLOCKED),
        ("no token", Level.BROKEN, platform_checks.NO_TOKEN),
        ("no scores", Level.WARNING, platform_checks.NO_SCORES),
    ],
)
def test_a_platform_that_does_not(
    database: Database, settings: Settings, fault: str, level: Level, message: str
) -> None:
    with graded_campus(database, settings, profile="plain") as rig:
        paths = rig.campus.profile.paths
        if fault == "keys":
            rig.campus.faults.add(Fault("unavailable", path=paths.jwks))
        elif fault == "moodle blocks":
            rig.campus.faults.add(Fault("gone", path=paths.token))
        elif fault == "no token":
            rig.campus.faults.add(Fault("unavailable", path=paths.token))
        else:
            [tool] = rig.campus.state.tools.values()
            tool.scopes = [scope for scope in tool.scopes if not scope.endswith("/score")]
        finding = _checked(rig)
    assert (finding.level, finding.message) == (level, message)
    assert "Campus" in finding.sentence


@pytest.mark.parametrize("profile", ["moodle", "canvas"])
def test_a_clock_two_minutes_off_is_named(database: Database, settings: Settings, profile: str) -> None:
    with graded_campus(database, settings, profile=profile) as rig:
        finding = _checked(rig, Ahead())
    assert (finding.level, finding.message) == (Level.BROKEN, platform_checks.CLOCKS)


def test_a_platform_that_waits_is_named_and_a_refused_one_left_alone(database: Database, settings: Settings) -> None:
    with graded_campus(database, settings) as rig:
        with database.transaction() as session:
            platform = session.scalars(select(Platform)).one()
            platform.status = "pending"
        finding = _checked(rig)
        assert (finding.level, finding.message) == (Level.WARNING, platform_checks.WAITING)
        assert f"boussole platform approve {platform.id}" in finding.sentence
        with database.transaction() as session:
            session.scalars(select(Platform)).one().status = "refused"
        with pytest.raises(ValueError, match="not enough values"):
            _checked(rig)


def test_an_installation_without_a_platform_says_how_to_connect_one(database: Database, settings: Settings) -> None:
    door = GuardedDoor(settings.private_networks)
    toolkit = make_toolkit(settings, database, door, SystemClock())
    tokens = ServiceTokens(database, door, SystemClock(), toolkit.signer, toolkit.vault)
    [finding] = platform_checks.check_platforms(database, door, tokens, settings.public_url)
    assert (finding.level, finding.message) == (Level.WARNING, platform_checks.NONE)
