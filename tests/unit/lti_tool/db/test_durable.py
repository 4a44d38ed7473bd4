"""Commits that need not wait for the disk, and those that do."""

from sqlalchemy import text

from lti_tool.db import Database


def manner(database: Database, *, durable: bool) -> str:
    with database.transaction(durable=durable) as session:
        if database.is_sqlite:
            return {1: "no wait", 2: "wait"}[session.execute(text("PRAGMA synchronous")).scalar_one()]
        return {"off": "no wait"}.get(session.execute(text("SHOW synchronous_commit")).scalar_one(), "wait")


def test_a_commit_waits_for_the_disk_unless_told_otherwise(database: Database) -> None:
    for durable in (True, False, True, False, False, True):
        assert manner(database, durable=durable) == ("wait" if durable else "no wait")


def test_reading_between_two_manners_changes_neither(database: Database) -> None:
    assert manner(database, durable=False) == "no wait"
    with database.transaction(write=False) as session:
        session.execute(text("SELECT 1"))
    assert manner(database, durable=True) == "wait"
