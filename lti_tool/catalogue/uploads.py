"""Import files that a person sent through a form: read under a form's limits, known by their own names."""

from collections.abc import Sequence
from pathlib import Path

from content_index.extraction import Limits
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.records import RunReport
from lti_tool.catalogue.sources import import_extracted, read
from lti_tool.clock import Clock
from lti_tool.db import Database


def import_uploads(
    database: Database,
    engines: Engines,
    clock: Clock,
    course_id: int,
    paths: Sequence[Path],
    *,
    by: int | None = None,
    language: str = "",
) -> RunReport:
    """Import each file and index; a file of a name that was sent before takes the earlier one's place.

    What cannot be read is reported one by one and the rest goes in. Raises `UnavailableError`
    when everything is stored but the index cannot be written now.
    """
    found = [(f"upload:{path.name}", read(path, Limits(), language)) for path in paths]
    return import_extracted(database, engines, clock, course_id, found, by=by)
