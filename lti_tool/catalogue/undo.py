"""Undo an import: what it added goes, what it changed or removed comes back as it was."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from content_index.index import ChangeKind
from lti_tool.catalogue.changes import content_of, record
from lti_tool.catalogue.import_models import ImportRun, ImportStep, RunState
from lti_tool.catalogue.models import PassageRow, ResourceRow
from lti_tool.catalogue.shelving import chunks, expire_resources, replace_passages
from lti_tool.errors import N_, ConflictError, NotFoundError

NO_SUCH_RUN = N_("This import is not in the list of this course.")
NOT_LAST = N_("Only the last import can be undone. Undo the newer one first.")

#: Imports whose earlier state is kept.
KEPT_RUNS = 5

_COLUMNS = (
    *("origin", "place", "given_id", "title", "language", "kind", "url", "minutes"),
    *("visible", "pinned", "skills", "section", "position", "content_hash", "details"),
)


def note_added(session: Session, run_id: int, row_ids: Sequence[int]) -> None:
    """Remember that these resources did not exist before the run."""
    if row_ids:
        session.execute(
            insert(ImportStep), [{"run_id": run_id, "resource_id": row_id, "before": None} for row_id in row_ids]
        )


def note_before(session: Session, run_id: int, row_ids: Sequence[int]) -> None:
    """Remember how these resources stand now, before the run touches them."""
    passages: dict[int, list[dict[str, Any]]] = {row_id: [] for row_id in row_ids}
    statement = select(PassageRow).where(PassageRow.resource_id.in_(row_ids)).order_by(PassageRow.ordinal)
    for passage in session.scalars(statement):
        passages[passage.resource_id].append(
            {
                "public_id": passage.public_id,
                "ordinal": passage.ordinal,
                "heading": passage.heading,
                "anchor": passage.anchor,
                "text": passage.text,
                "shape": passage.shape,
            }
        )
    steps = []
    for row in session.scalars(select(ResourceRow).where(ResourceRow.id.in_(row_ids))):
        before: dict[str, Any] = {name: getattr(row, name) for name in _COLUMNS}
        before |= {"removed": row.removed_at is not None, "passages": passages[row.id]}
        steps.append({"run_id": run_id, "resource_id": row.id, "before": before})
    if steps:
        session.execute(insert(ImportStep), steps)


def last_run(session: Session, course_id: int) -> ImportRun | None:
    """Return the import that can be undone now, if any."""
    run = session.scalars(
        select(ImportRun)
        .where(ImportRun.course_id == course_id, ImportRun.state.in_([RunState.DONE, RunState.FAILED]))
        .order_by(ImportRun.finished_at.desc(), ImportRun.id.desc())
        .limit(1)
    ).first()
    if run is None or session.scalar(select(ImportStep.id).where(ImportStep.run_id == run.id).limit(1)) is None:
        return None
    return run


def undo(session: Session, course_id: int, run_id: int, now: datetime) -> int:
    """Put everything back as it was before the course's last import; returns how many resources changed.

    Raises `NotFoundError` for a run of another course, `ConflictError` when it is not the last.
    """
    content_of(session, course_id)
    run = session.get(ImportRun, run_id)
    if run is None or run.course_id != course_id:
        raise NotFoundError(NO_SUCH_RUN)
    last = last_run(session, course_id)
    if last is None or last.id != run_id:
        raise ConflictError(NOT_LAST)
    changes = []
    for part in chunks(session.scalars(select(ImportStep).where(ImportStep.run_id == run_id)).all()):
        changes += _restore(session, part, now)
    record(session, course_id, changes, now)
    session.execute(delete(ImportStep).where(ImportStep.run_id == run_id))
    run.state = RunState.UNDONE
    session.flush()
    expire_resources(session)
    return len(changes)


def forget_old(session: Session, course_id: int) -> None:
    """Drop the earlier states of all but the last few imports."""
    kept = session.scalars(
        select(ImportRun.id).where(ImportRun.course_id == course_id).order_by(ImportRun.id.desc()).limit(KEPT_RUNS)
    ).all()
    old = select(ImportRun.id).where(ImportRun.course_id == course_id, ImportRun.id.not_in(kept))
    session.execute(delete(ImportStep).where(ImportStep.run_id.in_(old)))


def _restore(session: Session, steps: Sequence[ImportStep], now: datetime) -> list[tuple[ChangeKind, str]]:
    names = dict(
        session.execute(
            select(ResourceRow.id, ResourceRow.public_id).where(ResourceRow.id.in_([s.resource_id for s in steps]))
        ).all()
    )
    added = [step.resource_id for step in steps if step.before is None]
    session.execute(update(ResourceRow).where(ResourceRow.id.in_(added)).values(removed_at=now))
    values, passages = [], []
    changes = [(ChangeKind.REMOVE, names[row_id]) for row_id in added]
    for step in steps:
        if step.before is None:
            continue
        before = dict(step.before)
        passages += [{"shape": [], **passage, "resource_id": step.resource_id} for passage in before.pop("passages")]
        removed = before.pop("removed")
        values.append({"id": step.resource_id, "removed_at": now if removed else None, "updated_at": now, **before})
        changes.append((ChangeKind.REMOVE if removed else ChangeKind.UPSERT, names[step.resource_id]))
    if values:
        session.execute(update(ResourceRow), values)
        replace_passages(session, [value["id"] for value in values], passages)
    return changes
