"""An archive as items: which kind of package it is, or else its files by name."""

from functools import partial
from pathlib import Path

from content_index.errors import N_, Message
from content_index.extraction.archives import Archive, open_archive
from content_index.extraction.assembling import Context
from content_index.extraction.cartridges import manifest_name, package_items
from content_index.extraction.claims import Claims
from content_index.extraction.files import title_from
from content_index.extraction.formats import format_of, is_asset
from content_index.extraction.items import Found, Item
from content_index.extraction.limits import Limits
from content_index.extraction.moodle import BACKUP, backup_items
from content_index.extraction.shapes import Problem

_ENDINGS = (".zip", ".imscc", ".mbz", ".tar.gz", ".tgz")


def is_archive(name: str) -> bool:
    """Whether a file of that name is opened as an archive."""
    return name.lower().endswith(_ENDINGS)


def archive_items(path: Path, claims: Claims, limits: Limits) -> Found:
    """The items of an archive; raises `RefusedError` when it cannot be opened at all."""
    archive = open_archive(path, limits)
    name = path.name.lower()
    if BACKUP in archive.names or name.endswith(".mbz"):
        yield from backup_items(archive, claims)
    elif manifest_name(archive.names) or name.endswith(".imscc"):
        yield from package_items(archive, claims)
    else:
        yield from archive.problems
        yield from _files(archive, claims)


def _files(archive: Archive, claims: Claims) -> Found:
    order = 0
    for name in sorted(archive.names):
        if is_asset(name):
            continue
        if is_archive(name):
            message = N_("An archive inside an archive is not opened. Unpack it, then import it on its own.")
            yield Problem(name, Message(message))
            continue
        *folders, last = name.split("/")
        context = Context(
            source=name,
            title=title_from(last),
            language=claims.language,
            fallback=claims.fallback,
            section=tuple(title_from(folder) for folder in folders),
            order=order,
        )
        order += 1
        yield Item(context, format_of(last), partial(archive.read, name))
