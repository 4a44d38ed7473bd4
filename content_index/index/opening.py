"""From files to a snapshot, and back to a reason when they cannot be read."""

from pathlib import Path
from typing import Any, cast

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex

from content_index.errors import N_, ContentIndexError
from content_index.index import pointer
from content_index.index.building import build
from content_index.index.layout import VERSION, Record
from content_index.index.matrix import SegmentMatrix
from content_index.index.matrix_file import MatrixFileError
from content_index.index.snapshot import Snapshot

MISSING = N_("There is no search index yet.")
OLD = N_("The search index was made by another version of the tool.")
DAMAGED = N_("The search index on disk is damaged.")


class UnreadableError(ContentIndexError):
    """The index cannot be opened; the message says why."""

    message = DAMAGED


def open_snapshot(root: Path) -> Snapshot:
    """The live index as of now; UnreadableError with the reason otherwise."""
    seen = pointer.stamp(root)
    if seen is None:
        raise UnreadableError(MISSING)
    try:
        current = pointer.read(root)
    except (OSError, ValueError) as problem:
        raise UnreadableError(DAMAGED) from problem
    if current.schema != VERSION:
        raise UnreadableError(OLD)
    try:
        return snapshot_of(root / current.directory, seen)
    except Exception as problem:
        # Pickled, compressed and packed files fail in every way there is; all mean the same.
        raise UnreadableError(DAMAGED) from problem


def snapshot_of(directory: Path, seen: object) -> Snapshot:
    """The latest commit in one index directory."""
    reader = FileIndex(FileStorage(str(directory))).reader()
    matrices = [matrix_of(directory, leaf) for leaf, _ in reader.leaf_readers()]
    return Snapshot(reader, matrices, seen)


def matrix_of(directory: Path, leaf: Any) -> SegmentMatrix:
    """A segment's matrix: mapped from disk, or made from its records and kept."""
    path = directory / leaf.segment().make_filename(".mtx")
    try:
        matrix = SegmentMatrix.load(path)
    except MatrixFileError:
        matrix = None
    if matrix is not None and len(matrix.lengths) == leaf.doc_count_all():
        return matrix
    matrix = build(_records(leaf))
    try:
        matrix.save(path)
    except OSError:  # a full or read-only disk: the one in memory answers as well
        return matrix
    return SegmentMatrix.load(path)


def _records(leaf: Any) -> list[Record | None]:
    found = [leaf.stored_fields(row).get("record") for row in range(leaf.doc_count_all())]
    return [cast("Record", record) if record and "passage" in record else None for record in found]
