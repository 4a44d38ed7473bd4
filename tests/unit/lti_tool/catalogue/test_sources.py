"""Importing files of this machine: read in a process of their own, stored, searchable at once."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from lti_tool.catalogue import runs, sources
from lti_tool.catalogue.batch_search import main_language, run_queries
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.finding import Asked, search
from lti_tool.db import Database
from lti_tool.errors import InvalidInputError
from tests.factories import people
from tests.fakes.clock import StillClock


@pytest.fixture
def engines(tmp_path: Path) -> Iterator[Engines]:
    made = Engines(tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def course_id(database: Database) -> int:
    with database.transaction() as session:
        return people.course(session).id


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "lessons"
    made.mkdir()
    (made / "cv.md").write_text("# Write a CV\n\nA CV lists what you did and what changed because of you.\n")
    (made / "pitch.md").write_text("# Pitch\n\nAn elevator pitch takes one minute and ends with a question.\n")
    (made / "broken.pdf").write_bytes(b"not a pdf")
    return made


def write_lines(path: Path, *rows: dict[str, str]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows))
    return path


def test_a_folder_goes_in_and_is_found_at_once(
    database: Database, engines: Engines, clock: StillClock, course_id: int, folder: Path
) -> None:
    told: list[tuple[str, int]] = []
    report = sources.import_paths(
        database, engines, clock, course_id, [folder], progress=lambda name, count: told.append((name, count))
    )
    assert (report.added, report.refused, report.state) == (2, 1, "done")
    assert [problem.source for problem in report.problems] == ["broken.pdf"]
    assert told[-1] == ("lessons", 2)
    with database.transaction(write=False) as session:
        page = search(session, engines, course_id, "elevator pitch", language="en")
    assert [hit.card.title for hit in page.hits] == ["pitch"]


def test_the_folder_again_updates_and_removes(
    database: Database, engines: Engines, clock: StillClock, course_id: int, folder: Path
) -> None:
    sources.import_paths(database, engines, clock, course_id, [folder])
    (folder / "pitch.md").unlink()
    (folder / "cv.md").write_text("# Write a CV\n\nKeep it to one page that a stranger can read in a minute.\n")
    report = sources.import_paths(database, engines, clock, course_id, [folder])
    assert (report.added, report.updated, report.removed) == (0, 1, 1)
    with database.transaction(write=False) as session:
        assert not search(session, engines, course_id, "elevator", language="en").hits
        assert search(session, engines, course_id, "stranger", language="en").hits


def test_several_paths_are_one_import(
    database: Database, engines: Engines, clock: StillClock, course_id: int, folder: Path
) -> None:
    report = sources.import_paths(database, engines, clock, course_id, [folder / "cv.md", folder / "pitch.md"])
    assert report.added == 2
    with database.transaction(write=False) as session:
        assert len(runs.recent(session, course_id)) == 1


def test_what_is_not_there_is_a_problem(
    database: Database, engines: Engines, clock: StillClock, course_id: int, tmp_path: Path
) -> None:
    report = sources.import_paths(database, engines, clock, course_id, [tmp_path / "nothing.md"])
    assert (report.stored, report.refused, report.state) == (0, 1, "failed")


class TestQueries:
    @pytest.fixture
    def lines(self, database: Database, engines: Engines, clock: StillClock, course_id: int, tmp_path: Path) -> Path:
        path = write_lines(
            tmp_path / "all.jsonl",
            {"id": "a b", "title": "CV", "text": "Un CV dit ce que vous avez fait dans votre vie."},
            {"id": "p", "title": "Pitch", "text": "Une présentation courte tient en une minute."},
        )
        sources.import_paths(database, engines, clock, course_id, [path], language="fr")
        return path

    def test_run_lines_name_documents_as_their_author_does(
        self, database: Database, engines: Engines, course_id: int, lines: Path, tmp_path: Path
    ) -> None:
        queries = write_lines(tmp_path / "q.jsonl", {"id": "1", "text": "cv"}, {"id": "2", "text": "presentation"})
        out = tmp_path / "out.run"
        with database.transaction(write=False) as session:
            assert run_queries(session, engines, course_id, queries, out, Asked("", "", limit=5)) == 2
        first, second = out.read_text().splitlines()
        assert first.startswith("1 Q0 a b 1 ")
        assert second.startswith("2 Q0 p 1 ")
        assert first.endswith(" boussole")
        assert main_language(engines, course_id) == "fr"

    def test_a_line_that_is_no_query_is_named(
        self, database: Database, engines: Engines, course_id: int, lines: Path, tmp_path: Path
    ) -> None:
        queries = tmp_path / "q.jsonl"
        queries.write_text('{"id": "1", "text": "cv"}\n\n[]\n')
        with database.transaction(write=False) as session, pytest.raises(InvalidInputError, match="Line 3"):
            run_queries(session, engines, course_id, queries, tmp_path / "out", Asked("", ""))

    def test_an_empty_course_is_taken_to_be_english(self, engines: Engines, course_id: int) -> None:
        assert main_language(engines, course_id) == "en"


class TestManyFiles:
    def test_files_read_together_stay_sources_of_their_own(self, folder: Path, tmp_path: Path) -> None:
        lines = write_lines(tmp_path / "a.jsonl", {"id": "x", "title": "X", "text": "Some words of a line."})
        (tmp_path / "other").mkdir()
        same_name = tmp_path / "other" / "cv.md"
        same_name.write_text("---\nskills: cv\n---\n\nAnother text under the same name.\n")
        paths = [
            folder / "cv.md",
            lines,
            folder / "broken.pdf",
            same_name,
            tmp_path / "missing.md",
            folder / "pitch.md",
        ]

        read = sources.read_paths(paths)

        assert [origin for origin, _ in read] == [str(path) for path in paths]
        documents = [[document.source for document in found.documents] for _, found in read]
        assert documents == [["cv.md"], ["x"], [], ["cv.md"], [], ["pitch.md"]]
        assert read[3][1].documents[0].skills == ("cv",)
        assert read[0][1].documents[0].section == ()
        problems = [[problem.source for problem in found.problems] for _, found in read]
        assert problems == [[], [], ["broken.pdf"], [], ["missing.md"], []]

    def test_a_file_gives_the_same_alone_and_among_others(self, folder: Path) -> None:
        ((_, alone),) = sources.read_paths([folder / "cv.md"])
        among = sources.read_paths([folder / "cv.md", folder / "pitch.md", folder / "broken.pdf"])[0][1]
        assert alone == among
