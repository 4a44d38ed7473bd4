"""What the PostgreSQL engine does beside the port: one writer, damage, strange text, another schema."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from content_index.errors import DiskRefusedError, IndexBusyError, RebuildNeededError
from content_index.index import EngineStatus, Filters, Plan
from content_index.index.opening import MISSING, OLD
from content_index.index.whoosh_engine import FAILED
from lti_tool.catalogue.full_text.access import DAMAGED
from lti_tool.catalogue.full_text.engine import PostgresEngine
from lti_tool.catalogue.full_text.tables import tables_of
from lti_tool.catalogue.full_text.vectors import LAST_PLACE
from lti_tool.db import Database
from tests.factories.resources import bilingual_course, resource, upserts

SCHEMA = "one_test"


@pytest.fixture
def server(postgresql_database: Database) -> Iterator[Database]:
    yield postgresql_database
    with postgresql_database.engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))


@pytest.fixture
def engine(server: Database) -> PostgresEngine:
    made = PostgresEngine(server, "7", schema=SCHEMA, patience=0.05)
    made.apply(upserts(*bilingual_course()))
    return made


TABLES = tables_of(SCHEMA, "7")


def run(server: Database, statement: sa.Executable | str) -> None:
    with server.engine.begin() as connection:
        connection.execute(sa.text(statement) if isinstance(statement, str) else statement)


def found(engine: PostgresEngine, plan: Plan) -> list[str]:
    return [hit.resource_id for hit in engine.search(plan).hits]


def relations(server: Database) -> set[str]:
    return set(sa.inspect(server.engine).get_table_names(schema=SCHEMA))


class TestWriting:
    def test_a_second_writer_is_told_that_the_index_is_busy(self, engine: PostgresEngine, server: Database) -> None:
        with server.engine.begin() as other:
            other.execute(sa.text(f"SELECT pg_advisory_xact_lock(hashtext('{SCHEMA}'), hashtext('7'))"))
            with pytest.raises(IndexBusyError):
                engine.apply(upserts(resource("x", "nouveau"), first=50))
            assert "lettre" in found(engine, Plan("lettre", "fr"))
        assert engine.apply(upserts(resource("x", "nouveau"), first=50)) == 50

    def test_two_indexes_are_written_and_asked_apart(self, engine: PostgresEngine, server: Database) -> None:
        other = PostgresEngine(server, "8", schema=SCHEMA)
        other.rebuild([resource("only", "lettre")], 3)
        assert found(other, Plan("lettre employeur", "fr")) == ["only"]
        assert found(engine, Plan("only", "fr")) == []
        other.drop()
        assert other.state().status is EngineStatus.MISSING
        assert relations(server) == {"indexes", "vectors", "passages_7", "words_7"}

    def test_a_rebuild_leaves_nothing_beside(self, engine: PostgresEngine, server: Database) -> None:
        before = relations(server)
        for sequence in (8, 9):
            engine.rebuild(bilingual_course(), sequence)
        assert relations(server) == before
        assert engine.state().sequence == 9

    def test_text_that_postgresql_cannot_keep(self, engine: PostgresEngine) -> None:
        engine.apply(upserts(resource("odd", "un nul \x00 ici, un demi \ud83d là, c'est l'\\ 'étrange'"), first=60))
        assert found(engine, Plan("étrange \x00 \ud83d", "fr")) == ["odd"]

    def test_a_passage_longer_than_places_go(self, engine: PostgresEngine) -> None:
        long = " ".join(f"mot{number}" for number in range(LAST_PLACE + 1000))
        engine.apply(upserts(resource("long", long), first=60))
        assert found(engine, Plan("mot77", "fr")) == ["long"]

    def test_words_that_nobody_holds_any_more_are_forgotten(self, engine: PostgresEngine, server: Database) -> None:
        engine.apply(upserts(resource("m", "ministère", "ministère"), first=20))
        assert engine.suggest("minitsere") == "ministère"
        engine.apply(upserts(resource("m", "autre"), first=21))
        assert engine.suggest("minitsere") is None
        with server.engine.connect() as connection:
            assert connection.scalar(sa.select(sa.func.min(TABLES.words.c.passages))) == 1

    def test_what_the_database_refuses_is_said(self, engine: PostgresEngine, server: Database) -> None:
        run(server, f"ALTER TABLE {SCHEMA}.passages_7 ADD CHECK (resource <> 'refused')")
        with pytest.raises(DiskRefusedError, match="violates check constraint"):
            engine.apply(upserts(resource("refused", "texte"), first=50))
        assert engine.state().sequence == 6


class TestDamage:
    def test_an_older_shape_asks_to_be_rebuilt(self, engine: PostgresEngine, server: Database) -> None:
        run(server, sa.update(TABLES.indexes).values(format=1))
        assert engine.state().reason == OLD
        with pytest.raises(RebuildNeededError):
            engine.apply(upserts(resource("x", "y"), first=50))
        engine.rebuild(bilingual_course(), 9)
        assert engine.state().ready

    def test_lost_rows_are_noticed_at_the_start(self, engine: PostgresEngine, server: Database) -> None:
        run(server, sa.delete(TABLES.passages).where(TABLES.passages.c.resource == "lettre"))
        assert engine.check().reason == DAMAGED

    def test_lost_tables_stop_nobody(self, engine: PostgresEngine, server: Database) -> None:
        run(server, f"DROP TABLE {SCHEMA}.passages_7")
        assert engine.search(Plan("lettre", "fr")).problem == DAMAGED
        with pytest.raises(RebuildNeededError):
            engine.apply(upserts(resource("x", "y"), first=50))
        run(server, f"DROP SCHEMA {SCHEMA} CASCADE")
        assert engine.search(Plan("lettre", "fr")).problem == MISSING
        assert engine.apply(upserts(resource("x", "y"))) == 1

    def test_a_database_that_went_away(self) -> None:
        gone = PostgresEngine(Database("postgresql://nobody@127.0.0.1:1/none"), "7")
        assert gone.search(Plan("mot", "fr")).problem
        assert not gone.state().ready


@pytest.mark.parametrize("skill", ["\x00", "\ud83d"])
def test_what_the_driver_refuses_stops_one_answer_only(engine: PostgresEngine, skill: str) -> None:
    plan = Plan("lettre", "fr", filters=Filters(skills=frozenset({skill})))
    assert engine.search(plan).problem == FAILED
    assert "lettre" in found(engine, Plan("lettre", "fr"))


def test_names_become_tables_and_are_checked(server: Database) -> None:
    with pytest.raises(ValueError, match="no name"):
        PostgresEngine(server, '7"; DROP TABLE users; --', schema=SCHEMA)


@pytest.mark.parametrize("typed", ["'", "\\", "a'b \\ ' | & ! <-> :*", "mot:*", "%_", "''''", "c++ c#"])
def test_operators_are_words_like_others(engine: PostgresEngine, typed: str) -> None:
    for plan in (
        Plan(typed, "fr"),
        Plan("lettre", "fr", phrases=(typed,)),
        Plan("lettre", "fr", prefixes=(typed,)),
        Plan("lettre", "fr", titles=(typed,)),
        Plan("lettre", "fr", excluded=(typed,)),
    ):
        assert engine.search(plan).problem == ""
    assert engine.suggest(typed) is None
