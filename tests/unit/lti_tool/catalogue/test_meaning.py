"""Passages are read for meaning bit by bit, and then found in other words and the other language."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from content_index.search import load_embedder
from lti_tool.catalogue import holdings, index_states, meaning, sync
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import SearchFilters, search
from lti_tool.catalogue.models import IndexState, ResourceRow
from lti_tool.catalogue.records import SearchPage
from lti_tool.db import Database
from tests.factories import catalogue as make
from tests.factories import people
from tests.fakes.clock import StillClock
from tests.fakes.embedder import IdeaEmbedder


@pytest.fixture
def model() -> IdeaEmbedder:
    return IdeaEmbedder()


@pytest.fixture
def engines(tmp_path: Path, model: IdeaEmbedder) -> Iterator[Engines]:
    made = Engines(tmp_path / "index", meaning=lambda: (model, ""))
    yield made
    made.close()


@pytest.fixture
def course_id(database: Database, engines: Engines, clock: StillClock) -> int:
    with database.transaction() as session:
        course = people.course(session).id
        make.stored(
            session,
            course,
            make.document("end.md", "A dismissal opens rights.", title="After the end"),
            make.document("fin.md", "La rupture du contrat ouvre des droits.", title="Après la fin", language="fr"),
            make.document("calm.md", "Stress goes away with your breath.", title="Breathe"),
        )
    sync.sync_course(database, engines, clock, course)
    return course


def ask(database: Database, engines: Engines, course_id: int, words: str, language: str, **chosen: Any) -> SearchPage:
    with database.transaction(write=False) as session:
        return search(session, engines, course_id, words, language=language, filters=SearchFilters(**chosen))


def titles(page: SearchPage) -> list[str]:
    return [hit.card.title for hit in page.hits]


class TestReading:
    def test_a_round_reads_so_many_and_the_next_goes_on(
        self, database: Database, engines: Engines, model: IdeaEmbedder, course_id: int
    ) -> None:
        with database.transaction() as session:
            make.stored(
                session, course_id, *(make.document(text=f"Lesson {number}.") for number in range(9)), origin="b"
            )
        sync.sync_course(database, engines, StillClock(make.STORED), course_id)
        assert meaning.embed_round(database, engines, most=8) == 8
        with database.transaction(write=False) as session:
            assert meaning.progress_of(session, engines) == meaning.Progress(12, 8)
        assert meaning.embed_round(database, engines, most=8) == 4
        assert meaning.embed_round(database, engines) == 0
        assert model.passages == 12

    def test_what_changed_is_read_again_and_nothing_else(
        self, database: Database, engines: Engines, model: IdeaEmbedder, clock: StillClock, course_id: int
    ) -> None:
        meaning.embed_round(database, engines)
        with database.transaction() as session:
            make.resource(session, course_id, "Pay", text="Salary is pay.")
        sync.sync_course(database, engines, clock, course_id)
        assert meaning.embed_round(database, engines) == 1
        assert model.passages == 4

    def test_a_new_index_is_looked_at_again(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int
    ) -> None:
        meaning.embed_round(database, engines)
        engines.drop(course_id)
        sync.sync_course(database, engines, clock, course_id)
        assert meaning.embed_round(database, engines) == 3

    def test_the_shortest_waiting_list_comes_first(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int
    ) -> None:
        with database.transaction() as session:
            short = people.course(session).id
            make.resource(session, short, "Pay", text="Salary is pay.")
        sync.sync_course(database, engines, clock, short)
        meaning.embed_round(database, engines, most=1)
        with database.transaction(write=False) as session:
            assert meaning.progress_of(session, engines, short).embedded == 1
            assert meaning.progress_of(session, engines, course_id).embedded == 0

    def test_a_worker_that_ends_stops_reading(self, database: Database, engines: Engines, course_id: int) -> None:
        assert meaning.embed_round(database, engines, stop=lambda: True) == 0

    def test_without_a_model_nothing_is_done(
        self, database: Database, tmp_path: Path, engines: Engines, course_id: int, clock: StillClock
    ) -> None:
        plain = Engines(engines.root, place=engines.place)
        assert meaning.embed_round(database, plain) == 0
        with database.transaction(write=False) as session:
            assert index_states.report(session, plain, course_id, clock.now()).embedded is None
            assert session.get_one(IndexState, (course_id, engines.place)).embedded == 0


class TestSearching:
    def test_words_answer_at_once_and_meaning_adds_to_it(
        self, database: Database, engines: Engines, course_id: int
    ) -> None:
        asked = "j’ai été licencié"
        assert not ask(database, engines, course_id, asked, "fr", words_only=True).refinable
        meaning.embed_round(database, engines)
        at_once = ask(database, engines, course_id, asked, "fr", words_only=True)
        assert (titles(at_once), at_once.refinable, at_once.speaks) == ([], True, False)
        refined = ask(database, engines, course_id, asked, "fr")
        assert titles(refined)[:2] == ["Après la fin", "After the end"]
        assert (refined.refinable, refined.speaks) == (False, True)

    def test_an_english_question_finds_french_content(
        self, database: Database, engines: Engines, course_id: int
    ) -> None:
        meaning.embed_round(database, engines)
        assert "Après la fin" in titles(ask(database, engines, course_id, "I was fired", "en"))

    def test_what_was_hidden_a_moment_ago_is_not_found_by_meaning(
        self, database: Database, engines: Engines, course_id: int, clock: StillClock
    ) -> None:
        meaning.embed_round(database, engines)
        with database.transaction() as session:
            name = session.query(ResourceRow.public_id).filter_by(title="After the end").scalar()
            holdings.hide(session, course_id, name, clock.now())
        assert "After the end" not in titles(ask(database, engines, course_id, "I was fired", "en"))

    def test_what_the_course_does_not_speak_of_is_told(
        self, database: Database, engines: Engines, course_id: int
    ) -> None:
        meaning.embed_round(database, engines)
        assert not ask(database, engines, course_id, "photosynthesis in plants with your breath away", "en").speaks

    def test_quotes_are_a_matter_of_words(self, database: Database, engines: Engines, course_id: int) -> None:
        meaning.embed_round(database, engines)
        page = ask(database, engines, course_id, '"dismissal opens"', "en", words_only=True)
        assert (titles(page), page.refinable, page.speaks) == (["After the end"], False, True)


@pytest.mark.skipif(load_embedder()[0] is None, reason="the extra is not installed: boussole-lti[semantic]")
def test_the_model_that_ships_finds_one_language_from_the_other(
    database: Database, tmp_path: Path, clock: StillClock
) -> None:
    engines = Engines(tmp_path / "index", meaning=load_embedder)
    with database.transaction() as session:
        course = people.course(session).id
        make.stored(
            session,
            course,
            make.document("end.md", "Being dismissed hurts. Give yourself a few days before you decide anything."),
            make.document("cv.md", "A CV lists what you did, the newest job first."),
            make.document("trac.md", "Le trac avant un entretien passe en respirant lentement.", language="fr"),
        )
    sync.sync_course(database, engines, clock, course)
    assert meaning.embed_round(database, engines) == 3
    english, french = {"languages": frozenset({"en"})}, {"languages": frozenset({"fr"})}
    assert titles(ask(database, engines, course, "j’ai perdu mon emploi", "fr", **english))[0] == "end"
    assert titles(ask(database, engines, course, "so nervous before they ask me questions", "en", **french)) == ["trac"]
    engines.close()
