"""A library's content is found, suggested and read in the courses that offer it, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from lti_tool.catalogue import holdings, libraries, profiles, progress, skills, sync
from lti_tool.catalogue.assistant_source import CatalogueSource
from lti_tool.catalogue.candidates import Pools
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import SearchFilters, search
from lti_tool.catalogue.learner_models import FeedbackKind
from lti_tool.catalogue.pathing import path
from lti_tool.catalogue.reading import open_resource
from lti_tool.catalogue.recommending import note_shown, recommendations
from lti_tool.db import Database
from lti_tool.errors import InvalidInputError, NotFoundError
from lti_tool.people.models import Course
from tests.factories import catalogue as make
from tests.factories import gradebook, people
from tests.fakes.clock import StillClock
from widget.conversation import Scope

NOW = make.STORED


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    made = Engines(tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def course_id(database: Database) -> int:
    """A course of its own with one lesson, and no library yet."""
    with database.transaction() as session:
        course = people.course(session).id
        make.skill(session, course, "cv", names={"fr": "Rédiger un CV"})
        make.resource(session, course, "Write a CV", source="cv.md", skills=("cv",))
        return course


@pytest.fixture
def library_id(database: Database, engines: Engines, clock: StillClock, course_id: int) -> int:
    """A library of two lessons, one of them hidden; its skill needs the course's."""
    with database.transaction() as session:
        library = people.course(session).id
        make.skill(session, library, "interviews", "cv", names={"fr": "Entretiens"})
        make.skill(session, library, "cv", name="Somebody else's word for it")
        make.resource(
            session, library, "Three stories", text="Prepare three stories for an interview.", skills=("interviews",)
        )
        hidden = make.resource(session, library, "Draft", text="A draft about stories that nobody may see.")
        holdings.hide(session, library, hidden.public_id, NOW)
        libraries.share(session, library, "Job interviews", description="For all faculties", now=NOW)
    for held in (course_id, library):
        sync.sync_course(database, engines, clock, held)
    return library


@pytest.fixture
def offered(database: Database, course_id: int, library_id: int) -> int:
    with database.transaction() as session:
        libraries.attach(session, course_id, library_id, by=None, now=NOW)
    return library_id


def titles(database: Database, engines: Engines, course_id: int, words: str, **filters: bool) -> list[str]:
    with database.transaction(write=False) as session:
        page = search(session, engines, course_id, words, language="en", filters=SearchFilters(**filters))
    return [hit.card.title for hit in page.hits]


def named(session: Session, title: str) -> str:
    return next(row.public_id for row in session.query(make.ResourceRow).filter_by(title=title))


class TestReading:
    def test_a_library_is_found_where_it_is_offered_with_its_name(
        self, database: Database, engines: Engines, course_id: int, library_id: int
    ) -> None:
        assert titles(database, engines, course_id, "stories") == []
        with database.transaction() as session:
            libraries.attach(session, course_id, library_id, by=None, now=NOW)
        with database.transaction(write=False) as session:
            page = search(session, engines, course_id, "stories", language="fr")
        assert [(hit.card.title, hit.card.library) for hit in page.hits] == [("Three stories", "Job interviews")]
        assert page.hits[0].card.skills[0].name == "Entretiens"

    def test_what_the_library_hides_is_hidden_from_everybody(
        self, database: Database, engines: Engines, course_id: int, offered: int
    ) -> None:
        assert "Draft" not in titles(database, engines, course_id, "draft stories", include_hidden=True)
        with database.transaction(write=False) as session:
            with pytest.raises(NotFoundError):
                open_resource(session, course_id, named(session, "Draft"), language="en", learner=False)
            assert open_resource(session, course_id, named(session, "Three stories"), language="en").card.library

    def test_a_library_taken_away_is_gone_at_once(
        self, database: Database, engines: Engines, course_id: int, offered: int
    ) -> None:
        with database.transaction() as session:
            libraries.detach(session, course_id, offered)
            libraries.detach(session, course_id, offered)
            with pytest.raises(NotFoundError):
                open_resource(session, course_id, named(session, "Three stories"), language="en")
        assert titles(database, engines, course_id, "stories") == []

    def test_the_assistant_quotes_it(self, database: Database, engines: Engines, course_id: int, offered: int) -> None:
        source = CatalogueSource(database, engines, lambda name, place: f"/learn/resources/{name}#{place}")
        scope = Scope(tenant="1", course=str(course_id), person="1")
        assert [one.title for one in source.find(scope, "prepare three stories", "en", 3).passages] == ["Three stories"]

    def test_of_one_id_the_course_s_own_is_meant(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int, offered: int
    ) -> None:
        with database.transaction() as session:
            for held, title in ((course_id, "Our letter"), (offered, "Their letter")):
                given = make.document("l.md", "A letter says why you.", title=title, metadata={"id": "letter"})
                make.stored(session, held, given, origin="letters")
        for held in (course_id, offered):
            sync.sync_course(database, engines, clock, held)
        assert titles(database, engines, course_id, "letter says why") == ["Our letter"]
        with database.transaction(write=False) as session:
            names = [card.title for card in holdings.resources(session, course_id, "en", learners_only=True)]
            pool = Pools().of(session, course_id, NOW)
        assert sorted(names) == ["Our letter", "Three stories", "Write a CV"]
        assert sum(candidate.id == "letter" for candidate in pool.pool.candidates) == 1

    def test_teachers_of_the_course_cannot_change_it(self, database: Database, course_id: int, offered: int) -> None:
        with database.transaction() as session:
            name = named(session, "Three stories")
            assert [card.title for card in holdings.resources(session, course_id, "en")] == ["Write a CV"]
            with pytest.raises(NotFoundError):
                holdings.hide(session, course_id, name, NOW)


