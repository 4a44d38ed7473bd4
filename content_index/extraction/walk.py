"""From a path to its items: one file, a folder, or an archive of some kind."""

from pathlib import Path

from content_index.extraction.claims import Claims
from content_index.extraction.files import file_item, folder_items
from content_index.extraction.formats import read_item
from content_index.extraction.gathering import gathered
from content_index.extraction.items import Found, Item
from content_index.extraction.limits import Limits
from content_index.extraction.packages import archive_items, is_archive
from content_index.extraction.refusals import MissingError, RefusedError
from content_index.extraction.shapes import Extracted, Link, Problem


def found_in(path: Path, limits: Limits, claims: Claims) -> Found:
    """The items, problems and links of `path`, in reading order.

    What cannot be opened as a whole is one problem.
    """
    try:
        if not path.exists():
            raise MissingError
        if path.is_dir():
            yield from folder_items(path, claims, limits)
        elif is_archive(path.name):
            yield from archive_items(path, claims, limits)
        else:
            yield file_item(path, path.name, claims, limits)
    except RefusedError as refused:
        yield Problem(claims.url or path.name, refused.as_message)


def extract(path: Path, limits: Limits, claims: Claims | None = None) -> Extracted:
    """Everything in `path`, read in this process: for trusted files and tests.

    Files of other people go through `extract_safely`.
    """
    parts = [as_extracted(found, limits) for found in found_in(path, limits, claims or Claims())]
    return gathered(parts, path.name, limits)


def as_extracted(found: Item | Problem | Link, limits: Limits) -> Extracted:
    """Read an item; keep a problem or link as it is."""
    if isinstance(found, Item):
        return read_item(found, limits)
    if isinstance(found, Problem):
        return Extracted(problems=(found,))
    return Extracted(links=(found,))
