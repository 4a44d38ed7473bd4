"""Files that a person sent through a form: read under a form's limits, known by their own names."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from content_index.extraction import Limits
from lti_tool.catalogue.file_reading import Progress, Source, read_many

#: What one person may send at once.
UPLOAD_LIMITS = Limits()


def read_uploads(paths: Sequence[Path], language: str = "", progress: Progress | None = None) -> list[Source]:
    """Return what each file holds under an origin made of its name; two of one name are two sources."""
    names = Counter[str]()
    origins = []
    for path in paths:
        names[path.name] += 1
        again = f" ({names[path.name]})" if names[path.name] > 1 else ""
        origins.append(f"upload:{path.name}{again}")
    return list(zip(origins, read_many(paths, UPLOAD_LIMITS, language, progress), strict=True))
