"""Keep the search index in step with the database: replay recorded changes, rebuild what broke.

A change is replayed as "what the database says now" about its resource, so replaying twice, or
several changes of one resource at once, ends in the same index. Work is done outside of any
request, in short transactions; the engine's own commit is all or nothing.
"""

import logging
from collections.abc import Callable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_index.errors import IndexBusyError, IndexWriteError, RebuildNeededError
from content_index.index import Change, ChangeKind, EngineStatus, SearchEngine
from lti_tool.catalogue.changes import last_sequence, since
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.index_states import (
    is_noted,
    note_applied,
    note_problem,
    note_rebuild,
    note_renewed,
    was_indexed,
)
from lti_tool.catalogue.models import CourseContent, IndexChange
from lti_tool.catalogue.shelving import all_resources, resources_by_id
from lti_tool.clock import Clock
from lti_tool.db import Database
from lti_tool.errors import N_, UnavailableError

log = logging.getLogger(__name__)

#: Changes in one commit of the index: bounds memory, not correctness.
BATCH = 5000

AHEAD = N_("The search index knew changes that the database does not.")
MISSING = N_("The search index was missing.")
COULD_NOT = N_("The content is stored, but it cannot be searched yet. We try again every minute.")

Progress = Callable[[int, int], None]


def sync_course(
    database: Database, engines: Engines, clock: Clock, course_id: int, *, progress: Progress | None = None
) -> int:
    """Bring the course's index up to the last recorded change and return its number.

    An index that is missing, damaged or of an older schema is rebuilt from the database.
    Raises `UnavailableError` when the index cannot be written (another writer, a full disk);
    the reason is kept for the instructor's page and nothing is lost.
    """
    engine = engines.of(course_id)
    try:
        state = engine.state()
        if not state.ready:
            if state.status is EngineStatus.MISSING and not was_indexed(database, course_id, engines.place):
                return _rebuild(database, engines, clock, course_id, "")  # the first time is no repair
            reason = MISSING if state.status is EngineStatus.MISSING else state.reason
            return _rebuild(database, engines, clock, course_id, reason)
        if state.sequence > _recorded(database, course_id):
            # The database was brought back from a copy: what the index holds beyond it never happened.
            return _rebuild(database, engines, clock, course_id, AHEAD)
        applied = _replay(database, engine, course_id, state.sequence, progress)
    except RebuildNeededError as error:
        return _rebuild(database, engines, clock, course_id, str(error.parameters.get("reason") or error.message))
    except IndexWriteError as error:
        _failed(database, engines, clock, course_id, error)
        raise UnavailableError(COULD_NOT) from error
    if not is_noted(database, course_id, engines.place, applied):
        with database.transaction() as session:
            note_applied(session, course_id, engines.place, engine.state(), clock.now())
    return applied


def rebuild(database: Database, engines: Engines, clock: Clock, course_id: int, reason: str = "") -> int:
    """Build the course's index anew beside the live one and swap; returns the number it stands at."""
    return _rebuild(database, engines, clock, course_id, reason or N_("Somebody asked for a new index."))


def check_all(database: Database, engines: Engines, clock: Clock) -> None:
    """For the worker's start: sweep what a crash left, look for damage, and bring every index up to date."""
    with database.transaction(write=False) as session:
        course_ids = session.scalars(select(CourseContent.course_id)).all()
    for course_id in course_ids:
        try:
            engines.of(course_id).check()
        except IndexWriteError as error:
            log.warning("index of course %s not checked: %s", course_id, error)
    sync_pending(database, engines, clock)


def sync_pending(database: Database, engines: Engines, clock: Clock) -> list[int]:
    """Bring every course up to date that is behind or whose index cannot answer; returns their ids.

    A course that fails is noted and does not stop the others.
    """
    with database.transaction(write=False) as session:
        recorded = session.execute(select(CourseContent.course_id, CourseContent.sequence)).all()
    done = []
    for course_id, sequence in recorded:
        state = engines.of(course_id).state()
        if state.ready and state.sequence == sequence:
            continue
        try:
            sync_course(database, engines, clock, course_id)
        except UnavailableError as error:
            log.warning("index of course %s not up to date: %s", course_id, error)
        else:
            done.append(course_id)
    return done


def tidy(database: Database, engines: Engines) -> int:
    """Merge the segments of indexes where that pays; seconds long, for the worker. Returns how many."""
    with database.transaction(write=False) as session:
        course_ids = session.scalars(select(CourseContent.course_id)).all()
    count = 0
    for course_id in course_ids:
        try:
            count += engines.of(course_id).merge()
        except IndexWriteError as error:
            log.warning("index of course %s not merged: %s", course_id, error)
    return count


def _recorded(database: Database, course_id: int) -> int:
    with database.transaction(write=False) as session:
        return last_sequence(session, course_id)


def _replay(database: Database, engine: SearchEngine, course_id: int, applied: int, progress: Progress | None) -> int:
    while True:
        with database.transaction(write=False) as session:
            recorded = since(session, course_id, applied, BATCH)
            changes = _as_changes(session, course_id, recorded)
            total = last_sequence(session, course_id)
        if not recorded:
            return applied
        engine.apply(changes)
        applied = recorded[-1].sequence
        if progress:
            progress(applied, total)


def _as_changes(session: Session, course_id: int, recorded: Sequence[IndexChange]) -> list[Change]:
    last = {change.resource_id: change.sequence for change in recorded}
    held = resources_by_id(session, course_id, last)
    changes = []
    for resource_id, sequence in sorted(last.items(), key=lambda item: item[1]):
        resource = held.get(resource_id)
        kind = ChangeKind.REMOVE if resource is None else ChangeKind.UPSERT
        changes.append(Change(sequence, kind, resource_id, resource))
    return changes


def _rebuild(database: Database, engines: Engines, clock: Clock, course_id: int, reason: str) -> int:
    engine = engines.of(course_id)
    if reason:
        log.warning("rebuilding the index of course %s: %s", course_id, reason)
    try:
        with database.transaction(write=False) as session:
            sequence = last_sequence(session, course_id)
            engine.rebuild(all_resources(session, course_id), sequence)
    except IndexWriteError as error:
        _failed(database, engines, clock, course_id, error)
        raise UnavailableError(COULD_NOT) from error
    with database.transaction() as session:
        note_applied(session, course_id, engines.place, engine.state(), clock.now())
        note_renewed(session, course_id, engines.place)
        if reason:
            note_rebuild(session, course_id, engines.place, reason, clock.now())
    return sequence


def _failed(database: Database, engines: Engines, clock: Clock, course_id: int, error: IndexWriteError) -> None:
    if isinstance(error, IndexBusyError):
        return  # somebody else is at it, which is no problem to report
    with database.transaction() as session:
        note_problem(session, course_id, engines.place, error.message, dict(error.parameters), clock.now())
