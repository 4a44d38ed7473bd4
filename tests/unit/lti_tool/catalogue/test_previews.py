"""An import is seen before it is stored, can be dropped at any moment, and survives its reader."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_tool.catalogue import holdings, previews, reading_runs
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.import_models import ImportRun, RunState
from lti_tool.catalogue.staging import Staging
from lti_tool.db import Database
from lti_tool.errors import ConflictError, InvalidInputError, NotFoundError
from lti_tool.http import Response
from tests.factories import catalogue as make
from tests.factories import people
from tests.fakes.clock import StillClock
from tests.fakes.doors import AppDoor


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    made = Engines(tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path / "intake")


@pytest.fixture
def door() -> AppDoor:
    return AppDoor({})


@pytest.fixture
def course_id(database: Database) -> int:
    with database.transaction() as session:
        return people.course(session).id


def send(database: Database, staging: Staging, clock: StillClock, course_id: int, folder: Path, **files: str) -> int:
    paths = []
    for name, text in files.items():
        path = folder / f"{name}.md"
        path.write_text(text)
        paths.append(path)
    with database.transaction() as session:
        return previews.send_files(session, staging, course_id, paths, now=clock.now(), by=None)


def seen(database: Database, course_id: int, run_id: int) -> previews.Preview:
    with database.transaction(write=False) as session:
        return previews.preview(session, course_id, run_id)


def titles(database: Database, course_id: int) -> list[str]:
    with database.transaction(write=False) as session:
        return [card.title for card in holdings.resources(session, course_id, "en")]


CV = "A CV lists what you did, the newest first."
PITCH = "An elevator pitch takes a minute and ends with a question."


class TestFiles:
    def test_nothing_is_stored_before_somebody_confirms(
        self,
        database: Database,
        engines: Engines,
        staging: Staging,
        door: AppDoor,
        clock: StillClock,
        course_id: int,
        tmp_path: Path,
    ) -> None:
        run_id = send(database, staging, clock, course_id, tmp_path, cv=CV, pitch=PITCH)
        assert seen(database, course_id, run_id).state == "waiting"
        with pytest.raises(ConflictError, match="still being read"):
            previews.confirm(database, engines, clock, staging, course_id, run_id)

        assert reading_runs.read_waiting(database, staging, door, clock) == 1

        shown = seen(database, course_id, run_id)
        assert (shown.state, shown.total, shown.new, shown.changed) == ("preview", 2, 2, 0)
        assert [(item.title, item.language, item.change) for item in shown.items] == [
            ("cv", "en", "new"),
            ("pitch", "en", "new"),
        ]
        assert titles(database, course_id) == []

        report = previews.confirm(database, engines, clock, staging, course_id, run_id)

        assert (report.added, report.state, report.can_undo) == (2, "done", True)
        assert titles(database, course_id) == ["cv", "pitch"]
        assert engines.of(course_id).state().documents == 2
        assert staging.runs() == []
        with pytest.raises(ConflictError, match="already"):
            previews.confirm(database, engines, clock, staging, course_id, run_id)

    def test_a_preview_tells_new_from_changed_and_names_problems(
        self, database: Database, staging: Staging, door: AppDoor, clock: StillClock, course_id: int, tmp_path: Path
    ) -> None:
        with database.transaction() as session:
            make.stored(session, course_id, make.document("cv.md", "Old text."), origin="upload:cv.md")
        run_id = send(database, staging, clock, course_id, tmp_path, cv=CV, empty="", pitch=PITCH)
        reading_runs.read_waiting(database, staging, door, clock)
        shown = seen(database, course_id, run_id)
        assert [(item.title, item.change) for item in shown.items] == [("cv", "changed"), ("pitch", "new")]
        assert [(problem.source, problem.severity) for problem in shown.problems] == [("empty.md", "refused")]

    def test_skills_are_guessed_beside_those_a_document_names(
        self, database: Database, staging: Staging, door: AppDoor, clock: StillClock, course_id: int, tmp_path: Path
    ) -> None:
        with database.transaction() as session:
            for key, name in (("cv", "Writing a CV"), ("pitch", "Elevator pitch"), ("pay", "Negotiating pay")):
                make.skill(session, course_id, key, names={"en": name})
        named = f"---\nskills: pitch\n---\n# The elevator pitch\n\n{PITCH}"
        run_id = send(database, staging, clock, course_id, tmp_path, cv=f"# Writing a CV\n\n{CV}", pitch=named)
        reading_runs.read_waiting(database, staging, door, clock)
        shown = seen(database, course_id, run_id)
        assert [(item.skills, item.guessed) for item in shown.items] == [((), ("cv",)), (("pitch",), ())]
        with database.transaction(write=False) as session:
            assert holdings.resources(session, course_id, "en") == ()

    def test_what_would_go_is_named(
        self, database: Database, staging: Staging, door: AppDoor, clock: StillClock, course_id: int, tmp_path: Path
    ) -> None:
        with database.transaction() as session:
            both = [make.document("one"), make.document("two", title="Second")]
            make.stored(session, course_id, *both, origin="upload:all.jsonl")
        path = tmp_path / "all.jsonl"
        path.write_text('{"id": "one", "title": "One", "text": "Only one is left."}')
        with database.transaction() as session:
            run_id = previews.send_files(session, staging, course_id, [path], now=clock.now(), by=None)
        reading_runs.read_waiting(database, staging, door, clock)
        assert seen(database, course_id, run_id).removed == ("Second",)

    def test_it_can_be_dropped_before_and_after_reading(
        self, database: Database, staging: Staging, door: AppDoor, clock: StillClock, course_id: int, tmp_path: Path
    ) -> None:
        first = send(database, staging, clock, course_id, tmp_path, cv=CV)
        second = send(database, staging, clock, course_id, tmp_path, pitch=PITCH)
        with database.transaction() as session:
            previews.cancel(session, staging, course_id, first, clock.now())
        assert reading_runs.read_waiting(database, staging, door, clock) == 1
        with database.transaction() as session:
            previews.cancel(session, staging, course_id, second, clock.now())
        assert seen(database, course_id, second).state == "cancelled"
        assert staging.runs() == []
        with database.transaction() as session, pytest.raises(ConflictError):
            previews.cancel(session, staging, course_id, second, clock.now())

    def test_what_was_read_and_is_gone_has_to_be_sent_again(
        self,
        database: Database,
        engines: Engines,
        staging: Staging,
        door: AppDoor,
        clock: StillClock,
        course_id: int,
        tmp_path: Path,
    ) -> None:
        run_id = send(database, staging, clock, course_id, tmp_path, cv=CV)
        reading_runs.read_waiting(database, staging, door, clock)
        staging.drop(run_id)
        with pytest.raises(ConflictError, match="Send the files again"):
            previews.confirm(database, engines, clock, staging, course_id, run_id)

    def test_another_course_cannot_see_or_decide(
        self, database: Database, staging: Staging, clock: StillClock, course_id: int, tmp_path: Path
    ) -> None:
        run_id = send(database, staging, clock, course_id, tmp_path, cv=CV)
        with database.transaction() as session:
            other = people.course(session).id
            with pytest.raises(NotFoundError):
                previews.preview(session, other, run_id)
            with pytest.raises(NotFoundError):
                previews.cancel(session, staging, other, run_id, clock.now())


class TestReading:
    def test_a_reader_that_died_is_followed_by_another(
        self, database: Database, staging: Staging, door: AppDoor, clock: StillClock, course_id: int, tmp_path: Path
    ) -> None:
        run_id = send(database, staging, clock, course_id, tmp_path, cv=CV)
        with database.transaction() as session:
            run = session.get_one(ImportRun, run_id)
            run.state, run.touched_at = RunState.RUNNING, clock.now()
        assert reading_runs.read_waiting(database, staging, door, clock) == 0
        clock.advance(minutes=6)
        assert reading_runs.read_waiting(database, staging, door, clock) == 1
        assert seen(database, course_id, run_id).state == "preview"

    def test_a_reading_that_goes_wrong_is_said_and_does_not_stop_the_next(
        self, database: Database, staging: Staging, door: AppDoor, clock: StillClock, course_id: int, tmp_path: Path
    ) -> None:
        broken = send(database, staging, clock, course_id, tmp_path, cv=CV)
        fine = send(database, staging, clock, course_id, tmp_path, pitch=PITCH)
        staging.drop(broken)
        (staging.root / str(broken)).write_text("a file where the folder should be")
        assert reading_runs.read_waiting(database, staging, door, clock) == 2
        assert [seen(database, course_id, run_id).state for run_id in (broken, fine)] == ["failed", "preview"]

    def test_progress_is_told_and_a_dropped_import_ends_its_reading(
        self, database: Database, staging: Staging, clock: StillClock, course_id: int
    ) -> None:
        with database.transaction() as session:
            run_id = previews.send_address(session, course_id, "https://a.example/x", now=clock.now(), by=None)
        told: list[previews.Preview] = []

        class SlowDoor(AppDoor):
            """Time passes; meanwhile somebody drops the import."""

            def get(self, url: str, **more: object) -> Response:
                told.append(seen(database, course_id, run_id))
                with database.transaction() as session:
                    previews.cancel(session, staging, course_id, run_id, clock.now())
                clock.advance(seconds=2)
                feed = (
                    b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                    b"<url><loc>https://a.example/1</loc></url></urlset>"
                )
                return Response(200, url, body=feed)

        clock.advance(seconds=2)
        door = SlowDoor({})
        assert reading_runs.read_waiting(database, staging, door, clock) == 1
        assert len(told) == 1
        assert seen(database, course_id, run_id).state == "cancelled"
        assert staging.runs() == []

    def test_previews_nobody_decides_about_are_dropped(
        self, database: Database, staging: Staging, door: AppDoor, clock: StillClock, course_id: int, tmp_path: Path
    ) -> None:
        old = send(database, staging, clock, course_id, tmp_path, cv=CV)
        reading_runs.read_waiting(database, staging, door, clock)
        clock.advance(days=3)
        new = send(database, staging, clock, course_id, tmp_path, pitch=PITCH)
        reading_runs.sweep(database, staging, clock)
        assert staging.runs() == [new]
        with database.transaction(write=False) as session:
            states = dict(session.execute(select(ImportRun.id, ImportRun.state)).all())
        assert states == {old: RunState.CANCELLED, new: RunState.WAITING}


class TestAddresses:
    def test_what_an_address_gives_is_previewed_with_its_problems(
        self, database: Database, staging: Staging, clock: StillClock, course_id: int
    ) -> None:
        with database.transaction() as session:
            run_id = previews.send_address(session, course_id, " https://a.example/x ", now=clock.now(), by=None)
        door = AppDoor({}, failures=[Response(401, "https://a.example/x")])
        reading_runs.read_waiting(database, staging, door, clock)
        shown = seen(database, course_id, run_id)
        assert (shown.source, shown.state, shown.total) == ("https://a.example/x", "preview", 0)
        assert "sign in" in str(shown.problems[0].message)

    @pytest.mark.parametrize("address", ["", "ftp://a.example", "example.org", "https://" + "a" * 1000])
    def test_what_is_no_address_is_refused(self, database: Database, course_id: int, address: str) -> None:
        with database.transaction() as session, pytest.raises(InvalidInputError):
            previews.send_address(session, course_id, address, now=make.STORED, by=None)