class TestLearning:
    def test_a_path_goes_through_course_and_library(
        self, database: Database, engines: Engines, course_id: int, offered: int
    ) -> None:
        with database.transaction() as session:
            learner = people.user(session).id
            answers = profiles.GoalAnswers(skills=["interviews"])
            profiles.save_goal(session, learner, course_id, answers, NOW)
            page = path(session, Pools(), engines, learner, course_id, language="en", now=NOW)
        assert [step.skill.key for step in page.steps] == ["cv", "interviews"]
        assert page.steps[0].skill.name == "Cv"
        assert page.steps[1].items[0].card.library == "Job interviews"

    def test_suggestions_come_from_it_and_marks_count_in_every_course(
        self, database: Database, engines: Engines, course_id: int, offered: int
    ) -> None:
        with database.transaction() as session:
            learner, second = people.user(session).id, people.course(session).id
            libraries.attach(session, second, offered, by=None, now=NOW)
            pools = Pools()

            def listed(course: int) -> list[str]:
                found = recommendations(session, pools, engines, learner, course, language="en", now=NOW)
                note_shown(session, learner, course, found, NOW)
                return [item.card.title for item in found]

            assert set(listed(course_id)) == {"Write a CV", "Three stories"}
            assert listed(second) == ["Three stories"]
            progress.mark(session, learner, course_id, named(session, "Three stories"), FeedbackKind.DONE, NOW)
            assert "Three stories" not in listed(second)
            reading = open_resource(session, second, named(session, "Three stories"), language="en", user_id=learner)
            assert reading.card.done

    def test_a_change_in_the_library_changes_the_lists(
        self, database: Database, engines: Engines, course_id: int, offered: int
    ) -> None:
        pools = Pools()
        with database.transaction() as session:
            assert len(pools.of(session, course_id, NOW).resources) == 2
            make.resource(session, offered, "One more")
            assert len(pools.of(session, course_id, NOW).resources) == 3
            libraries.detach(session, course_id, offered)
            assert len(pools.of(session, course_id, NOW).resources) == 1

    def test_its_skills_can_be_goals(self, database: Database, course_id: int, offered: int) -> None:
        with database.transaction(write=False) as session:
            assert [skill.name for skill in skills.named(session, course_id, "fr")] == ["Entretiens", "Rédiger un CV"]


class TestSharing:
    def test_instructors_take_what_is_open_to_their_platform(
        self, database: Database, course_id: int, library_id: int
    ) -> None:
        with database.transaction() as session:
            assert [one.name for one in libraries.offered(session, course_id)] == ["Job interviews"]
            assert [one.name for one in libraries.offered(session, library_id)] == []
            libraries.share(session, library_id, "Job interviews", is_open=False, now=NOW)
            assert libraries.offered(session, course_id) == ()
            with pytest.raises(NotFoundError):
                libraries.attach(session, course_id, library_id, by=None, now=NOW)
            libraries.attach(session, course_id, library_id, by=None, now=NOW, by_administrator=True)
            [one] = libraries.offered(session, course_id)
        assert (one.attached, one.resources, one.courses) == (True, 1, 1)

    def test_a_library_of_another_platform_is_not_offered(
        self, database: Database, course_id: int, library_id: int
    ) -> None:
        with database.transaction() as session:
            platform = gradebook.platform(session).id
            libraries.share(session, library_id, "Job interviews", platform_id=platform, now=NOW)
            assert libraries.offered(session, course_id) == ()
            session.get_one(Course, course_id).platform_id = platform
            session.flush()
            assert len(libraries.offered(session, course_id)) == 1

    def test_a_course_takes_no_more_than_searches_can_bear(
        self, database: Database, course_id: int, library_id: int
    ) -> None:
        with database.transaction() as session:
            for number in range(libraries.MOST):
                other = people.course(session).id
                libraries.share(session, other, f"Library {number}", now=NOW)
                libraries.attach(session, course_id, other, by=None, now=NOW)
                libraries.attach(session, course_id, other, by=None, now=NOW)
            with pytest.raises(InvalidInputError):
                libraries.attach(session, course_id, library_id, by=None, now=NOW)

    def test_a_course_cannot_read_itself(self, database: Database, library_id: int) -> None:
        with database.transaction() as session, pytest.raises(InvalidInputError):
            libraries.attach(session, library_id, library_id, by=None, now=NOW, by_administrator=True)

    def test_withdrawing_takes_it_out_of_every_course_and_keeps_the_content(
        self, database: Database, engines: Engines, course_id: int, offered: int
    ) -> None:
        with database.transaction() as session:
            libraries.withdraw(session, offered, NOW)
            assert libraries.every(session) == ()
            assert libraries.offered(session, course_id) == ()
            with pytest.raises(NotFoundError):
                libraries.attach(session, course_id, offered, by=None, now=NOW, by_administrator=True)
        assert titles(database, engines, course_id, "stories") == []
        assert titles(database, engines, offered, "stories") == ["Three stories"]
        with database.transaction() as session:
            libraries.restore(session, offered)
            with pytest.raises(NotFoundError):
                libraries.withdraw(session, course_id, NOW)
        assert titles(database, engines, course_id, "stories") == ["Three stories"]

    @pytest.mark.parametrize(("name", "description"), [("", ""), ("  ", ""), ("x" * 201, ""), ("fine", "x" * 2001)])
    def test_names_and_descriptions_have_a_length(
        self, database: Database, course_id: int, name: str, description: str
    ) -> None:
        with database.transaction() as session, pytest.raises(InvalidInputError):
            libraries.share(session, course_id, name, description=description, now=NOW)
