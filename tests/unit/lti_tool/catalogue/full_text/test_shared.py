"""An installation whose machines share one index in PostgreSQL: one keeps it in step, all search it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from lti_tool.assembly import search_engines
from lti_tool.catalogue import index_states, sync
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import search
from lti_tool.catalogue.full_text.shared import PLACE, SharedEngines
from lti_tool.catalogue.models import IndexState
from lti_tool.db import Database
from lti_tool.settings import Settings
from lti_tool.worker.diagnosis import check_index
from tests.factories import catalogue as make
from tests.factories import people
from tests.fakes.clock import StillClock

SCHEMA = "one_test"


@pytest.fixture(params=["postgresql"])
def database(request: pytest.FixtureRequest, postgresql_database: Database) -> Iterator[Database]:
    yield postgresql_database
    with postgresql_database.engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(sa.text("TRUNCATE courses CASCADE"))


def machine(database: Database, place: Path) -> SharedEngines:
    return SharedEngines(database.url.render_as_string(hide_password=False), place, schema=SCHEMA)


def titles(database: Database, engines: Engines, course_id: int, words: str) -> list[str]:
    with database.transaction(write=False) as session:
        return [hit.card.title for hit in search(session, engines, course_id, words, language="fr").hits]


def test_one_machine_writes_and_all_find(database: Database, tmp_path: Path, clock: StillClock) -> None:
    one, other = machine(database, tmp_path / "one"), machine(database, tmp_path / "other")
    first = make.document("cv.md", "Un CV dit l'essentiel.", title="Le CV", language="fr")
    with database.transaction() as session:
        course_id = people.course(session).id
        make.stored(session, course_id, first)
    sync.sync_course(database, one, clock, course_id)
    assert titles(database, other, course_id, "essentiel") == ["Le CV"]
    with database.transaction() as session:
        make.stored(session, course_id, first, make.document("b.md", "Un essentiel de plus.", title="B", language="fr"))
    assert sync.sync_pending(database, other, clock) == [course_id]
    assert sync.sync_pending(database, one, clock) == []
    assert sorted(titles(database, one, course_id, "essentiel")) == ["B", "Le CV"]
    with database.transaction(write=False) as session:
        assert session.scalars(sa.select(IndexState.place)).all() == [PLACE]
        assert index_states.report(session, other, course_id, clock.now()).passages == 2
    assert check_index(database, other).sentence == "Courses that can be searched: 1, with PostgreSQL."
    other.drop(course_id)
    assert sync.sync_pending(database, one, clock) == [course_id]  # built anew from the database
    assert sorted(titles(database, one, course_id, "essentiel")) == ["B", "Le CV"]
    for engines in (one, other):
        engines.close()


def test_settings_choose_the_engines(database: Database, settings: Settings) -> None:
    assert search_engines(settings).kind == "Whoosh"
    shared = search_engines(settings.model_copy(update={"search_engine": "postgresql"}))
    assert shared.kind == "PostgreSQL"
    shared.close()
