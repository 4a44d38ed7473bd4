"""Undoing an import puts everything back as it was."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_tool.catalogue import runs, undo
from lti_tool.catalogue.import_models import ImportStep, RunState
from lti_tool.catalogue.models import IndexChange, ResourceRow
from lti_tool.errors import ConflictError, NotFoundError
from lti_tool.people.models import Course
from tests.factories import catalogue as make
from tests.factories import people


@pytest.fixture
def course(session: Session) -> Course:
    return people.course(session)


def held(session: Session, course: Course) -> dict[str, str]:
    rows = session.scalars(
        select(ResourceRow).where(ResourceRow.course_id == course.id, ResourceRow.removed_at.is_(None))
    )
    return {row.given_id: " ".join(passage.text for passage in row.passages) for row in rows}


def test_added_changed_and_removed_all_come_back(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("stays.md"), make.document("goes.md"))
    before = held(session, course)
    run = make.stored(session, course.id, make.document("stays.md", text="Changed."), make.document("new.md"))
    assert (run.added, run.updated, run.removed) == (1, 1, 1)

    assert undo.undo(session, course.id, run.id, make.STORED) == 3

    assert held(session, course) == before
    assert run.state == RunState.UNDONE
    changes = session.scalars(select(IndexChange.kind).order_by(IndexChange.sequence.desc()).limit(3)).all()
    assert sorted(changes) == ["remove", "upsert", "upsert"]


def test_importing_again_after_undo_brings_everything_back(session: Session, course: Course) -> None:
    run = make.stored(session, course.id, make.document("a.md"))
    undo.undo(session, course.id, run.id, make.STORED)
    again = make.stored(session, course.id, make.document("a.md"))

    assert again.updated == 1
    assert held(session, course) == {"a.md": make.CV}
    undo.undo(session, course.id, again.id, make.STORED)
    assert held(session, course) == {}


def test_only_the_last_import_can_be_undone(session: Session, course: Course) -> None:
    first = make.stored(session, course.id, make.document("a.md"), origin="one")
    second = make.stored(session, course.id, make.document("b.md"), origin="two")
    assert [report.can_undo for report in runs.recent(session, course.id)] == [True, False]

    with pytest.raises(ConflictError):
        undo.undo(session, course.id, first.id, make.STORED)
    undo.undo(session, course.id, second.id, make.STORED)
    undo.undo(session, course.id, first.id, make.STORED)
    assert held(session, course) == {}


def test_an_import_of_another_course_is_not_found(session: Session, course: Course) -> None:
    run = make.stored(session, course.id, make.document("a.md"))
    with pytest.raises(NotFoundError):
        undo.undo(session, people.course(session).id, run.id, make.STORED)


def test_an_import_that_changed_nothing_has_nothing_to_undo(session: Session, course: Course) -> None:
    make.stored(session, course.id, make.document("a.md"))
    make.stored(session, course.id, make.document("a.md"))
    assert undo.last_run(session, course.id) is None


def test_earlier_states_are_kept_for_the_last_imports_only(session: Session, course: Course) -> None:
    for number in range(undo.KEPT_RUNS + 2):
        make.stored(session, course.id, make.document("a.md", text=f"Version {number}."))
    undo.forget_old(session, course.id)
    kept = session.scalars(select(ImportStep.run_id).distinct()).all()
    assert len(kept) == undo.KEPT_RUNS
