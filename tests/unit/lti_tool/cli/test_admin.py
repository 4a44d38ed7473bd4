"""`boussole admin`."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli.admin import admin
from lti_tool.cli.context import Context
from lti_tool.db import Database
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.people import administrators
from lti_tool.settings import Settings
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor

ADA = ("--email", "ada@campus.example", "--password-stdin")
PASSWORD = "a compass on the cover"


@pytest.fixture
def context(settings: Settings, database: Database, clock: StillClock) -> Context:
    return Context(settings, database, clock, AppDoor({}))


def run(context: Context, *arguments: str, **values: Any) -> Result:
    result = CliRunner().invoke(admin, arguments, obj=context, **values)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def opens(context: Context, password: str) -> bool:
    with context.database.transaction(write=False) as session:
        return administrators.is_password_of(administrators.find(session, "ada@campus.example"), password)


def test_it_asks_for_address_and_password_and_shows_no_password(context: Context) -> None:
    result = run(context, "create", input=f"ada@campus.example\n{PASSWORD}\n{PASSWORD}\n")
    assert "ada@campus.example may sign in at http://localhost:8000/admin/" in result.output
    assert PASSWORD not in result.output
    assert opens(context, PASSWORD)


def test_the_password_comes_from_standard_input(context: Context) -> None:
    run(context, "create", *ADA, input=f"{PASSWORD}\n")
    assert opens(context, PASSWORD)
    assert "ada@campus.example  never signed in" in run(context, "list").output
    listed = json.loads(run(context, "list", "--json").output)
    assert listed == {"administrators": [{"email": "ada@campus.example", "last_sign_in_at": None}]}


def test_a_short_password_is_refused(context: Context) -> None:
    result = run(context, "create", *ADA, input="short\n")
    assert result.exit_code == 1
    assert "password: A password has at least 12 characters." in result.output
    assert "boussole admin create" in run(context, "list").output


def test_a_second_account_for_one_address_is_refused(context: Context) -> None:
    run(context, "create", *ADA, input=f"{PASSWORD}\n")
    with pytest.raises(ConflictError):
        run(context, "create", *ADA, input=f"{PASSWORD}\n")


def test_a_new_password_replaces_the_old_one(context: Context) -> None:
    run(context, "create", *ADA, input=f"{PASSWORD}\n")
    assert run(context, "password", *ADA, input="short\n").exit_code == 1
    assert opens(context, PASSWORD)
    run(context, "password", *ADA, input="another long password\n")
    assert not opens(context, PASSWORD)
    assert opens(context, "another long password")


def test_a_removed_administrator_is_gone(context: Context) -> None:
    run(context, "create", *ADA, input=f"{PASSWORD}\n")
    with context.database.transaction() as session:
        held = administrators.find(session, "ada@campus.example")
        assert held is not None
        held.last_sign_in_at = context.clock.now()
    assert "last sign-in 2026-03-02 12:00 UTC" in run(context, "list").output
    run(context, "remove", "Ada@campus.example")
    assert not opens(context, PASSWORD)
    with pytest.raises(NotFoundError):
        run(context, "remove", "ada@campus.example")
