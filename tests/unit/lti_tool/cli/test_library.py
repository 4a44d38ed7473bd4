"""`boussole library`: share, list, attach, detach, withdraw."""

import json

import pytest
from click.testing import CliRunner, Result

from lti_tool.catalogue.shelves import shelves_of
from lti_tool.cli.context import Context
from lti_tool.cli.library import library
from lti_tool.db import Database
from lti_tool.errors import BoussoleError
from lti_tool.http import GuardedDoor
from lti_tool.people.courses import find_course, find_or_create_course
from lti_tool.settings import Settings
from tests.fakes.clock import StillClock


@pytest.fixture
def context(settings: Settings, database: Database, clock: StillClock) -> Context:
    with database.transaction() as session:
        find_or_create_course(session, "demo", clock.now())
    return Context(settings, database, clock, GuardedDoor(()))


def run(context: Context, *arguments: str) -> Result:
    return CliRunner().invoke(library, arguments, obj=context)


def offered(context: Context) -> list[str]:
    with context.database.transaction(write=False) as session:
        return list(shelves_of(session, find_course(session, "demo").id).libraries.values())


def test_a_library_from_its_sharing_to_its_end(context: Context) -> None:
    shared = run(context, "share", "LIB", "--name", "Interviews", "--closed")
    assert "boussole content import SOURCE... --course LIB" in shared.output
    [one] = json.loads(run(context, "list", "--json").output)
    assert (one["key"], one["name"], one["open"], one["courses"]) == ("LIB", "Interviews", False, 0)
    assert run(context, "attach", "LIB", "--course", "demo").exit_code == 0
    assert offered(context) == ["Interviews"]
    assert "offered by 1 courses  (given by administrators)" in run(context, "list").output
    assert run(context, "withdraw", "LIB").exit_code == 0
    assert offered(context) == []
    run(context, "share", "LIB", "--name", "Interviews")
    assert offered(context) == ["Interviews"]
    assert run(context, "detach", "LIB", "--course", "demo").exit_code == 0
    assert offered(context) == []


@pytest.mark.parametrize(
    "arguments", [["attach", "demo", "--course", "demo"], ["withdraw", "nothing"], ["share", "LIB", "--name", " "]]
)
def test_what_cannot_be_is_refused(context: Context, arguments: list[str]) -> None:
    assert isinstance(run(context, *arguments).exception, BoussoleError)
