"""A look before anything is stored: send, wait while it is read, see what would change, confirm or drop.

Sending and deciding belong to requests, reading to the worker (`reading_runs`). Nothing of an
import is in the course before `confirm`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from lti_tool.catalogue import intake, undo
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.fetching import is_address
from lti_tool.catalogue.import_models import ImportRun, RunState
from lti_tool.catalogue.reports import ProblemLine, RunReport, stored_message
from lti_tool.catalogue.runs import as_report
from lti_tool.catalogue.staging import Staging
from lti_tool.catalogue.sync import sync_course
from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.errors import N_, ConflictError, InvalidInputError, NotFoundError

NO_ADDRESS = N_("Give an address that begins with https://.")
DECIDED = N_("This import was already confirmed, dropped or undone.")
NOT_READ = N_("This import is still being read. Wait until the preview is there.")
GONE = N_("What was read for this import is no longer kept. Send the files again.")

#: States in which an import is not decided.
OPEN = (RunState.WAITING, RunState.RUNNING, RunState.PREVIEW)


@dataclass(frozen=True, slots=True)
class PreviewItem:
    """A document of a preview; `change` is "new", "changed" or "same", `guessed` are skills its words speak of."""

    title: str
    language: str
    kind: str
    minutes: int | None
    skills: tuple[str, ...]
    change: str
    source: str
    guessed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import holds so far. `state` is a `RunState`; counts are complete once it is "preview".

    `items` are the first few hundred of `total`; `removed` are titles that would go.
    """

    run_id: int
    source: str
    state: str
    read: int = 0
    total: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    items: tuple[PreviewItem, ...] = ()
    removed: tuple[str, ...] = ()
    problems: tuple[ProblemLine, ...] = ()


def send_files(
    session: Session,
    staging: Staging,
    course_id: int,
    paths: Sequence[Path],
    *,
    now: datetime,
    by: int | None,
    language: str = "",
) -> int:
    """Take files over (they are moved) and return the run that will read them."""
    names = ", ".join(path.name for path in paths[:5]) + (", …" if len(paths) > 5 else "")
    run = _open(session, course_id, names, now, by, {"language": language})
    staging.keep(run.id, paths)
    return run.id


def send_address(
    session: Session, course_id: int, address: str, *, now: datetime, by: int | None, language: str = ""
) -> int:
    """Return the run that will fetch an address: a page, a file, a sitemap, a feed, an OAI-PMH list."""
    address = address.strip()
    if not is_address(address) or len(address) > 1000:
        raise InvalidInputError(NO_ADDRESS, fields={"address": NO_ADDRESS})
    return _open(session, course_id, address, now, by, {"language": language, "address": address}).id


def preview(session: Session, course_id: int, run_id: int) -> Preview:
    """Return what is known of an import; `NotFoundError` for one of another course."""
    run = find_run(session, course_id, run_id)
    found: dict[str, Any] = run.found
    counts: dict[str, int] = found.get("counts", {})
    return Preview(
        run_id=run.id,
        source=run.source,
        state=str(run.state),
        read=found.get("read", 0),
        total=counts.get("total", 0),
        new=counts.get("new", 0),
        changed=counts.get("changed", 0),
        same=counts.get("same", 0),
        items=tuple(_item(item) for item in found.get("items", ())),
        removed=tuple(found.get("removed", ())),
        problems=tuple(
            ProblemLine(row["source"], stored_message(row), row["severity"]) for row in found.get("problems", ())
        ),
    )


def _item(item: dict[str, Any]) -> PreviewItem:
    return PreviewItem(**{**item, "skills": tuple(item["skills"]), "guessed": tuple(item.get("guessed", ()))})


def confirm(
    database: Database, engines: Engines, clock: Clock, staging: Staging, course_id: int, run_id: int
) -> RunReport:
    """Store what the preview showed, index it, and return the report.

    Raises `ConflictError` when the import is not a preview (any more); `UnavailableError` when
    everything is stored but cannot be searched yet.
    """
    with database.transaction() as session:
        run = find_run(session, course_id, run_id, lock=True)
        if run.state != RunState.PREVIEW:
            raise ConflictError(NOT_READ if run.state in OPEN else DECIDED)
        try:
            sources = staging.held(run_id)
        except FileNotFoundError:
            raise ConflictError(GONE) from None
        for origin, extracted in sources:
            intake.store(session, course_id, origin, extracted, now=clock.now(), by=run.started_by, run=run)
        run.found = {}
        intake.finish(session, run, clock.now())
        undo.forget_old(session, course_id)
        report = as_report(session, run, can_undo=True)
    staging.drop(run_id)
    sync_course(database, engines, clock, course_id)
    return report


def cancel(session: Session, staging: Staging, course_id: int, run_id: int, now: datetime) -> None:
    """Drop an import that is not decided; a reading under way ends at its next step."""
    run = find_run(session, course_id, run_id, lock=True)
    if run.state not in OPEN:
        raise ConflictError(DECIDED)
    being_read = run.state == RunState.RUNNING
    run.state, run.finished_at, run.found = RunState.CANCELLED, now, {}
    session.flush()
    if not being_read:  # its reader needs the folder to its last step, and deletes it then
        staging.drop(run_id)


def find_run(session: Session, course_id: int, run_id: int, *, lock: bool = False) -> ImportRun:
    """Return an import of this course."""
    run = session.get(ImportRun, run_id, with_for_update=lock or None, populate_existing=lock)
    if run is None or run.course_id != course_id:
        raise NotFoundError(undo.NO_SUCH_RUN)
    return run


def _open(
    session: Session, course_id: int, source: str, now: datetime, by: int | None, found: dict[str, Any]
) -> ImportRun:
    run = intake.begin(session, course_id, source, now=now, by=by)
    run.state, run.found = RunState.WAITING, found
    session.flush()
    return run
