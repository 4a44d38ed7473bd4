"""The schema's version: made, checked, refused when old, the same as the models, both ways."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from lti_tool.db import Database, schema
from lti_tool.errors import ConfigurationError
from lti_tool.tables import metadata
from tests.conftest import postgresql_server


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Iterator[Database]:
    """A database without tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield database
        database.close()
        return
    server = postgresql_server()
    if server is None:
        pytest.skip("no PostgreSQL: set TEST_DATABASE_URL or start a local server")
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"boussole_schema_{worker_id}"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    database = Database(admin.url.set(database=name).render_as_string(hide_password=False))
    yield database
    database.close()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_migrations_lead_to_exactly_the_models(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_migrations_lead_back_to_nothing(empty: Database) -> None:
    schema.upgrade(empty)
    schema.downgrade(empty, "base")
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    assert schema.upgrade(empty) == schema.newest_revision()


def test_a_new_embedded_database_is_made_by_itself_and_postgresql_is_not(empty: Database) -> None:
    if empty.is_sqlite:
        assert schema.prepare(empty) == schema.newest_revision()
        return
    with pytest.raises(ConfigurationError, match="boussole db upgrade"):
        schema.prepare(empty)


def test_another_version_is_refused_with_the_command_to_run(empty: Database) -> None:
    schema.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    with pytest.raises(ConfigurationError, match=r"0000.*boussole db upgrade"):
        schema.prepare(empty)
