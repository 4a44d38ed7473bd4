"""`boussole doctor`, and how `serve` sets gunicorn up."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from lti_tool.cli.context import Context
from lti_tool.cli.serving import GUNICORN, Server, doctor
from lti_tool.db import Database, schema
from lti_tool.http import GuardedDoor
from lti_tool.settings import Settings
from tests.factories.gradebook import platform
from tests.fakes.clock import StillClock


@pytest.fixture
def context(tmp_path: Path, clock: StillClock) -> Context:
    settings = Settings.from_environ(
        {"BOUSSOLE_DATA_DIR": str(tmp_path), "BOUSSOLE_PUBLIC_URL": "https://mentor.example"}, env_file=None
    ).prepared()
    database = Database(settings.database)
    schema.upgrade(database)
    return Context(settings, database, clock, GuardedDoor(()))


def test_a_new_installation_is_ready_and_misses_its_worker(context: Context) -> None:
    result = CliRunner().invoke(doctor, [], obj=context)
    assert result.exit_code == 0
    assert "look    worker" in result.output
    assert "boussole worker" in result.output


def test_a_machine_reads_the_same(context: Context) -> None:
    result = CliRunner().invoke(doctor, ["--json", "--offline"], obj=context)
    told = json.loads(result.output)
    assert told["ready"] is True
    assert [finding["part"] for finding in told["findings"]][:2] == ["database", "index"]


def test_a_platform_out_of_reach_is_broken(context: Context) -> None:
    with context.database.transaction() as session:
        platform(session, name="Moodle", keyset_url="https://127.0.0.1:1/jwks")
    result = CliRunner().invoke(doctor, [], obj=context)
    assert result.exit_code == 1
    assert "Moodle: its keys cannot be read" in result.output


def test_serve_gives_gunicorn_the_measured_settings_and_the_app(context: Context) -> None:
    server = Server(context.settings, {**GUNICORN, "workers": 1, "bind": "127.0.0.1:0"})
    assert (server.cfg.threads, server.cfg.timeout, server.cfg.worker_class_str) == (200, 60, "gthread")
    assert isinstance(server.load(), Flask)
