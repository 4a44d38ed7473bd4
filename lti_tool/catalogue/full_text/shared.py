"""The engines of an installation whose machines all ask one PostgreSQL."""

from pathlib import Path

from sqlalchemy import event

from lti_tool.catalogue.engines import Engines, Meaning, words_only
from lti_tool.catalogue.full_text.engine import PostgresEngine
from lti_tool.catalogue.full_text.tables import SCHEMA
from lti_tool.db import Database

#: What the copy that all machines share is called in the list of copies.
PLACE = "postgresql"
#: Connections of one process: a question holds one for a few milliseconds.
CONNECTIONS = 8
#: Compiling costs more than it saves on questions this short; a plan depends on the words asked.
_MANNER = ("SET jit = off", "SET plan_cache_mode = force_custom_plan")


class SharedEngines(Engines):
    """Engines by course over the database at `url`, through connections of their own."""

    kind = "PostgreSQL"

    def __init__(self, url: str, root: Path, *, schema: str = SCHEMA, meaning: Meaning = words_only) -> None:
        self._pool = open_pool(url)
        self._schema = schema
        super().__init__(
            root,
            place=PLACE,
            open_one=lambda path: PostgresEngine(self._pool, path.name, schema=schema),
            meaning=meaning,
        )

    def drop(self, course_id: int) -> None:
        """Forget the course's engine and remove its tables (the course is gone)."""
        super().drop(course_id)
        PostgresEngine(self._pool, str(course_id), schema=self._schema).drop()

    def close(self) -> None:
        """Give all connections back."""
        super().close()
        self._pool.close()


def open_pool(url: str) -> Database:
    """Connections that only search engines use."""
    pool = Database(url, pool_size=CONNECTIONS)

    @event.listens_for(pool.engine, "connect")
    def prepare(connection: object, _record: object) -> None:
        with connection.cursor() as cursor:  # type: ignore[attr-defined] # a connection of the driver
            for statement in _MANNER:
                cursor.execute(statement)
        connection.commit()  # type: ignore[attr-defined]

    return pool
