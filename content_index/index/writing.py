"""Writing one commit: outcomes in, a new table of contents out, the change sequence with it.

The sequence is stored as a document of the same commit: content and sequence are never apart.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from content_index.documents import Resource
from content_index.index.durable import DurableStorage
from content_index.index.layout import STATE_KEY, VERSION, Record, fields, records, schema
from content_index.index.pending import Outcome
from content_index.index.snapshot import Snapshot

#: Megabytes of postings held before they are spilled to a temporary file.
MEMORY = 64
#: A segment this much larger than the rest together is left alone when merging.
MAJOR = 2.0
#: Share of deleted passages from which a segment is written anew.
STALE = 0.2
#: Segments from which merging pays.
MANY = 8


def create(directory: Path) -> None:
    """An empty index, without even a sequence."""
    directory.mkdir(parents=True)
    DurableStorage(directory).create_index(schema())


def write_outcomes(directory: Path, snapshot: Snapshot, outcomes: Mapping[str, Outcome], sequence: int) -> None:
    """Bring the index in line with the outcomes, in one commit."""
    with _writer(directory) as writer:
        for resource_id, outcome in outcomes.items():
            rows = snapshot.rows_of(resource_id)
            if outcome.visible is not None:
                kept = [_shown(snapshot.record(row), outcome.visible) for row in rows]
            else:
                kept = list(records(outcome.resource)) if outcome.resource else []
            for row in rows:
                writer.delete_document(row)
            for record in kept:
                writer.add_document(**fields(record))
        for row in snapshot.state_rows():
            writer.delete_document(row)
        _add_state(writer, sequence)
        writer.commit(merge=False)


def write_all(directory: Path, resources: Iterable[Resource], sequence: int) -> None:
    """Fill a new index in one commit."""
    create(directory)
    with _writer(directory) as writer:
        for resource in resources:
            for record in records(resource):
                writer.add_document(**fields(record))
        _add_state(writer, sequence)
        writer.commit(merge=False)


def merge(directory: Path, snapshot: Snapshot) -> bool:
    """Bring small and stale segments together when there are many; True when it was done."""
    sizes = [(part.size, int(part.matrix.language.size - part.alive.sum())) for part in snapshot.parts]
    stale = any(gone > STALE * size and gone > 1 for size, gone in sizes)
    if len(sizes) < 2 or (len(sizes) < MANY and not stale):
        return False
    with _writer(directory) as writer:
        writer.commit(mergetype=_merge_but_major)
    return True


def _merge_but_major(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """A merge policy of Whoosh: merges into `writer`, returns what stays as it is."""
    largest = max(segments, key=lambda segment: segment.doc_count_all())
    rest = sum(segment.doc_count_all() for segment in segments) - largest.doc_count_all()
    fresh = largest.deleted_count() <= STALE * largest.doc_count_all()
    kept = [largest] if fresh and largest.doc_count_all() > MAJOR * rest else []
    for segment in segments:
        if segment not in kept:
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return kept


def _shown(record: Record, visible: bool) -> Record:
    changed = record.copy()
    changed["visible"] = visible
    return changed


@contextmanager
def _writer(directory: Path) -> Iterator[SegmentWriter]:
    """A writer that leaves the index as it was when anything fails before the commit."""
    writer = FileIndex(DurableStorage(directory)).writer(limitmb=MEMORY)
    try:
        yield writer
    except BaseException:
        with suppress(Exception):  # what failed first is what matters
            writer.cancel()
        raise


def _add_state(writer: SegmentWriter, sequence: int) -> None:
    state = {"sequence": sequence, "schema": VERSION}
    writer.add_document(passage=STATE_KEY, record=state)
