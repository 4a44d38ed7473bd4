"""`boussole db`: bring the schema up to date, check it, save a copy."""

import sqlite3
import subprocess
from pathlib import Path

import click

from lti_tool.cli.context import Context
from lti_tool.db import schema
from lti_tool.errors import ConfigurationError


@click.group("db")
def db() -> None:
    """The database: its schema and its copies."""


@db.command()
@click.pass_obj
def upgrade(context: Context) -> None:
    """Bring the schema to the version this program needs."""
    click.echo(f"The database is at version {schema.upgrade(context.database)}.")


@db.command()
@click.pass_obj
def check(context: Context) -> None:
    """Say whether the schema fits this program; exit 1 when it does not."""
    click.echo(f"The database is at version {schema.check(context.database)}, the newest.")


@db.command(hidden=True)
@click.argument("message")
@click.pass_obj
def revision(context: Context, message: str) -> None:
    """Write the migration from this database (at the newest revision) to the models: for developers."""
    schema.write_revision(context.database, message)


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.pass_obj
def backup(context: Context, file: Path) -> None:
    """Write a consistent copy to FILE while the tool runs (SQLite copy, or pg_dump's custom format)."""
    if file.exists():
        raise click.ClickException(f"{file} exists already; nothing was written.")
    if context.database.is_sqlite:
        source = sqlite3.connect(str(context.database.url.database))
        target = sqlite3.connect(file)
        with source, target:
            source.backup(target)
        source.close()
        target.close()
    else:
        _dump(context, file)
    click.echo(f"Saved to {file} ({file.stat().st_size:,} bytes).")


def _dump(context: Context, file: Path) -> None:
    url = context.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = ["pg_dump", "--format=custom", f"--file={file}", f"--dbname={url}"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - a fixed program, no shell
    except FileNotFoundError:
        raise ConfigurationError("pg_dump is not installed: install PostgreSQL's client programs.") from None
    except subprocess.CalledProcessError as error:
        raise ConfigurationError("pg_dump failed: %(reason)s", reason=error.stderr.strip()) from None
