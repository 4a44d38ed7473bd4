"""Files and folders on disk: listed in a stable order, read under the limits, links not followed."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from content_index.errors import N_, Message
from content_index.extraction.assembling import Context
from content_index.extraction.claims import Claims
from content_index.extraction.formats import format_of, format_of_media_type, is_asset
from content_index.extraction.items import Found, Item
from content_index.extraction.limits import MEGABYTE, Limits
from content_index.extraction.prose import clean
from content_index.extraction.refusals import RefusedError, TooLargeError
from content_index.extraction.shapes import Problem


def read_file(path: Path, most: int) -> bytes:
    """The bytes of a regular file; raises `TooLargeError` after `most`, `RefusedError` for others."""
    try:
        # Not blocking: opening a named pipe would otherwise wait for a writer that never comes.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise RefusedError(N_("This file cannot be opened. Check that it exists and may be read.")) from error
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise RefusedError(N_("This is not a regular file. Import files, folders or archives."))
        data = stream.read(most + 1)
    if len(data) > most:
        raise TooLargeError(limit=most // MEGABYTE)
    return data


def file_item(path: Path, source: str, claims: Claims, limits: Limits, order: int = 0) -> Item:
    """The item for one file; its section is the folders of `source`."""
    *folders, name = source.split("/")
    context = Context(
        source=claims.url or source,
        title=title_from(name),
        language=claims.language,
        fallback=claims.fallback,
        url=claims.url,
        section=tuple(title_from(folder) for folder in folders),
        order=order,
    )
    found = format_of_media_type(claims.media_type) or format_of(name, _head(path))
    return Item(context, found, lambda: read_file(path, limits.file_bytes))


def title_from(name: str) -> str:
    """A title made from a file or folder name: "02_cover-letter.md" gives "cover letter"."""
    stem = name.rsplit(".", 1)[0] if "." in name[1:] else name
    words = clean(stem.replace("_", " ").replace("-", " "))
    numbered = words.split(" ", 1)
    return numbered[1] if len(numbered) == 2 and numbered[0].strip(".").isdigit() else words or name


def folder_items(folder: Path, claims: Claims, limits: Limits) -> Found:
    """Every file below `folder` in name order; links are left out with a problem, assets in silence."""
    count = 0
    for path in _below(folder):
        source = path.relative_to(folder).as_posix()
        if path.is_symlink():
            message = N_("Links to other places are not followed. Copy the file into the folder.")
            yield Problem(source, Message(message))
        elif not is_asset(source):
            count += 1
            if count > limits.entries:
                message = N_("Only the first %(count)d files of this folder were looked at. Import it in parts.")
                yield Problem(folder.name, Message(message, {"count": limits.entries}))
                return
            yield file_item(path, source, claims, limits, count - 1)


def _below(folder: Path) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: (path.is_dir(), path.name))
    except OSError:
        return
    for path in entries:
        if path.is_dir() and not path.is_symlink():
            yield from _below(path)
        else:
            yield path


def _head(path: Path) -> bytes:
    try:
        return read_file(path, MEGABYTE)[:1024] if not path.suffix else b""
    except RefusedError:
        return b""
