"""The imports of a course, newest first, with every problem and what to do about it."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from content_index.errors import Message
from lti_tool.catalogue import undo
from lti_tool.catalogue.import_models import ImportRun
from lti_tool.catalogue.records import ProblemLine, RunReport
from lti_tool.people.models import User


def recent(session: Session, course_id: int, limit: int = 20) -> tuple[RunReport, ...]:
    """Return the last imports of a course."""
    runs = session.scalars(
        select(ImportRun)
        .where(ImportRun.course_id == course_id)
        .options(selectinload(ImportRun.problems))
        .order_by(ImportRun.id.desc())
        .limit(limit)
    ).all()
    last = undo.last_run(session, course_id)
    return tuple(as_report(session, run, can_undo=last is not None and run.id == last.id) for run in runs)


def as_report(session: Session, run: ImportRun, *, can_undo: bool = False) -> RunReport:
    """Return one run as plain data."""
    starter = session.get(User, run.started_by) if run.started_by else None
    return RunReport(
        id=run.id,
        source=run.source,
        state=str(run.state),
        added=run.added,
        updated=run.updated,
        unchanged=run.unchanged,
        removed=run.removed,
        problems=tuple(
            ProblemLine(problem.source, Message(problem.message, dict(problem.parameters)), problem.severity)
            for problem in run.problems
        ),
        started_at=run.started_at,
        finished_at=run.finished_at,
        started_by=starter.shown_name if starter else "",
        can_undo=can_undo,
    )
