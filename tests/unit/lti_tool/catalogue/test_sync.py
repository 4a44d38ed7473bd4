"""The index follows the database: replayed, rebuilt, and never a reason to lose content."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from content_index.errors import DiskRefusedError, IndexBusyError, RebuildNeededError
from content_index.index import ChangeKind, EngineStatus
from lti_tool.catalogue import holdings, index_states, sync, undo
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import search
from lti_tool.catalogue.models import CourseContent, IndexChange, IndexState, ResourceRow
from lti_tool.db import Database
from lti_tool.errors import UnavailableError
from tests.factories import catalogue as make
from tests.factories import people
from tests.fakes.clock import StillClock
from tests.fakes.search_engine import FakeEngine


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    made = Engines(tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def fake() -> FakeEngine:
    return FakeEngine()


@pytest.fixture
def faked(tmp_path: Path, fake: FakeEngine) -> Engines:
    return Engines(tmp_path / "index", open_one=lambda _directory: fake)


@pytest.fixture
def course_id(database: Database) -> int:
    with database.transaction() as session:
        course = people.course(session)
        make.stored(
            session,
            course.id,
            make.document("cv.md", "A CV lists what you did.", title="Write a CV"),
            make.document("pitch.md", "An elevator pitch takes a minute.", title="Pitch"),
        )
        return course.id


def found(database: Database, engines: Engines, course_id: int, words: str) -> list[str]:
    with database.transaction(write=False) as session:
        return [hit.card.title for hit in search(session, engines, course_id, words, language="en").hits]


def public_id(session: Session, title: str) -> str:
    return session.query(ResourceRow.public_id).filter_by(title=title).scalar()


class TestWithWhoosh:
    def test_a_first_sync_makes_everything_searchable(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int
    ) -> None:
        assert sync.sync_course(database, engines, clock, course_id) == 2
        assert found(database, engines, course_id, "elevator") == ["Pitch"]

    def test_hidden_and_removed_are_no_longer_found(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int
    ) -> None:
        sync.sync_course(database, engines, clock, course_id)
        with database.transaction() as session:
            holdings.hide(session, course_id, public_id(session, "Pitch"), clock.now())
            holdings.remove(session, course_id, public_id(session, "Write a CV"), clock.now())
        sync.sync_course(database, engines, clock, course_id)

        assert engines.of(course_id).state().documents == 1
        assert found(database, engines, course_id, "elevator CV") == []
        with database.transaction() as session:
            holdings.show(session, course_id, public_id(session, "Pitch"), clock.now())
        sync.sync_course(database, engines, clock, course_id)
        assert found(database, engines, course_id, "elevator CV") == ["Pitch"]

    def test_an_undone_import_is_no_longer_found(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int
    ) -> None:
        sync.sync_course(database, engines, clock, course_id)
        with database.transaction() as session:
            run = undo.last_run(session, course_id)
            assert run is not None
            undo.undo(session, course_id, run.id, clock.now())
        sync.sync_course(database, engines, clock, course_id)
        assert engines.of(course_id).state().documents == 0

    def test_a_deleted_index_is_rebuilt_and_said(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int
    ) -> None:
        sync.sync_course(database, engines, clock, course_id)
        engines.drop(course_id)
        with database.transaction(write=False) as session:
            assert not index_states.report(session, engines, course_id, clock.now()).ready

        sync.sync_pending(database, engines, clock)

        assert found(database, engines, course_id, "elevator") == ["Pitch"]
        with database.transaction(write=False) as session:
            report = index_states.report(session, engines, course_id, clock.now())
        assert (report.ready, report.rebuild_reason) == (True, "The search index was missing.")

    def test_a_corrupt_index_is_rebuilt(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int
    ) -> None:
        sync.sync_course(database, engines, clock, course_id)
        engines.close()
        for path in engines.directory(course_id).rglob("*"):
            if path.is_file():
                path.write_bytes(b"not an index")

        sync.check_all(database, engines, clock)

        assert found(database, engines, course_id, "elevator") == ["Pitch"]

    def test_an_index_ahead_of_a_database_that_was_brought_back_is_built_anew(
        self, database: Database, engines: Engines, clock: StillClock, course_id: int
    ) -> None:
        sync.sync_course(database, engines, clock, course_id)
        with database.transaction() as session:
            before = session.get_one(CourseContent, course_id).sequence
            make.resource(session, course_id, "Letter", text="A letter says why.")
        sync.sync_course(database, engines, clock, course_id)
        with database.transaction() as session:  # the copy of the database is from before the letter
            session.execute(delete(IndexChange).where(IndexChange.sequence > before))
            session.execute(delete(ResourceRow).where(ResourceRow.title == "Letter"))
            session.get_one(CourseContent, course_id).sequence = before

        sync.sync_pending(database, engines, clock)

        assert found(database, engines, course_id, "letter says why") == []
        assert engines.of(course_id).state().sequence == before
        with database.transaction(write=False) as session:
            report = index_states.report(session, engines, course_id, clock.now())
        assert report.rebuild_reason == "The search index knew changes that the database does not."

    def test_threads_share_one_engine_per_course(self, engines: Engines) -> None:
        seen: list[int] = []
        threads = [threading.Thread(target=lambda: seen.append(id(engines.of(7)))) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(set(seen)) == 1
        assert engines.of(8) is not engines.of(7)


class TestWhenWritingFails:
    def test_a_full_disk_is_noted_and_tried_again(
        self, database: Database, faked: Engines, fake: FakeEngine, clock: StillClock, course_id: int
    ) -> None:
        fake.failures = [DiskRefusedError(reason="No space left on device")]

        with pytest.raises(UnavailableError, match="cannot be searched yet"):
            sync.sync_course(database, faked, clock, course_id)

        with database.transaction(write=False) as session:
            report = index_states.report(session, faked, course_id, clock.advance(seconds=90))
        assert (report.waiting, report.age_seconds > 60) == (2, True)
        assert "No space left on device" in str(report.reason)

        assert sync.sync_pending(database, faked, clock) == [course_id]
        with database.transaction(write=False) as session:
            report = index_states.report(session, faked, course_id, clock.now())
        assert (report.waiting, str(report.message)) == (0, index_states.UP_TO_DATE)

    def test_another_writer_is_no_problem_to_report(
        self, database: Database, faked: Engines, fake: FakeEngine, clock: StillClock, course_id: int
    ) -> None:
        fake.failures = [IndexBusyError()]
        with pytest.raises(UnavailableError):
            sync.sync_course(database, faked, clock, course_id)
        with database.transaction(write=False) as session:
            assert session.get(IndexState, (course_id, faked.place)) is None

    def test_damage_found_while_writing_leads_to_a_rebuild(
        self, database: Database, faked: Engines, fake: FakeEngine, clock: StillClock, course_id: int
    ) -> None:
        fake.failures = [RebuildNeededError(reason="The search index on disk is damaged.")]
        sync.sync_course(database, faked, clock, course_id)
        assert (fake.rebuilt, len(fake.held)) == (1, 2)

    def test_an_older_schema_is_rebuilt_and_a_rebuild_that_fails_is_noted(
        self, database: Database, faked: Engines, fake: FakeEngine, clock: StillClock, course_id: int
    ) -> None:
        fake.status, fake.reason = EngineStatus.REBUILD_NEEDED, "The index was made by another version."
        fake.failures = [DiskRefusedError(reason="Read-only file system")]
        with database.transaction(write=False) as session:
            assert "another version" in str(index_states.report(session, faked, course_id, clock.now()).reason)
        with pytest.raises(UnavailableError):
            sync.sync_course(database, faked, clock, course_id)
        sync.sync_course(database, faked, clock, course_id)
        with database.transaction(write=False) as session:
            report = index_states.report(session, faked, course_id, clock.now())
        assert report.rebuild_reason == "The index was made by another version."

    def test_one_course_that_fails_does_not_stop_the_others(
        self, database: Database, tmp_path: Path, clock: StillClock, course_id: int
    ) -> None:
        with database.transaction() as session:
            other = people.course(session).id
            make.stored(session, other, make.document())
        fakes = {str(course_id): FakeEngine(), str(other): FakeEngine()}
        fakes[str(course_id)].failures = [DiskRefusedError(reason="full")]
        engines = Engines(tmp_path / "index", open_one=lambda directory: fakes[directory.name])

        assert sync.sync_pending(database, engines, clock) == [other]
        fakes[str(other)].failures = [DiskRefusedError(reason="full")]
        assert sync.tidy(database, engines) == 1
        fakes[str(other)].failures = [DiskRefusedError(reason="full")]
        sync.check_all(database, engines, clock)
        assert [fakes[str(course_id)].checks, fakes[str(other)].checks] == [1, 0]


class TestReplay:
    def test_a_change_is_replayed_as_what_the_database_says_now(
        self, database: Database, faked: Engines, fake: FakeEngine, clock: StillClock, course_id: int
    ) -> None:
        with database.transaction() as session:
            name = public_id(session, "Pitch")
            holdings.hide(session, course_id, name, clock.now())
            holdings.remove(session, course_id, name, clock.now())
        sync.sync_course(database, faked, clock, course_id)
        kinds = {change.resource_id: change.kind for change in fake.applied[0]}
        assert kinds[name] is ChangeKind.REMOVE
        assert fake.sequence == 4

    def test_what_is_up_to_date_is_left_alone(
        self, database: Database, faked: Engines, fake: FakeEngine, clock: StillClock, course_id: int
    ) -> None:
        assert sync.sync_pending(database, faked, clock) == [course_id]
        assert sync.sync_pending(database, faked, clock) == []
        assert len(fake.applied) == 1

    def test_progress_is_told(self, database: Database, faked: Engines, clock: StillClock, course_id: int) -> None:
        told: list[tuple[int, int]] = []
        sync.sync_course(database, faked, clock, course_id, progress=lambda done, total: told.append((done, total)))
        assert told == [(2, 2)]

    def test_a_new_index_can_be_asked_for(
        self, database: Database, faked: Engines, fake: FakeEngine, clock: StillClock, course_id: int
    ) -> None:
        assert sync.rebuild(database, faked, clock, course_id) == 2
        assert fake.rebuilt == 1

    def test_the_oldest_change_that_waits_is_known_over_all_courses(
        self, database: Database, faked: Engines, clock: StillClock, course_id: int
    ) -> None:
        with database.transaction(write=False) as session:
            assert index_states.oldest_waiting(session, make.STORED) == 0
            clock.set(make.STORED)
            assert index_states.oldest_waiting(session, clock.advance(seconds=30)) == 30
        sync.sync_course(database, faked, clock, course_id)
        with database.transaction(write=False) as session:
            assert index_states.oldest_waiting(session, clock.now()) == 0

    def test_an_empty_course_says_what_to_do(self, session: Session, faked: Engines, clock: StillClock) -> None:
        report = index_states.report(session, faked, people.course(session).id, clock.now())
        assert (report.ready, report.message.text) == (True, index_states.EMPTY)

    def test_an_index_that_is_up_to_date_is_not_noted_again(
        self, database: Database, faked: Engines, clock: StillClock, course_id: int
    ) -> None:
        sync.sync_course(database, faked, clock, course_id)
        first = clock.now()
        clock.advance(hours=1)
        sync.sync_course(database, faked, clock, course_id)
        with database.transaction(write=False) as session:
            assert index_states.report(session, faked, course_id, clock.now()).applied_at == first
