"""Vectors kept between runs of the training: a hash of the text and its numbers, never the text."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from lti_tool.signals.mood.embedding import DIMENSION, Embedder, embed

Array = np.ndarray[Any, Any]
_RECORD = np.dtype([("key", "S64"), ("vector", "<f4", (DIMENSION,))])


class Vectors:
    """Embeds what the file does not hold and appends it batch by batch, so that a stopped run loses little."""

    def __init__(self, embedder: Embedder, path: Path | None) -> None:
        self._embedder = embedder
        self._path = path
        self._known: dict[bytes, Array] = {}
        if path is not None and path.exists():
            whole = path.stat().st_size // _RECORD.itemsize
            for record in np.fromfile(path, dtype=_RECORD, count=whole):
                self._known[bytes(record["key"])] = record["vector"]

    def of(self, texts: Sequence[str]) -> Array:
        """Return vectors (n, DIMENSION)."""
        missing = [text for text in dict.fromkeys(texts) if _key(text) not in self._known]
        # A few at a time: sorting by length inside, the order of importance outside.
        for start in range(0, len(missing), 64):
            embed(self._embedder, missing[start : start + 64], each=self._keep)
        return np.stack([self._known[_key(text)] for text in texts])

    def _keep(self, texts: Sequence[str], vectors: Array) -> None:
        records = np.zeros(len(texts), dtype=_RECORD)
        records["key"] = [_key(text) for text in texts]
        records["vector"] = vectors
        for text, vector in zip(texts, vectors, strict=True):
            self._known[_key(text)] = vector
        if self._path is not None:
            with self._path.open("ab") as file:
                file.write(records.tobytes())


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest().encode()
