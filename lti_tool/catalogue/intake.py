"""Take in what was read from a source: rows and their change records, in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from content_index.extraction import Document, Extracted, Problem
from content_index.extraction.shapes import HIDDEN
from content_index.index import ChangeKind
from lti_tool.catalogue import undo
from lti_tool.catalogue.changes import content_of, record
from lti_tool.catalogue.comparing import Comparison, compare
from lti_tool.catalogue.import_models import ImportProblem, ImportRun, RunState
from lti_tool.catalogue.models import ResourceRow
from lti_tool.catalogue.shelving import chunks, document_values, expire_resources, passage_values, replace_passages
from lti_tool.catalogue.skill_names import SkillNames


def store(
    session: Session,
    course_id: int,
    origin: str,
    extracted: Extracted,
    *,
    now: datetime,
    by: int | None = None,
    run: ImportRun | None = None,
) -> ImportRun:
    """Store what one source holds and return the run that tells what came of it.

    `origin` names the source (a path, an address, an upload's name) and is the same at each
    import of it. With `run`, several sources add up in one run.
    """
    run = run or begin(session, course_id, origin, now=now, by=by)
    content_of(session, course_id)  # locks: two imports at once queue up
    found = compare(session, course_id, origin, extracted)
    skills = SkillNames.of_course(session, course_id)
    changes = [(ChangeKind.UPSERT, name) for name in _add(session, course_id, origin, run, found, skills, now, by)]
    changes += [(ChangeKind.UPSERT, name) for name in _change(session, origin, run, found, skills, now)]
    changes += [(ChangeKind.REMOVE, row.public_id) for row in found.gone]
    _remove(session, run, found.gone, now)
    record(session, course_id, changes, now)
    _count(session, run, found)
    expire_resources(session)
    return run


def begin(session: Session, course_id: int, source: str, *, now: datetime, by: int | None = None) -> ImportRun:
    """Open a run; `finish` closes it."""
    run = ImportRun(course_id=course_id, state=RunState.RUNNING, source=source, started_by=by, started_at=now)
    session.add(run)
    session.flush()
    return run


def finish(session: Session, run: ImportRun, now: datetime) -> None:
    """Close a run: done when anything of it is in the course or nothing was wrong with it."""
    nothing_in = run.refused and not (run.added or run.updated or run.unchanged)
    run.state = RunState.FAILED if nothing_in else RunState.DONE
    run.finished_at = now
    session.flush()


def _add(
    session: Session,
    course_id: int,
    origin: str,
    run: ImportRun,
    found: Comparison,
    skills: SkillNames,
    now: datetime,
    by: int | None,
) -> list[str]:
    for part in chunks(found.new):
        common = {"course_id": course_id, "origin": origin, "added_by": by, "added_at": now, "updated_at": now}
        values = [
            {
                **common,
                "public_id": name,
                "content_hash": digest,
                "visible": not document.is_hidden,
                **document_values(document, skills.keys(document.skills)),
            }
            for name, digest, document in part
        ]
        ids = session.scalars(insert(ResourceRow).returning(ResourceRow.id, sort_by_parameter_order=True), values).all()
        rows = [
            passage
            for row_id, (name, _, document) in zip(ids, part, strict=True)
            for passage in passage_values(row_id, document, name)
        ]
        replace_passages(session, [], rows)
        undo.note_added(session, run.id, ids)
    return [name for name, _, _ in found.new]


def _change(
    session: Session, origin: str, run: ImportRun, found: Comparison, skills: SkillNames, now: datetime
) -> list[str]:
    for part in chunks(found.changed):
        undo.note_before(session, run.id, [row.id for row, _, _ in part])
        confirmed = skills.confirmed(session, [row.id for row, _, _ in part])
        values = []
        for row, digest, document in part:
            keys = tuple(dict.fromkeys((*skills.keys(document.skills), *confirmed.get(row.id, ()))))
            values.append(
                {
                    "id": row.id,
                    "origin": origin,
                    "content_hash": digest,
                    "updated_at": now,
                    "removed_at": None,
                    "visible": _visible(row, document),
                    **document_values(document, keys),
                }
            )
        session.execute(update(ResourceRow), values)
        rows = [passage for row, _, document in part for passage in passage_values(row.id, document, row.public_id)]
        replace_passages(session, [row.id for row, _, _ in part], rows)
    return [row.public_id for row, _, _ in found.changed]


def _visible(row: Any, document: Document) -> bool:
    """What its source hides or shows anew is hidden or shown here; else the instructor's word stays."""
    was_hidden = str(row.details.get("hidden", "")).strip().lower() in HIDDEN
    return bool(row.visible) if was_hidden == document.is_hidden else not document.is_hidden


def _remove(session: Session, run: ImportRun, gone: Sequence[Any], now: datetime) -> None:
    for part in chunks(gone):
        ids = [row.id for row in part]
        undo.note_before(session, run.id, ids)
        session.execute(update(ResourceRow).where(ResourceRow.id.in_(ids)).values(removed_at=now))


def _count(session: Session, run: ImportRun, found: Comparison) -> None:
    run.added += len(found.new)
    run.updated += len(found.changed)
    run.unchanged += found.unchanged
    run.removed += len(found.gone)
    note_problems(session, run, found.problems)


def note_problems(session: Session, run: ImportRun, problems: Sequence[Problem]) -> None:
    """Keep why sources did not go in, with the run."""
    run.refused += sum(1 for problem in problems if problem.severity == "refused")
    session.flush()
    rows = [
        {
            "run_id": run.id,
            "source": problem.source,
            "message": problem.message.text,
            "parameters": dict(problem.message.parameters),
            "severity": problem.severity,
        }
        for problem in problems
    ]
    if rows:
        session.execute(insert(ImportProblem), rows)
    session.expire(run, ["problems"])
