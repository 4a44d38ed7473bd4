"""`boussole platform` and `boussole keys`."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from lti_tool.cli.context import Context
from lti_tool.cli.keys import keys
from lti_tool.cli.platform import platform
from lti_tool.db import Database
from lti_tool.errors import NotFoundError
from lti_tool.settings import Settings
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor

ADD = [
    "add", "--issuer", "https://lms.example", "--client-id", "abc", "--auth-url", "https://lms.example/auth",
    "--token-url", "https://lms.example/token", "--jwks-url", "https://lms.example/jwks", "--deployment", "1",
]  # fmt: skip


@pytest.fixture
def context(settings: Settings, database: Database, clock: StillClock) -> Context:
    return Context(settings, database, clock, AppDoor({}))


def run(context: Context, group: Any, *arguments: str) -> Result:
    result = CliRunner().invoke(group, arguments, obj=context)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_platform_is_added_twice_and_listed_once(context: Context) -> None:
    first = json.loads(run(context, platform, *ADD, "--json").stdout)
    second = json.loads(run(context, platform, *ADD, "--deployment", "2", "--name", "Campus", "--json").stdout)
    assert (first["id"], second["deployments"], second["name"]) == (second["id"], ["1", "2"], "Campus")
    listed = json.loads(run(context, platform, "list", "--json").stdout)["platforms"]
    assert [one["client_id"] for one in listed] == ["abc"]
    assert "Campus  abc  1, 2  approved" in run(context, platform, "list").stdout


def test_wrong_addresses_are_named(context: Context) -> None:
    arguments = [argument.replace("https://lms.example/token", "lms.example/token") for argument in ADD]
    result = run(context, platform, *arguments)
    assert result.exit_code == 1
    assert "token_url: This is not a web address" in result.output


def test_an_empty_list_says_what_to_do(context: Context) -> None:
    assert "boussole platform add" in run(context, platform, "list").stdout


def test_show_approve_and_remove(context: Context) -> None:
    number = str(json.loads(run(context, platform, *ADD, "--json").stdout)["id"])
    assert "deployments: 1" in run(context, platform, "show", number).stdout
    assert "refused" in run(context, platform, "approve", number, "--refuse").stdout
    assert json.loads(run(context, platform, "show", number, "--json").stdout)["status"] == "refused"
    assert "approved" in run(context, platform, "approve", number).stdout
    assert CliRunner().invoke(platform, ["remove", number], obj=context, input="n\n").exit_code == 1
    assert run(context, platform, "remove", number, "--yes").exit_code == 0
    with pytest.raises(NotFoundError):
        run(context, platform, "show", number)


def test_an_invitation_is_an_address_with_an_end(context: Context) -> None:
    made = json.loads(run(context, platform, "invite", "--json").stdout)
    assert made["url"].startswith("http://localhost:8000/lti/register?invite=")
    assert made["expires_at"].startswith("2026-03-09T12:00")
    told = run(context, platform, "invite")
    assert told.stdout.startswith("http://localhost:8000/lti/register?invite=")
    assert len(told.stdout.splitlines()) == 1
    for words in ("Moodle:", "Canvas:", "Not https"):
        assert words in told.stderr


def test_keys_are_listed_and_rotated(context: Context) -> None:
    before = json.loads(run(context, keys, "list", "--json").stdout)["keys"]
    assert sorted(key["state"] for key in before) == ["active", "next"]
    after = json.loads(run(context, keys, "rotate", "--json").stdout)["keys"]
    assert sorted(key["state"] for key in after) == ["active", "next", "retiring"]
    new = run(context, keys, "rotate", "--forget").stdout
    assert not any(key["kid"] in new for key in after)
