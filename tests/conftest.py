"""Fixtures shared by all tests: both databases, a still clock, settings.

Tests that touch the database run once per database: on SQLite always, on PostgreSQL where
`TEST_DATABASE_URL` names one or a local server answers; otherwise they say that they are skipped.
"""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from lti_tool.db import Database, schema
from lti_tool.settings import Settings
from lti_tool.tables import metadata
from tests.fakes.clock import StillClock
from tests.quicker import compile_each_address_once

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
EMPTY_EVERY_TABLE = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))  # noqa: S608
SECRET = "a secret that only these tests know, long enough"

compile_each_address_once()


@cache
def postgresql_server() -> str | None:
    """Return the address of a PostgreSQL that tests may use, or None."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    url = (given or "postgresql:///test").replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        engine = create_engine(url, connect_args={"connect_timeout": 2})
        with engine.connect() as connection:
            connection.execute(text("SELECT 1"))
        engine.dispose()
    except OperationalError:
        if given:
            raise
        return None
    return url


@pytest.fixture(scope="session")
def postgresql_database(worker_id: str) -> Iterator[Database]:
    """A database of this test worker's own, with all tables."""
    server = postgresql_server()
    if server is None:
        pytest.skip("no PostgreSQL: set TEST_DATABASE_URL or start a local server")
    name = f"boussole_test_{worker_id}_{os.getpid()}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        connection.execute(text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
    database = Database(admin.url.set(database=name).render_as_string(hide_password=False), pool_size=5)
    metadata.create_all(database.engine)
    schema.stamp(database)
    yield database
    database.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with all tables, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    database = Database(f"sqlite:///{path}")
    metadata.create_all(database.engine)
    schema.stamp(database)
    database.close()  # the last connection to close writes everything into the one file
    return path


@pytest.fixture(scope="session")
def sqlite_database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One engine for all tests, which keeps the statements it compiled; `database` puts the file there."""
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('sqlite') / 'boussole.sqlite3'}")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database with all tables and no rows."""
    if request.param == "sqlite":
        embedded: Database = request.getfixturevalue("sqlite_database")
        path = Path(str(embedded.url.database))
        for part in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            part.unlink(missing_ok=True)  # whoever still holds the last test's file keeps that one
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        yield _again(embedded)
        embedded.close()
        return
    shared: Database = request.getfixturevalue("postgresql_database")
    yield _again(shared)
    # Deleting rows takes a hundredth of the time of TRUNCATE, which makes each table's files anew; sent as one
    # text, it takes a fifth of what a statement at a time does.
    with shared.engine.begin() as connection:
        connection.exec_driver_sql(EMPTY_EVERY_TABLE)


def _again(shared: Database) -> Database:
    """The same engine, with its pool and compiled statements, and nobody who listens from an earlier test."""
    return Database(shared.url.render_as_string(hide_password=False), engine=shared.engine)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session on that database; what a test does not commit is rolled back."""
    with database.open() as opened:
        yield opened
        opened.rollback()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Drives Debian's Chromium; one for the whole run, since a process can hold only one."""
    if shutil.which("chromium") is None:
        pytest.skip("no Chromium: apt-get install chromium")
    expect.set_options(timeout=20_000)  # a busy machine is slow, not wrong
    with sync_playwright() as running:
        yield running


@pytest.fixture
def clock() -> StillClock:
    """A clock that stands at noon until a test moves it."""
    return StillClock(NOON)


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    """Settings of a small installation on this machine."""
    return Settings.from_environ(
        {
            "BOUSSOLE_SECRET_KEY": SECRET,
            "BOUSSOLE_PUBLIC_URL": "http://localhost:8000",
            "BOUSSOLE_DATA_DIR": str(tmp_path / "data"),
            "BOUSSOLE_PRIVATE_NETWORKS": "127.0.0.0/8,::1/128",
            "DATABASE_URL": database.url.render_as_string(hide_password=False),
        },
        env_file=None,
    )
