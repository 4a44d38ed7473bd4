"""Keeping an index in step with the database, whose word is final.

The database records every change of a resource with a growing sequence; the index remembers
the last one it holds. Whatever happened in between (a crash, a lost disk, a newer schema, a
database restored from a backup), one call brings the index back in step.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from content_index.documents import Resource
from content_index.errors import N_
from content_index.index.engine import SearchEngine
from content_index.index.records import Change

#: Changes written in one commit: enough to be fast, few enough to hold in memory.
BATCH = 500
AHEAD = N_("The search index knew changes that the database does not.")


class Truth(Protocol):
    """What the database can tell about the content of one index."""

    def last_sequence(self) -> int:
        """The sequence of the last recorded change; 0 when there is none."""
        ...

    def changes_after(self, sequence: int) -> Iterable[Change]:
        """Recorded changes after a sequence, in order."""
        ...

    def resources(self) -> Iterable[Resource]:
        """Everything that should be in the index now."""
        ...


@dataclass(frozen=True, slots=True)
class Followed:
    """What was done: changes applied, or why the index was built anew; the sequence it now holds."""

    sequence: int
    applied: int = 0
    rebuilt: str = ""
    merged: bool = False


def follow(
    engine: SearchEngine,
    truth: Truth,
    *,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda _: None,
) -> Followed:
    """Bring `engine` in step with `truth`: replay what is missing, or rebuild when it must be.

    `progress` is told the number of changes applied so far. Raises `IndexWriteError` when the
    index cannot be written now; whatever was committed stays, and the next call goes on.
    """
    state = engine.state()
    last = truth.last_sequence()
    if not state.ready or state.sequence > last:
        engine.rebuild(truth.resources(), last)
        return Followed(last, rebuilt=state.reason or AHEAD)
    sequence, applied = state.sequence, 0
    for changes in _batches(truth.changes_after(sequence), batch):
        sequence = engine.apply(changes)
        applied += len(changes)
        progress(applied)
    return Followed(sequence, applied, merged=applied > 0 and engine.merge())


def _batches(changes: Iterable[Change], size: int) -> Iterator[list[Change]]:
    source = iter(changes)
    while batch := list(islice(source, size)):
        yield batch
