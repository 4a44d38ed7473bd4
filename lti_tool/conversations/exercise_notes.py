"""Fills the widget's `ExerciseNotes`: each call is one committed transaction of its own."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from lti_tool.clock import Clock
from lti_tool.conversations.counting import count_interaction
from lti_tool.conversations.exercise_models import ExerciseNote
from lti_tool.conversations.scopes import Place, place_of
from lti_tool.db import Database
from lti_tool.gradebook.inserting import insert_if_absent
from lti_tool.gradebook.models import InteractionKind
from widget.conversation import Scope
from widget.ports import ExerciseRun


class DatabaseExerciseNotes:
    """Exercise notes in the database, one row for each person, course and exercise."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def read(self, scope: Scope, exercise_id: str) -> ExerciseRun | None:
        """Return what this person wrote, or None."""
        with self._database.transaction(write=False) as session:
            row = _own(session, place_of(scope), exercise_id)
            return _run(row) if row else None

    def save(self, scope: Scope, exercise_id: str, answers: Sequence[str], *, finished: bool) -> ExerciseRun:
        """Keep what stands in every step; the first finish is a meaningful interaction, scored at once.

        An exercise without a word in it counts for nothing. Once finished it stays finished.
        """
        place, now = place_of(scope), self._clock.now()
        with self._database.transaction() as session:
            row = self._row(session, place, exercise_id)
            row.answers, row.written_at = list(answers), now
            if finished and row.finished_at is None and any(answer.strip() for answer in answers):
                row.finished_at = now
                count_interaction(session, InteractionKind.EXERCISE_FINISHED, place, f"exercise:{exercise_id}", now)
            return _run(row)

    def share(self, scope: Scope, exercise_id: str, *, shared: bool) -> ExerciseRun:
        """Show this item to the mentor or take it back; what was never written cannot be shown."""
        with self._database.transaction() as session:
            row = _own(session, place_of(scope), exercise_id)
            if row is None:
                return ExerciseRun(exercise_id)
            row.shared_at = (row.shared_at or self._clock.now()) if shared else None
            return _run(row)

    def _row(self, session: Session, place: Place, exercise_id: str) -> ExerciseNote:
        """Return the row, made when it is missing; two first saves at once meet in one row."""
        now = self._clock.now()
        insert_if_absent(
            session,
            ExerciseNote,
            user_id=place.user_id,
            course_id=place.course_id,
            exercise_id=exercise_id,
            answers=[],
            started_at=now,
            written_at=now,
        )
        return session.scalars(_query(place, exercise_id).with_for_update()).one()


def shared_runs(session: Session, user_id: int, course_id: int) -> list[ExerciseRun]:
    """Return what a person shows their mentor, the latest first: for the mentor's pages."""
    rows = session.scalars(
        select(ExerciseNote)
        .where(
            ExerciseNote.user_id == user_id,
            ExerciseNote.course_id == course_id,
            ExerciseNote.shared_at.is_not(None),
        )
        .order_by(ExerciseNote.shared_at.desc(), ExerciseNote.id.desc())
    )
    return [_run(row) for row in rows]


def _query(place: Place, exercise_id: str) -> Select[ExerciseNote]:
    return select(ExerciseNote).where(
        ExerciseNote.user_id == place.user_id,
        ExerciseNote.course_id == place.course_id,
        ExerciseNote.exercise_id == exercise_id,
    )


def _own(session: Session, place: Place, exercise_id: str) -> ExerciseNote | None:
    return session.scalars(_query(place, exercise_id)).first()


def _run(row: ExerciseNote) -> ExerciseRun:
    return ExerciseRun(
        exercise_id=row.exercise_id,
        answers=tuple(row.answers),
        finished=row.finished_at is not None,
        shared=row.shared_at is not None,
    )
