"""Meaning vectors of passages, kept by content: computed once per text, whatever happens to the index.

One file per model, records appended batch by batch, so hours of work survive a crash; a
record that was cut short is overwritten by the next batch.
"""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from content_index.index.durable import sync
from content_index.index.matrix import Array
from content_index.index.snapshot import Snapshot


class VectorFile:
    """Vectors of one model for the contents of one index."""

    def __init__(self, root: Path, model: str, dimension: int) -> None:
        self.path = root / f"vectors-{model}.bin"
        self._record = np.dtype([("key", "<u8"), ("vector", "<f2", (dimension,))])

    def count(self) -> int:
        """Whole records in the file."""
        try:
            return self.path.stat().st_size // self._record.itemsize
        except OSError:
            return 0

    def add(self, keys: Sequence[int], vectors: Array) -> None:
        """Append vectors (n, dimension) under their content keys; on disk when this returns."""
        records = np.empty(len(keys), dtype=self._record)
        records["key"], records["vector"] = np.array(keys, dtype=np.uint64), vectors
        with self.path.open("r+b" if self.path.exists() else "w+b") as file:
            file.seek(self.count() * self._record.itemsize)
            file.truncate()
            file.write(records.tobytes())
            file.flush()
            os.fsync(file.fileno())
        sync(self.path.parent)

    def read(self) -> tuple[Array, Array]:
        """Keys (n, sorted, unique) and float32 vectors (n, dimension) of everything kept."""
        records = np.fromfile(self.path, dtype=self._record, count=self.count()) if self.count() else None
        if records is None:
            return np.empty(0, dtype=np.uint64), np.empty((0, 0), dtype=np.float32)
        keys, places = np.unique(records["key"], return_index=True)
        return keys, records["vector"][places].astype(np.float32)


class RowVectors:
    """The vectors of a snapshot's rows: `rows` (n) and unit `vectors` (n, dimension)."""

    def __init__(self, snapshot: Snapshot, file: VectorFile) -> None:
        keys, vectors = file.read()
        wanted = snapshot.concatenated([part.matrix.content for part in snapshot.parts])
        places = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        held = (keys[places] == wanted) & snapshot.present if len(keys) else np.zeros(len(wanted), dtype=np.bool_)
        self.rows: Array = np.flatnonzero(held)
        self.vectors: Array = vectors[places[self.rows]]

    def nearness(self, vector: Array, size: int) -> Array:
        """The cosine of each of `size` rows with a unit vector; -1 where a row has no vector."""
        values = np.full(size, -1.0, dtype=np.float32)
        if len(self.rows):
            values[self.rows] = self.vectors @ vector.astype(np.float32)
        return values
