"""Files that a person sent through a form: read under a form's limits, known by their own names."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from content_index.extraction import Limits
from lti_tool.catalogue.engines import Engines
from lti_tool.catalogue.file_reading import Progress, Source, read_many
from lti_tool.catalogue.reports import RunReport
from lti_tool.catalogue.sources import import_extracted
from lti_tool.clock import Clock
from lti_tool.db import Database

#: What one person may send at once.
UPLOAD_LIMITS = Limits()


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
    return import_extracted(database, engines, clock, course_id, read_uploads(paths, language), by=by)


def read_uploads(paths: Sequence[Path], language: str = "", progress: Progress | None = None) -> list[Source]:
    """Return what each file holds under an origin made of its name; two of one name are two sources."""
    names = Counter[str]()
    origins = []
    for path in paths:
        names[path.name] += 1
        again = f" ({names[path.name]})" if names[path.name] > 1 else ""
        origins.append(f"upload:{path.name}{again}")
    return list(zip(origins, read_many(paths, UPLOAD_LIMITS, language, progress), strict=True))
