"""An index that follows the database: replayed when it can be, rebuilt when it must be."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from content_index.documents import Resource
from content_index.index import Change, ChangeKind, Plan, WhooshEngine, pointer
from content_index.ingestion import follow
from tests.factories.resources import resource


class Database:
    """A `Truth` over a list of changes."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self.read: list[int] = []

    def record(self, *items: Resource) -> None:
        for item in items:
            self.changes.append(Change(self.last_sequence() + 1, ChangeKind.UPSERT, item.id, item))

    def last_sequence(self) -> int:
        return self.changes[-1].sequence if self.changes else 0

    def changes_after(self, sequence: int) -> Iterable[Change]:
        self.read.append(sequence)
        return (change for change in self.changes if change.sequence > sequence)

    def resources(self) -> Iterable[Resource]:
        return {change.resource_id: change.resource for change in self.changes if change.resource}.values()


@pytest.fixture
def database() -> Database:
    database = Database()
    database.record(*(resource(f"r{number}", f"mot{number}") for number in range(5)))
    return database


@pytest.fixture
def engine(tmp_path: Path) -> WhooshEngine:
    return WhooshEngine(tmp_path / "index")


def test_a_new_index_is_built_from_everything(engine: WhooshEngine, database: Database) -> None:
    followed = follow(engine, database)
    assert (followed.sequence, followed.rebuilt) == (5, "There is no search index yet.")
    assert engine.state().documents == 5
    assert database.read == []


def test_afterwards_only_new_changes_are_read(engine: WhooshEngine, database: Database) -> None:
    follow(engine, database)
    database.record(resource("new", "nouveau"), resource("r0", "autre"))
    told: list[int] = []
    followed = follow(engine, database, batch=1, progress=told.append)
    assert (followed.sequence, followed.applied, followed.rebuilt) == (7, 2, "")
    assert database.read == [5]
    assert told == [1, 2]
    assert follow(engine, database).applied == 0
    assert engine.search(Plan("autre nouveau", "fr")).total == 2


def test_a_restored_database_is_followed_back(engine: WhooshEngine, database: Database) -> None:
    follow(engine, database)
    del database.changes[2:]
    followed = follow(engine, database)
    assert followed.rebuilt == "The search index knew changes that the database does not."
    assert (engine.state().sequence, engine.state().documents) == (2, 2)


def test_a_damaged_index_is_built_anew(engine: WhooshEngine, database: Database) -> None:
    follow(engine, database)
    (engine.root / pointer.NAME).write_text("?")
    assert follow(engine, database).rebuilt == "The search index on disk is damaged."
    assert engine.check().ready


def test_small_commits_are_merged_now_and_then(engine: WhooshEngine, database: Database) -> None:
    follow(engine, database)
    database.record(*(resource(f"s{number}", f"mot{number}") for number in range(12)))
    assert follow(engine, database, batch=1).merged
    assert engine.state().segments < 4
    assert engine.state().sequence == 17
