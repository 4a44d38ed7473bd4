"""One segment's passages as a sparse term x passage matrix, with the columns that filters need.

Whoosh walks postings in Python; the same counts as arrays answer a bag of words in one pass.
A matrix is made from the records that the segment stores, by the analysis that wrote it, which
is several times faster than reading the postings back. Terms are kept as 64-bit hashes, sorted:
nothing has to be loaded before the first question.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from content_index.index.matrix_file import load, save
from content_index.schema.analysis import analyser
from content_index.schema.layout import Record, combined, field_language

Array = np.ndarray[Any, Any]
_NO_MINUTES = -1


@lru_cache(maxsize=65536)
def term_key(language: str, kind: str, term: str) -> int:
    """The 64-bit key of a stem (kind "s") or folded word ("w") in a field language."""
    digest = blake2b(f"{language}\0{kind}\0{term}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@dataclass(frozen=True)
class SegmentMatrix:
    """Arrays over the rows (documents) of one segment, deleted ones included.

    `keys` (T, sorted) and `starts` (T + 1) lead to stretches of `rows` and `counts` (nnz).
    `lengths` counts content words; the other columns index into `languages`, `kinds`,
    `resources`; `skills` maps a skill to its rows. Rows that are no passage have language -1.
    `words` are the folded words in order, `word_sizes` their letters, `word_letters` which
    letters as bits: what spelling needs.
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
        starts = np.where(known, self.starts[places], 0)
        return starts, np.where(known, self.starts[places + 1], 0)

    @cached_property
    def words(self) -> list[str]:
        """Every folded word of letters, in order."""
        return self.word_text.tobytes().decode().split()

    def save(self, path: Path) -> None:
        """Keep it on disk."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        save(path, arrays, {name: getattr(self, name) for name in _LISTS})

    @classmethod
    def load(cls, path: Path) -> "SegmentMatrix":
        """Map it from disk; MatrixFileError when it cannot be."""
        arrays, meta = load(path)
        columns: dict[str, Any] = {name: arrays[name] for name in _ARRAYS}
        return cls(**columns, **{name: meta[name] for name in _LISTS})


_ARRAYS = (
    *("keys", "starts", "rows", "counts", "lengths", "language", "kind", "minutes", "visible", "resource"),
    *("word_text", "word_sizes", "word_letters"),
)
_LISTS = ("languages", "kinds", "resources", "skills")


class _Codes:
    """Numbers for names, in order of appearance."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    @property
    def names(self) -> list[str]:
        return list(self.numbers)


def build(records: Iterable[Record | None]) -> SegmentMatrix:
    """The matrix of a segment from its records in document order; None for what is no passage."""
    terms: dict[tuple[str, str, str], int] = {}
    flat: list[int] = []
    lengths: list[int] = []
    languages, kinds, resources = _Codes(), _Codes(), _Codes()
    columns: list[tuple[int, int, int, bool, int]] = []
    skills: dict[str, list[int]] = {}
    for row, record in enumerate(records):
        if record is None:
            lengths.append(0)
            columns.append((-1, 0, _NO_MINUTES, False, 0))
            continue
        language = field_language(record["language"])
        pairs = analyser(language).pairs(combined(record))
        lengths.append(len(pairs))
        for stem, word in pairs:
            flat.append(terms.setdefault((language, "s", stem), len(terms)))
            flat.append(terms.setdefault((language, "w", word), len(terms)))
        minutes = _NO_MINUTES if record["minutes"] is None else record["minutes"]
        columns.append(
            (languages(record["language"]), kinds(record["kind"]), minutes, record["visible"],
             resources(record["resource"]))
        )  # fmt: skip
        for skill in record["skills"]:
            skills.setdefault(skill, []).append(row)
    table = np.array(columns, dtype=np.int32).reshape(-1, 5)
    return SegmentMatrix(
        **_sparse(terms, np.array(flat, dtype=np.int64), np.array(lengths, dtype=np.int64)),
        **_vocabulary({word for _, kind, word in terms if kind == "w" and word.isalpha()}),
        lengths=np.array(lengths, dtype=np.float32),
        language=table[:, 0].astype(np.int16),
        kind=table[:, 1].astype(np.int16),
        minutes=table[:, 2],
        visible=table[:, 3].astype(np.bool_),
        resource=table[:, 4],
        languages=languages.names,
        kinds=kinds.names,
        resources=resources.names,
        skills=skills,
    )


def _sparse(terms: dict[tuple[str, str, str], int], flat: Array, lengths: Array) -> dict[str, Array]:
    """Compressed rows by term: counts of each (term, passage), terms in order of their keys."""
    keys = np.array([term_key.__wrapped__(*term) for term in terms], dtype=np.uint64)
    order = np.argsort(keys, kind="stable")
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = np.arange(len(keys))
    passages = np.repeat(np.arange(len(lengths), dtype=np.int64), lengths * 2)
    cells, counts = np.unique((rank[flat] if len(flat) else flat) << 32 | passages, return_counts=True)
    starts = np.searchsorted(cells >> 32, np.arange(len(keys) + 1))
    return {
        "keys": keys[order],
        "starts": starts.astype(np.int64),
        "rows": (cells & 0xFFFFFFFF).astype(np.uint32),
        "counts": counts.astype(np.float32),
    }


def letters_of(word: str) -> int:
    """The letters of a folded word as bits: a to z, the rest shared out over what is left of 32."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) - 97 if "a" <= letter <= "z" else 26 + ord(letter) % 6)
    return bits


def _vocabulary(words: set[str]) -> dict[str, Array]:
    ordered = sorted(words)
    return {
        "word_text": np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8),
        "word_sizes": np.array([len(word) for word in ordered], dtype=np.uint8),
        "word_letters": np.array([letters_of(word) for word in ordered], dtype=np.uint32),
    }
