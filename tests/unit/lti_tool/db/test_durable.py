"""Commits that need not wait for the disk, and those that do."""

from sqlalchemy import text

from lti_tool.db import Database


def manner(database: Database, *, durable: bool) -> str:
    with database.transaction(durable=durable) as session:
        question = "PRAGMA synchronous" if database.is_sqlite else "SHOW synchronous_commit"
        return str(session.execute(text(question)).scalar_one())


def usual(database: Database) -> str:
    """SQLite waits ("FULL"); PostgreSQL does as its server is set."""
    if database.is_sqlite:
        return "2"
    with database.engine.connect() as connection:
        return str(connection.execute(text("SHOW synchronous_commit")).scalar_one())


def test_a_commit_waits_for_the_disk_unless_told_otherwise(database: Database) -> None:
    relaxed = "1" if database.is_sqlite else "off"
    for durable in (True, False, True, False, False, True):
        assert manner(database, durable=durable) == (usual(database) if durable else relaxed)


def test_reading_between_two_manners_changes_neither(database: Database) -> None:
    assert manner(database, durable=False) == ("1" if database.is_sqlite else "off")
    with database.transaction(write=False) as session:
        session.execute(text("SELECT 1"))
    assert manner(database, durable=True) == usual(database)
