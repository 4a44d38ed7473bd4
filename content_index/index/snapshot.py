"""What one commit of the index looks like to readers: immutable, shared by threads.

Whoosh's readers keep a position in their files, so calls into them take the snapshot's lock;
the matrices need none.
"""

import threading
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import numpy as np
from whoosh.searching import Searcher

from content_index.index.layout import STATE_KEY, Record, field_language
from content_index.index.matrix import Array, SegmentMatrix

#: BM25: saturation of repeated words, and how much long passages are held back.
K1 = 1.5
B = 0.75


@dataclass(frozen=True)
class Part:
    """One segment: its matrix, where its rows start, which rows are still there."""

    matrix: SegmentMatrix
    offset: int
    alive: Array
    #: BM25's length term of each row, under the whole index's mean length.
    norm: Array

    @property
    def size(self) -> int:
        """Rows, deleted ones included."""
        return len(self.alive)

    @cached_property
    def resource_codes(self) -> dict[str, int]:
        """The number of each resource in this segment."""
        return {name: code for code, name in enumerate(self.matrix.resources)}


class Snapshot:
    """Parts in Whoosh's order of documents, and the reader they were made from."""

    def __init__(self, reader: Any, matrices: list[SegmentMatrix], stamp: object) -> None:
        self.reader = reader
        self.stamp = stamp
        self._lock = threading.Lock()
        #: How telling a stem is, by its key, as far as it was asked for.
        self.telling: dict[int, float] = {}
        #: Words that were asked for and are in no passage.
        self.unknown: set[str] = set()
        self.passages: Mapping[str, int] = _passages_by_language(matrices)
        means = _mean_lengths(matrices)
        leaves = list(reader.leaf_readers())
        self.parts = [
            _part(matrix, leaf, offset, means) for matrix, (leaf, offset) in zip(matrices, leaves, strict=True)
        ]
        self._offsets = [part.offset for part in self.parts]
        self.size = sum(part.size for part in self.parts)

    @contextmanager
    def searcher(self) -> Iterator[Searcher]:
        """Whoosh's own query engine, one thread at a time."""
        with self._lock:
            yield self._searcher

    @cached_property
    def _searcher(self) -> Searcher:
        return Searcher(self.reader)

    def record(self, row: int) -> Record:
        """The stored record of a passage, by its number in the whole index."""
        with self._lock:
            return cast("Record", self.reader.stored_fields(row)["record"])

    def state_rows(self) -> list[int]:
        """Where the index's own state is stored."""
        with self._lock:
            return list(self.reader.postings("passage", STATE_KEY).all_ids())

    @cached_property
    def sequence(self) -> int:
        """The last change applied."""
        rows = self.state_rows()
        with self._lock:
            return max(int(self.reader.stored_fields(row)["record"]["sequence"]) for row in rows)

    def concatenated(self, columns: list[Array]) -> Array:
        """One column per part, as one column of the whole index."""
        return columns[0] if len(columns) == 1 else np.concatenate(columns)

    @cached_property
    def shown(self) -> Array:
        """Which rows a learner may see."""
        return self.concatenated([part.alive & part.matrix.visible for part in self.parts])

    @cached_property
    def present(self) -> Array:
        """Which rows are passages that have not been deleted."""
        return self.concatenated([part.alive for part in self.parts])

    @cached_property
    def live_languages(self) -> dict[str, int]:
        """Passages by language tag, deleted ones left out."""
        found: dict[str, int] = {}
        for part in self.parts:
            codes = part.matrix.language[part.alive]
            for code, count in enumerate(np.bincount(codes, minlength=len(part.matrix.languages))):
                name = part.matrix.languages[code]
                found[name] = found.get(name, 0) + int(count)
        return {name: count for name, count in sorted(found.items()) if count}

    def resource_of(self, row: int) -> str:
        """The resource of a passage, by its number in the whole index."""
        part = self.parts[bisect_right(self._offsets, row) - 1]
        return part.matrix.resources[int(part.matrix.resource[row - part.offset])]

    def rows_of(self, resource_id: str) -> list[int]:
        """Numbers of a resource's passages."""
        rows: list[int] = []
        for part in self.parts:
            code = part.resource_codes.get(resource_id)
            if code is not None:
                local = np.flatnonzero((part.matrix.resource == code) & part.alive)
                rows.extend(int(row) + part.offset for row in local)
        return rows

    @property
    def documents(self) -> int:
        """Resources that have a passage."""
        return len(
            {part.matrix.resources[code] for part in self.parts
             for code in np.unique(part.matrix.resource[part.alive])}
        )  # fmt: skip


def _language_columns(matrix: SegmentMatrix) -> list[tuple[str, Array]]:
    """(field language, rows) for each language of a segment."""
    return [(field_language(name), matrix.language == code) for code, name in enumerate(matrix.languages)]


def _passages_by_language(matrices: list[SegmentMatrix]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for matrix in matrices:
        for name, rows in _language_columns(matrix):
            counts[name] = counts.get(name, 0) + int(np.count_nonzero(rows))
    return counts


def _mean_lengths(matrices: list[SegmentMatrix]) -> dict[str, float]:
    totals: dict[str, float] = {}
    for matrix in matrices:
        for name, rows in _language_columns(matrix):
            totals[name] = totals.get(name, 0.0) + float(matrix.lengths[rows].sum(dtype=np.float64))
    counts = _passages_by_language(matrices)
    return {name: max(total / counts[name], 1.0) if counts[name] else 1.0 for name, total in totals.items()}


def _part(matrix: SegmentMatrix, leaf: Any, offset: int, means: Mapping[str, float]) -> Part:
    alive = matrix.language >= 0
    deleted = list(leaf.segment().deleted_docs()) if leaf.has_deletions() else []
    if deleted:
        alive[deleted] = False
    mean = np.ones(len(alive), dtype=np.float32)
    for name, rows in _language_columns(matrix):
        mean[rows] = means[name]
    norm = (K1 * (1 - B + B * matrix.lengths / mean)).astype(np.float32)
    return Part(matrix, offset, alive, norm)
