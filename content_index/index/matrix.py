"""One segment's passages as a sparse term x passage matrix, with the columns that filters need.

Whoosh walks postings in Python; the same counts as arrays answer a bag of words in one pass.
A matrix is made from the records that the segment stores, by the analysis that wrote it, which
is several times faster than reading the postings back. Terms are kept as 64-bit hashes, sorted:
nothing has to be loaded before the first question.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from content_index.index.matrix_file import MatrixFileError, load, save

Array = np.ndarray[Any, Any]
#: Comes after every letter.
LAST = chr(0x10FFFF)


@lru_cache(maxsize=65536)
def term_key(language: str, kind: str, term: str) -> int:
    """The 64-bit key of a stem (kind "s") or folded word ("w") in a field language."""
    digest = blake2b(f"{language}\0{kind}\0{term}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


def pair_keys(one: Array, other: Array) -> Array:
    """Keys (n) of stems that stand side by side, from the keys (n) of both; their order does not matter."""
    low, high = np.minimum(one, other), np.maximum(one, other)
    return low * np.uint64(0x9E3779B97F4A7C15) ^ (high * np.uint64(0xC2B2AE3D27D4EB4F) >> np.uint64(7))


def content_key(text: str) -> int:
    """The 64-bit key of a passage's combined text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")


@dataclass(frozen=True)
class SegmentMatrix:
    """Arrays over the rows (documents) of one segment, deleted ones included.

    `keys` (T, sorted) and `starts` (T + 1) lead to stretches of `rows` and `counts` (nnz).
    `lengths` counts content words; the other columns index into `languages`, `kinds`,
    `resources`; `skills` maps a skill to its rows. Rows that are no passage have language -1.
    `words` are the folded words in order, `word_sizes` their letters, `word_letters` which
    letters as bits: what spelling needs. `content` is the key of each row's text.
    """

    keys: Array
    starts: Array
    rows: Array
    counts: Array
    lengths: Array
    language: Array
    kind: Array
    minutes: Array
    visible: Array
    resource: Array
    content: Array
    word_text: Array
    word_sizes: Array
    word_letters: Array
    languages: list[str]
    kinds: list[str]
    resources: list[str]
    skills: dict[str, list[int]]

    def stretches(self, keys: Array) -> tuple[Array, Array]:
        """Where the postings of each key start and stop; empty for an unknown key."""
        if not len(self.keys):
            nothing = np.zeros(len(keys), dtype=np.int64)
            return nothing, nothing
        places = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = self.keys[places] == keys
        starts = np.where(known, self.starts[places], 0).astype(np.int64)
        return starts, np.where(known, self.starts[places + 1], 0).astype(np.int64)

    @cached_property
    def words(self) -> list[str]:
        """Every folded word, in order."""
        return self.word_text.tobytes().decode().split()

    def beginning_with(self, prefix: str) -> list[str]:
        """The folded words that start so."""
        return self.words[bisect_left(self.words, prefix) : bisect_left(self.words, prefix + LAST)]

    def save(self, path: Path) -> None:
        """Keep it on disk."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        save(path, arrays, {name: getattr(self, name) for name in _LISTS})

    @classmethod
    def load(cls, path: Path) -> "SegmentMatrix":
        """Map it from disk; MatrixFileError when it cannot be."""
        arrays, meta = load(path)
        if not (arrays.keys() >= set(_ARRAYS) and meta.keys() >= set(_LISTS)):
            raise MatrixFileError
        columns: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
        return cls(**columns, **{name: meta[name] for name in _LISTS})


_ARRAYS = (
    *("keys", "starts", "rows", "counts", "lengths", "language", "kind", "minutes", "visible", "resource"),
    *("content", "word_text", "word_sizes", "word_letters"),
)
_LISTS = ("languages", "kinds", "resources", "skills")
