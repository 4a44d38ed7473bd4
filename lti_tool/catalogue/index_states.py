"""What is known of each copy of an index, for the instructor's page and the health check."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_index.errors import N_, Message
from content_index.index import EngineState
from lti_tool.catalogue.changes import waiting
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.models import IndexChange, IndexState, ResourceRow
from lti_tool.catalogue.reports import IndexReport
from lti_tool.db import Database

#: No passage was read for meaning yet.
NOT_READ = -1

EMPTY = N_("There is no content yet. Import files to give this course something to search.")
UP_TO_DATE = N_("Everything can be searched.")
CATCHING_UP = N_("%(count)d changes are not searchable yet. They are being added now.")
REBUILDING = N_("The search index is being rebuilt.")
FAILED = N_("The content is stored, but it cannot be searched yet. We try again every minute.")


def note_applied(session: Session, course_id: int, place: str, state: EngineState, now: datetime) -> None:
    """Note what the index holds after changes were applied."""
    row = _row(session, course_id, place)
    row.sequence, row.applied_at = state.sequence, now
    row.documents, row.passages, row.size = state.documents, state.passages, state.size
    row.problem, row.problem_parameters, row.failed_at = "", {}, None
    session.flush()


def was_indexed(database: Database, course_id: int, place: str) -> bool:
    """True when this copy of the course's index existed before."""
    with database.transaction(write=False) as session:
        return session.get(IndexState, (course_id, place)) is not None


def is_noted(database: Database, course_id: int, place: str, sequence: int) -> bool:
    """True when it is known already that the index stands at `sequence` and nothing is wrong with it."""
    with database.transaction(write=False) as session:
        row = session.get(IndexState, (course_id, place))
        return row is not None and row.sequence == sequence and not row.problem


def note_rebuild(session: Session, course_id: int, place: str, reason: str, now: datetime) -> None:
    """Note that the index was built anew, and why."""
    row = _row(session, course_id, place)
    row.rebuilt_at, row.rebuild_reason = now, reason
    session.flush()


def note_renewed(session: Session, course_id: int, place: str) -> None:
    """Note that the index is a new one: what was read for meaning may be gone with the old."""
    row = _row(session, course_id, place)
    row.embedded, row.embedded_sequence = 0, NOT_READ
    session.flush()


def note_problem(
    session: Session, course_id: int, place: str, message: str, parameters: dict[str, Any], now: datetime
) -> None:
    """Note why the index could not be written."""
    row = _row(session, course_id, place)
    row.problem, row.failed_at = message, now
    row.problem_parameters = {name: str(value) for name, value in parameters.items()}
    session.flush()


def report(session: Session, engines: Engines, course_id: int, now: datetime) -> IndexReport:
    """Return the state of the course's index as it is at this moment, with one sentence that says it."""
    state = engines.of(course_id).state()
    row = session.get(IndexState, (course_id, engines.place))
    count, oldest = waiting(session, course_id, state.sequence if state.ready else 0)
    total, visible = session.execute(
        select(func.count(), func.count().filter(ResourceRow.visible)).where(
            ResourceRow.course_id == course_id, ResourceRow.removed_at.is_(None)
        )
    ).one()
    return IndexReport(
        ready=total == 0 or state.ready,
        message=_message(state, row, total, count),
        reason=_reason(state, row, total),
        resources=total,
        hidden=total - visible,
        indexed=state.documents,
        passages=state.passages,
        waiting=count,
        age_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        size=state.size,
        applied_at=row.applied_at if row else None,
        rebuilt_at=row.rebuilt_at if row else None,
        rebuild_reason=row.rebuild_reason if row else "",
        embedded=row.embedded if row and engines.embedder else None,
    )


def oldest_waiting(session: Session, now: datetime) -> float:
    """Return how many seconds the oldest change not yet applied anywhere waits (0: none), over all courses."""
    applied = (
        select(IndexState.course_id, func.max(IndexState.sequence).label("sequence"))
        .group_by(IndexState.course_id)
        .subquery()
    )
    oldest = session.scalar(
        select(func.min(IndexChange.recorded_at))
        .outerjoin(applied, applied.c.course_id == IndexChange.course_id)
        .where(IndexChange.sequence > func.coalesce(applied.c.sequence, 0))
    )
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def _message(state: EngineState, row: IndexState | None, total: int, count: int) -> Message:
    if row is not None and row.problem:
        return Message(FAILED)
    if not total:
        return Message(EMPTY)
    if not state.ready:
        return Message(REBUILDING)
    return Message(CATCHING_UP, {"count": count}) if count else Message(UP_TO_DATE)


def _reason(state: EngineState, row: IndexState | None, total: int) -> Message | None:
    if row is not None and row.problem:
        return Message(row.problem, dict(row.problem_parameters))
    return Message(state.reason) if total and state.reason else None


def _row(session: Session, course_id: int, place: str) -> IndexState:
    row = session.get(IndexState, (course_id, place))
    if row is None:
        row = IndexState(course_id=course_id, place=place, rebuild_reason="", problem="", embedded_sequence=NOT_READ)
        session.add(row)
    return row
