"""The worker's part of an import: read what was sent, and keep a preview for whoever decides."""

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from content_index.extraction import Extracted
from lti_tool.catalogue.fetching import fetch_source
from lti_tool.catalogue.guesses import guess
from lti_tool.catalogue.import_models import ImportRun, RunState
from lti_tool.catalogue.previews import OPEN
from lti_tool.catalogue.staging import Staging
from lti_tool.catalogue.summaries import LISTED, summary
from lti_tool.catalogue.uploads import read_uploads
from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.http import HttpDoor

log = logging.getLogger(__name__)

#: A reading that said nothing for so long has died with its worker and is begun again.
SILENT = timedelta(minutes=5)
#: A preview nobody decided about is dropped.
FORGOTTEN = timedelta(days=2)
#: How often a reading says how far it is.
TELL_EVERY = timedelta(seconds=1)


class CancelledError(Exception):
    """Somebody dropped the import while it was read."""


def read_waiting(database: Database, staging: Staging, door: HttpDoor, clock: Clock) -> int:
    """Read every import that waits; returns how many. One that goes wrong does not stop the others."""
    count = 0
    while (run := _claim(database, clock)) is not None:
        reading = _Reading(database, staging, door, clock, run)
        try:
            reading.run()
        except CancelledError:
            staging.drop(run.id)
        except Exception:
            log.exception("import %s could not be read", run.id)
            reading.fail()
        count += 1
    return count


def sweep(database: Database, staging: Staging, clock: Clock) -> None:
    """Drop previews nobody decided about, and folders of imports that are decided or never were."""
    now = clock.now()
    with database.transaction() as session:
        for run in session.scalars(
            select(ImportRun).where(ImportRun.state == RunState.PREVIEW, ImportRun.started_at < now - FORGOTTEN)
        ):
            run.state, run.finished_at, run.found = RunState.CANCELLED, now, {}
        open_runs = set(session.scalars(select(ImportRun.id).where(ImportRun.state.in_(OPEN))))
    for run_id in staging.runs():
        if run_id not in open_runs:
            staging.drop(run_id)


def _claim(database: Database, clock: Clock) -> ImportRun | None:
    """Take the oldest import that waits, or whose reader died."""
    now = clock.now()
    with database.transaction() as session:
        run = session.scalars(
            select(ImportRun)
            .where(
                or_(
                    ImportRun.state == RunState.WAITING,
                    (ImportRun.state == RunState.RUNNING) & (ImportRun.touched_at < now - SILENT),
                )
            )
            .order_by(ImportRun.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        ).first()
        if run is not None:
            run.state, run.touched_at = RunState.RUNNING, now
        return run


class _Reading:
    """One import being read."""

    def __init__(self, database: Database, staging: Staging, door: HttpDoor, clock: Clock, run: ImportRun) -> None:
        self._database = database
        self._staging = staging
        self._door = door
        self._clock = clock
        self._run_id, self._course_id = run.id, run.course_id
        self._asked: dict[str, Any] = dict(run.found)
        self._told: datetime = clock.now()

    def run(self) -> None:
        sources = self._read()
        self._staging.hold(self._run_id, sources)
        with self._database.transaction(write=False) as session:
            guesses = guess(session, self._course_id, sources, LISTED)
        with self._database.transaction() as session:
            run = self._mine(session)
            run.found = {**self._asked, **summary(session, self._course_id, sources, guesses)}
            run.state = RunState.PREVIEW

    def fail(self) -> None:
        """Say that this import cannot be read; its files are kept until it is swept."""
        with self._database.transaction() as session:
            run = session.get_one(ImportRun, self._run_id)
            if run.state == RunState.RUNNING:
                run.state, run.finished_at = RunState.FAILED, self._clock.now()

    def _read(self) -> list[tuple[str, Extracted]]:
        language, address = self._asked.get("language", ""), self._asked.get("address", "")
        if address:
            folder = self._staging.scratch(self._run_id)
            return [(address, fetch_source(self._door, address, folder, language=language, progress=self._tell))]
        files = self._staging.files(self._run_id)
        return read_uploads(files, language, self._tell)

    def _tell(self, source: str, count: int) -> None:
        """Say how far the reading is, at most once a second; ends it when somebody dropped the import."""
        now = self._clock.now()
        if now - self._told < TELL_EVERY:
            return
        self._told = now
        with self._database.transaction() as session:
            run = self._mine(session)
            run.found, run.touched_at = {**self._asked, "read": count, "reading": source[:200]}, now

    def _mine(self, session: Session) -> ImportRun:
        run = session.get_one(ImportRun, self._run_id, with_for_update=True)
        if run.state != RunState.RUNNING:
            raise CancelledError
        return run
