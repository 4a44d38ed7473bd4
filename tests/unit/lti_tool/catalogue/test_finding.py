"""Search pages and the assistant's passages: the index answers, the database decides what may be seen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from content_index.index import EngineStatus
from lti_tool.catalogue import holdings, progress, sync
from lti_tool.catalogue.assistant_source import CatalogueSource
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import LONGEST_QUERY, SearchFilters, search
from lti_tool.catalogue.learner_models import FeedbackKind
from lti_tool.catalogue.models import CourseContent, ResourceRow
from lti_tool.catalogue.records import SearchPage
from lti_tool.db import Database
from tests.factories import catalogue as make
from tests.factories import people
from tests.fakes.clock import StillClock
from tests.fakes.search_engine import FakeEngine
from widget.conversation import Scope


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    made = Engines(tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def course_id(database: Database, engines: Engines, clock: StillClock) -> int:
    with database.transaction() as session:
        course = people.course(session)
        make.skill(session, course.id, "cv", names={"fr": "Rédiger un CV"})
        make.stored(
            session,
            course.id,
            make.document("cv.md", "A résumé lists what you did.", title="Write a CV", skills=("cv",), minutes=5),
            make.document("cv.fr.md", "Un CV dit ce que vous avez fait.", title="Le CV", language="fr", skills=("cv",)),
            make.document("pitch.md", "An elevator pitch takes a minute.", title="Pitch", kind="exercise", minutes=30),
        )
    sync.sync_course(database, engines, clock, course.id)
    return course.id


def titles(page: SearchPage) -> list[str]:
    return [hit.card.title for hit in page.hits]


class TestSearch:
    def test_a_hit_has_its_card_its_place_and_an_excerpt_without_markup(
        self, database: Database, engines: Engines, course_id: int
    ) -> None:
        with database.transaction(write=False) as session:
            page = search(session, engines, course_id, "elevator", language="en")
        hit = page.hits[0]
        assert (hit.card.title, hit.fragment, page.total) == ("Pitch", "p-0", 1)
        assert ("elevator", True) in hit.excerpt
        assert "".join(text for text, _ in hit.excerpt) == hit.text

    def test_skills_are_named_in_the_readers_language(
        self, database: Database, engines: Engines, course_id: int
    ) -> None:
        with database.transaction(write=False) as session:
            page = search(session, engines, course_id, "résumé lists", language="fr")
        assert page.hits[0].card.skills[0].name == "Rédiger un CV"

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            (SearchFilters(languages=frozenset({"fr"})), ["Le CV"]),
            (SearchFilters(kinds=frozenset({"exercise"})), ["Pitch"]),
            (SearchFilters(skills=frozenset({"cv"}), max_minutes=5, languages=frozenset({"en"})), ["Write a CV"]),
        ],
    )
    def test_filters_narrow(
        self, database: Database, engines: Engines, course_id: int, filters: SearchFilters, expected: list[str]
    ) -> None:
        with database.transaction(write=False) as session:
            page = search(session, engines, course_id, "cv minute fait did", language="en", filters=filters)
        assert titles(page) == expected

    def test_seen_and_not_seen(self, database: Database, engines: Engines, course_id: int, clock: StillClock) -> None:
        with database.transaction() as session:
            learner = people.user(session).id
            pitch = session.query(ResourceRow.public_id).filter_by(title="Pitch").scalar()
            seen, unseen = SearchFilters(seen=True), SearchFilters(seen=False)
            words = "minute résumé"
            nothing = search(session, engines, course_id, words, language="en", filters=seen, user_id=learner)
            progress.mark(session, learner, course_id, pitch, FeedbackKind.OPENED, clock.now())
            first = search(session, engines, course_id, words, language="en", filters=seen, user_id=learner)
            second = search(session, engines, course_id, words, language="en", filters=unseen, user_id=learner)
        assert titles(nothing) == []
        assert titles(first) == ["Pitch"]
        assert first.hits[0].card.opened
        assert "Pitch" not in titles(second)

    def test_what_was_hidden_a_moment_ago_is_not_shown(
        self, database: Database, engines: Engines, course_id: int, clock: StillClock
    ) -> None:
        with database.transaction() as session:
            pitch = session.query(ResourceRow.public_id).filter_by(title="Pitch").scalar()
            holdings.hide(session, course_id, pitch, clock.now())
            everybody = search(session, engines, course_id, "elevator", language="en")
            teacher = search(
                session, engines, course_id, "elevator", language="en", filters=SearchFilters(include_hidden=True)
            )
        assert titles(everybody) == []
        assert titles(teacher) == ["Pitch"]

    @pytest.mark.parametrize("text", ["", "   ", "\n\t"])
    def test_an_empty_search_finds_nothing(
        self, database: Database, engines: Engines, course_id: int, text: str
    ) -> None:
        with database.transaction(write=False) as session:
            assert search(session, engines, course_id, text, language="en") == SearchPage("")

    @pytest.mark.parametrize(
        "text",
        ['"', "AND OR NOT", "'; DROP TABLE resources; --", "🙂🙂", "a" * 1_000_000, "title:*", "((((", "\x00"],
        ids=["quote", "operators", "sql", "emoji", "megabyte", "field", "brackets", "nul"],
    )
    def test_nothing_typed_is_an_error(self, database: Database, engines: Engines, course_id: int, text: str) -> None:
        with database.transaction(write=False) as session:
            page = search(session, engines, course_id, text, language="en")
        assert len(page.text) <= LONGEST_QUERY

    def test_other_words_of_the_course_are_known(self, database: Database, engines: Engines, course_id: int) -> None:
        with database.transaction() as session:
            session.get_one(CourseContent, course_id).synonyms = {"lift": ["elevator"]}
        with database.transaction(write=False) as session:
            assert titles(search(session, engines, course_id, "lift", language="en")) == ["Pitch"]

    def test_an_index_that_cannot_answer_is_said(self, database: Database, tmp_path: Path, course_id: int) -> None:
        fake = FakeEngine()
        fake.status = EngineStatus.MISSING
        broken = Engines(tmp_path / "other", open_one=lambda _directory: fake)
        with database.transaction(write=False) as session:
            page = search(session, broken, course_id, "elevator", language="en")
        assert page.state is not None
        assert page.hits == ()

    def test_another_course_is_never_found(
        self, database: Database, engines: Engines, course_id: int, clock: StillClock
    ) -> None:
        with database.transaction() as session:
            other = people.course(session).id
            make.resource(session, other, "Secret", text="An elevator of another course.")
        sync.sync_course(database, engines, clock, other)
        with database.transaction(write=False) as session:
            assert titles(search(session, engines, course_id, "elevator", language="en")) == ["Pitch"]


class TestAssistantSource:
    @pytest.fixture
    def source(self, database: Database, engines: Engines) -> CatalogueSource:
        return CatalogueSource(database, engines, lambda name, place: f"/learn/resources/{name}#{place}")

    def scope(self, course_id: int) -> Scope:
        return Scope(tenant="1", course=str(course_id), person="1")

    def test_passages_come_with_the_address_of_their_place(self, source: CatalogueSource, course_id: int) -> None:
        found = source.find(self.scope(course_id), "What is an elevator pitch?", "en", 3)
        passage = found.passages[0]
        assert passage.text == "An elevator pitch takes a minute."
        assert passage.url == f"/learn/resources/{passage.resource_id}#p-0"
        assert found.coverage > 0.5
        assert found.degraded is None

    def test_hidden_passages_are_never_among_them(
        self, source: CatalogueSource, database: Database, course_id: int, clock: StillClock
    ) -> None:
        with database.transaction() as session:
            pitch = session.query(ResourceRow.public_id).filter_by(title="Pitch").scalar()
            holdings.hide(session, course_id, pitch, clock.now())
        assert source.find(self.scope(course_id), "elevator", "en", 3).passages == ()

    def test_no_words_find_nothing(self, source: CatalogueSource, course_id: int) -> None:
        assert source.find(self.scope(course_id), "  ", "en", 3).passages == ()

    def test_an_index_that_is_rebuilt_is_said(self, database: Database, tmp_path: Path, course_id: int) -> None:
        fake = FakeEngine()
        fake.status = EngineStatus.REBUILD_NEEDED
        broken = Engines(tmp_path / "other", open_one=lambda _directory: fake)
        found = CatalogueSource(database, broken, lambda name, place: name).find(
            self.scope(course_id), "elevator", "en", 3
        )
        assert found.degraded is not None
