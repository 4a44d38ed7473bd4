"""Making a segment's matrix from the records that the segment stores."""

from collections.abc import Iterable

import numpy as np

from content_index.index.layout import Record, combined, field_language
from content_index.index.matrix import Array, SegmentMatrix, content_key, letters_of, term_key
from content_index.schema.analysis import analyser

_NO_MINUTES = -1
_Term = tuple[str, str, str]


class _Codes:
    """Numbers for names, in order of appearance."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    @property
    def names(self) -> list[str]:
        return list(self.numbers)


class _Rows:
    """What is gathered row by row."""

    def __init__(self) -> None:
        self.terms: dict[_Term, int] = {}
        self.flat: list[int] = []
        self.lengths: list[int] = []
        self.contents: list[int] = []
        self.languages, self.kinds, self.resources = _Codes(), _Codes(), _Codes()
        self.columns: list[tuple[int, int, int, bool, int]] = []
        self.skills: dict[str, list[int]] = {}

    def skip(self) -> None:
        """A row that is no passage."""
        self.lengths.append(0)
        self.contents.append(0)
        self.columns.append((-1, 0, _NO_MINUTES, False, 0))

    def add(self, record: Record) -> None:
        """A passage's row."""
        language, text = field_language(record["language"]), combined(record)
        pairs = analyser(language).pairs(text)
        for stem, word in pairs:
            self.flat.append(self.terms.setdefault((language, "s", stem), len(self.terms)))
            self.flat.append(self.terms.setdefault((language, "w", word), len(self.terms)))
        for skill in record["skills"]:
            self.skills.setdefault(skill, []).append(len(self.lengths))
        self.lengths.append(len(pairs))
        self.contents.append(content_key(text))
        minutes = _NO_MINUTES if record["minutes"] is None else record["minutes"]
        codes = self.languages(record["language"]), self.kinds(record["kind"]), self.resources(record["resource"])
        self.columns.append((codes[0], codes[1], minutes, record["visible"], codes[2]))


def build(records: Iterable[Record | None]) -> SegmentMatrix:
    """The matrix of a segment from its records in document order; None for what is no passage."""
    gathered = _Rows()
    for record in records:
        if record is None:
            gathered.skip()
        else:
            gathered.add(record)
    table = np.array(gathered.columns, dtype=np.int32).reshape(-1, 5)
    lengths = np.array(gathered.lengths, dtype=np.int64)
    words = {word for _, kind, word in gathered.terms if kind == "w" and word.isalpha()}
    return SegmentMatrix(
        **_sparse(gathered.terms, np.array(gathered.flat, dtype=np.int64), lengths),
        **_vocabulary(words),
        lengths=lengths.astype(np.float32),
        content=np.array(gathered.contents, dtype=np.uint64),
        language=table[:, 0].astype(np.int16),
        kind=table[:, 1].astype(np.int16),
        minutes=table[:, 2],
        visible=table[:, 3].astype(np.bool_),
        resource=table[:, 4],
        languages=gathered.languages.names,
        kinds=gathered.kinds.names,
        resources=gathered.resources.names,
        skills=gathered.skills,
    )


def _sparse(terms: dict[_Term, int], flat: Array, lengths: Array) -> dict[str, Array]:
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


def _vocabulary(words: set[str]) -> dict[str, Array]:
    ordered = sorted(words)
    return {
        "word_text": np.frombuffer("\n".join(ordered).encode(), dtype=np.uint8),
        "word_sizes": np.array([len(word) for word in ordered], dtype=np.uint8),
        "word_letters": np.array([letters_of(word) for word in ordered], dtype=np.uint32),
    }
