"""What is written in exercises: kept, private until shared, counted once when it is finished."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from lti_tool.conversations.exercise_notes import DatabaseExerciseNotes, shared_runs
from lti_tool.db import Database
from lti_tool.gradebook.models import Interaction, InteractionKind
from tests.factories import people
from tests.fakes.clock import StillClock
from widget.conversation import Scope
from widget.ports import ExerciseRun


@pytest.fixture
def notes(database: Database, clock: StillClock) -> DatabaseExerciseNotes:
    return DatabaseExerciseNotes(database, clock)


@pytest.fixture
def classmates(database: Database) -> tuple[Scope, Scope]:
    with database.transaction() as session:
        course = people.course(session)
        one, two = (people.learner(session, course) for _ in range(2))
        return tuple(Scope("", str(course.id), str(row.user_id)) for row in (one, two))  # type: ignore[return-value]


def counted(database: Database) -> list[InteractionKind]:
    with database.transaction(write=False) as session:
        return list(session.scalars(select(Interaction.kind)))


def test_nothing_is_there_before_it_is_written(notes, classmates) -> None:
    assert notes.read(classmates[0], "worry-time") is None


def test_the_latest_writing_is_kept_for_its_writer_alone(notes, classmates) -> None:
    learner, other = classmates
    notes.save(learner, "worry-time", ["first", ""], finished=False)
    notes.save(learner, "worry-time", ["better", "and more"], finished=False)
    assert notes.read(learner, "worry-time") == ExerciseRun("worry-time", ("better", "and more"))
    assert notes.read(other, "worry-time") is None
    assert notes.read(learner, "values") is None


def test_the_first_finish_counts_and_no_other(notes, classmates, database) -> None:
    learner = classmates[0]
    notes.save(learner, "worry-time", ["x"], finished=False)
    assert counted(database) == []
    assert notes.save(learner, "worry-time", ["x"], finished=True).finished
    assert notes.save(learner, "worry-time", ["y"], finished=False).finished
    notes.save(learner, "worry-time", ["z"], finished=True)
    assert counted(database) == [InteractionKind.EXERCISE_FINISHED]


def test_an_empty_exercise_is_not_finished(notes, classmates, database) -> None:
    assert not notes.save(classmates[0], "worry-time", ["", "  "], finished=True).finished
    assert counted(database) == []


def test_a_visitor_of_an_embedded_page_counts_for_no_course(notes, classmates, database) -> None:
    with database.transaction() as session:
        visitor = Scope("site:acme", classmates[0].course, str(people.user(session).id))
    assert notes.save(visitor, "worry-time", ["x"], finished=True).finished
    assert counted(database) == []


def test_finishing_twice_at_once_counts_once(notes, classmates, database) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: notes.save(classmates[0], "values", ["x"], finished=True), range(6)))
    assert counted(database) == [InteractionKind.EXERCISE_FINISHED]


def test_sharing_is_by_item_and_can_be_taken_back(notes, classmates, database, clock) -> None:
    learner = classmates[0]
    for exercise in ("worry-time", "values", "letter"):
        notes.save(learner, exercise, ["x"], finished=False)
    assert notes.share(learner, "worry-time", shared=True).shared
    clock.advance(minutes=1)
    notes.share(learner, "values", shared=True)
    place = int(learner.person), int(learner.course)
    with database.transaction(write=False) as session:
        assert [run.exercise_id for run in shared_runs(session, *place)] == ["values", "worry-time"]
    assert not notes.share(learner, "worry-time", shared=False).shared
    with database.transaction(write=False) as session:
        assert [run.exercise_id for run in shared_runs(session, *place)] == ["values"]


def test_what_was_never_written_cannot_be_shared(notes, classmates) -> None:
    assert notes.share(classmates[0], "values", shared=True) == ExerciseRun("values")
    assert notes.read(classmates[0], "values") is None
