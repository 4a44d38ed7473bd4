"""The schema's version: brought up to date by one command, refused by the app when it is old.

Migrations live in `migrations/` beside the packages, or inside the installed package.
"""

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from lti_tool.db.engine import Database
from lti_tool.errors import N_, ConfigurationError

if TYPE_CHECKING:  # Alembic is slow to load and needed only where the schema changes
    from alembic.config import Config

_PACKAGE = Path(__file__).parent.parent
#: The constants at the top of a migration, read without running it: (name, value).
_NAMED = re.compile(r"^(revision|down_revision)\b[^=\n]*=\s*[\"']?(\w+)", re.MULTILINE)
PLACES = (_PACKAGE / "_migrations", _PACKAGE.parent / "migrations")


class SchemaError(ConfigurationError):
    """The database was made by another version of the tool."""


def _place() -> Path:
    return next(place for place in PLACES if (place / "env.py").is_file())


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - see above

    config = Config()
    config.set_main_option("script_location", str(_place()))
    config.set_main_option("path_separator", "os")
    return config


def current_revision(database: Database) -> str | None:
    """Return the revision the database stands at, None when it is empty."""
    with database.engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


@cache
def newest_revision() -> str:
    """Return the revision this code needs: the one that no other migration follows. Read once in a process."""
    named = [dict(_NAMED.findall(script.read_text("utf-8"))) for script in (_place() / "versions").glob("*.py")]
    (head,) = {one["revision"] for one in named} - {one["down_revision"] for one in named}
    return str(head)


def upgrade(database: Database) -> str:
    """Bring the database to the newest revision, in one transaction where the database can; return it."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return newest_revision()


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to an older revision ("base": no tables)."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)


def stamp(database: Database) -> None:
    """Note that the tables, made straight from the models, are those of the newest revision."""
    from alembic import command  # noqa: PLC0415 - see above

    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.stamp(config, "head")


def check(database: Database) -> str:
    """Return the revision when it is the newest; `SchemaError` names the command to run otherwise."""
    current, newest = current_revision(database), newest_revision()
    if current is None:
        raise SchemaError(N_("The database has no tables yet. Run: boussole db upgrade"))
    if current != newest:
        raise SchemaError(
            N_("The database is at version %(current)s and this program needs %(newest)s. Run: boussole db upgrade"),
            current=current,
            newest=newest,
        )
    return current


def prepare(database: Database) -> str:
    """Make the tables of a new embedded database; anything else must already be the newest.

    An old schema is never changed behind an administrator's back, and a new PostgreSQL
    database is left to the command, since several machines may be starting at once.
    """
    if database.is_sqlite and current_revision(database) is None:
        return upgrade(database)
    return check(database)


def write_revision(database: Database, message: str) -> None:
    """Write the migration that leads from the database (at the newest revision) to the models."""
    from alembic import command  # noqa: PLC0415 - see above
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = _config()
    number = len(list(ScriptDirectory.from_config(config).walk_revisions())) + 1
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
