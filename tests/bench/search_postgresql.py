"""The PostgreSQL engine for benchmarks, in a schema that goes away: none where no server answers.

`TEST_DATABASE_URL` names the server, else the local one's database `test` is tried.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from lti_tool.catalogue.full_text.shared import SharedEngines
from lti_tool.db import Database

SCHEMA = f"bench_{os.getpid()}"


@contextmanager
def postgresql_engines() -> Iterator[SharedEngines | None]:
    """Engines over a server, or None."""
    url = os.environ.get("TEST_DATABASE_URL", "") or "postgresql:///test"
    admin = Database(url, pool_size=1)
    try:
        with admin.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except OperationalError:
        yield None
        return
    engines = SharedEngines(url, Path("postgresql"), schema=SCHEMA)
    try:
        yield engines
    finally:
        engines.close()
        # One by one: a thousand courses' tables in one transaction are more locks than a server has.
        for name in sa.inspect(admin.engine).get_table_names(schema=SCHEMA):
            with admin.engine.begin() as connection:
                connection.execute(sa.text(f"DROP TABLE {SCHEMA}.{name}"))
        with admin.engine.begin() as connection:
            connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        admin.close()
