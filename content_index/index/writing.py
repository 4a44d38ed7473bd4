"""Writing one commit: outcomes in, a new table of contents out, the change sequence with it.

The sequence is stored as a document of the same commit: content and sequence are never apart.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
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
#: Passages of a segment that is not merged further: bounds the memory and time of one step.
LARGE = 4000
#: Small segments from which merging pays.
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


def write_all(directory: Path, resources: Iterable[Resource], sequence: int, segment: int = LARGE) -> None:
    """Fill a new index that nobody reads yet, `segment` passages at a time so that memory stays bounded."""
    create(directory)
    waiting = (record for resource in resources for record in records(resource))
    while batch := list(islice(waiting, segment)):
        with _writer(directory) as writer:
            for record in batch:
                writer.add_document(**fields(record))
            writer.commit(merge=False)
    with _writer(directory) as writer:
        _add_state(writer, sequence)
        writer.commit(merge=False)


def merge(directory: Path, snapshot: Snapshot) -> bool:
    """Bring small and stale segments together when there are many; True when it was done."""
    chosen = worth_merging([(part.size, part.size - int(part.alive.sum())) for part in snapshot.parts])
    if not chosen:
        return False

    def policy(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
        for place in sorted(chosen):
            reader = SegmentReader(writer.storage, writer.schema, segments[place])
            writer.add_reader(reader)
            reader.close()
        return [segment for place, segment in enumerate(segments) if place not in chosen]

    with _writer(directory) as writer:
        writer.commit(mergetype=policy)
    return True


def worth_merging(sizes: Sequence[tuple[int, int]]) -> set[int]:
    """Which segments, given as (rows, deleted rows), to write anew as one; none when it does not pay.

    Large fresh ones stay as they are: merging them costs seconds and memory, and saves little.
    """
    stale = {place for place, (rows, gone) in enumerate(sizes) if gone > max(STALE * rows, 1)}
    small = {place for place, (rows, _) in enumerate(sizes) if rows < LARGE and place not in stale}
    if not stale and len(small) < MANY:
        return set()
    largest = max(small, key=lambda place: sizes[place][0], default=None)
    rest = sum(sizes[place][0] for place in (small | stale) - {largest})
    if largest is not None and sizes[largest][0] > MAJOR * rest:
        small.discard(largest)
    chosen = stale | small
    return chosen if stale or len(chosen) > 1 else set()


def _shown(record: Record, visible: bool) -> Record:
    changed = record.copy()
    changed["visible"] = visible
    return changed


@contextmanager
def _writer(directory: Path) -> Iterator[SegmentWriter]:
    """A writer that leaves the index as it was when anything fails before the commit.

    Whoosh's own lock is not taken: the engine holds one for all that it writes, and a writer that
    failed on a full disk would keep Whoosh's until it is collected as garbage.
    """
    writer = FileIndex(DurableStorage(directory)).writer(limitmb=MEMORY, _lk=False)
    try:
        yield writer
    except BaseException:
        with suppress(Exception):  # what failed first is what matters
            writer.cancel()
        raise


def _add_state(writer: SegmentWriter, sequence: int) -> None:
    state = {"sequence": sequence, "schema": VERSION}
    writer.add_document(passage=STATE_KEY, record=state)
