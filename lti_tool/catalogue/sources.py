"""Import files and folders of this machine: read them in a process under limits, then store."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from content_index.extraction import Limits
from lti_tool.catalogue import intake, undo
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.file_reading import Progress, Source, read_many
from lti_tool.catalogue.records import RunReport
from lti_tool.catalogue.runs import as_report
from lti_tool.catalogue.sync import sync_course
from lti_tool.clock import Clock
from lti_tool.db import Database

#: An administrator at the command line may bring in more at once than a form takes.
COMMAND_LIMITS = Limits(
    file_bytes=500 * 1024 * 1024, archive_bytes=4 * 1024**3, documents=200_000, entries=200_000, seconds=300.0
)


def import_paths(
    database: Database,
    engines: Engines,
    clock: Clock,
    course_id: int,
    paths: Sequence[Path],
    *,
    language: str = "",
    limits: Limits = COMMAND_LIMITS,
    progress: Progress | None = None,
) -> RunReport:
    """Import paths (files, folders, archives, `.jsonl`) in one transaction, then index.

    What cannot be read is reported one by one and the rest goes in. Raises `UnavailableError`
    when everything is stored but the index cannot be written now.
    """
    sources = read_paths(paths, limits, language, progress)
    report = store_sources(database, clock, course_id, sources)
    if report.added or report.updated or report.removed:
        sync_course(database, engines, clock, course_id)
    return report


def store_sources(
    database: Database, clock: Clock, course_id: int, sources: Iterable[Source], *, by: int | None = None
) -> RunReport:
    """Store sources that were read as one run, in one transaction; syncing makes them searchable."""
    sources = list(sources)
    with database.transaction() as session:
        name = sources[0][0] if len(sources) == 1 else f"{sources[0][0]} +{len(sources) - 1}"
        run = intake.begin(session, course_id, name, now=clock.now(), by=by)
        for origin, extracted in sources:
            intake.store(session, course_id, origin, extracted, now=clock.now(), by=by, run=run)
        intake.finish(session, run, clock.now())
        undo.forget_old(session, course_id)
        return as_report(session, run)


def read_paths(
    paths: Sequence[Path], limits: Limits = COMMAND_LIMITS, language: str = "", progress: Progress | None = None
) -> list[Source]:
    """Return paths of this machine with what they hold; the whole path tells sources apart."""
    read = read_many(paths, limits, language, progress)
    return [(str(path.resolve()), extracted) for path, extracted in zip(paths, read, strict=True)]
