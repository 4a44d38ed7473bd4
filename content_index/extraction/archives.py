"""Archives opened with distrust: names, links, counts and sizes are checked on what is really there.

Nothing is unpacked to disk by name. A tar is only decompressed into a nameless temporary file, so
that its members can be read in any order.
"""

import gzip
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Protocol

from content_index.errors import N_, Message
from content_index.extraction.archive_names import problem_with_name, tidy_name
from content_index.extraction.limits import MEGABYTE, Limits
from content_index.extraction.refusals import EncryptedError, RefusedError, TooLargeError
from content_index.extraction.shapes import Problem
from content_index.extraction.zip_directory import check_directory

_CHUNK = 256 * 1024
#: Below this size a high compression ratio is ordinary.
_SMALL = 4 * MEGABYTE
_BROKEN = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class Archive(Protocol):
    """The regular files of an archive; `problems` tells what was left out when it was opened."""

    @property
    def names(self) -> tuple[str, ...]:
        """Names in archive order, tidied, each once."""
        ...

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Entries that are not offered, one by one."""
        ...

    def read(self, name: str) -> bytes:
        """The bytes of one file; raises `RefusedError` beyond the limits or when damaged."""
        ...


def open_archive(path: Path, limits: Limits) -> Archive:
    """A zip or a gzipped tar, told by its first bytes; raises `RefusedError` for anything else."""
    try:
        with path.open("rb") as stream:
            magic = stream.read(4)
        if path.stat().st_size > limits.archive_file_bytes:
            raise TooLargeError(limit=limits.archive_file_bytes // MEGABYTE)
        if magic.startswith(b"PK"):
            check_directory(path, limits)
            return _zip(path, limits)
        if magic.startswith(b"\x1f\x8b"):
            return _tar(path, limits)
    except _BROKEN as error:
        raise _damaged() from error
    raise RefusedError(N_("This is not a zip or tar.gz archive. Export it again."))


class _Members:
    """The files of an archive and the bytes still allowed to come out of it."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._left = limits.archive_bytes
        self._openers: dict[str, tuple[Callable[[], IO[bytes]], int]] = {}
        self._problems: list[Problem] = []

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._openers)

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)

    def offer(self, name: str, opener: Callable[[], IO[bytes]], packed: int) -> None:
        """Take a file in, unless its name is hostile or taken; `packed` is its compressed size."""
        hostile = problem_with_name(name)
        tidy = tidy_name(name)
        if hostile:
            self.leave_out(name, hostile)
        elif tidy in self._openers:
            self.leave_out(name, Message(N_("This name is twice in the archive. The first file was kept.")))
        else:
            self._openers[tidy] = (opener, packed)

    def leave_out(self, name: str, message: Message) -> None:
        """Say why an entry is not offered."""
        self._problems.append(Problem(tidy_name(name), message))

    def read(self, name: str) -> bytes:
        """All bytes of a file, counted while they come."""
        opener, packed = self._openers[name]
        chunks: list[bytes] = []
        size = 0
        try:
            with opener() as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._left -= len(chunk)
                    self._check(size, packed)
                    chunks.append(chunk)
        except _BROKEN as error:
            raise _damaged() from error
        return b"".join(chunks)

    def _check(self, size: int, packed: int) -> None:
        if size > self._limits.file_bytes:
            raise TooLargeError(limit=self._limits.file_bytes // MEGABYTE)
        if self._left < 0:
            message = N_("The archive unpacks to more than %(limit)d MB. Import it in parts.")
            raise RefusedError(message, limit=self._limits.archive_bytes // MEGABYTE)
        if size > _SMALL and size > packed * self._limits.ratio:
            raise RefusedError(N_("This file unpacks to far more than its size, as harmful files do. Leave it out."))


def _zip(path: Path, limits: Limits) -> Archive:
    archive = zipfile.ZipFile(path)
    entries = archive.infolist()
    _check_count(len(entries), limits)
    members = _Members(limits)
    for entry in entries:
        kind = (entry.external_attr >> 16) & 0o170000
        if entry.is_dir():
            continue
        if kind == 0o120000:
            members.leave_out(entry.filename, _link())
        elif entry.flag_bits & 0x1:
            members.leave_out(entry.filename, EncryptedError().as_message)
        else:
            members.offer(entry.filename, _zip_opener(archive, entry), max(1, entry.compress_size))
    return members


def _zip_opener(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Callable[[], IO[bytes]]:
    return lambda: archive.open(entry)


def _tar(path: Path, limits: Limits) -> Archive:
    plain = _decompressed(path, limits)
    archive = tarfile.open(fileobj=plain, mode="r:")  # noqa: SIM115 - read as long as its members are
    members = _Members(limits)
    for count, member in enumerate(archive, start=1):
        _check_count(count, limits)
        if member.issym() or member.islnk():
            members.leave_out(member.name, _link())
        elif member.isreg():
            members.offer(member.name, _tar_opener(archive, member), max(1, member.size))
        elif not member.isdir():
            members.leave_out(member.name, Message(N_("This entry is a device or the like. It was left out.")))
    return members


def _tar_opener(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Callable[[], IO[bytes]]:
    def opener() -> IO[bytes]:
        stream = archive.extractfile(member)
        if stream is None:
            raise _damaged()
        return stream

    return opener


def _decompressed(path: Path, limits: Limits) -> IO[bytes]:
    """The tar inside a gzip, in a nameless file that goes away by itself."""
    plain = tempfile.TemporaryFile()  # noqa: SIM115 - read as long as the archive is
    left = limits.archive_bytes
    with gzip.open(path) as stream:
        while chunk := stream.read(_CHUNK):
            left -= len(chunk)
            if left < 0:
                message = N_("The archive unpacks to more than %(limit)d MB. Import it in parts.")
                raise RefusedError(message, limit=limits.archive_bytes // MEGABYTE)
            plain.write(chunk)
    plain.seek(0)
    return plain


def _check_count(count: int, limits: Limits) -> None:
    if count > limits.entries:
        message = N_("The archive lists more than %(limit)d files. Import it in parts.")
        raise RefusedError(message, limit=limits.entries)


def _link() -> Message:
    return Message(N_("Links inside an archive are not followed. Put the file itself into it."))


def _damaged() -> RefusedError:
    return RefusedError(N_("This archive, or a file in it, is damaged. Export it again."))
