"""Taking in what a source holds: compared by id, stored with its change records, nothing lost."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue.changes import last_sequence
from lti_tool.catalogue.import_models import ImportProblem, RunState
from lti_tool.catalogue.models import IndexChange, PassageRow, ResourceRow
from lti_tool.people.models import Course
from tests.factories import catalogue as make
from tests.factories import people


@pytest.fixture
def course(session: Session) -> Course:
    return people.course(session)


def rows(session: Session, course: Course) -> dict[str, ResourceRow]:
    found = session.scalars(select(ResourceRow).where(ResourceRow.course_id == course.id)).all()
    return {row.given_id: row for row in found}


def kinds(session: Session, course: Course) -> list[tuple[int, str]]:
    found = session.scalars(select(IndexChange).where(IndexChange.course_id == course.id)).all()
    return sorted((change.sequence, change.kind) for change in found)


def test_new_documents_become_resources_with_passages_and_changes(session: Session, course: Course) -> None:
    run = make.stored(session, course.id, make.document("a.md", skills=("cv",), minutes=7), make.document("b.md"))

    assert (run.added, run.updated, run.removed, run.state) == (2, 0, 0, RunState.DONE)
    row = rows(session, course)["a.md"]
    assert (row.title, row.skills, row.minutes, row.visible) == ("a", ["cv"], 7, True)
    assert [passage.text for passage in row.passages] == [make.CV]
    assert kinds(session, course) == [(1, "upsert"), (2, "upsert")]


def test_the_same_import_again_changes_nothing(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("a.md"))
    run = make.stored(session, course.id, make.document("a.md"))

    assert (run.added, run.updated, run.unchanged) == (0, 0, 1)
    assert last_sequence(session, course.id) == 1


def test_a_changed_document_replaces_its_passages_under_the_same_id(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("a.md"))
    before = rows(session, course)["a.md"].public_id
    run = make.stored(session, course.id, make.document("a.md", text="Something else altogether."))

    row = rows(session, course)["a.md"]
    assert run.updated == 1
    assert row.public_id == before
    assert [passage.text for passage in row.passages] == ["Something else altogether."]


def test_what_the_source_no_longer_holds_is_removed(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("a.md"), make.document("b.md"))
    run = make.stored(session, course.id, make.document("a.md"))

    assert run.removed == 1
    assert rows(session, course)["b.md"].removed_at is not None
    assert kinds(session, course)[-1] == (3, "remove")


def test_other_sources_of_the_course_are_left_alone(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("a.md"), origin="first")
    run = make.stored(session, course.id, make.document("a.md"), origin="second")

    assert (run.added, run.removed) == (1, 0)
    held = session.scalars(select(ResourceRow).where(ResourceRow.course_id == course.id)).all()
    assert len({row.public_id for row in held}) == 2


def test_a_file_that_broke_keeps_its_earlier_text(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("a.md"), make.document("b.pdf"))
    run = make.stored(session, course.id, make.document("a.md"), problems=[make.refused("b.pdf")])

    assert run.removed == 0
    assert rows(session, course)["b.pdf"].removed_at is None
    kept = session.scalars(select(ImportProblem).where(ImportProblem.severity == "note")).one()
    assert kept.parameters == {"count": 1}


def test_a_broken_line_keeps_what_json_lines_held_before(session: Session, course: Course) -> None:
    origin = "/content/all.jsonl"
    make.stored(session, course.id, make.document("one"), make.document("two"), origin=origin)
    run = make.stored(session, course.id, make.document("one"), origin=origin, problems=[make.refused("all.jsonl:2")])

    assert run.removed == 0


def test_nothing_read_removes_nothing_and_the_run_failed(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("a.md"))
    run = make.stored(session, course.id, problems=[make.refused("lessons")])

    assert (run.state, run.refused, run.removed) == (RunState.FAILED, 1, 0)
    assert rows(session, course)["a.md"].removed_at is None


def test_problems_are_kept_one_by_one_and_the_rest_goes_in(session: Session, course: Course) -> None:
    run = make.stored(
        session, course.id, make.document("a.md"), problems=[make.refused("b.pdf"), make.refused("c.pdf")]
    )

    assert (run.added, run.refused, run.state) == (1, 2, RunState.DONE)
    assert [problem.source for problem in run.problems] == ["b.pdf", "c.pdf"]


def test_an_id_of_a_line_is_the_public_id_in_the_whole_course(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("doc-1"), origin="/a/one.jsonl")
    run = make.stored(session, course.id, make.document("doc-1", text="Newer."), origin="/b/two.jsonl")

    assert (run.added, run.updated) == (0, 1)
    assert rows(session, course)["doc-1"].public_id == "doc-1"


def test_an_id_that_no_address_can_hold_gets_one_that_can(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("../a b?c"), origin="x.jsonl")

    row = rows(session, course)["../a b?c"]
    assert row.public_id.startswith("r")
    assert row.public_id.isalnum()


def test_the_same_document_twice_in_one_import_is_kept_once_and_said(session: Session, course: Course) -> None:
    run = make.stored(session, course.id, make.document("a.md"), make.document("a.md", text="Other words."))

    assert run.added == 1
    assert [problem.severity for problem in run.problems] == ["note"]
    assert rows(session, course)["a.md"].passages[0].text == make.CV


def test_hidden_stays_hidden_when_imported_again(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("a.md"))
    rows(session, course)["a.md"].visible = False
    session.flush()
    make.stored(session, course.id, make.document("a.md", text="Newer."))

    assert rows(session, course)["a.md"].visible is False


def test_skills_written_in_words_become_the_keys_of_the_course(session: Session, course: Course) -> None:
    make.skill(session, course.id, "cv-writing", names={"fr": "Rédiger un CV"})
    make.stored(session, course.id, make.document("a.md", skills=("rediger un cv", "Unheard of", "CV writing")))

    assert rows(session, course)["a.md"].skills == ["cv-writing", "Unheard of"]


def test_long_imports_go_in_parts(session: Session, course: Course) -> None:
    run = make.stored(session, course.id, *(make.document(f"{number}.md") for number in range(1201)))

    assert run.added == 1201
    assert last_sequence(session, course.id) == 1201
    assert len(session.scalars(select(PassageRow.id)).all()) == 1201


def test_courses_do_not_share_numbers_or_resources(session: Session, course: Course) -> None:
    other = people.course(session)
    make.stored(session, course.id, make.document("a.md"))
    make.stored(session, other.id, make.document("a.md"), make.document("b.md"))

    assert (last_sequence(session, course.id), last_sequence(session, other.id)) == (1, 2)
